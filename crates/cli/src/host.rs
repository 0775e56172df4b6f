//! The real world as templates see it: clock, zones, randomness, keys, host names.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use stator_certs::{Error, KeyKind, PrivateKey, Profile, Usage};
use stator_chart::Resolver;
use stator_sprig::{Certificate, CertificateRequest, Host, KeyKind as Wanted};
use std::cell::OnceCell;
use std::net::ToSocketAddrs as _;
use std::rc::Rc;

/// Gives what functions with effects stand on.
pub(crate) fn effects() -> Rc<dyn Host> {
    Rc::new(SystemHost::default())
}

/// Gives the resolver of host names: the first address that the system finds.
pub(crate) fn resolver() -> Resolver {
    Rc::new(|name| {
        let mut addresses = (name, 0).to_socket_addrs().ok()?;
        addresses.next().map(|address| address.ip().to_string())
    })
}

/// The machine that the command runs on.
#[derive(Default)]
struct SystemHost {
    local: OnceCell<TimeZone>,
}

/// Nanoseconds in a day.
const DAY: i64 = 86_400_000_000_000;

impl Host for SystemHost {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }

    fn local_zone(&self) -> TimeZone {
        let find = || {
            TimeZone::try_system()
                .ok()
                .filter(|zone| !zone.is_unknown())
        };
        self.local
            .get_or_init(|| find().unwrap_or(TimeZone::UTC))
            .clone()
    }

    fn zone(&self, name: &str) -> Option<TimeZone> {
        // Go finds zones as files, so their names have a case.
        TimeZone::get(name)
            .ok()
            .filter(|zone| zone.iana_name() == Some(name))
    }

    fn fill_random(&self, bytes: &mut [u8]) {
        stator_certs::fill_random(bytes).expect("the system always has randomness");
    }

    fn generate_key(&self, kind: Wanted) -> Result<String, String> {
        let kind = match kind {
            Wanted::Rsa4096 => KeyKind::Rsa4096,
            Wanted::Dsa => KeyKind::Dsa,
            Wanted::EcdsaP256 => KeyKind::EcdsaP256,
            Wanted::Ed25519 => KeyKind::Ed25519,
        };
        PrivateKey::generate(kind)
            .map(|key| key.to_pem())
            .map_err(|error| error.to_string())
    }

    fn certify(&self, request: &CertificateRequest<'_>) -> Result<Certificate, String> {
        let key = match request.key {
            Some(text) => PrivateKey::from_pem(text)
                .map_err(|error| format!("parsing private key: {error}"))?,
            None => PrivateKey::generate(KeyKind::Rsa2048)
                .map_err(|error| format!("error generating rsa key: {error}"))?,
        };
        let signer = match request.signer {
            Some((certificate, key)) => Some((
                read_certificate(certificate, "decodedSignerCert")?,
                PrivateKey::from_pem(key)
                    .map_err(|error| format!("error parsing private key: {error}"))?,
            )),
            None => None,
        };
        let now = self.now().as_second();
        let profile = Profile {
            common_name: request.common_name.to_vec(),
            dns_names: request.dns_names.clone(),
            addresses: request.addresses.clone(),
            not_before: now,
            // COMPAT(helm): the validity is a duration in nanoseconds, which wraps around.
            not_after: now.saturating_add(request.days.wrapping_mul(DAY) / 1_000_000_000),
            usage: if request.is_authority {
                Usage::Authority
            } else {
                Usage::Endpoint
            },
        };
        let certificate = match &signer {
            Some((issuer, issuer_key)) => {
                stator_certs::Certificate::signed(&profile, &key, issuer, issuer_key)
            }
            None => stator_certs::Certificate::self_signed(&profile, &key),
        };
        let certificate =
            certificate.map_err(|error| format!("error creating certificate: {error}"))?;
        Ok(Certificate {
            certificate: certificate.to_pem(),
            key: key.to_pem(),
        })
    }

    fn check_certificate(&self, certificate: &[u8], key: &[u8]) -> Result<(), String> {
        read_certificate(certificate, "decodedCert")?;
        PrivateKey::from_pem(key).map_err(|error| format!("error parsing private key: {error}"))?;
        Ok(())
    }
}

/// Reads a certificate; `name` is what Helm's library calls it in its message.
fn read_certificate(text: &[u8], name: &str) -> Result<stator_certs::Certificate, String> {
    stator_certs::Certificate::from_pem(text).map_err(|error| match error {
        Error::BadCertificate => format!("error parsing certificate: {name}.Bytes: {error}"),
        other => other.to_string(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request<'a>() -> CertificateRequest<'a> {
        CertificateRequest {
            common_name: b"ca",
            addresses: Vec::new(),
            dns_names: Vec::new(),
            days: 10,
            is_authority: true,
            key: None,
            signer: None,
        }
    }

    #[test]
    fn an_authority_signs_a_leaf_that_starts_now() {
        let host = SystemHost::default();
        let key = host.generate_key(Wanted::EcdsaP256).unwrap();
        let authority = host
            .certify(&CertificateRequest {
                key: Some(key.as_bytes()),
                ..request()
            })
            .unwrap();
        let signer = (authority.certificate.as_bytes(), authority.key.as_bytes());
        let leaf = host
            .certify(&CertificateRequest {
                common_name: b"leaf",
                is_authority: false,
                key: Some(key.as_bytes()),
                signer: Some(signer),
                ..request()
            })
            .unwrap();
        assert_eq!(leaf.key, key);
        let read = read_certificate(leaf.certificate.as_bytes(), "x").unwrap();
        let (from, to) = read.validity().unwrap();
        assert_eq!(to - from, 10 * 86_400);
        assert!((host.now().as_second() - from).abs() < 60);
    }

    #[test]
    fn broken_keys_and_certificates_are_named_as_in_helm() {
        let host = SystemHost::default();
        let with_key = |key| {
            host.certify(&CertificateRequest {
                key: Some(key),
                ..request()
            })
        };
        assert_eq!(
            with_key(b"x").unwrap_err(),
            "parsing private key: no PEM data in input"
        );
        let bad = b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
        assert_eq!(
            host.check_certificate(bad, b"").unwrap_err(),
            "error parsing certificate: decodedCert.Bytes: x509: malformed certificate"
        );
        assert_eq!(
            host.check_certificate(b"", b"").unwrap_err(),
            "unable to decode certificate"
        );
    }

    #[test]
    fn zones_have_a_case() {
        let host = SystemHost::default();
        assert!(host.zone("Europe/Berlin").is_some());
        assert!(host.zone("europe/berlin").is_none());
        assert!(host.zone("../etc/passwd").is_none());
    }
}

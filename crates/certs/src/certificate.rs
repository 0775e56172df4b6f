//! Certificates.

use crate::error::Error;
use crate::fill_random;
use crate::key::PrivateKey;
use crate::pem::{self, Block};
use rcgen::{
    BasicConstraints, CertificateParams, CustomExtension, DistinguishedName, DnType, DnValue,
    ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair, KeyUsagePurpose, PublicKeyData, SanType,
    SerialNumber,
};
use std::net::IpAddr;
use std::ops::{Add, Sub};
use std::time::Duration;
use x509_parser::extensions::ParsedExtension;
use x509_parser::parse_x509_certificate;

/// What a certificate is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Usage {
    /// To sign other certificates.
    Authority,
    /// To prove who a server or a client is.
    Endpoint,
}

/// What a certificate says.
#[derive(Clone, Debug)]
pub struct Profile {
    /// Common name of the subject; empty for none.
    pub common_name: Vec<u8>,
    /// Host names it is good for.
    pub dns_names: Vec<Vec<u8>>,
    /// Addresses it is good for.
    pub addresses: Vec<IpAddr>,
    /// When it becomes valid, in seconds since 1970.
    pub not_before: i64,
    /// When it stops being valid, in seconds since 1970.
    pub not_after: i64,
    /// What it is for.
    pub usage: Usage,
}

/// A certificate in its binary form.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Certificate {
    der: Vec<u8>,
}

impl Certificate {
    /// Makes a certificate that its own key signs.
    ///
    /// # Errors
    /// The key signs no certificates, or a name cannot be written.
    pub fn self_signed(profile: &Profile, key: &PrivateKey) -> Result<Self, Error> {
        let params = params(profile)?;
        let signer = key.signer().ok_or(Error::CannotSign)?;
        Ok(Self {
            der: params.self_signed(signer)?.der().to_vec(),
        })
    }

    /// Makes a certificate for `key` that `issuer` signs with `issuer_key`.
    ///
    /// # Errors
    /// As for [`Self::self_signed`], and where the issuer's key is not that of its certificate.
    pub fn signed(
        profile: &Profile,
        key: &PrivateKey,
        issuer: &Self,
        issuer_key: &PrivateKey,
    ) -> Result<Self, Error> {
        let mut params = params(profile)?;
        let signer = issuer_key.signer().ok_or(Error::CannotSign)?;
        let subject = key.signer().ok_or(Error::CannotBeCertified)?;
        let (_, parsed) = parse_x509_certificate(&issuer.der).map_err(|_| Error::BadCertificate)?;
        if parsed.public_key().raw != signer.subject_public_key_info() {
            return Err(Error::WrongSigner);
        }
        let has_key_id = parsed.extensions().iter().any(|extension| {
            matches!(
                extension.parsed_extension(),
                ParsedExtension::SubjectKeyIdentifier(_)
            )
        });
        let issuer: Issuer<'_, &KeyPair> =
            Issuer::from_ca_cert_der(&issuer.der.as_slice().into(), signer)?;
        params.use_authority_key_identifier_extension = has_key_id;
        Ok(Self {
            der: params.signed_by(subject, &issuer)?.der().to_vec(),
        })
    }

    /// Reads the first PEM block of a text.
    ///
    /// # Errors
    /// There is no block, or it holds no certificate.
    pub fn from_pem(text: &[u8]) -> Result<Self, Error> {
        let block = Block::first(text).ok_or(Error::NoCertificate)?;
        Self::from_der(block.contents)
    }

    /// Reads all certificates of a bundle, leaving other blocks out.
    ///
    /// # Errors
    /// One of the certificates is broken.
    pub fn bundle(text: &[u8]) -> Result<Vec<Self>, Error> {
        Block::all(text)
            .filter(|block| block.label == "CERTIFICATE")
            .map(|block| Self::from_der(block.contents))
            .collect()
    }

    fn from_der(der: Vec<u8>) -> Result<Self, Error> {
        match parse_x509_certificate(&der) {
            Ok(([], _)) => Ok(Self { der }),
            _ => Err(Error::BadCertificate),
        }
    }

    /// Gives the binary form.
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// Writes the certificate as a PEM block.
    pub fn to_pem(&self) -> String {
        pem::encode("CERTIFICATE", &self.der)
    }

    /// Gives from when to when it is valid, in seconds since 1970.
    ///
    /// # Errors
    /// The certificate is broken.
    pub fn validity(&self) -> Result<(i64, i64), Error> {
        let (_, parsed) = parse_x509_certificate(&self.der).map_err(|_| Error::BadCertificate)?;
        let validity = parsed.validity();
        Ok((
            validity.not_before.timestamp(),
            validity.not_after.timestamp(),
        ))
    }

    /// Says whether `key` is the one that the certificate names.
    pub fn belongs_to(&self, key: &PrivateKey) -> bool {
        match (parse_x509_certificate(&self.der), key.signer()) {
            (Ok((_, parsed)), Some(signer)) => {
                parsed.public_key().raw == signer.subject_public_key_info()
            }
            _ => false,
        }
    }
}

/// Writes names as Go does: as plain as their characters allow.
fn name(text: &[u8]) -> Result<DnValue, Error> {
    let text = std::str::from_utf8(text).map_err(|_| Error::BadCommonName)?;
    let is_printable = |c: char| c.is_ascii_alphanumeric() || " '()+,-./:=?".contains(c);
    if text.chars().all(is_printable)
        && let Ok(plain) = text.try_into()
    {
        return Ok(DnValue::PrintableString(plain));
    }
    Ok(DnValue::Utf8String(text.to_owned()))
}

fn params(profile: &Profile) -> Result<CertificateParams, Error> {
    let mut params = CertificateParams::default();
    params.distinguished_name = DistinguishedName::new();
    if !profile.common_name.is_empty() {
        params
            .distinguished_name
            .push(DnType::CommonName, name(&profile.common_name)?);
    }
    for dns_name in &profile.dns_names {
        let shown = String::from_utf8_lossy(dns_name);
        let bad = |_| Error::BadName(format!("{shown:?}"));
        let encoded = shown.as_ref().try_into().map_err(bad)?;
        params.subject_alt_names.push(SanType::DnsName(encoded));
    }
    params.subject_alt_names.extend(
        profile
            .addresses
            .iter()
            .map(|address| SanType::IpAddress(*address)),
    );
    let epoch = rcgen::date_time_ymd(1970, 1, 1);
    params.not_before = moment(epoch, profile.not_before);
    params.not_after = moment(epoch, profile.not_after);
    params.key_usages = vec![
        KeyUsagePurpose::DigitalSignature,
        KeyUsagePurpose::KeyEncipherment,
    ];
    params.extended_key_usages = vec![
        ExtendedKeyUsagePurpose::ServerAuth,
        ExtendedKeyUsagePurpose::ClientAuth,
    ];
    match profile.usage {
        Usage::Authority => {
            params.key_usages.push(KeyUsagePurpose::KeyCertSign);
            params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        }
        Usage::Endpoint => {
            // Says that it signs no others, without the key identifier that comes with
            // `ExplicitNoCa` and that Go leaves out.
            let mut extension = CustomExtension::from_oid_content(&[2, 5, 29, 19], vec![0x30, 0]);
            extension.set_criticality(true);
            params.custom_extensions.push(extension);
        }
    }
    let mut serial = [0; 16];
    fill_random(&mut serial)?;
    params.serial_number = Some(SerialNumber::from(serial.to_vec()));
    Ok(params)
}

/// The last and the first second that certificates can name.
const MOMENTS: std::ops::RangeInclusive<i64> = -62_135_596_800..=253_402_300_799;

/// The moment so many seconds after `epoch`.
fn moment<T: Add<Duration, Output = T> + Sub<Duration, Output = T>>(epoch: T, seconds: i64) -> T {
    let seconds = seconds.clamp(*MOMENTS.start(), *MOMENTS.end());
    let distance = Duration::from_secs(seconds.unsigned_abs());
    if seconds < 0 {
        epoch - distance
    } else {
        epoch + distance
    }
}

//! What functions need from the world: clock, zones, random bytes, keys and certificates.

use crate::regex::Cache;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::any::Any;
use std::cell::Cell;
use std::net::IpAddr;
use std::rc::Rc;

/// The host that a run of templates carries (see [`stator_gotmpl::Runtime::host`]).
///
/// The function library uses `effects`; whoever adds functions of its own (`include`, `lookup`)
/// keeps what they need in `extra`.
pub struct Hosts {
    /// Clock, randomness, keys.
    pub effects: Rc<dyn Host>,
    /// What other functions need.
    pub extra: Rc<dyn Any>,
    /// Whether Helm 4's texts are wanted where they differ from Helm 3's.
    pub helm4: bool,
    pub(crate) patterns: Cache,
}

impl Hosts {
    /// Puts a host together.
    pub fn new(effects: Rc<dyn Host>, extra: Rc<dyn Any>, helm4: bool) -> Self {
        Self {
            effects,
            extra,
            helm4,
            patterns: Cache::default(),
        }
    }
}

/// Effects that functions have; a test uses [`FixedHost`], the command a real one.
pub trait Host {
    /// The present time.
    fn now(&self) -> Timestamp;

    /// The zone in which `date` and its kin print.
    fn local_zone(&self) -> TimeZone;

    /// The zone of this IANA name; `None` where there is none.
    fn zone(&self, name: &str) -> Option<TimeZone>;

    /// Fills `bytes` with unpredictable ones.
    fn fill_random(&self, bytes: &mut [u8]);

    /// Makes a private key in PEM form.
    ///
    /// # Errors
    /// Why no key could be made.
    fn generate_key(&self, kind: KeyKind) -> Result<String, String>;

    /// Makes a certificate and gives it with its key, both in PEM form.
    ///
    /// # Errors
    /// sprig's text: a key or a signing certificate that cannot be read.
    fn certify(&self, request: &CertificateRequest<'_>) -> Result<Certificate, String>;

    /// Checks that `certificate` and `key`, both in PEM form, can be read.
    ///
    /// # Errors
    /// sprig's text about what cannot be read.
    fn check_certificate(&self, certificate: &[u8], key: &[u8]) -> Result<(), String>;
}

/// The kinds of private keys that `genPrivateKey` makes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum KeyKind {
    /// RSA with 4096 bits, as PKCS#1.
    Rsa4096,
    /// DSA with 2048 and 256 bits, in OpenSSL's own form.
    Dsa,
    /// The NIST curve P-256, as SEC 1.
    EcdsaP256,
    /// Ed25519, as PKCS#8.
    Ed25519,
}

/// What is to be certified.
#[derive(Clone, Debug)]
pub struct CertificateRequest<'a> {
    /// Common name of the subject; may be empty.
    pub common_name: &'a [u8],
    /// Addresses that the certificate is good for.
    pub addresses: Vec<IpAddr>,
    /// Names that the certificate is good for.
    pub dns_names: Vec<Vec<u8>>,
    /// Validity from now on, in days; may be negative.
    pub days: i64,
    /// Whether it may sign others.
    pub is_authority: bool,
    /// The key in PEM form; a new RSA key of 2048 bits where absent.
    pub key: Option<&'a [u8]>,
    /// Certificate and key of who signs, both in PEM form; it signs itself where absent.
    pub signer: Option<(&'a [u8], &'a [u8])>,
}

/// A certificate and its key in PEM form.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Certificate {
    /// The certificate.
    pub certificate: String,
    /// The key.
    pub key: String,
}

/// A host for tests: time stands still, random bytes count up, keys are mere labels.
pub struct FixedHost {
    /// The time it always is.
    pub now: Timestamp,
    /// The local zone.
    pub local: TimeZone,
    next: Cell<u8>,
}

impl Default for FixedHost {
    /// Makes a host whose clock stands at the beginning of 1970.
    fn default() -> Self {
        Self::at(Timestamp::UNIX_EPOCH)
    }
}

impl FixedHost {
    /// Makes a host whose clock stands at `now`, in UTC.
    pub fn at(now: Timestamp) -> Self {
        Self {
            now,
            local: TimeZone::UTC,
            next: Cell::new(0),
        }
    }

    fn label(&self, what: &str) -> String {
        let number = self.next.get();
        self.next.set(number.wrapping_add(1));
        format!("-----BEGIN {what}-----\nZml4ZWQg{number:04}\n-----END {what}-----\n")
    }
}

/// The zones a [`FixedHost`] knows, by their present rules.
const FIXED_ZONES: &[(&str, &str)] = &[
    ("Europe/Berlin", "CET-1CEST,M3.5.0,M10.5.0/3"),
    ("America/New_York", "EST5EDT,M3.2.0,M11.1.0"),
    ("Asia/Kolkata", "IST-5:30"),
    ("EST", "EST5"),
    ("GMT", "GMT0"),
    ("Etc/GMT+5", "<-05>5"),
];

impl Host for FixedHost {
    fn now(&self) -> Timestamp {
        self.now
    }

    fn local_zone(&self) -> TimeZone {
        self.local.clone()
    }

    fn zone(&self, name: &str) -> Option<TimeZone> {
        let (_, rule) = FIXED_ZONES.iter().find(|(known, _)| *known == name)?;
        TimeZone::posix(rule).ok()
    }

    fn fill_random(&self, bytes: &mut [u8]) {
        for byte in bytes {
            *byte = self.next.get();
            self.next.set(byte.wrapping_add(1));
        }
    }

    fn generate_key(&self, kind: KeyKind) -> Result<String, String> {
        Ok(self.label(match kind {
            KeyKind::Rsa4096 => "RSA PRIVATE KEY",
            KeyKind::Dsa => "DSA PRIVATE KEY",
            KeyKind::EcdsaP256 => "EC PRIVATE KEY",
            KeyKind::Ed25519 => "PRIVATE KEY",
        }))
    }

    fn certify(&self, request: &CertificateRequest<'_>) -> Result<Certificate, String> {
        let key = match request.key {
            Some(key) => String::from_utf8_lossy(key).into_owned(),
            None => self.label("RSA PRIVATE KEY"),
        };
        Ok(Certificate {
            certificate: self.label("CERTIFICATE"),
            key,
        })
    }

    fn check_certificate(&self, certificate: &[u8], key: &[u8]) -> Result<(), String> {
        for (text, what) in [(certificate, "certificate"), (key, "private key")] {
            if !text.starts_with(b"-----BEGIN ") {
                return Err(format!("unable to decode {what}"));
            }
        }
        Ok(())
    }
}

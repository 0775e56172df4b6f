//! Private keys.

use crate::der;
use crate::dsa;
use crate::error::Error;
use crate::pem::{self, Block};
use aws_lc_rs::encoding::{AsDer, EcPrivateKeyRfc5915Der};
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1_SIGNING, ECDSA_P384_SHA384_ASN1_SIGNING, ECDSA_P521_SHA512_ASN1_SIGNING,
    EcdsaKeyPair,
};
use rcgen::{KeyPair, RsaKeySize};

/// What keys can be made.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum KeyKind {
    /// RSA with 2048 bits.
    Rsa2048,
    /// RSA with 4096 bits.
    Rsa4096,
    /// The NIST curve P-256.
    EcdsaP256,
    /// Ed25519.
    Ed25519,
    /// DSA with 2048 and 256 bits; signs no certificates.
    Dsa,
}

/// A private key.
pub struct PrivateKey {
    /// What its PEM block is called.
    label: &'static str,
    /// The form that goes with the label.
    contents: Vec<u8>,
    /// What signs; DSA keys do not.
    signer: Option<KeyPair>,
}

const RSA: &str = "RSA PRIVATE KEY";
const EC: &str = "EC PRIVATE KEY";
const DSA: &str = "DSA PRIVATE KEY";
const PKCS8: &str = "PRIVATE KEY";

impl PrivateKey {
    /// Makes a key.
    ///
    /// # Errors
    /// The crypto library refuses or has no randomness.
    pub fn generate(kind: KeyKind) -> Result<Self, Error> {
        let rsa = |size| KeyPair::generate_rsa_for(&rcgen::PKCS_RSA_SHA256, size);
        let signer = match kind {
            KeyKind::Rsa2048 => rsa(RsaKeySize::_2048)?,
            KeyKind::Rsa4096 => rsa(RsaKeySize::_4096)?,
            KeyKind::EcdsaP256 => KeyPair::generate_for(&rcgen::PKCS_ECDSA_P256_SHA256)?,
            KeyKind::Ed25519 => KeyPair::generate_for(&rcgen::PKCS_ED25519)?,
            KeyKind::Dsa => {
                let contents = dsa::generate(2048, 256)?;
                return Ok(Self {
                    label: DSA,
                    contents,
                    signer: None,
                });
            }
        };
        Self::of_signer(signer).ok_or_else(|| Error::Crypto("key of unknown form".to_owned()))
    }

    /// Finds the form in which a key is written.
    fn of_signer(signer: KeyPair) -> Option<Self> {
        let der = signer.serialize_der();
        let algorithm = signer.algorithm();
        let (label, contents) = if *algorithm == rcgen::PKCS_RSA_SHA256 {
            // A key that was read as PKCS#1 is there already.
            (
                RSA,
                der::inner_key(&der).map_or_else(|| der.clone(), <[u8]>::to_vec),
            )
        } else if *algorithm == rcgen::PKCS_ED25519 {
            (PKCS8, plain_edwards(&der)?)
        } else {
            (EC, sec1(&der)?)
        };
        Some(Self {
            label,
            contents,
            signer: Some(signer),
        })
    }

    /// Reads the first PEM block of a text: PKCS#1, SEC 1, PKCS#8, or OpenSSL's form for DSA.
    ///
    /// # Errors
    /// There is no block, it is no key, or the key is broken.
    pub fn from_pem(text: &[u8]) -> Result<Self, Error> {
        let block = Block::first(text).ok_or(Error::NoPem)?;
        let Some(kind) = block.label.strip_suffix(PKCS8) else {
            return Err(Error::NotAKey(block.label));
        };
        let problem = match kind {
            "" => "decoding PEM as PKCS#8",
            "RSA " => "parsing RSA private key from PEM",
            "EC " => "parsing EC private key from PEM",
            "DSA " if dsa::is_key(&block.contents) => {
                return Ok(Self {
                    label: DSA,
                    contents: block.contents,
                    signer: None,
                });
            }
            "DSA " => "parsing DSA private key from PEM",
            other => return Err(Error::UnknownKeyType(other.trim_end().to_owned())),
        };
        let key = KeyPair::try_from(&block.contents[..])
            .ok()
            .and_then(Self::of_signer);
        key.filter(|key| kind.is_empty() || key.label == block.label)
            .ok_or(Error::BadKey(problem))
    }

    /// Writes the key as a PEM block.
    pub fn to_pem(&self) -> String {
        pem::encode(self.label, &self.contents)
    }

    /// Writes the key as PKCS#8, which TLS libraries read; `None` for DSA.
    pub fn to_pkcs8(&self) -> Option<Vec<u8>> {
        let der = self.signer.as_ref()?.serialize_der();
        der::inner_key(&der).is_some().then_some(der)
    }

    /// What signs with the key.
    pub(crate) fn signer(&self) -> Option<&KeyPair> {
        self.signer.as_ref()
    }
}

/// Writes an Ed25519 key as Go does: PKCS#8 of the first version, without the public half.
fn plain_edwards(der: &[u8]) -> Option<Vec<u8>> {
    /// Version 0, and the algorithm 1.3.101.112.
    const HEAD: [u8; 10] = [0x02, 1, 0, 0x30, 5, 0x06, 3, 0x2b, 0x65, 0x70];
    let key = der::element(der::OCTETS, der::inner_key(der)?);
    Some(der::element(der::SEQUENCE, &[&HEAD[..], &key].concat()))
}

/// Writes an elliptic key with its curve and its public half.
fn sec1(der: &[u8]) -> Option<Vec<u8>> {
    let algorithms = [
        &ECDSA_P256_SHA256_ASN1_SIGNING,
        &ECDSA_P384_SHA384_ASN1_SIGNING,
        &ECDSA_P521_SHA512_ASN1_SIGNING,
    ];
    let key = algorithms
        .into_iter()
        .find_map(|algorithm| EcdsaKeyPair::from_private_key_der(algorithm, der).ok())?;
    let written: EcPrivateKeyRfc5915Der<'_> = key.private_key().as_der().ok()?;
    Some(written.as_ref().to_vec())
}

//! What can go wrong with keys and certificates.

use thiserror::Error;

/// Why a key or a certificate could not be made or read.
///
/// The texts about reading are those of the library behind Helm's functions, which show in its
/// messages.
#[derive(Error, Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error {
    /// The text holds no PEM block.
    #[error("no PEM data in input")]
    NoPem,
    /// The block holds something else than a private key.
    #[error("no private key data in PEM block of type {0}")]
    NotAKey(String),
    /// The block holds a private key of a kind nobody knows.
    #[error("invalid private key type {0}")]
    UnknownKeyType(String),
    /// The key in the block cannot be read.
    #[error("{0}: x509: failed to parse private key")]
    BadKey(&'static str),
    /// The text holds no certificate in PEM form.
    #[error("unable to decode certificate")]
    NoCertificate,
    /// The certificate cannot be read.
    #[error("x509: malformed certificate")]
    BadCertificate,
    /// Keys of this kind sign no certificates.
    #[error("x509: certificate private key does not implement crypto.Signer")]
    CannotSign,
    /// Keys of this kind cannot be certified.
    #[error("x509: unsupported public key type: *dsa.PublicKey")]
    CannotBeCertified,
    /// A name has characters that certificates cannot hold.
    #[error("x509: {0} cannot be encoded as an IA5String")]
    BadName(String),
    /// The common name is no UTF-8.
    #[error("asn1: string not valid UTF-8")]
    BadCommonName,
    /// The key of the signer is not the one that its certificate names.
    #[error("x509: provided PrivateKey doesn't match parent's PublicKey")]
    WrongSigner,
    /// The system has no randomness to give.
    #[error("no randomness available")]
    Randomness,
    /// The crypto library refused.
    #[error("{0}")]
    Crypto(String),
}

impl From<rcgen::Error> for Error {
    fn from(error: rcgen::Error) -> Self {
        Self::Crypto(error.to_string())
    }
}

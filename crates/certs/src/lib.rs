//! Keys, certificate authorities, leaf certificates, bundles and their expiry.
//!
//! Serves two masters: the certificates that templates make (`genCA` and its kin), whose shape is
//! that of Helm's library, and those that the operator serves its webhooks with. Knows no clock: who
//! asks for a certificate says when it begins.

mod certificate;
mod der;
mod dsa;
mod error;
mod key;
pub mod pem;
#[cfg(test)]
mod tests;

pub use certificate::{Certificate, Profile, Usage};
pub use error::Error;
pub use key::{KeyKind, PrivateKey};

/// Fills `bytes` with random ones that nobody can predict.
///
/// # Errors
/// The system has no randomness to give.
pub fn fill_random(bytes: &mut [u8]) -> Result<(), Error> {
    getrandom::fill(bytes).map_err(|_| Error::Randomness)
}

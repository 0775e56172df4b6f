//! The keys, certificates and tokens of one control plane.

use std::collections::hash_map::RandomState;
use std::fmt::Write;
use std::fs;
use std::hash::{BuildHasher, Hasher};
use std::path::Path;

use anyhow::{Context, Result};
use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose,
};

/// What clients need of the certificates written by [`write_certificates`].
#[derive(Debug)]
pub(super) struct Authority {
    pub(super) pem: String,
    pub(super) der: Vec<u8>,
}

/// Writes `ca.crt`, `apiserver.{crt,key}` and the service account keys `sa.{key,pub}`.
///
/// An authority and a leaf, not one certificate for both: rustls refuses an authority that serves.
pub(super) fn write_certificates(folder: &Path) -> Result<Authority> {
    let authority_key = KeyPair::generate()?;
    let mut params = CertificateParams::new(Vec::new())?;
    params
        .distinguished_name
        .push(DnType::CommonName, "stator test authority");
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![
        KeyUsagePurpose::KeyCertSign,
        KeyUsagePurpose::DigitalSignature,
    ];
    let authority = params.self_signed(&authority_key)?;
    let issuer = Issuer::from_params(&params, &authority_key);

    let server_key = KeyPair::generate()?;
    let mut params = CertificateParams::new(["127.0.0.1".to_owned(), "localhost".to_owned()])?;
    params
        .distinguished_name
        .push(DnType::CommonName, "localhost");
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    let server = params.signed_by(&server_key, &issuer)?;

    let account_key = KeyPair::generate()?;
    for (name, text) in [
        ("ca.crt", authority.pem()),
        ("apiserver.crt", server.pem()),
        ("apiserver.key", server_key.serialize_pem()),
        ("sa.key", account_key.serialize_pem()),
        ("sa.pub", account_key.public_key_pem()),
    ] {
        fs::write(folder.join(name), text).with_context(|| format!("cannot write {name}"))?;
    }
    Ok(Authority {
        pem: authority.pem(),
        der: authority.der().to_vec(),
    })
}

/// A user known to the API server by a static token.
#[derive(Debug, Clone)]
pub(super) struct User {
    pub(super) name: String,
    pub(super) groups: Vec<String>,
    pub(super) token: String,
}

impl User {
    pub(super) fn new(name: &str, groups: &[&str]) -> Self {
        Self {
            name: name.to_owned(),
            groups: groups.iter().map(ToString::to_string).collect(),
            token: token(),
        }
    }

    /// Its line of the token file.
    pub(super) fn line(&self) -> String {
        format!(
            "{},{},{},\"{}\"\n",
            self.token,
            self.name,
            self.name,
            self.groups.join(",")
        )
    }

    /// A kubeconfig for it.
    pub(super) fn kubeconfig(&self, url: &str, authority: &Path) -> String {
        format!(
            r#"apiVersion: v1
kind: Config
clusters:
- name: test
  cluster:
    server: "{url}"
    certificate-authority: "{authority}"
users:
- name: "{name}"
  user:
    token: "{token}"
contexts:
- name: test
  context:
    cluster: test
    user: "{name}"
current-context: test
"#,
            authority = authority.display(),
            name = self.name,
            token = self.token,
        )
    }
}

/// Thirty-two hexadecimal digits that differ from run to run; they guard a throw-away server on loopback.
fn token() -> String {
    (0..2).fold(String::new(), |mut text, _| {
        let number = RandomState::new().build_hasher().finish();
        write!(text, "{number:016x}").expect("writing to a string cannot fail");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_differ() {
        let (a, b) = (token(), token());
        assert_eq!(a.len(), 32);
        assert_ne!(a, b);
        assert_ne!(a[..16], a[16..]);
    }

    #[test]
    fn user_line_quotes_its_groups() {
        let user = User {
            name: "x".into(),
            groups: vec!["a".into(), "b".into()],
            token: "t".into(),
        };
        assert_eq!(user.line(), "t,x,x,\"a,b\"\n");
    }
}

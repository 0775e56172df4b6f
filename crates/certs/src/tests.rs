//! Shapes of keys and certificates, and what is refused.

use super::*;
use x509_parser::extensions::ParsedExtension;
use x509_parser::parse_x509_certificate;

fn profile(usage: Usage) -> Profile {
    Profile {
        common_name: b"a name".to_vec(),
        dns_names: vec![b"a.svc".to_vec(), b"*.b".to_vec()],
        addresses: vec!["10.0.0.1".parse().unwrap(), "::1".parse().unwrap()],
        not_before: 1_700_000_000,
        not_after: 1_700_086_400,
        usage,
    }
}

fn key() -> PrivateKey {
    PrivateKey::generate(KeyKind::EcdsaP256).unwrap()
}

#[test]
fn keys_come_back_from_their_pem_blocks() {
    for (kind, label) in [
        (KeyKind::Rsa2048, "RSA PRIVATE KEY"),
        (KeyKind::EcdsaP256, "EC PRIVATE KEY"),
        (KeyKind::Ed25519, "PRIVATE KEY"),
    ] {
        let key = PrivateKey::generate(kind).unwrap();
        let text = key.to_pem();
        assert!(
            text.starts_with(&format!("-----BEGIN {label}-----\n")),
            "{text}"
        );
        assert_eq!(
            PrivateKey::from_pem(text.as_bytes()).unwrap().to_pem(),
            text
        );
        assert!(text.lines().all(|line| line.len() <= 64));
    }
}

#[test]
fn a_key_in_pkcs8_is_written_in_the_form_of_its_kind() {
    let key = key();
    let wrapped = pem::encode("PRIVATE KEY", &key.to_pkcs8().unwrap());
    assert_eq!(
        PrivateKey::from_pem(wrapped.as_bytes()).unwrap().to_pem(),
        key.to_pem()
    );
}

#[test]
fn an_ed25519_key_is_written_without_its_public_half() {
    let key = PrivateKey::generate(KeyKind::Ed25519).unwrap();
    let block = pem::Block::first(key.to_pem().as_bytes()).unwrap();
    assert_eq!(block.contents.len(), 48);
}

#[test]
fn a_leaf_says_what_helms_leaves_say() {
    let (authority_key, leaf_key) = (key(), key());
    let authority = Certificate::self_signed(&profile(Usage::Authority), &authority_key).unwrap();
    let leaf = Certificate::signed(
        &profile(Usage::Endpoint),
        &leaf_key,
        &authority,
        &authority_key,
    )
    .unwrap();
    assert!(leaf.belongs_to(&leaf_key) && !leaf.belongs_to(&authority_key));
    assert_eq!(leaf.validity().unwrap(), (1_700_000_000, 1_700_086_400));
    let (_, issuer) = parse_x509_certificate(authority.der()).unwrap();
    let (_, parsed) = parse_x509_certificate(leaf.der()).unwrap();
    assert_eq!(parsed.issuer().as_raw(), issuer.subject().as_raw());
    assert_eq!(parsed.subject().to_string(), "CN=a name");
    assert!(parsed.raw_serial().len() <= 17);
    let names: Vec<String> = parsed
        .subject_alternative_name()
        .unwrap()
        .unwrap()
        .value
        .general_names
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(names.len(), 4);
    assert!(
        names[0].contains("a.svc") && names[2].contains("0a:00:00:01"),
        "{names:?}"
    );
    let usage = parsed.key_usage().unwrap().unwrap().value;
    assert!(usage.digital_signature() && usage.key_encipherment() && !usage.key_cert_sign());
    let constraints = parsed.basic_constraints().unwrap().unwrap();
    assert!(constraints.critical && !constraints.value.ca);
    let extended = parsed.extended_key_usage().unwrap().unwrap().value;
    assert!(extended.server_auth && extended.client_auth);
    let has = |wanted: fn(&ParsedExtension<'_>) -> bool| {
        parsed
            .extensions()
            .iter()
            .any(|extension| wanted(extension.parsed_extension()))
    };
    assert!(has(|e| matches!(
        e,
        ParsedExtension::AuthorityKeyIdentifier(_)
    )));
    assert!(!has(|e| matches!(
        e,
        ParsedExtension::SubjectKeyIdentifier(_)
    )));
    let usage = issuer.key_usage().unwrap().unwrap().value;
    assert!(usage.key_cert_sign() && issuer.is_ca());
}

#[test]
fn a_certificate_without_a_name_is_fine() {
    let nameless = Profile {
        common_name: Vec::new(),
        ..profile(Usage::Endpoint)
    };
    let certificate = Certificate::self_signed(&nameless, &key()).unwrap();
    let (_, parsed) = parse_x509_certificate(certificate.der()).unwrap();
    assert_eq!(parsed.subject().to_string(), "");
    assert!(parsed.subject_alternative_name().unwrap().unwrap().critical);
}

#[test]
fn a_bundle_gives_its_certificates_only() {
    let key = key();
    let first = Certificate::self_signed(&profile(Usage::Authority), &key).unwrap();
    let second = Certificate::self_signed(&profile(Usage::Endpoint), &key).unwrap();
    let text = format!(
        "note\n{}{}{}",
        first.to_pem(),
        key.to_pem(),
        second.to_pem()
    );
    assert_eq!(
        Certificate::bundle(text.as_bytes()).unwrap(),
        [first.clone(), second]
    );
    assert_eq!(Certificate::from_pem(text.as_bytes()).unwrap(), first);
}

#[test]
fn what_cannot_be_read_is_named() {
    let key_of = |text: &str| {
        PrivateKey::from_pem(text.as_bytes())
            .err()
            .unwrap()
            .to_string()
    };
    let block = |label: &str| pem::encode(label, b"nothing");
    assert_eq!(key_of("x"), "no PEM data in input");
    assert_eq!(
        key_of(&block("CERTIFICATE")),
        "no private key data in PEM block of type CERTIFICATE"
    );
    assert_eq!(
        key_of(&block("ODD PRIVATE KEY")),
        "invalid private key type ODD"
    );
    assert!(key_of(&block("PRIVATE KEY")).starts_with("decoding PEM as PKCS#8: "));
    assert!(key_of(&block("RSA PRIVATE KEY")).starts_with("parsing RSA private key from PEM: "));
    assert_eq!(Certificate::from_pem(b""), Err(Error::NoCertificate));
    assert_eq!(
        Certificate::from_pem(block("CERTIFICATE").as_bytes()),
        Err(Error::BadCertificate)
    );
}

#[test]
fn only_the_issuers_own_key_signs() {
    let (authority_key, other) = (key(), key());
    let authority = Certificate::self_signed(&profile(Usage::Authority), &authority_key).unwrap();
    let leaf = Certificate::signed(&profile(Usage::Endpoint), &other, &authority, &other);
    assert_eq!(leaf, Err(Error::WrongSigner));
    let odd = Profile {
        dns_names: vec!["é".into()],
        ..profile(Usage::Endpoint)
    };
    assert_eq!(
        Certificate::self_signed(&odd, &other)
            .unwrap_err()
            .to_string(),
        "x509: \"é\" cannot be encoded as an IA5String"
    );
}

#[test]
fn validity_is_kept_within_what_certificates_can_name() {
    let endless = Profile {
        not_after: i64::MAX,
        not_before: i64::MIN,
        ..profile(Usage::Endpoint)
    };
    assert!(Certificate::self_signed(&endless, &key()).is_ok());
}

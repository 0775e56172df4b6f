//! Certificates and keys that templates make have the shape of those that both Helms make.
//!
//! What is random or says when is left out; everything else of a certificate is compared, extension
//! by extension, and every signature is checked with the key that it claims.

use std::fs;

use aws_lc_rs::signature::{self, UnparsedPublicKey, VerificationAlgorithm};
use serde_json::{Value, json};
use stator_chart::{Compat, ValueArgs};
use stator_testkit::{Finished, Helm, helm, not_run, objects, stator};
use x509_parser::extensions::{GeneralName, ParsedExtension};
use x509_parser::pem::Pem;
use x509_parser::prelude::X509Certificate;
use x509_parser::x509::SubjectPublicKeyInfo;

use super::engine::template;

/// Makes each kind of certificate once: a name, the certificate and its key.
const TEMPLATE: &str = r#"
{{- define "made" }}
{{ index . 0 }}: {{ dict "cert" (index . 1).Cert "key" (index . 1).Key | toJson }}
{{- end }}
{{- $ca := genCA "the-ca" 365 }}
{{- $names := list "svc" "svc.ns.svc" "*.example.org" }}
{{- $addresses := list "10.0.0.1" "::1" }}
{{- include "made" (list "authority" $ca) }}
{{- include "made" (list "leaf" (genSignedCert "svc.ns.svc" $addresses $names 30 $ca)) }}
{{- include "made" (list "plainLeaf" (genSignedCert "x" nil nil 1 $ca)) }}
{{- include "made" (list "alone" (genSelfSignedCert "alone" $addresses $names 90)) }}
{{- include "made" (list "unnamed" (genSelfSignedCert "" nil (list "only.dns") 2)) }}
{{- include "made" (list "outlived" (genCA "outlived" -2)) }}
{{- $ecdsa := genCAWithKey "ecdsa-ca" 10 (genPrivateKey "ecdsa") }}
{{- include "made" (list "ecdsaAuthority" $ecdsa) }}
{{- include "made" (list "ecdsaLeaf" (genSignedCertWithKey "e" nil $names 5 $ecdsa (genPrivateKey "ecdsa"))) }}
{{- include "made" (list "mixedLeaf" (genSignedCertWithKey "m" nil $names 5 $ecdsa $ca.Key)) }}
{{- $edwards := genPrivateKey "ed25519" }}
{{- include "made" (list "edwards" (genSelfSignedCertWithKey "ed" nil $names 3 $edwards)) }}
{{- $given := buildCustomCert ($ca.Cert | b64enc) ($ca.Key | b64enc) }}
{{- include "made" (list "given" $given) }}
"#;

/// What is compared of one certificate.
fn shape(name: &str, pem: &str, key: &str, authorities: &[X509Certificate<'_>]) -> Value {
    let (rest, block) = x509_parser::pem::parse_x509_pem(pem.as_bytes()).unwrap();
    let only_newlines = rest.iter().all(|byte| *byte == b'\n');
    assert!(only_newlines, "{name}: {rest:?} behind the certificate");
    let certificate = block.parse_x509().unwrap();
    let tbs = &certificate.tbs_certificate;
    let from = tbs.validity.not_before.timestamp();
    let to = tbs.validity.not_after.timestamp();

    let issuer = authorities.iter().find(|it| it.subject() == &tbs.issuer);
    let signer = issuer.map_or(&tbs.subject_pki, |it| it.public_key());
    let is_signed = verify(signer, &certificate);
    assert!(is_signed, "{name} is not signed by {}", tbs.issuer);

    let mut extensions: Vec<Value> = tbs
        .extensions()
        .iter()
        .map(|extension| {
            let value = match extension.parsed_extension() {
                ParsedExtension::SubjectAlternativeName(names) => {
                    let names = names.general_names.iter().map(|name| match name {
                        GeneralName::DNSName(name) => format!("DNS:{name}"),
                        GeneralName::IPAddress(bytes) => format!("IP:{bytes:?}"),
                        other => format!("{other:?}"),
                    });
                    json!(names.collect::<Vec<_>>())
                }
                ParsedExtension::BasicConstraints(it) => json!([it.ca, it.path_len_constraint]),
                ParsedExtension::KeyUsage(usage) => json!(usage.to_string()),
                ParsedExtension::ExtendedKeyUsage(usage) => json!(format!("{usage:?}")),
                ParsedExtension::SubjectKeyIdentifier(id) => json!(["id of", id.0.len()]),
                ParsedExtension::AuthorityKeyIdentifier(id) => {
                    let known = issuer.is_some_and(|it| {
                        subject_id(it) == id.key_identifier.as_ref().map(|id| id.0.to_vec())
                    });
                    json!([
                        id.key_identifier.as_ref().map(|id| id.0.len()),
                        known,
                        id.authority_cert_serial.is_some()
                    ])
                }
                other => json!(format!("{other:?}")),
            };
            json!([extension.oid.to_id_string(), extension.critical, value])
        })
        .collect();
    // Their order says nothing.
    extensions.sort_by_key(|extension| extension[0].to_string());
    json!({
        "version": tbs.version.0,
        "issuer": tbs.issuer.to_string(),
        "subject": tbs.subject.to_string(),
        "seconds": to - from,
        "time of day": [time_kind(&tbs.validity.not_before), time_kind(&tbs.validity.not_after)],
        "signature": [certificate.signature_algorithm.oid().to_id_string(), tbs.signature.oid().to_id_string(), format!("{:?}", tbs.signature.parameters)],
        "public key": [tbs.subject_pki.algorithm.oid().to_id_string(), format!("{:?}", tbs.subject_pki.algorithm.parameters), tbs.subject_pki.parsed().map(|key| key.key_size()).ok()],
        "serial": [certificate.serial.bits() <= 128, certificate.serial.bits() > 64],
        "extensions": extensions,
        "key": key_shape(key),
        "lines": pem.lines().next().zip(pem.lines().last()).map(|(first, last)| [first.to_owned(), last.to_owned()]),
        "ends in a newline": pem.ends_with('\n'),
    })
}

fn time_kind(time: &x509_parser::time::ASN1Time) -> bool {
    time.is_utctime()
}

fn subject_id(certificate: &X509Certificate<'_>) -> Option<Vec<u8>> {
    certificate
        .extensions()
        .iter()
        .find_map(|it| match it.parsed_extension() {
            ParsedExtension::SubjectKeyIdentifier(id) => Some(id.0.to_vec()),
            _ => None,
        })
}

/// The kind of a private key and how many bytes it has, as far as that is the same each time.
fn key_shape(pem: &str) -> Value {
    let (block, _) = Pem::read(std::io::Cursor::new(pem)).unwrap();
    let bytes = block.contents.len();
    // The numbers of an RSA key may begin with zeros, which are left out.
    json!([
        block.label,
        if block.label.starts_with("RSA") {
            bytes / 100
        } else {
            bytes
        },
        pem.ends_with('\n')
    ])
}

/// Whether the key signed the certificate.
fn verify(signer: &SubjectPublicKeyInfo<'_>, certificate: &X509Certificate<'_>) -> bool {
    let algorithm: &dyn VerificationAlgorithm =
        match &*certificate.signature_algorithm.oid().to_id_string() {
            "1.2.840.113549.1.1.11" => &signature::RSA_PKCS1_2048_8192_SHA256,
            "1.2.840.10045.4.3.2" => &signature::ECDSA_P256_SHA256_ASN1,
            "1.3.101.112" => &signature::ED25519,
            other => panic!("signed with {other}"),
        };
    let key = UnparsedPublicKey::new(algorithm, &signer.subject_public_key.data);
    let signed = certificate.tbs_certificate.as_ref();
    key.verify(signed, &certificate.signature_value.data)
        .is_ok()
}

/// The shapes of everything that a run printed, by name.
fn shapes(run: &Finished) -> Value {
    let made = objects::parse(&run.success()).remove(0);
    let made = made.as_object().unwrap();
    let text = |name: &str, part: &str| made[name][part].as_str().unwrap().to_owned();
    let blocks: Vec<Pem> = ["authority", "ecdsaAuthority"]
        .iter()
        .map(|name| {
            x509_parser::pem::parse_x509_pem(text(name, "cert").as_bytes())
                .unwrap()
                .1
        })
        .collect();
    let authorities: Vec<X509Certificate<'_>> = blocks
        .iter()
        .map(|block| block.parse_x509().unwrap())
        .collect();
    made.keys()
        .map(|name| {
            let shape = shape(name, &text(name, "cert"), &text(name, "key"), &authorities);
            (name.clone(), shape)
        })
        .collect::<serde_json::Map<_, _>>()
        .into()
}

fn same_shapes_as(line: Helm, compat: Compat, level: &str) {
    let scratch = tempfile::tempdir().unwrap();
    fs::create_dir(scratch.path().join("templates")).unwrap();
    let metadata = "apiVersion: v2\nname: p\nversion: 0.1.0\n";
    fs::write(scratch.path().join("Chart.yaml"), metadata).unwrap();
    fs::write(scratch.path().join("templates/made.yaml"), TEMPLATE).unwrap();
    let template = template(scratch.path(), compat, ValueArgs::default());

    let ours = stator(template.words())
        .env("STATOR_HELM_COMPAT", level)
        .run();
    let ours = shapes(&ours);
    assert_eq!(ours.as_object().unwrap().len(), 11);
    let Some(file) = helm(line) else {
        return not_run(
            "certificates of helm",
            "no helm; `cargo xtask helm` fetches it",
        );
    };
    let theirs = shapes(&template.run_with(file));
    let differences = objects::differences(&theirs, &ours);
    let lines: Vec<String> = differences
        .iter()
        .map(|it| format!("{}: helm {:?}, ours {:?}", it.path, it.want, it.have))
        .collect();
    assert!(lines.is_empty(), "{}", lines.join("\n"));
}

#[test]
fn certificates_have_the_shape_of_helm_4() {
    same_shapes_as(Helm::V4, Compat::Helm4, "4");
}

#[test]
fn certificates_have_the_shape_of_helm_3() {
    same_shapes_as(Helm::V3, Compat::Helm3, "3");
}

//! Keys and certificates, made by the host.

use crate::arg::{self, Outcome};
use crate::encoding::BASE64;
use crate::host::{Certificate, CertificateRequest, KeyKind};
use crate::reflect;
use crate::table::{Entry, table};
use GoType::{Int, List as Items, Named, Str as Text};
use stator_gotmpl::{CallError, Runtime};
use stator_value::{GoType, Map, Object, Str, Value};
use std::any::Any;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::rc::Rc;

const CERTIFICATE: GoType = Named("sprig.certificate");

/// The family's table.
pub(crate) const FUNCTIONS: &[Entry] = table! {
    "genPrivateKey"[Text] = private_key, "A private key: rsa, dsa, ecdsa or ed25519.";
    "genCA"[Text, Int] = authority, "A certificate authority: name, days.";
    "genCAWithKey"[Text, Int, Text] = authority_with_key, "A certificate authority with a given key.";
    "genSelfSignedCert"[Text, Items, Items, Int] = self_signed,
        "A certificate that signs itself: name, addresses, DNS names, days.";
    "genSelfSignedCertWithKey"[Text, Items, Items, Int, Text] = self_signed_with_key,
        "A certificate that signs itself with a given key.";
    "genSignedCert"[Text, Items, Items, Int, CERTIFICATE] = signed,
        "A certificate that an authority signs: name, addresses, DNS names, days, authority.";
    "genSignedCertWithKey"[Text, Items, Items, Int, CERTIFICATE, Text] = signed_with_key,
        "A certificate with a given key that an authority signs.";
    "buildCustomCert"[Text, Text] = custom, "A certificate and its key out of base 64.";
};

/// A certificate as templates see it.
#[derive(Debug)]
struct CertificateValue {
    certificate: Str,
    key: Str,
}

impl CertificateValue {
    fn value(certificate: impl Into<Str>, key: impl Into<Str>) -> Value {
        Value::Object(Rc::new(Self {
            certificate: certificate.into(),
            key: key.into(),
        }))
    }
}

impl Object for CertificateValue {
    fn go_type(&self) -> GoType {
        CERTIFICATE
    }

    fn as_any(&self) -> &dyn Any {
        self
    }

    fn field(&self, name: &str) -> Option<Value> {
        match name {
            "Cert" => Some(Value::Str(self.certificate.clone())),
            "Key" => Some(Value::Str(self.key.clone())),
            _ => None,
        }
    }

    fn struct_fields(&self) -> Option<Vec<(&'static str, Value)>> {
        let field = |name| Some((name, self.field(name)?));
        Some(["Cert", "Key"].into_iter().filter_map(field).collect())
    }

    fn equals(&self, other: &dyn Object) -> Option<bool> {
        let other = other.as_any().downcast_ref::<Self>()?;
        Some(self.certificate == other.certificate && self.key == other.key)
    }

    fn plain(&self) -> String {
        format!("{{{} {}}}", self.certificate, self.key)
    }

    fn json(&self) -> Value {
        let fields = self.struct_fields().unwrap_or_default();
        Value::Map(fields.into_iter().collect::<Map>())
    }
}

/// What making a key or a certificate counts for in the budget of the run.
const KEY_BYTES: u64 = 8 << 20;

/// The same for a key of the longest kind, which takes seconds.
const LONG_KEY_BYTES: u64 = 32 << 20;

fn private_key(runtime: &mut dyn Runtime, args: &[Value]) -> Outcome {
    let kind = match arg::text(args, 0)?.as_bytes() {
        b"" | b"rsa" => KeyKind::Rsa4096,
        b"dsa" => KeyKind::Dsa,
        b"ecdsa" => KeyKind::EcdsaP256,
        b"ed25519" => KeyKind::Ed25519,
        other => return Ok(Value::Str([b"Unknown type ", other].concat().into())),
    };
    runtime.charge(match kind {
        KeyKind::Rsa4096 | KeyKind::Dsa => LONG_KEY_BYTES,
        _ => KEY_BYTES,
    })?;
    let key = arg::hosts(runtime)?.effects.generate_key(kind);
    Ok(Value::str(key.unwrap_or_else(|error| {
        format!("failed to generate private key: {error}")
    })))
}

/// Reads an address as Go's `net.ParseIP` does.
fn address(text: &str) -> Option<IpAddr> {
    if text.contains(':') {
        return text.parse::<Ipv6Addr>().ok().map(IpAddr::V6);
    }
    text.parse::<Ipv4Addr>().ok().map(IpAddr::V4)
}

fn addresses(args: &[Value], at: usize) -> Result<Vec<IpAddr>, CallError> {
    let items = arg::list(args, at)?;
    let items = items.items();
    let addresses = items.iter().map(|item| {
        let Value::Str(text) = item else {
            let shown = String::from_utf8_lossy(&reflect::display(item)).into_owned();
            return Err(format!("error parsing ip: {shown} is not a string").into());
        };
        text.as_utf8()
            .and_then(address)
            .ok_or_else(|| format!("error parsing ip: {}", text.to_text()).into())
    });
    addresses.collect()
}

fn dns_names(args: &[Value], at: usize) -> Result<Vec<Vec<u8>>, CallError> {
    let items = arg::list(args, at)?;
    let items = items.items();
    let names = items.iter().map(|item| match item {
        Value::Str(name) => Ok(name.to_vec()),
        other => {
            let shown = String::from_utf8_lossy(&reflect::display(other)).into_owned();
            Err(format!("error processing alternate dns name: {shown} is not a string").into())
        }
    });
    names.collect()
}

/// What is to be certified, before addresses, signer and key.
fn request(args: &[Value], days: usize) -> Result<CertificateRequest<'_>, CallError> {
    Ok(CertificateRequest {
        common_name: arg::text(args, 0)?,
        addresses: Vec::new(),
        dns_names: Vec::new(),
        days: arg::int(args, days)?,
        is_authority: false,
        key: None,
        signer: None,
    })
}

fn certify(runtime: &mut dyn Runtime, request: &CertificateRequest<'_>) -> Outcome {
    runtime.charge(KEY_BYTES)?;
    let Certificate { certificate, key } = arg::hosts(runtime)?.effects.certify(request)?;
    Ok(CertificateValue::value(certificate, key))
}

fn authority(runtime: &mut dyn Runtime, args: &[Value]) -> Outcome {
    certify(
        runtime,
        &CertificateRequest {
            is_authority: true,
            ..request(args, 1)?
        },
    )
}

fn authority_with_key(runtime: &mut dyn Runtime, args: &[Value]) -> Outcome {
    let key = Some(arg::text(args, 2)?.as_bytes());
    certify(
        runtime,
        &CertificateRequest {
            is_authority: true,
            key,
            ..request(args, 1)?
        },
    )
}

/// What is to be certified for servers: with addresses and DNS names.
fn server_request(args: &[Value]) -> Result<CertificateRequest<'_>, CallError> {
    Ok(CertificateRequest {
        addresses: addresses(args, 1)?,
        dns_names: dns_names(args, 2)?,
        ..request(args, 3)?
    })
}

fn self_signed(runtime: &mut dyn Runtime, args: &[Value]) -> Outcome {
    certify(runtime, &server_request(args)?)
}

fn self_signed_with_key(runtime: &mut dyn Runtime, args: &[Value]) -> Outcome {
    let key = Some(arg::text(args, 4)?.as_bytes());
    certify(
        runtime,
        &CertificateRequest {
            key,
            ..server_request(args)?
        },
    )
}

/// The certificate at `at`.
fn signer(args: &[Value], at: usize) -> Result<(&[u8], &[u8]), CallError> {
    let certificate = match arg::any(args, at) {
        Value::Object(object) => object.as_any().downcast_ref::<CertificateValue>(),
        _ => None,
    };
    match certificate {
        Some(CertificateValue { certificate, key }) => Ok((certificate, key)),
        None => Err("the authority is no certificate".into()),
    }
}

fn signed(runtime: &mut dyn Runtime, args: &[Value]) -> Outcome {
    let signer = Some(signer(args, 4)?);
    certify(
        runtime,
        &CertificateRequest {
            signer,
            ..server_request(args)?
        },
    )
}

fn signed_with_key(runtime: &mut dyn Runtime, args: &[Value]) -> Outcome {
    let signer = Some(signer(args, 4)?);
    let key = Some(arg::text(args, 5)?.as_bytes());
    certify(
        runtime,
        &CertificateRequest {
            key,
            signer,
            ..server_request(args)?
        },
    )
}

fn custom(runtime: &mut dyn Runtime, args: &[Value]) -> Outcome {
    let decoded = |at: usize, what: &str| {
        let text = BASE64.decode(arg::text(args, at)?);
        text.map_err(|_| CallError::Message(format!("unable to decode base64 {what}")))
    };
    let certificate = decoded(0, "certificate")?;
    let key = decoded(1, "private key")?;
    arg::hosts(runtime)?
        .effects
        .check_certificate(&certificate, &key)?;
    Ok(CertificateValue::value(certificate, key))
}

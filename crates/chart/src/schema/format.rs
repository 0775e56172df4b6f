//! The `format` keyword, as far as charts use it.

use stator_sprig::Pattern;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// The formats that Helm 3's validator checks.
const HELM3: &[&str] = &[
    "date",
    "time",
    "date-time",
    "hostname",
    "email",
    "idn-email",
    "ipv4",
    "ipv6",
    "uri",
    "uri-reference",
    "iri",
    "iri-reference",
    "uri-template",
    "uuid",
    "regex",
    "json-pointer",
    "relative-json-pointer",
];

/// Says whether Helm 3 checks a format.
pub(super) fn is_known_to_helm3(name: &str) -> bool {
    HELM3.contains(&name)
}

/// Says whether Helm 3 takes a text for the format.
pub(super) fn fits_helm3(name: &str, text: &str) -> bool {
    match name {
        "ipv4" => text.parse::<IpAddr>().is_ok() && text.contains('.'),
        "ipv6" => text.parse::<Ipv6Addr>().is_ok(),
        "hostname" => text.len() < 256 && text.split('.').all(is_host_label),
        "email" | "idn-email" => is_mailbox(text),
        "uri" | "iri" => scheme(text).is_some() && !text.contains('\\'),
        "uuid" => is_uuid(text) && !text.bytes().any(|b| b.is_ascii_uppercase()),
        "date" => is_date(text),
        "time" => is_time(text, false),
        "date-time" => is_date(text) || is_time(text, false) || is_date_time(text),
        "regex" => text.is_empty() || is_pattern(text),
        "json-pointer" => is_json_pointer(text),
        _ => true,
    }
}

/// Says why Helm 4 does not take a text for the format; `None` where it does.
pub(super) fn fault_helm4(name: &str, text: &str) -> Option<&'static str> {
    let fits = match name {
        "ipv4" => text.parse::<Ipv4Addr>().is_ok(),
        "ipv6" => text.parse::<Ipv6Addr>().is_ok() && !text.contains('%'),
        "hostname" => text.len() < 254 && text.trim_end_matches('.').split('.').all(is_host_label),
        "email" => return mail_fault(text),
        "uri" | "iri" => {
            return if scheme(text).is_none() {
                Some("relative url")
            } else {
                None
            };
        }
        "uuid" => is_uuid(text),
        "date" => is_date(text),
        "time" => is_time(text, true),
        "date-time" => is_date_time(text),
        "regex" => is_pattern(text),
        "json-pointer" => is_json_pointer(text),
        _ => true,
    };
    (!fits).then_some("invalid")
}

fn is_pattern(text: &str) -> bool {
    Pattern::compile(text.as_bytes(), true).is_ok()
}

fn is_host_label(label: &str) -> bool {
    let bytes = label.as_bytes();
    (1..=63).contains(&bytes.len())
        && bytes
            .iter()
            .all(|b| b.is_ascii_alphanumeric() || *b == b'-')
        && bytes[0] != b'-'
        && bytes[bytes.len() - 1] != b'-'
}

fn is_mailbox(text: &str) -> bool {
    let address = match (text.rfind('<'), text.strip_suffix('>')) {
        (Some(start), Some(rest)) => &rest[start + 1..],
        _ => text,
    };
    let Some((local, domain)) = address.rsplit_once('@') else {
        return false;
    };
    let plain = |c: char| {
        !c.is_whitespace()
            && !matches!(
                c,
                '(' | ')' | '<' | '>' | '[' | ']' | ':' | ';' | ',' | '\\'
            )
    };
    !local.is_empty() && !domain.is_empty() && address.chars().all(plain)
}

fn mail_fault(text: &str) -> Option<&'static str> {
    let Some((local, domain)) = text.rsplit_once('@') else {
        return Some("missing @");
    };
    if local.len() > 64 || local.is_empty() || domain.is_empty() {
        return Some("invalid");
    }
    None
}

fn scheme(text: &str) -> Option<&str> {
    let (scheme, _) = text.split_once(':')?;
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.');
    let first = scheme.chars().next()?;
    (first.is_ascii_alphabetic() && scheme.chars().all(plain)).then_some(scheme)
}

fn is_uuid(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let lengths: Vec<usize> = parts.iter().map(|p| p.len()).collect();
    lengths == [8, 4, 4, 4, 12]
        && parts
            .iter()
            .all(|p| p.bytes().all(|b| b.is_ascii_hexdigit()))
}

fn digits(text: &str, length: usize) -> Option<u32> {
    let fits = text.len() == length && text.bytes().all(|b| b.is_ascii_digit());
    fits.then(|| text.parse().ok())?
}

fn is_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let [year, month, day] = parts.as_slice() else {
        return false;
    };
    let (Some(year), Some(month), Some(day)) = (digits(year, 4), digits(month, 2), digits(day, 2))
    else {
        return false;
    };
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let days = match month {
        4 | 6 | 9 | 11 => 30,
        2 => 28 + u32::from(leap),
        1..=12 => 31,
        _ => return false,
    };
    (1..=days).contains(&day)
}

/// `HH:MM:SS`, a fraction, and a zone, which may have to be there.
fn is_time(text: &str, needs_zone: bool) -> bool {
    let Some(clock) = text.get(..8) else {
        return false;
    };
    let parts: Vec<Option<u32>> = clock.split(':').map(|p| digits(p, 2)).collect();
    let in_range =
        matches!(parts.as_slice(), [Some(h), Some(m), Some(s)] if *h < 24 && *m < 60 && *s < 60);
    let mut rest = &text[8..];
    if let Some(fraction) = rest.strip_prefix('.') {
        let end = fraction.bytes().take_while(u8::is_ascii_digit).count();
        if end == 0 {
            return false;
        }
        rest = &fraction[end..];
    }
    let zone = match rest {
        "" => !needs_zone,
        "Z" | "z" => true,
        _ => rest
            .strip_prefix(['+', '-'])
            .and_then(|z| z.split_once(':'))
            .is_some_and(|(h, m)| {
                digits(h, 2).is_some_and(|h| h < 24) && digits(m, 2).is_some_and(|m| m < 60)
            }),
    };
    in_range && zone
}

fn is_date_time(text: &str) -> bool {
    let Some((date, time)) = text.split_once(['T', 't']) else {
        return false;
    };
    is_date(date) && is_time(time, true)
}

fn is_json_pointer(text: &str) -> bool {
    (text.is_empty() || text.starts_with('/'))
        && text
            .split('~')
            .skip(1)
            .all(|rest| rest.starts_with(['0', '1']))
}

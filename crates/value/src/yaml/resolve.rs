//! What a scalar's text means: YAML 1.1's types as yaml v2 knows them.

use super::number::{go_float, go_int, go_uint, int_of_base, is_yaml_float, parse_float};
use super::timestamp::is_timestamp;
use super::tree::Tag;
use std::borrow::Cow;

/// A scalar's value.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Scalar<'t> {
    Nil,
    Bool(bool),
    Int(i64),
    /// Only what an `Int` cannot hold.
    Uint(u64),
    Float(f64),
    Str(Cow<'t, [u8]>),
}

/// Gives the value of a scalar with a tag and a text.
///
/// # Errors
/// Go's text where text and tag do not go together.
#[inline]
pub(super) fn resolve(tag: Tag, implicit: bool, text: &[u8]) -> Result<Scalar<'_>, String> {
    match tag {
        Tag::None if implicit => Ok(untagged(text)),
        Tag::None => Ok(Scalar::Str(Cow::Borrowed(text))),
        _ => tagged(tag, text),
    }
}

fn tagged(tag: Tag, text: &[u8]) -> Result<Scalar<'_>, String> {
    let string = Scalar::Str(Cow::Borrowed(text));
    let found = match tag {
        Tag::None | Tag::Str | Tag::Merge | Tag::Other => return Ok(string),
        Tag::Binary => {
            return match decode_base64(text) {
                Some(bytes) => Ok(Scalar::Str(Cow::Owned(bytes))),
                None => Err("!!binary value contains invalid base64 data".to_owned()),
            };
        }
        Tag::Timestamp if is_timestamp(text) => return Ok(string),
        Tag::Null | Tag::Bool | Tag::Int | Tag::Float | Tag::Timestamp => untagged(text),
    };
    let found_tag = match found {
        Scalar::Nil => Tag::Null,
        Scalar::Bool(_) => Tag::Bool,
        Scalar::Int(_) | Scalar::Uint(_) => Tag::Int,
        Scalar::Float(_) => Tag::Float,
        Scalar::Str(_) => Tag::Str,
    };
    match found {
        Scalar::Int(n) if tag == Tag::Float => Ok(Scalar::Float(n as f64)),
        found if found_tag == tag => Ok(found),
        _ => Err(format!(
            "cannot decode {} `{}` as a {}",
            found_tag.short(),
            String::from_utf8_lossy(text),
            tag.short()
        )),
    }
}

/// Gives the value of a plain scalar; a timestamp stays a string.
pub(super) fn untagged(text: &[u8]) -> Scalar<'_> {
    let string = Scalar::Str(Cow::Borrowed(text));
    let Some(first) = text.first() else {
        return Scalar::Nil;
    };
    match first {
        b'0'..=b'9' | b'+' | b'-' => named(text).or_else(|| number(text)).unwrap_or(string),
        b'.' => named(text)
            .or_else(|| go_float(text).map(Scalar::Float))
            .unwrap_or(string),
        b'y' | b'Y' | b'n' | b'N' | b't' | b'T' | b'f' | b'F' | b'o' | b'O' | b'~' => {
            named(text).unwrap_or(string)
        }
        _ => string,
    }
}

/// Says whether a plain scalar with this text is read as a string and as nothing else.
///
/// COMPAT(helm): sexagesimal numbers are written with quotes though they are read as strings.
pub(super) fn is_plain_string(text: &[u8]) -> bool {
    match text.first() {
        None => false,
        Some(b'0'..=b'9' | b'+' | b'-') => {
            !is_timestamp(text) && !is_base60(text) && matches!(untagged(text), Scalar::Str(_))
        }
        Some(_) => matches!(untagged(text), Scalar::Str(_)),
    }
}

fn named(text: &[u8]) -> Option<Scalar<'static>> {
    if text.len() > 5 {
        return None;
    }
    Some(match text {
        b"y" | b"Y" | b"yes" | b"Yes" | b"YES" | b"true" | b"True" | b"TRUE" | b"on" | b"On"
        | b"ON" => Scalar::Bool(true),
        b"n" | b"N" | b"no" | b"No" | b"NO" | b"false" | b"False" | b"FALSE" | b"off" | b"Off"
        | b"OFF" => Scalar::Bool(false),
        b"~" | b"null" | b"Null" | b"NULL" => Scalar::Nil,
        b".nan" | b".NaN" | b".NAN" => Scalar::Float(f64::NAN),
        b".inf" | b".Inf" | b".INF" | b"+.inf" | b"+.Inf" | b"+.INF" => {
            Scalar::Float(f64::INFINITY)
        }
        b"-.inf" | b"-.Inf" | b"-.INF" => Scalar::Float(f64::NEG_INFINITY),
        _ => return None,
    })
}

/// Reads what starts with a digit or a sign as a number.
fn number(text: &[u8]) -> Option<Scalar<'static>> {
    // Most of what starts so and is no number shows it soon: versions, addresses, quantities.
    if !text
        .iter()
        .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.' | b'_'))
    {
        return None;
    }
    let plain: Cow<'_, [u8]> = if text.contains(&b'_') {
        text.iter()
            .copied()
            .filter(|b| *b != b'_')
            .collect::<Vec<_>>()
            .into()
    } else {
        text.into()
    };
    if let Some(n) = go_int(&plain) {
        return Some(Scalar::Int(n));
    }
    if let Some(n) = go_uint(&plain) {
        return Some(Scalar::Uint(n));
    }
    if is_yaml_float(&plain)
        && let Some(f) = parse_float(&plain)
    {
        return Some(Scalar::Float(f));
    }
    // What is left are signs behind the prefix, as in `0b-1`.
    let digits = plain.strip_prefix(b"0b")?;
    int_of_base(digits, 2).map(Scalar::Int)
}

/// Says whether a text is a number of base 60, as in `1:30`.
fn is_base60(text: &[u8]) -> bool {
    let unsigned = match text {
        [b'+' | b'-', rest @ ..] => rest,
        _ => text,
    };
    if !unsigned.first().is_some_and(u8::is_ascii_digit) || !unsigned.contains(&b':') {
        return false;
    }
    let digits_end = |part: &[u8]| part.iter().all(|b| b.is_ascii_digit() || *b == b'_');
    let mut parts = unsigned.split(|b| *b == b':');
    if !parts.next().is_some_and(digits_end) {
        return false;
    }
    let rest: Vec<&[u8]> = parts.collect();
    let Some((last, middle)) = rest.split_last() else {
        return false;
    };
    let sixty = |part: &[u8]| match part {
        [d] => d.is_ascii_digit(),
        [d, e] => matches!(d, b'0'..=b'5') && e.is_ascii_digit(),
        _ => false,
    };
    let (whole, fraction) = match last.iter().position(|b| *b == b'.') {
        Some(dot) => (&last[..dot], &last[dot + 1..]),
        None => (*last, &b""[..]),
    };
    middle.iter().all(|part| sixty(part)) && sixty(whole) && digits_end(fraction)
}

/// Decodes base64 with padding; line breaks do not count.
fn decode_base64(text: &[u8]) -> Option<Vec<u8>> {
    let clean: Vec<u8> = text
        .iter()
        .copied()
        .filter(|b| !matches!(b, b'\n' | b'\r'))
        .collect();
    let value = |b: u8| match b {
        b'A'..=b'Z' => Some(b - b'A'),
        b'a'..=b'z' => Some(b - b'a' + 26),
        b'0'..=b'9' => Some(b - b'0' + 52),
        b'+' => Some(62),
        b'/' => Some(63),
        _ => None,
    };
    if !clean.len().is_multiple_of(4) {
        return None;
    }
    let body = match clean.as_slice() {
        [body @ .., b'=', b'='] | [body @ .., b'='] => body,
        body => body,
    };
    let mut out = Vec::with_capacity(clean.len() / 4 * 3);
    for group in body.chunks(4) {
        let mut bits: u32 = 0;
        for b in group {
            bits = bits << 6 | u32::from(value(*b)?);
        }
        bits <<= 6 * (4 - group.len());
        out.extend_from_slice(&bits.to_be_bytes()[1..group.len()]);
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(text: &str) -> Scalar<'_> {
        untagged(text.as_bytes())
    }

    #[test]
    fn integers_have_the_bases_of_go() {
        for (text, value) in [
            ("0644", 420),
            ("0o17", 15),
            ("0x1F", 31),
            ("0b11", 3),
            ("-0b11", -3),
            ("0b-1", -1),
            ("1_000", 1000),
            ("+5", 5),
            ("-0", 0),
            ("0", 0),
        ] {
            assert_eq!(plain(text), Scalar::Int(value), "{text}");
        }
        assert_eq!(plain("18446744073709551615"), Scalar::Uint(u64::MAX));
        assert_eq!(
            plain("18446744073709551616"),
            Scalar::Float(18_446_744_073_709_551_616.0)
        );
    }

    #[test]
    fn floats_are_those_of_yaml_and_not_those_of_go() {
        for (text, value) in [
            ("08", 8.0),
            ("1.", 1.0),
            (".5", 0.5),
            ("+.5", 0.5),
            ("1e3", 1000.0),
            (".5_5", 0.55),
        ] {
            assert_eq!(plain(text), Scalar::Float(value), "{text}");
        }
        for text in [
            "1e999",
            "0x",
            "1e",
            ".",
            "._5",
            ".5_",
            "+",
            "1:30",
            "2001-01-01",
            "0b",
            "infinity",
        ] {
            assert!(matches!(plain(text), Scalar::Str(_)), "{text}");
        }
    }

    #[test]
    fn strings_that_look_like_something_else_are_not_plain() {
        for text in [
            "",
            "y",
            "off",
            "~",
            "1",
            "1:30",
            "-1:30:59.5",
            "2001-1-2",
            "1_0",
            ".5",
            "null",
        ] {
            assert!(!is_plain_string(text.as_bytes()), "{text}");
        }
        for text in [
            "a",
            "1:60",
            "1:2:",
            "2001-13-01",
            "1.2.3",
            "yEs",
            "nope",
            "100m",
            "<<",
        ] {
            assert!(is_plain_string(text.as_bytes()), "{text}");
        }
    }

    #[test]
    fn a_tag_that_does_not_fit_is_refused() {
        assert_eq!(
            resolve(Tag::Int, true, b"x"),
            Err("cannot decode !!str `x` as a !!int".to_owned())
        );
        assert_eq!(resolve(Tag::Float, true, b"1"), Ok(Scalar::Float(1.0)));
        assert_eq!(
            resolve(Tag::Binary, true, b"aGk=\n"),
            Ok(Scalar::Str(b"hi".into()))
        );
        assert!(resolve(Tag::Binary, true, b"aGk").is_err());
    }
}

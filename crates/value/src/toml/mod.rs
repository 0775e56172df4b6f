//! TOML in and out, as the library behind Helm's `toToml` and `fromToml` does it.
//!
//! Helm 3 and Helm 4 hold different releases of that library: floats, inline tables, escapes and
//! some messages differ. Times are a business of the caller, who gives [`Times`].

mod build;
mod decode;
mod encode;
mod lex;
#[cfg(test)]
mod tests;

use crate::map::Map;
use crate::object::Object;
use crate::value::Value;

/// How deep arrays and inline tables may nest.
const MAX_DEPTH: usize = 5000;

/// Makes and prints the times in TOML texts.
pub trait Times {
    /// Reads a time in one of Go's layouts; without an offset in the text it is in `zone`.
    fn read(&self, layout: &str, text: &str, zone: TimeZone) -> Option<Value>;

    /// Writes an object that is a time; `None` for every other object.
    fn write(&self, object: &dyn Object) -> Option<String>;
}

/// Which zone a time without an offset is in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TimeZone {
    /// The local zone.
    Local,
    /// The local zone at present, remembered as that of a date with a time.
    LocalDatetime,
    /// The local zone at present, remembered as that of a date.
    LocalDate,
    /// The local zone at present, remembered as that of a time of day.
    LocalTime,
}

/// Knows no times: reading one is an error, objects are written as JSON sees them.
pub struct NoTimes;

impl Times for NoTimes {
    fn read(&self, _layout: &str, _text: &str, _zone: TimeZone) -> Option<Value> {
        None
    }

    fn write(&self, _object: &dyn Object) -> Option<String> {
        None
    }
}

/// Why a value cannot be written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum EncodeError {
    /// The library says so.
    Refused(String),
    /// The library panics.
    Panicked(String),
}

/// Writes `value` as a TOML document.
///
/// # Errors
/// Go's text about nil in arrays, a list of tables on top, nil on top.
pub fn encode(value: &Value, helm4: bool, times: &dyn Times) -> Result<String, EncodeError> {
    encode::encode(value, helm4, times)
}

/// Reads a TOML document.
///
/// # Errors
/// Go's text about the first fault.
pub fn decode(text: &[u8], helm4: bool, times: &dyn Times) -> Result<Map, String> {
    decode::decode(text, helm4, times)
}

/// Says whether a key may stand without quotes.
fn is_bare(key: &str) -> bool {
    !key.is_empty()
        && key
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-'))
}

/// Appends a key, in quotes where it needs them.
fn push_key(out: &mut String, key: &str) {
    if is_bare(key) {
        out.push_str(key);
    } else {
        push_quoted(out, key);
    }
}

/// Appends a text in double quotes.
fn push_quoted(out: &mut String, text: &str) {
    use std::fmt::Write as _;
    out.push('"');
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\u{8}' => out.push_str("\\b"),
            '\t' => out.push_str("\\t"),
            '\n' => out.push_str("\\n"),
            '\u{c}' => out.push_str("\\f"),
            '\r' => out.push_str("\\r"),
            '\0'..' ' | '\u{7f}' => {
                write!(out, "\\u{:04x}", u32::from(character))
                    .expect("writing to memory cannot fail");
            }
            _ => out.push(character),
        }
    }
    out.push('"');
}

/// Joins the parts of a key with dots.
fn joined(parts: &[String]) -> String {
    let mut out = String::new();
    for (at, part) in parts.iter().enumerate() {
        if at > 0 {
            out.push('.');
        }
        push_key(&mut out, part);
    }
    out
}

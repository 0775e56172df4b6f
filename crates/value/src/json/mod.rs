//! JSON in and out, byte for byte as Go's `encoding/json` writes it and with its error texts.
//!
//! Helm 3 is built with Go 1.23, Helm 4 with Go 1.27 whose package of the same name stands on a
//! new implementation: it writes invalid UTF-8 differently and words its errors differently.
//! [`Dialect`] chooses; the functions without that parameter speak as Helm 4 does.

mod decode;
mod encode;
mod quote;
#[cfg(test)]
mod tests;

use crate::list::List;
use crate::map::Map;
use crate::value::Value;

/// How deep arrays and objects may nest, in both directions.
const MAX_DEPTH: usize = 10_000;

/// Which of Go's two JSON implementations is followed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Dialect {
    /// Go 1.23: Helm 3.
    Go123,
    /// Go 1.27: Helm 4.
    Go127,
}

impl Dialect {
    /// Gives the dialect of Helm 4 or Helm 3.
    pub fn of_helm(helm4: bool) -> Self {
        if helm4 { Self::Go127 } else { Self::Go123 }
    }
}

/// How JSON is written.
#[derive(Clone, Copy, Debug)]
pub struct Style {
    /// Whether `<`, `>` and `&` are escaped.
    pub escape_html: bool,
    /// Whether lines are broken and indented by two blanks.
    pub pretty: bool,
    /// Whose bytes are written.
    pub dialect: Dialect,
}

/// Writes `value` on one line, as `json.Marshal` does where `escape_html` is set.
///
/// # Errors
/// Go's text for what JSON cannot hold: NaN, infinities, complex numbers, maps within themselves.
pub fn to_json(value: &Value, escape_html: bool) -> Result<Vec<u8>, String> {
    write(
        value,
        Style {
            escape_html,
            pretty: false,
            dialect: Dialect::Go127,
        },
    )
}

/// Writes `value` indented by two blanks, as `json.MarshalIndent` does.
///
/// # Errors
/// As [`to_json`].
pub fn to_pretty_json(value: &Value) -> Result<Vec<u8>, String> {
    write(
        value,
        Style {
            escape_html: true,
            pretty: true,
            dialect: Dialect::Go127,
        },
    )
}

/// Writes `value` in the given style.
///
/// # Errors
/// As [`to_json`].
pub fn write(value: &Value, style: Style) -> Result<Vec<u8>, String> {
    encode::encode(value, style)
}

/// Reads a JSON text into a value; every number becomes a float.
///
/// # Errors
/// Go's text of the first syntax error or of a number that does not fit.
pub fn parse(text: &[u8]) -> Result<Value, String> {
    parse_as(text, Dialect::Go127)
}

/// Reads a JSON text into a value with the error texts of `dialect`.
///
/// # Errors
/// As [`parse`].
pub fn parse_as(text: &[u8], dialect: Dialect) -> Result<Value, String> {
    let decoded = decode::decode(text, dialect, decode::Target::Any)?;
    match decoded.error {
        Some(error) => Err(error),
        None => Ok(decoded.value),
    }
}

/// Reads a JSON text into a `map[string]interface {}` and gives what could be read with the error,
/// if any; `null` gives a nil map.
pub fn parse_object(text: &[u8], dialect: Dialect) -> (Map, Option<String>) {
    match decode::decode(text, dialect, decode::Target::Map) {
        Err(error) => (Map::new(), Some(error)),
        Ok(decoded) => match decoded.value {
            Value::Map(map) => (map, decoded.error),
            Value::Nil if decoded.error.is_none() => (Map::nil(), None),
            _ => (Map::new(), decoded.error),
        },
    }
}

/// Reads a JSON text into a `[]interface {}`; `null` gives a nil slice.
///
/// # Errors
/// As [`parse`], and where the text holds no array.
pub fn parse_array(text: &[u8], dialect: Dialect) -> Result<List, String> {
    let decoded = decode::decode(text, dialect, decode::Target::List)?;
    match (decoded.error, decoded.value) {
        (Some(error), _) => Err(error),
        (None, Value::List(list)) => Ok(list),
        (None, _) => Ok(List::nil(crate::list::Elem::Any)),
    }
}

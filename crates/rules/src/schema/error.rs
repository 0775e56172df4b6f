//! What is wrong with a field.

use std::fmt::{self, Write as _};

use serde_json::{Number, Value};

use super::path::Path;

/// The kind of a field error, by the names that API servers use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ErrorKind {
    /// A value that breaks a rule.
    Invalid,
    /// A value of the wrong type or format.
    TypeInvalid,
    /// A value that is missing.
    Required,
    /// A value outside of an enumeration.
    NotSupported,
    /// A list item whose key occurs before.
    Duplicate,
    /// A text that is too long.
    TooLong,
    /// Too many items.
    TooMany,
    /// A value that must not be there.
    Forbidden,
    /// The object cannot be decoded at all.
    Decode,
}

impl ErrorKind {
    /// The machine-readable name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Invalid => "FieldValueInvalid",
            Self::TypeInvalid => "FieldValueTypeInvalid",
            Self::Required => "FieldValueRequired",
            Self::NotSupported => "FieldValueNotSupported",
            Self::Duplicate => "FieldValueDuplicate",
            Self::TooLong => "FieldValueTooLong",
            Self::TooMany => "FieldValueTooMany",
            Self::Forbidden => "FieldValueForbidden",
            Self::Decode => "DecodeError",
        }
    }

    /// Whether CEL rules stay unchecked because of it.
    pub(super) const fn blocks_rules(self) -> bool {
        matches!(
            self,
            Self::TypeInvalid | Self::Required | Self::NotSupported | Self::TooLong | Self::TooMany
        )
    }

    const fn words(self) -> &'static str {
        match self {
            Self::Invalid | Self::TypeInvalid => "Invalid value",
            Self::Required => "Required value",
            Self::NotSupported => "Unsupported value",
            Self::Duplicate => "Duplicate value",
            Self::TooLong => "Too long",
            Self::TooMany => "Too many",
            Self::Forbidden => "Forbidden",
            Self::Decode => "",
        }
    }
}

/// What is wrong with a field.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldError {
    /// The kind of error.
    pub kind: ErrorKind,
    /// The field as the API server writes it; not always the way to the value, see [`path`](Self::path).
    pub field: String,
    /// The way to the offending value; for a missing one, to where it should be.
    pub path: Path,
    /// The offending value, where the message shows it.
    pub value: Option<Value>,
    /// What is wrong, without field and value.
    pub detail: String,
}

impl FieldError {
    /// The whole message: field, kind, value and detail.
    pub fn message(&self) -> String {
        self.to_string()
    }
}

impl fmt::Display for FieldError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.kind == ErrorKind::Decode {
            return f.write_str(&self.detail);
        }
        write!(f, "{}: {}", self.field, self.kind.words())?;
        if let Some(value) = &self.value {
            write!(f, ": {}", shown(value))?;
        }
        if self.detail.is_empty() {
            Ok(())
        } else {
            write!(f, ": {}", self.detail)
        }
    }
}

/// A value as Go prints it in a field error.
fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => quoted(text),
        Value::Number(number) => number_text(number),
        other => other.to_string(),
    }
}

/// A number as Go's `%v` prints it.
pub(super) fn number_text(number: &Number) -> String {
    if number.is_i64() {
        return number.to_string();
    }
    let Some(float) = number.as_f64() else {
        return number.to_string();
    };
    let magnitude = float.abs();
    if magnitude != 0.0 && !(1e-4..1e6).contains(&magnitude) {
        let text = format!("{float:e}");
        let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
        let (sign, digits) = match exponent.strip_prefix('-') {
            Some(digits) => ('-', digits),
            None => ('+', exponent),
        };
        format!("{mantissa}e{sign}{digits:0>2}")
    } else {
        float.to_string()
    }
}

/// A text in Go's double quotes.
pub(super) fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            control if (control as u32) < 0x20 || control as u32 == 0x7f => {
                let _ = write!(out, "\\x{:02x}", control as u32);
            }
            other => out.push(other),
        }
    }
    out.push('"');
    out
}

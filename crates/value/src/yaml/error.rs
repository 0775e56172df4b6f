//! What is wrong with a YAML text, in Go's words.

use crate::value::Value;
use std::fmt;

/// A failure to read YAML; prints as sigs.k8s.io/yaml words it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct YamlError {
    text: String,
    at: Option<Place>,
}

/// Where a YAML text is wrong, more exactly than Go's message says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Line, from 1.
    pub line: u32,
    /// Byte offset.
    pub offset: u32,
}

impl YamlError {
    /// Makes an error of the step from YAML to JSON.
    pub(crate) fn converting(text: String, at: Option<Place>) -> Self {
        Self { text: format!("error converting YAML to JSON: {text}"), at }
    }

    /// Makes an error of the step from JSON to the Go value.
    pub(crate) fn unmarshaling(text: &str) -> Self {
        Self { text: format!("error unmarshaling JSON: while decoding JSON: {text}"), at: None }
    }

    /// Makes the error for a document that does not fit the Go type `target`.
    pub fn cannot_unmarshal(value: &Value, target: &str) -> Self {
        let kind = match value {
            Value::Bool(_) => "bool",
            Value::Int(..) | Value::Float(_) | Value::Complex(..) => "number",
            Value::Str(_) | Value::Bytes(_) => "string",
            Value::List(_) => "array",
            Value::Map(_) | Value::Object(_) => "object",
            Value::Invalid | Value::Nil => "null",
        };
        Self::unmarshaling(&format!("json: cannot unmarshal {kind} into Go value of type {target}"))
    }

    /// The place, where one is known.
    pub fn place(&self) -> Option<Place> {
        self.at
    }
}

impl fmt::Display for YamlError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl std::error::Error for YamlError {}

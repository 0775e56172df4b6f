//! `values.schema.json`: is it met, and if not, what Helm says.
//!
//! Helm 3 and Helm 4 use different validators, which differ in the drafts they know, in the order of
//! their findings and in every word. Both are followed here by an evaluator of their own, which walks
//! the schema as it was parsed: nothing is compiled, since most schemas are looked at once. Keywords
//! beyond those (dynamic references, unevaluated properties) go to the `jsonschema` crate.

mod document;
mod exotic;
mod format;
mod helm3;
mod helm4;
mod number;

use crate::compat::Compat;
use document::Document;
pub(crate) use document::Patterns;
use stator_value::{Map, Value, json};

/// What is wrong with values, or with the schema itself.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Violation {
    /// Helm's text: a line for each finding, each with its newline; or the schema's own fault.
    pub(crate) text: String,
    /// The places of the values, as paths of keys and indices.
    pub(crate) paths: Vec<Vec<String>>,
}

/// How deep schema and values may lead the evaluators; references that never end stop here.
const MAX_DEPTH: usize = 1000;

/// Checks values against a schema.
pub(crate) fn check(schema: &[u8], values: &Map, patterns: &Patterns) -> Result<(), Violation> {
    let compat = patterns.compat();
    let broken = |text: String| Violation {
        text,
        paths: Vec::new(),
    };
    let dialect = json::Dialect::of_helm(compat.is_helm4());
    let root = json::parse_as(schema, dialect).map_err(|text| {
        // COMPAT(helm): Helm 3 reads the schema as a stream, which words a sudden end otherwise.
        let ended = text == "unexpected end of JSON input";
        broken(if ended && !compat.is_helm4() {
            "unexpected EOF".to_owned()
        } else {
            text
        })
    })?;
    let document = Document::new(root, patterns).map_err(broken)?;
    let values = Value::Map(values.clone());
    match compat {
        Compat::Helm3 => helm3::check(&document, &values),
        Compat::Helm4 if document.is_exotic(schema) => exotic::check(schema, &values),
        Compat::Helm4 => helm4::check(&document, &values),
    }
}

/// A schema that is an object.
///
/// Keywords are asked for far more often than there are any: a set of hints says of most at once that
/// they are absent.
struct Rules<'a> {
    map: &'a Map,
    hints: u64,
}

impl<'a> Rules<'a> {
    fn of(map: &'a Map) -> Self {
        let hints = map.entries().keys().fold(0, |all, key| all | hint(key));
        Self { map, hints }
    }

    fn get(&self, keyword: &[u8]) -> Option<Value> {
        (self.hints & hint(keyword) != 0).then(|| self.map.get(keyword))?
    }

    fn contains(&self, keyword: &[u8]) -> bool {
        self.hints & hint(keyword) != 0 && self.map.contains(keyword)
    }
}

/// Gives one of 64 bits, the same for equal keywords and mostly another one for others.
fn hint(keyword: &[u8]) -> u64 {
    let ends = match keyword {
        [] => 0,
        [first, .., last] => usize::from(*first) * 5 + usize::from(*last),
        [only] => usize::from(*only),
    };
    1 << ((keyword.len() * 11 + ends) % 64)
}

/// The JSON type of a value.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Kind {
    Null,
    Boolean,
    Number,
    Integer,
    String,
    Array,
    Object,
}

impl Kind {
    fn of(value: &Value) -> Self {
        match value {
            Value::Invalid | Value::Nil => Self::Null,
            Value::Bool(_) => Self::Boolean,
            Value::Int(..) | Value::Float(_) | Value::Complex(..) => Self::Number,
            Value::Str(_) | Value::Bytes(_) => Self::String,
            Value::List(_) => Self::Array,
            Value::Map(_) | Value::Object(_) => Self::Object,
        }
    }

    fn parse(name: &[u8]) -> Option<Self> {
        Some(match name {
            b"null" => Self::Null,
            b"boolean" => Self::Boolean,
            b"number" => Self::Number,
            b"integer" => Self::Integer,
            b"string" => Self::String,
            b"array" => Self::Array,
            b"object" => Self::Object,
            _ => return None,
        })
    }

    fn name(self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Boolean => "boolean",
            Self::Number => "number",
            Self::Integer => "integer",
            Self::String => "string",
            Self::Array => "array",
            Self::Object => "object",
        }
    }
}

/// The types that a schema's `type` allows, in its order; `None` where it has none.
fn allowed_types(schema: &Rules<'_>) -> Option<Vec<Kind>> {
    let kinds: Vec<Kind> = match schema.get(b"type")? {
        Value::Str(name) => Kind::parse(&name).into_iter().collect(),
        Value::List(list) => list
            .items()
            .iter()
            .filter_map(|v| Kind::parse(v.as_str()?))
            .collect(),
        _ => Vec::new(),
    };
    (!kinds.is_empty()).then_some(kinds)
}

/// Says whether two JSON values are equal; numbers by value.
fn equal(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Map(a), Value::Map(b)) => {
            let (a, b) = (a.entries(), b.entries());
            a.len() == b.len()
                && a.iter()
                    .zip(b.iter())
                    .all(|((k, v), (l, w))| k == l && equal(&v.value, &w.value))
        }
        (Value::List(a), Value::List(b)) => {
            let (a, b) = (a.items(), b.items());
            a.len() == b.len() && a.iter().zip(b.iter()).all(|(a, b)| equal(a, b))
        }
        (Value::Str(a), Value::Str(b)) => a == b,
        (Value::Bool(a), Value::Bool(b)) => a == b,
        (Value::Nil | Value::Invalid, Value::Nil | Value::Invalid) => true,
        _ => match (number::of(a), number::of(b)) {
            (Some(a), Some(b)) => a == b,
            _ => false,
        },
    }
}

/// The strings of a list, others left out.
fn strings(value: Option<Value>) -> Vec<String> {
    let Some(Value::List(list)) = value else {
        return Vec::new();
    };
    let items = list.items();
    items
        .iter()
        .filter_map(|v| Some(v.as_str()?.to_text().into_owned()))
        .collect()
}

/// The schemas of a list such as `allOf`.
fn list_of(schema: &Rules<'_>, key: &str) -> Vec<Value> {
    match schema.get(key.as_bytes()) {
        Some(Value::List(list)) => list.items().clone(),
        _ => Vec::new(),
    }
}

/// A count such as `minLength`.
fn count(schema: &Rules<'_>, key: &str) -> Option<u64> {
    let f = number::of(&schema.get(key.as_bytes())?)?;
    (f >= 0.0 && f.fract() == 0.0).then_some(f as u64)
}

/// How many characters a string has, as Go counts runes.
fn length(text: &[u8]) -> u64 {
    String::from_utf8_lossy(text).chars().count() as u64
}

#[cfg(test)]
mod tests;

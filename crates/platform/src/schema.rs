//! `values.schema.json` of our charts, made from what is known about their keys.
//!
//! Draft 7, which both Helm 3 and Helm 4 read. Key sets are closed; `global`, `tags`, the condition
//! key `enabled`, name overrides and the sections of dependencies are always allowed, and every
//! key takes `null`, Helm's way to delete a default.

use crate::keys::{Key, KeyType};
use serde::Serialize as _;
use serde_json::ser::{Formatter, Serializer};
use serde_json::{Map, Value as Json, json};
use std::io::{Result, Write};

/// What a chart's schema is made of.
pub struct SchemaInput<'a> {
    /// The chart's name.
    pub chart: &'a str,
    /// Its keys.
    pub keys: &'a [Key],
    /// Values sections of its dependencies (names or aliases): checked by their own schemas.
    pub dependencies: &'a [String],
}

/// Makes the schema; the text ends with a newline.
pub fn values_schema(input: &SchemaInput<'_>) -> String {
    let mut properties = Map::new();
    for key in input.keys {
        // A dependency's section is checked by the schema of its own chart.
        let schema = if input.dependencies.contains(&key.name) {
            json!({"description": key.doc, "type": ["object", "null"]})
        } else {
            let mut schema = key_schema(key);
            // Every chart of an install sees the keys of all others under `global`.
            if let Some(fields) = schema.as_object_mut().filter(|_| key.name == "global") {
                fields.remove("additionalProperties");
            }
            schema
        };
        properties.insert(key.name.clone(), schema);
    }
    let mut allow = |name: &str, schema: Json| {
        properties.entry(name).or_insert(schema);
    };
    allow("global", json!({"type": ["object", "null"]}));
    allow("tags", json!({"type": ["object", "null"]}));
    allow("enabled", json!({"type": ["boolean", "null"]}));
    allow("nameOverride", json!({"type": ["string", "null"]}));
    allow("fullnameOverride", json!({"type": ["string", "null"]}));
    for name in input.dependencies {
        allow(name, json!({"type": ["object", "null"]}));
    }
    let schema = json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": input.chart,
        "type": "object",
        "additionalProperties": false,
        // YAML anchors kept aside, by custom.
        "patternProperties": {"^x-": {}},
        "properties": properties,
    });
    let mut text = String::new();
    lay_out(&schema, "\n", &mut text);
    text.push('\n');
    text
}

/// How long a line may be that holds more than one thing.
const LINE: usize = 120;

/// Writes JSON with what is short on one line: a schema is read at each install, by people too, and
/// the usual layout is half blanks. `break_` is a line break with the present indentation.
fn lay_out(value: &Json, break_: &str, out: &mut String) {
    let short = value.to_string();
    let (open, close, inner): (_, _, Vec<(String, &Json)>) = match value {
        Json::Object(fields) if break_.len() + short.len() > LINE => {
            let named = fields.iter();
            let named = named.map(|(name, value)| (format!("{}: ", json!(name)), value));
            ('{', '}', named.collect())
        }
        Json::Array(items) if break_.len() + short.len() > LINE => {
            let items = items.iter();
            ('[', ']', items.map(|item| (String::new(), item)).collect())
        }
        _ => return spaced(value, out),
    };
    let deeper = format!("{break_}  ");
    out.push(open);
    for (number, (name, value)) in inner.into_iter().enumerate() {
        out.push_str(if number > 0 { "," } else { "" });
        out.push_str(&deeper);
        out.push_str(&name);
        lay_out(value, &deeper, out);
    }
    out.push_str(break_);
    out.push(close);
}

/// Writes JSON on one line, with a blank behind commas and colons.
fn spaced(value: &Json, out: &mut String) {
    struct Spaced;

    impl Formatter for Spaced {
        fn begin_array_value<W: ?Sized + Write>(&mut self, to: &mut W, first: bool) -> Result<()> {
            to.write_all(if first { b"" } else { b", " })
        }

        fn begin_object_key<W: ?Sized + Write>(&mut self, to: &mut W, first: bool) -> Result<()> {
            to.write_all(if first { b"" } else { b", " })
        }

        fn begin_object_value<W: ?Sized + Write>(&mut self, to: &mut W) -> Result<()> {
            to.write_all(b": ")
        }
    }

    let mut line = Vec::new();
    let written = value.serialize(&mut Serializer::with_formatter(&mut line, Spaced));
    written.expect("maps with string keys serialise");
    out.push_str(&String::from_utf8_lossy(&line));
}

fn key_schema(key: &Key) -> Json {
    let mut schema = Map::new();
    if !key.doc.is_empty() {
        schema.insert("description".into(), Json::String(key.doc.clone()));
    }
    if !key.choices.is_empty() {
        let mut words: Vec<Json> = key
            .choices
            .iter()
            .map(|word| Json::String(word.clone()))
            .collect();
        if key.default == EmptyText && !key.choices.iter().any(String::is_empty) {
            words.push(Json::String(String::new()));
        }
        words.push(Json::Null);
        schema.insert("enum".into(), Json::Array(words));
        return Json::Object(schema);
    }
    if !key.types.contains(&KeyType::Any) {
        let mut types: Vec<&str> = key
            .types
            .iter()
            .flat_map(|ty| json_types(*ty))
            .copied()
            .collect();
        types.push("null");
        types.sort_unstable();
        types.dedup();
        schema.insert("type".into(), json!(types));
    }
    if let [ty] = key.types.as_slice() {
        bounds(*ty, &mut schema);
    }
    if key.types.contains(&KeyType::Map) && !key.children.is_empty() {
        let properties: Map<String, Json> = key
            .children
            .iter()
            .map(|k| (k.name.clone(), key_schema(k)))
            .collect();
        schema.insert("properties".into(), Json::Object(properties));
        if !key.open {
            schema.insert("additionalProperties".into(), Json::Bool(false));
        }
    }
    Json::Object(schema)
}

fn json_types(ty: KeyType) -> &'static [&'static str] {
    match ty {
        KeyType::Any => &[],
        // Templates print what is written: `tag: 1.2` and `secretName: n` are words to a person.
        KeyType::String | KeyType::Url | KeyType::Image => &["string", "number", "boolean"],
        KeyType::Quantity => &["string", "number"],
        KeyType::Duration => &["string"],
        KeyType::Boolean => &["boolean"],
        KeyType::Integer | KeyType::Port => &["integer"],
        KeyType::Number => &["number"],
        KeyType::List => &["array"],
        KeyType::Map => &["object"],
    }
}

/// What a type demands of its values; patterns hold for texts only, and take the empty one.
fn bounds(ty: KeyType, schema: &mut Map<String, Json>) {
    match ty {
        KeyType::Port => {
            schema.insert("minimum".into(), json!(0));
            schema.insert("maximum".into(), json!(65535));
        }
        KeyType::Quantity => {
            let pattern = r"^([+-]?[0-9.]+([eE][+-]?[0-9]+|[numkKMGTPE]i?)?)?$";
            schema.insert("pattern".into(), json!(pattern));
        }
        KeyType::Duration => {
            let pattern = r"^([+-]?([0-9]+(\.[0-9]+)?(ns|us|µs|ms|s|m|h))+|0)?$";
            schema.insert("pattern".into(), json!(pattern));
        }
        _ => {}
    }
}

/// Compares equal to an empty string value.
struct EmptyText;

impl PartialEq<EmptyText> for stator_value::Value {
    fn eq(&self, _: &EmptyText) -> bool {
        self.as_str().is_some_and(|text| text.is_empty())
    }
}

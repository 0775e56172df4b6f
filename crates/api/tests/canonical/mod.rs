//! The canonical form of a schema: what the recorded digests were made of.

use std::collections::BTreeMap;

use serde_json::Value;
use sha2::{Digest, Sha256};

/// The schema without descriptions and empty `required` lists, with `required` sorted.
pub(crate) fn canonical(schema: &Value) -> Value {
    let Value::Object(fields) = schema else {
        return schema.clone();
    };
    let mut out = BTreeMap::new();
    for (key, value) in fields {
        let value = match key.as_str() {
            "description" => continue,
            "required" => {
                let mut names: Vec<_> = value.as_array().cloned().unwrap_or_default();
                if names.is_empty() {
                    continue;
                }
                names.sort_by_key(ToString::to_string);
                Value::Array(names)
            }
            "properties" => Value::Object(
                value
                    .as_object()
                    .into_iter()
                    .flatten()
                    .map(|(name, schema)| (name.clone(), canonical(schema)))
                    .collect::<BTreeMap<_, _>>()
                    .into_iter()
                    .collect(),
            ),
            "items" | "additionalProperties" => canonical(value),
            "minimum" | "maximum" => match value.as_f64() {
                Some(number) if number.fract() == 0.0 => Value::from(number as i64),
                _ => value.clone(),
            },
            _ => value.clone(),
        };
        out.insert(key.clone(), value);
    }
    Value::Object(out.into_iter().collect())
}

/// The hexadecimal SHA-256 of the compact JSON of the canonical form.
pub(crate) fn digest(schema: &Value) -> String {
    let text = serde_json::to_string(&canonical(schema)).unwrap();
    Sha256::digest(text.as_bytes())
        .iter()
        .fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"))
}

//! YAML as Go writes it, for configuration files in ConfigMaps and arguments, and for manifests.

use crate::error::PlanError;
use serde_json::Value as Json;
use stator_value::{IntKind, Value, yaml};

/// Writes a value as a block with a final line break; keys are in Go's order.
///
/// # Errors
/// The text would be too large, which deep nesting can make of a small value.
pub fn write(value: &Json) -> Result<String, PlanError> {
    let text = yaml::to_yaml(&converted(value))
        .map_err(|error| PlanError::new(format!("failed to marshal YAML: {error}")))?;
    Ok(String::from_utf8_lossy(&text).into_owned())
}

fn converted(json: &Json) -> Value {
    match json {
        Json::Null => Value::Nil,
        Json::Bool(flag) => Value::Bool(*flag),
        Json::Number(number) => match (number.as_i64(), number.as_u64()) {
            (Some(whole), _) => Value::int64(whole),
            (None, Some(whole)) => Value::Int(IntKind::Uint64, whole as i64),
            (None, None) => Value::Float(number.as_f64().unwrap_or_default()),
        },
        Json::String(text) => Value::str(text.as_str()),
        Json::Array(items) => Value::list(items.iter().map(converted).collect()),
        Json::Object(fields) => Value::Map(
            fields
                .iter()
                .map(|(key, value)| (key.as_str(), converted(value)))
                .collect(),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn blocks_are_written_as_go_writes_them() {
        let value = json!({
            "b": {"list": [1, {"x": 1, "y": [true, null]}, [1, [2]]], "empty": {}, "none": []},
            "a": "text", "a10": 1, "a9": 2, "dgdImage": 1, "dgd_image": 2, "a1b": 3,
        });
        let want = "a: text\na9: 2\na10: 1\na1b: 3\nb:\n  empty: {}\n  list:\n  - 1\n  - x: 1\n    \"y\":\n    - true\n    - null\n  - - 1\n    - - 2\n  none: []\ndgd_image: 2\ndgdImage: 1\n";
        assert_eq!(write(&value).unwrap(), want);
    }

    #[test]
    fn what_another_reader_would_take_for_something_else_is_quoted() {
        for (given, want) in [
            (json!("0.20.0"), "0.20.0"),
            (json!("yes"), "\"yes\""),
            (json!("Off"), "\"Off\""),
            (json!("12:30"), "\"12:30\""),
            (json!("0755"), "\"0755\""),
            (json!("1_000"), "\"1_000\""),
            (json!("1e_5"), "\"1e_5\""),
            (json!("_1"), "_1"),
            (json!("1e5"), "\"1e5\""),
            (json!("2026-01-01"), "\"2026-01-01\""),
            (json!(""), "\"\""),
            (json!("a: b"), "'a: b'"),
            (json!("it's #1"), "'it''s #1'"),
            (json!("tab\there"), "\"tab\\there\""),
            (json!("--flag"), "--flag"),
            (json!("@x"), "'@x'"),
            (json!(1e-5), "1e-05"),
            (json!(1.5e30), "1.5e+30"),
            (json!(40.0), "40"),
            (json!(0.5), "0.5"),
            (json!(null), "null"),
        ] {
            assert_eq!(write(&given).unwrap(), format!("{want}\n"), "{given}");
        }
    }

    #[test]
    fn lines_are_kept_in_literal_blocks() {
        let value =
            json!({"a": {"one": "x\ny\n", "two": "x\n\ny", "three": "  x\n\n", "four": "x \ny"}});
        let want = "a:\n  four: \"x \\ny\"\n  one: |\n    x\n    y\n  three: |2+\n      x\n\n  two: |-\n    x\n\n    y\n";
        assert_eq!(write(&value).unwrap(), want);
    }
}

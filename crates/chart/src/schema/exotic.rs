//! Schemas that need the full validator.

use super::Violation;
use super::document::pointer;
use stator_value::{Value, json};

/// Checks values with the `jsonschema` crate; its findings get Helm 4's frame, in the crate's words.
pub(super) fn check(schema: &[u8], values: &Value) -> Result<(), Violation> {
    let broken = |text: String| Violation {
        text,
        paths: Vec::new(),
    };
    let schema: serde_json::Value =
        serde_json::from_slice(schema).map_err(|e| broken(e.to_string()))?;
    let values = json::to_json(values, false).map_err(broken)?;
    let values: serde_json::Value =
        serde_json::from_slice(&values).map_err(|e| broken(e.to_string()))?;
    let validator = jsonschema::validator_for(&schema).map_err(|e| broken(e.to_string()))?;
    let mut text = String::new();
    let mut paths = Vec::new();
    for error in validator.iter_errors(&values) {
        let at = error.instance_path().to_string();
        let path: Vec<String> = at
            .split('/')
            .skip(1)
            .map(|p| p.replace("~1", "/").replace("~0", "~"))
            .collect();
        text.push_str(&format!("- at '{}': {error}\n", pointer(&path)));
        paths.push(path);
    }
    if paths.is_empty() {
        Ok(())
    } else {
        Err(Violation { text, paths })
    }
}

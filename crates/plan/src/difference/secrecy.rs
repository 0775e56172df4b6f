//! What is not shown.

use serde_json::Value as Json;

/// What stands for a value that is not shown.
pub(super) const HIDDEN: &str = "<hidden>";

/// Words that make the name of a key or variable one of a secret.
const WORDS: [&str; 8] = [
    "password",
    "passwd",
    "secret",
    "token",
    "apikey",
    "api_key",
    "credential",
    "private_key",
];

/// Says whether something of this name holds a secret; `secretName` and the like name one only.
pub(super) fn is_secret_name(name: &str) -> bool {
    let name = name.to_ascii_lowercase().replace('-', "_");
    let names_one = ["name", "ref", "key"].iter().any(|end| name.ends_with(end))
        && !name.ends_with("api_key")
        && !name.ends_with("apikey")
        && !name.ends_with("private_key");
    !names_one && WORDS.iter().any(|word| name.contains(word))
}

/// Gives a value with all secrets in it hidden; `name` is what holds it.
pub(super) fn shown(name: &str, value: &Json) -> Json {
    match value {
        Json::String(_) | Json::Number(_) if is_secret_name(name) => HIDDEN.into(),
        Json::Object(fields) => {
            let variable = fields
                .get("name")
                .and_then(Json::as_str)
                .unwrap_or_default();
            let hides = is_secret_name(variable);
            let fields = fields.iter().map(|(key, value)| {
                let hidden = hides && key == "value";
                (
                    key.clone(),
                    if hidden {
                        HIDDEN.into()
                    } else {
                        shown(key, value)
                    },
                )
            });
            Json::Object(fields.collect())
        }
        Json::Array(items) => items.iter().map(|item| shown(name, item)).collect(),
        other => other.clone(),
    }
}

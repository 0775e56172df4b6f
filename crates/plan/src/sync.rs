//! Keeping one object in step: the hash of its spec and the decision to update.

use serde_json::{Map, Value as Json};
use sha2::{Digest, Sha256};
use std::cmp::Ordering;
use std::fmt::Write as _;

/// Gives the hash of a spec in canonical form: lower-case hex of SHA-256.
///
/// Null counts as an empty map. Lists of objects are ordered by their `name`, or else by the first
/// key of each, so that their order does not count.
pub fn spec_hash(spec: &Json) -> String {
    let canonical = match spec {
        Json::Null => Json::Object(Map::new()),
        spec => canonical(spec),
    };
    let text = go_json(&canonical);
    let mut hash = String::with_capacity(64);
    for byte in Sha256::digest(text.as_bytes()) {
        let _ = write!(hash, "{byte:02x}");
    }
    hash
}

fn canonical(value: &Json) -> Json {
    match value {
        Json::Object(fields) => Json::Object(
            fields
                .iter()
                .map(|(key, value)| (key.clone(), canonical(value)))
                .collect(),
        ),
        Json::Array(items) => {
            let mut items: Vec<&Json> = items.iter().collect();
            if items.first().is_some_and(|first| first.is_object()) {
                items.sort_by(|a, b| compare(a, b));
            }
            Json::Array(items.into_iter().map(canonical).collect())
        }
        other => other.clone(),
    }
}

fn compare(a: &Json, b: &Json) -> Ordering {
    let name = |value: &Json| value.get("name").and_then(Json::as_str).map(str::to_owned);
    if let (Some(a), Some(b)) = (name(a), name(b)) {
        return a.cmp(&b);
    }
    let first_key = |value: &Json| value.as_object().and_then(|o| o.keys().min().cloned());
    match (first_key(a), first_key(b)) {
        (Some(a), Some(b)) => a.cmp(&b),
        _ => Ordering::Equal,
    }
}

/// Gives compact JSON with Go's escapes and sorted keys.
pub(crate) fn go_json(value: &Json) -> String {
    let mut text = String::new();
    write_json(value, &mut text);
    text
}

fn write_json(value: &Json, out: &mut String) {
    match value {
        Json::Object(fields) => {
            let mut keys: Vec<&String> = fields.keys().collect();
            keys.sort();
            out.push('{');
            for (nth, key) in keys.into_iter().enumerate() {
                if nth > 0 {
                    out.push(',');
                }
                write_text(key, out);
                out.push(':');
                write_json(&fields[key], out);
            }
            out.push('}');
        }
        Json::Array(items) => {
            out.push('[');
            for (nth, item) in items.iter().enumerate() {
                if nth > 0 {
                    out.push(',');
                }
                write_json(item, out);
            }
            out.push(']');
        }
        Json::String(text) => write_text(text, out),
        other => {
            let _ = write!(out, "{other}");
        }
    }
}

fn write_text(text: &str, out: &mut String) {
    let quoted = Json::String(text.to_owned()).to_string();
    for c in quoted.chars() {
        match c {
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => {
                let _ = write!(out, "\\u{:04x}", c as u32);
            }
            c => out.push(c),
        }
    }
}

/// Whether a live object is written again.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Update {
    /// The live object is what was asked for last, untouched since.
    None,
    /// The desired spec changed, or nothing is known of the last one.
    Changed {
        /// The generation to note: the one that the write leads to.
        generation: i64,
    },
    /// Somebody changed the live object.
    Reverted {
        /// The generation to note.
        generation: i64,
    },
}

/// Decides from the desired hash and the two annotations and the generation of the live object.
pub fn update_decision(
    desired_hash: &str,
    noted_hash: Option<&str>,
    noted_generation: Option<&str>,
    generation: i64,
) -> Update {
    let next = generation + 1;
    if noted_hash.is_none_or(|hash| hash.is_empty() || hash != desired_hash) {
        return Update::Changed { generation: next };
    }
    match noted_generation.and_then(|text| text.parse::<i64>().ok()) {
        None => Update::Changed { generation: next },
        Some(noted) if generation > 0 && generation > noted => {
            Update::Reverted { generation: next }
        }
        Some(_) => Update::None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn hashes_are_those_of_the_reference() {
        let cases = [
            (
                Json::Null,
                "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a",
            ),
            (
                json!({"b": [{"name": "z"}, {"name": "a"}], "a": 1}),
                "13000425862ea1169d744e2b271709e68ac26120dd12a2879db3b13e669568d7",
            ),
            (
                json!({"replicas": 2, "cmd": "a && b"}),
                "864ee7859c3871cd82fc1f39260b000449b9bb0f5c6aa7e04cab7c62e32ec7c0",
            ),
        ];
        for (spec, hash) in cases {
            assert_eq!(spec_hash(&spec), hash, "{spec}");
        }
    }

    #[test]
    fn every_row_of_the_update_table() {
        let changed = Update::Changed { generation: 4 };
        assert_eq!(update_decision("h", None, Some("3"), 3), changed);
        assert_eq!(update_decision("h", Some(""), Some("3"), 3), changed);
        assert_eq!(update_decision("h", Some("x"), Some("3"), 3), changed);
        assert_eq!(update_decision("h", Some("h"), None, 3), changed);
        assert_eq!(update_decision("h", Some("h"), Some("three"), 3), changed);
        assert_eq!(
            update_decision("h", Some("h"), Some("2"), 3),
            Update::Reverted { generation: 4 }
        );
        assert_eq!(update_decision("h", Some("h"), Some("3"), 3), Update::None);
        assert_eq!(update_decision("h", Some("h"), Some("1"), 0), Update::None);
    }
}

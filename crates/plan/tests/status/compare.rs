//! Comparing objects as data: what says nothing does not count, and wanted differences are listed.

use serde_json::Value as Json;
use stator_api::{annotations, quantity};
use std::collections::{BTreeMap, BTreeSet};

/// Keys whose empty map is an artefact of Go's types.
const VOID: [&str; 8] = [
    "resources",
    "strategy",
    "status",
    "creationTimestamp",
    "metadata",
    "rolloutStrategy",
    "autoscaling",
    "networkConfig",
];
/// Lists whose order the reference leaves to chance.
const UNORDERED: [&str; 2] = ["cliques", "podCliqueScalingGroups"];

/// The wanted differences.
pub(crate) struct Accepted(Vec<(String, String)>);

impl Accepted {
    /// Reads lines of `KIND:PATH` or `CASE|KIND:PATH`, both with stars.
    pub(crate) fn parse(text: &str) -> Self {
        let lines = text
            .lines()
            .map(|line| line.split('#').next().unwrap_or(""));
        let rules = lines.map(str::trim).filter(|line| !line.is_empty());
        let split = |rule: &str| {
            let (case, place) = rule.rsplit_once('|').unwrap_or(("*", rule));
            (case.to_owned(), place.replace("[[]", "["))
        };
        Self(rules.map(split).collect())
    }

    pub(crate) fn has(&self, case: &str, place: &str) -> bool {
        let mut rules = self.0.iter();
        rules.any(|(cases, places)| matches(cases, case) && matches(places, place))
    }
}

/// Whether a pattern with stars matches a whole text.
fn matches(pattern: &str, text: &str) -> bool {
    let Some((start, rest)) = pattern.split_once('*') else {
        return pattern == text;
    };
    let Some(behind) = text.strip_prefix(start) else {
        return false;
    };
    let mut ends = (0..=behind.len()).filter(|at| behind.is_char_boundary(*at));
    ends.any(|at| matches(rest, &behind[at..]))
}

/// The places where objects differ, as `KIND:PATH`.
pub(crate) fn differences(expected: &[Json], actual: &[Json]) -> Vec<String> {
    let keyed = |objects: &[Json]| -> BTreeMap<String, Json> {
        let tidied = objects.iter().map(|object| {
            let name = &object["metadata"]["name"];
            let key = format!("{}/{}/{name}", object["apiVersion"], object["kind"]);
            (key, tidy(object, "", false))
        });
        tidied.collect()
    };
    let (expected, actual) = (keyed(expected), keyed(actual));
    let keys: BTreeSet<&String> = expected.keys().chain(actual.keys()).collect();
    let mut found = Vec::new();
    for key in keys {
        let (before, after) = (expected.get(key), actual.get(key));
        let kind = before.or(after).unwrap()["kind"].as_str().unwrap();
        match (before, after) {
            (Some(before), Some(after)) => {
                let mut places = Vec::new();
                compare(before, after, String::new(), &mut places);
                found.extend(places.iter().map(|place| format!("{kind}:{place}")));
            }
            _ => found.push(format!("{kind}:")),
        }
    }
    found
}

fn tidy(value: &Json, key: &str, is_amount: bool) -> Json {
    match value {
        Json::Object(fields) => {
            let holds_amounts = matches!(key, "requests" | "limits");
            let tidied = fields.iter().filter_map(|(name, below)| {
                let below = tidy(below, name, holds_amounts || name == "sizeLimit");
                let is_void = below.is_null()
                    || below
                        .as_object()
                        .is_some_and(|o| o.is_empty() && VOID.contains(&&**name))
                    || (below == "" && matches!(name.as_str(), "name" | "type"))
                    || name == annotations::LAST_APPLIED_HASH;
                (!is_void).then(|| (name.clone(), below))
            });
            Json::Object(tidied.collect())
        }
        Json::Array(items) => {
            let mut items: Vec<Json> = items.iter().map(|item| tidy(item, key, false)).collect();
            if UNORDERED.contains(&key) {
                items.sort_by_key(|item| item["name"].to_string());
            }
            Json::Array(items)
        }
        Json::String(text) if is_amount => quantity::canonical_or_given(text).into(),
        Json::Number(number) if is_amount => {
            quantity::canonical_or_given(&number.to_string()).into()
        }
        other => other.clone(),
    }
}

fn compare(before: &Json, after: &Json, path: String, found: &mut Vec<String>) {
    match (before, after) {
        (Json::Object(a), Json::Object(b)) => {
            let keys: BTreeSet<&String> = a.keys().chain(b.keys()).collect();
            for key in keys {
                let dot = if path.is_empty() { "" } else { "." };
                let below = format!("{path}{dot}{key}");
                match (a.get(key), b.get(key)) {
                    (Some(a), Some(b)) => compare(a, b, below, found),
                    _ => found.push(below),
                }
            }
        }
        (Json::Array(a), Json::Array(b)) if a.len() == b.len() => {
            for (nth, (a, b)) in a.iter().zip(b).enumerate() {
                let name = a["name"].as_str().filter(|name| b["name"] == *name);
                let step = name.map_or_else(|| nth.to_string(), str::to_owned);
                compare(a, b, format!("{path}[{step}]"), found);
            }
        }
        (a, b) if a != b => found.push(path),
        _ => {}
    }
}

#[test]
fn stars_match_anything_and_the_rest_itself() {
    assert!(matches("a/*|b*c", "a/x|bc"));
    assert!(matches(
        "*.imagePullSecrets",
        "spec.template[a].imagePullSecrets"
    ));
    assert!(!matches("*.image", "spec.images"));
    assert!(!matches("a", "ab"));
}

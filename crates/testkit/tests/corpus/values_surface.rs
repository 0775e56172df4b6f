//! Our values files hold every key of the reference's, with its default.

use std::collections::BTreeMap;
use std::fs;

use serde_json::{Value, json};
use stator_testkit::{objects, repository_corpus, workspace_root};

/// The parts of the platform whose values are ours.
const PARTS: [&str; 3] = ["dynamo-operator", "nats", "etcd"];

fn values(folder: &str) -> Value {
    let file = workspace_root()
        .join("charts")
        .join(folder)
        .join("values.yaml");
    objects::parse(&fs::read_to_string(file).unwrap()).remove(0)
}

/// Puts one map over another, as Helm does with a parent's values.
fn merged(base: &Value, over: &Value) -> Value {
    match (base, over) {
        (Value::Object(base), Value::Object(over)) => {
            let mut all = base.clone();
            for (key, value) in over {
                let below = all
                    .get(key)
                    .map_or(value.clone(), |base| merged(base, value));
                all.insert(key.clone(), below);
            }
            Value::Object(all)
        }
        _ => over.clone(),
    }
}

/// What a user of the platform chart gets who sets nothing.
fn platform() -> Value {
    let mut all = values("platform");
    for part in PARTS {
        let own = values(&format!("platform/charts/{part}"));
        // Every part documents the shared values that it reads.
        all["global"] = merged(&all["global"], own.get("global").unwrap_or(&json!({})));
        all[part] = merged(&own, &all[part]);
    }
    all
}

/// Finds a path whose keys may hold dots themselves.
fn find<'v>(value: &'v Value, path: &str) -> Option<&'v Value> {
    let map = value.as_object()?;
    let mut ends = path
        .match_indices('.')
        .map(|(at, _)| at)
        .chain([path.len()]);
    ends.find_map(|end| {
        let below = map.get(&path[..end])?;
        match path.get(end + 1..) {
            None => Some(below),
            Some(rest) => find(below, rest),
        }
    })
}

fn fits(pattern: &str, key: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(start) => key.starts_with(start),
        None => pattern == key,
    }
}

#[test]
fn every_key_of_the_reference_is_there_with_its_default() {
    let folder = repository_corpus("values");
    let text = fs::read(folder.join("surface.json")).unwrap();
    let surface: BTreeMap<String, BTreeMap<String, Value>> = serde_json::from_slice(&text).unwrap();
    let exceptions = objects::parse(&fs::read_to_string(folder.join("exceptions.yaml")).unwrap());
    let exceptions = exceptions[0].as_array().unwrap();
    let mut unused: Vec<&str> = Vec::new();
    for exception in exceptions {
        assert!(exception["reason"].is_string(), "{exception} has no reason");
        unused.push(exception["key"].as_str().unwrap());
    }
    let patterns = unused.clone();

    let ours = BTreeMap::from([
        ("dynamo-platform".to_owned(), platform()),
        ("dynamo-gaie".to_owned(), values("gaie")),
    ]);
    assert!(surface.keys().eq(ours.keys()));
    let (mut wrong, mut count) = (Vec::new(), 0);
    for (chart, keys) in &surface {
        for (key, facts) in keys {
            count += 1;
            let found = find(&ours[chart], key);
            if found == Some(&facts["default"]) {
                continue;
            }
            if let Some(pattern) = patterns.iter().find(|pattern| fits(pattern, key)) {
                unused.retain(|it| it != pattern);
                continue;
            }
            let found = found.map_or("no such key".to_owned(), Value::to_string);
            wrong.push(format!(
                "{chart} {key}: want {}, have {found}",
                facts["default"]
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(unused.is_empty(), "exceptions without need: {unused:?}");
    assert!(count > 690, "only {count} keys");
}

#[test]
fn keys_that_the_reference_platform_shows_are_in_our_platform_file() {
    let text = fs::read(repository_corpus("values").join("surface.json")).unwrap();
    let surface: Value = serde_json::from_slice(&text).unwrap();
    let shown = values("platform");
    let keys = surface["dynamo-platform"].as_object().unwrap();
    let missing: Vec<_> = keys
        .iter()
        .filter(|(_, facts)| facts["origin"] == "platform")
        .filter(|(key, _)| find(&shown, key).is_none())
        .map(|(key, _)| key)
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
}

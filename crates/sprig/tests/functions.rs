//! Every function gives what both releases of helm gave for the same template.
//!
//! The answers in `tests/corpus/functions` were recorded with real helm binaries; see
//! `tools/record_functions.py`.

#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "helpers of tests"
)]

use jiff::Timestamp;
use serde_json::Value as Json;
use stator_gotmpl::{FunctionTable, GoVersion, TemplateSet};
use stator_sprig::{FixedHost, Hosts};
use stator_value::{Map, MapType, Origin, Value, yaml};
use std::fs;
use std::path::Path;
use std::rc::Rc;
use std::sync::Arc;

const NAME: &str = "p/templates/t.yaml";

/// Executes a template as `release` would, and gives its output or the text of its error.
fn run(template: &str, values: &Value, helm4: bool) -> Result<Vec<u8>, String> {
    let version = if helm4 {
        GoVersion::Go1_27
    } else {
        GoVersion::Go1_23
    };
    let table = FunctionTable::new(version, &[stator_sprig::functions(helm4)]);
    let mut set = TemplateSet::new("gotpl", Arc::new(table));
    set.parse(NAME, template.as_bytes())
        .map_err(|error| error.to_string())?;
    let type_name = if helm4 {
        "common.Values"
    } else {
        "chartutil.Values"
    };
    let values = match values {
        Value::Map(map) => Value::Map(copied(map).seen_as(MapType::Values(type_name))),
        other => other.clone(),
    };
    let data: Map = [("Values", values)].into_iter().collect();
    let host = Rc::new(FixedHost::at(
        Timestamp::new(1_710_502_245, 123_456_789).unwrap(),
    ));
    let hosts: Rc<dyn std::any::Any> = Rc::new(Hosts::new(host, Rc::new(()), helm4));
    set.execute(NAME, Value::Map(data), hosts)
        .map_err(|error| error.to_string())
}

fn copied(map: &Map) -> Map {
    map.pairs()
        .into_iter()
        .map(|(key, value)| match value {
            Value::Map(inner) => (key, Value::Map(copied(&inner))),
            other => (key, other),
        })
        .collect()
}

/// Templates that ours answers otherwise, as COMPATIBILITY.md says.
const KNOWN: [&str; 4] = [
    r#"{{ toToml (b64dec "/w==") }}"#,
    r#"{{ deepCopy (semver "1.2.3-a+b") }}"#,
    r#"{{ (semver "1.2.3").SetPrerelease "01" }}"#,
    r#"{{ (semver "1.2.3").SetMetadata "x_y" }}"#,
];

/// Brings an error that Helm 4 spread over lines back into Go's one line.
fn one_line(error: &str) -> String {
    let lines: Vec<&str> = error.split('\n').collect();
    match lines[..] {
        [place, at, message] if at.starts_with("  executing") => {
            format!(
                "template: {place}: {} {}",
                at.trim_start(),
                message.trim_start()
            )
        }
        _ => error.to_owned(),
    }
}

fn expected(answer: &Json) -> Result<Vec<u8>, String> {
    if let Some(text) = answer["output"].as_str() {
        return Ok(text.as_bytes().to_vec());
    }
    if let Some(text) = answer["base64"].as_str() {
        return Ok(unbase64(text));
    }
    Err(one_line(answer["error"].as_str().unwrap()))
}

fn unbase64(text: &str) -> Vec<u8> {
    const DIGITS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = Vec::new();
    let (mut bits, mut filled) = (0_u32, 0);
    for digit in text.chars().filter_map(|c| DIGITS.find(c)) {
        bits = bits << 6 | digit as u32;
        filled += 6;
        if filled >= 8 {
            filled -= 8;
            out.push((bits >> filled) as u8);
        }
    }
    out
}

fn shown(outcome: &Result<Vec<u8>, String>) -> String {
    match outcome {
        Ok(output) => format!("gives {:?}", String::from_utf8_lossy(output)),
        Err(error) => format!("fails {error}"),
    }
}

fn check(path: &Path) -> (usize, Vec<String>) {
    let suite: Json = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    let text = suite["values"].as_str().unwrap().as_bytes().to_vec();
    let values = yaml::parse(&text, Origin::NONE.source).unwrap();
    let cases = suite["cases"].as_array().unwrap();
    let releases: &[(&str, bool)] = match suite["only"].as_str() {
        Some("helm4") => &[("helm4", true)],
        _ => &[("helm3", false), ("helm4", true)],
    };
    let mut wrong = Vec::new();
    for case in cases {
        let template = case["template"].as_str().unwrap();
        if KNOWN.contains(&template) {
            continue;
        }
        for (name, helm4) in releases {
            let answer = case.get(name).unwrap_or(&case["helm3"]);
            let (ours, theirs) = (run(template, &values, *helm4), expected(answer));
            if ours != theirs {
                let (ours, theirs) = (shown(&ours), shown(&theirs));
                wrong.push(format!("{template}\n   {name} {theirs}\n   ours  {ours}"));
            }
        }
    }
    (cases.len() * releases.len(), wrong)
}

#[test]
fn functions_answer_as_both_helms_do() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/corpus/functions");
    let mut paths: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.retain(|path| path.extension().is_some_and(|ext| ext == "json"));
    paths.sort();
    assert!(!paths.is_empty());
    let only = std::env::var("FUNCTIONS_SUITE").unwrap_or_default();
    paths.retain(|path| path.to_string_lossy().contains(&only));
    let mut failures = Vec::new();
    let mut total = 0;
    // Deep values need more stack than a test has.
    for path in paths {
        let worker = std::thread::Builder::new().stack_size(256 << 20);
        let (count, wrong) = worker.spawn(move || check(&path)).unwrap().join().unwrap();
        total += count;
        failures.extend(wrong);
    }
    println!("{total} answers compared");
    assert!(
        failures.is_empty(),
        "{} of {total} differ:\n{}",
        failures.len(),
        failures.join("\n")
    );
}

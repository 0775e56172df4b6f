//! The recorded answers of an API server, case by case.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::answer;

#[expect(clippy::disallowed_methods, reason = "a test reads its corpus")]
fn load(path: &Path) -> Vec<Value> {
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

#[expect(clippy::disallowed_methods, reason = "a test reads its corpus")]
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    files
}

/// Field, type and message of each error; the text of an undecodable object does not count.
fn errors(answer: &Value) -> BTreeSet<(String, String, String)> {
    let text = |error: &Value, field: &str| error[field].as_str().unwrap().to_owned();
    answer["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|error| match text(error, "type") {
            kind if kind == "DecodeError" => (String::new(), kind, String::new()),
            kind => (text(error, "field"), kind, text(error, "message")),
        })
        .collect()
}

fn sorted(list: &Value) -> Vec<&str> {
    let mut list: Vec<&str> = list
        .as_array()
        .unwrap()
        .iter()
        .map(|item| item.as_str().unwrap())
        .collect();
    list.sort_unstable();
    list
}

fn check(cases: &Path, expected: &Path) -> usize {
    let mut count = 0;
    let mut differences = Vec::new();
    for file in files(cases) {
        let wanted = load(&expected.join(file.file_name().unwrap()));
        for case in load(&file) {
            let want = wanted
                .iter()
                .find(|answer| answer["id"] == case["id"])
                .unwrap();
            let got = answer(&case);
            count += 1;
            let is_same = got["valid"] == want["valid"]
                && errors(&got) == errors(want)
                && got["object"] == want["object"]
                && sorted(&got["unknownFields"]) == sorted(&want["unknownFields"]);
            if !is_same {
                differences.push(format!("{}\n  want {want}\n  got  {got}", case["id"]));
            }
        }
    }
    assert!(
        differences.is_empty(),
        "{} differ\n{}",
        differences.len(),
        differences.join("\n")
    );
    count
}

#[test]
fn verdicts_errors_messages_and_stored_objects_are_the_recorded_ones() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let own = root.join("tests/corpus/admission/schema");
    assert_eq!(check(&own.join("cases"), &own.join("expected")), 297);
    let shared = root.join("../shared/corpus/admission");
    if shared.is_dir() {
        check(
            &shared.join("schema-cases"),
            &shared.join("schema-expected"),
        );
    }
}

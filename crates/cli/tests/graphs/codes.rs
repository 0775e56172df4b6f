//! `stator explain CODE`: the examples do what they say.

use serde_json::Value as Json;
use stator_rules::admission::{self, Context, Kind, Operation, Request, Requester};
use stator_rules::consistency;
use stator_testkit::{Finished, stator, workspace_root};
use std::collections::BTreeSet;
use std::path::Path;

/// Codes about a change: their examples hold what is stored and what replaces it.
const CHANGES: [&str; 7] = [
    "DYN0231", "DYN0232", "DYN0233", "DYN0234", "DYN0246", "DYN0247", "DYN0257",
];

fn listed() -> Vec<String> {
    let list = stator(["explain"]).run().success().into_owned();
    let codes = list.lines().filter_map(|line| line.split_once("  "));
    codes.map(|(code, _)| code.to_owned()).collect()
}

/// An example out of the text of a code.
fn example(text: &str, heading: &str) -> Option<String> {
    let start = text.find(&format!("\n{heading}:\n\n"))? + heading.len() + 4;
    let lines = text[start..]
        .lines()
        .map(|line| line.strip_prefix("    ").unwrap_or(line));
    let block: Vec<&str> = lines
        .take_while(|line| !["Fails:", "Right:"].contains(line))
        .collect();
    Some(block.join("\n").trim_end().to_owned() + "\n")
}

fn found_in(run: &Finished) -> BTreeSet<String> {
    let report: Json = serde_json::from_slice(&run.stdout).expect("a report");
    let findings = report["findings"].as_array().unwrap();
    findings
        .iter()
        .map(|f| f["code"].as_str().unwrap().to_owned())
        .collect()
}

/// What `stator` says to an example, and its exit code.
fn codes_of(example: &str) -> (BTreeSet<String>, i32) {
    if let Some(line) = example.strip_prefix("$ stator ") {
        let run = stator(line.split_whitespace()).run();
        let text = format!("{}{}", run.stdout(), run.stderr());
        let marks = text
            .match_indices("[DYN0")
            .filter_map(|(at, _)| text.get(at + 1..at + 8));
        return (marks.map(str::to_owned).collect(), run.code);
    }
    let first = example.lines().next().unwrap_or_default();
    let flags = first
        .strip_prefix("# stator check ")
        .and_then(|line| line.strip_suffix(" graph.yaml"));
    let words = flags.unwrap_or_default().split_whitespace();
    // With one flag the operator's are no longer those of the chart.
    let operator: &[&str] = if flags.is_some_and(|flags| flags.contains("--operator-arg")) {
        &[
            "--operator-arg=--mpi-run-ssh-secret-name=a",
            "--operator-arg=--mpi-run-ssh-secret-namespace=team",
        ]
    } else {
        &[]
    };
    let arguments = ["check", "-", "-o", "json"]
        .into_iter()
        .chain(words)
        .chain(operator.iter().copied());
    let run = stator(arguments).stdin(example).run();
    (found_in(&run), run.code)
}

fn documents(text: &str) -> Vec<Json> {
    let parts = text.split("---\n").filter(|part| !part.trim().is_empty());
    parts
        .map(|part| serde_saphyr::from_str(part).expect(part))
        .collect()
}

fn decided(new: &Json, old: Option<&Json>) -> BTreeSet<String> {
    let Some(kind) = new["kind"].as_str().and_then(Kind::from_name) else {
        return BTreeSet::new();
    };
    let request = Request {
        kind,
        operation: if old.is_some() {
            Operation::Update
        } else {
            Operation::Create
        },
        old,
        new: Some(new),
        requester: Requester::default(),
    };
    let verdict = admission::decide(&request, &Context::default());
    verdict
        .findings
        .iter()
        .map(|finding| finding.code().to_owned())
        .collect()
}

// One run of the command for each example: about 120 of some 30 ms.
#[test]
fn failing_examples_give_their_code_and_corrected_ones_do_not() {
    let mut shown = 0;
    for code in listed() {
        let text = stator(["explain", &code]).run().success().into_owned();
        let (Some(failing), Some(right)) = (example(&text, "Fails"), example(&text, "Right"))
        else {
            continue;
        };
        shown += 1;
        if CHANGES.contains(&code.as_str()) {
            let of = |text: &str| {
                let pair = documents(text);
                decided(&pair[1], Some(&pair[0]))
            };
            assert!(of(&failing).contains(&code), "{code}: {:?}", of(&failing));
            assert!(!of(&right).contains(&code), "{code}: {:?}", of(&right));
            continue;
        }
        let (mut codes, _) = codes_of(&failing);
        // What the schema says of a field already is not said again; the webhook alone would.
        if code.starts_with("DYN02") {
            let documents = documents(&failing);
            codes.extend(
                documents
                    .iter()
                    .flat_map(|document| decided(document, None)),
            );
        }
        assert!(codes.contains(&code), "{code}: {codes:?}\n{failing}");
        let (codes, exit) = codes_of(&right);
        assert!(!codes.contains(&code), "{code}: {codes:?}\n{right}");
        assert_eq!(exit, 0, "{code}: {codes:?}\n{right}");
    }
    assert!(shown > 60, "{shown}");
}

#[test]
fn every_code_in_use_is_explained_once() {
    let listed = listed();
    assert!(listed.is_sorted(), "{listed:?}");
    let known: BTreeSet<&str> = listed.iter().map(String::as_str).collect();
    assert_eq!(known.len(), listed.len());
    let rules = admission::RULES.iter().chain(consistency::RULES);
    let mut used: BTreeSet<String> = rules.map(|rule| rule.code.to_owned()).collect();
    for crate_name in ["chart", "cli", "rules"] {
        collect(
            &workspace_root().join("crates").join(crate_name).join("src"),
            &mut used,
        );
    }
    let missing: Vec<&String> = used
        .iter()
        .filter(|code| !known.contains(code.as_str()))
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
    assert!(used.len() > 60);
}

fn collect(folder: &Path, used: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, used);
        } else if path.extension().is_some_and(|e| e == "rs") {
            let text = std::fs::read_to_string(&path).unwrap();
            let text = text.split("#[cfg(test)]").next().unwrap_or_default();
            let marks = text
                .match_indices("\"DYN0")
                .filter_map(|(at, _)| text.get(at + 1..at + 8));
            used.extend(marks.map(str::to_owned));
        }
    }
}

#[test]
fn codes_are_found_in_any_case_and_unknown_ones_are_guessed() {
    let text = stator(["explain", "dyn0401"]).run();
    assert!(
        text.success()
            .starts_with("DYN0401: an engine spreads over more GPUs"),
        "{text}"
    );
    let run = stator(["explain", "DYN0491"]).run();
    assert_eq!(run.code, 2);
    assert!(run.stderr().contains("hint: did you mean `DYN0"), "{run}");
}

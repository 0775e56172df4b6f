//! Findings as SARIF 2.1.0, which code scanners read.

use crate::codes;
use serde_json::{Value as Json, json};
use stator_diag::{Diagnostic, Label, Severity, Sources};
use std::collections::BTreeSet;

/// Gives the log of one run.
pub(super) fn log(found: &[Diagnostic], sources: &Sources) -> Json {
    let used: BTreeSet<&str> = found.iter().map(|finding| finding.code).collect();
    let rules: Vec<Json> = used.iter().map(|code| rule(code)).collect();
    let results: Vec<Json> = found
        .iter()
        .map(|finding| result(finding, &used, sources))
        .collect();
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "stator",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            }},
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    })
}

fn rule(code: &str) -> Json {
    let mut rule = json!({"id": code});
    if let Some(known) = codes::find(code) {
        rule["shortDescription"] = json!({"text": known.title});
        rule["fullDescription"] = json!({"text": known.text()});
        rule["help"] = json!({"text": format!("stator explain {code}")});
    }
    rule
}

fn result(finding: &Diagnostic, used: &BTreeSet<&str>, sources: &Sources) -> Json {
    let level = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    };
    let mut text = finding.message.clone();
    for hint in &finding.hints {
        text.push_str("\nhint: ");
        text.push_str(hint);
    }
    let places = finding
        .labels
        .iter()
        .filter_map(|label| place(label, sources));
    let mut result = json!({
        "ruleId": finding.code,
        "ruleIndex": used.iter().position(|code| *code == finding.code),
        "level": level,
        "message": {"text": text},
        "locations": places.collect::<Vec<_>>(),
    });
    if let Some(place) = result["locations"].get_mut(0)
        && !finding.path.is_empty()
    {
        place["logicalLocations"] = json!([{"fullyQualifiedName": finding.path}]);
    }
    result
}

fn place(label: &Label, sources: &Sources) -> Option<Json> {
    let source = sources.get(label.span.source)?;
    let start = source.position(label.span.start);
    let end = source.position(label.span.end);
    Some(json!({"physicalLocation": {
        "artifactLocation": {"uri": &*source.name},
        "region": {
            "startLine": start.line, "startColumn": start.column,
            "endLine": end.line, "endColumn": end.column,
        },
    }}))
}

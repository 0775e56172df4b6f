//! The differences from recorded objects that are intended, each with its reason.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::objects::{self, Key};

/// One intended difference.
#[derive(Debug, Clone)]
pub struct Rule {
    /// The row of COMPATIBILITY.md that it belongs to.
    pub decision: String,
    /// Which kinds, as a pattern with `*`.
    pub kind: String,
    /// Which names, as a pattern with `*`.
    pub name: String,
    /// Which fields, as a pattern with `*`, with everything below them; `.` for the whole object.
    pub path: String,
    /// The only cases it is for; empty for all.
    pub cases: Vec<String>,
    /// Why.
    pub reason: String,
}

/// All intended differences, and which of them were met.
#[derive(Debug)]
pub struct Deviations {
    rules: Vec<Rule>,
    met: BTreeSet<(usize, String)>,
}

impl Deviations {
    /// Reads a file of rules.
    ///
    /// # Panics
    /// When it is not as it should be.
    pub fn read(file: &Path) -> Self {
        let text = fs::read_to_string(file).expect("the file of deviations is there");
        let list = objects::parse(&text).remove(0);
        let rules = list.as_array().into_iter().flatten().map(rule).collect();
        Self::new(rules)
    }

    /// Takes these rules.
    pub fn new(rules: Vec<Rule>) -> Self {
        Self {
            rules,
            met: BTreeSet::new(),
        }
    }

    /// The rules.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// Compares the objects of a case and gives a line for every difference that no rule intends.
    pub fn compare(&mut self, case: &str, want: Vec<Value>, have: Vec<Value>) -> Vec<String> {
        let (want, have) = (objects::by_key(want), objects::by_key(have));
        let keys: BTreeSet<&Key> = want.keys().chain(have.keys()).collect();
        let mut lines = Vec::new();
        for key in keys {
            let shown = format!("{case}: {}/{}/{}", key.0, key.1, key.2);
            match (want.get(key), have.get(key)) {
                (Some(want), Some(have)) => {
                    for found in objects::differences(want, have) {
                        if !self.is_intended(case, key, &found.path) {
                            let (want, have) = (
                                shown_value(found.want.as_ref()),
                                shown_value(found.have.as_ref()),
                            );
                            lines.push(format!("{shown} {}: want {want}, have {have}", found.path));
                        }
                    }
                }
                (one, _) => {
                    if !self.is_intended(case, key, ".") {
                        let what = if one.is_some() {
                            "missing"
                        } else {
                            "not expected"
                        };
                        lines.push(format!("{shown}: {what}"));
                    }
                }
            }
        }
        lines
    }

    /// A line for every rule, and every case that a rule names, that was never needed.
    pub fn unused(&self) -> Vec<String> {
        let mut lines = Vec::new();
        for (index, rule) in self.rules.iter().enumerate() {
            let Rule {
                decision,
                kind,
                name,
                path,
                ..
            } = rule;
            let is_met = |case: &str| {
                self.met
                    .iter()
                    .any(|(met, in_case)| *met == index && (case.is_empty() || in_case == case))
            };
            let unmet = if rule.cases.is_empty() {
                vec![""]
            } else {
                rule.cases.iter().map(String::as_str).collect()
            };
            for case in unmet.into_iter().filter(|case| !is_met(case)) {
                lines.push(format!("unused: {decision} {kind} {name} {path} {case}"));
            }
        }
        lines
    }

    fn is_intended(&mut self, case: &str, key: &Key, path: &str) -> bool {
        let found = self.rules.iter().position(|rule| {
            (rule.cases.is_empty() || rule.cases.iter().any(|it| it == case))
                && matches(&rule.kind, &key.0)
                && matches(&rule.name, &key.2)
                && covers(&rule.path, path)
        });
        if let Some(index) = found {
            self.met.insert((index, case.to_owned()));
        }
        found.is_some()
    }
}

fn rule(value: &Value) -> Rule {
    let word = |key: &str| value[key].as_str().map(str::to_owned);
    let must =
        |key: &str| word(key).unwrap_or_else(|| panic!("a deviation without {key}: {value}"));
    let any = || "*".to_owned();
    let cases = value["cases"].as_array().into_iter().flatten();
    Rule {
        decision: must("decision"),
        kind: word("kind").unwrap_or_else(any),
        name: word("name").unwrap_or_else(any),
        path: must("path"),
        cases: cases
            .filter_map(|it| it.as_str().map(str::to_owned))
            .collect(),
        reason: must("reason"),
    }
}

fn covers(pattern: &str, path: &str) -> bool {
    let below = path
        .strip_prefix(pattern)
        .is_some_and(|rest| rest.starts_with(['.', '[']));
    below || matches(pattern, path)
}

/// Whether the text fits the pattern, in which `*` stands for any characters.
fn matches(pattern: &str, text: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == text,
        Some((start, rest)) => text.strip_prefix(start).is_some_and(|text| {
            let ends = (0..=text.len()).filter(|end| text.is_char_boundary(*end));
            ends.into_iter().any(|end| matches(rest, &text[end..]))
        }),
    }
}

fn shown_value(value: Option<&Value>) -> String {
    let text = value.map_or("nothing".to_owned(), Value::to_string);
    if text.chars().count() <= 160 {
        return text;
    }
    text.chars().take(157).chain("...".chars()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn deviations(path: &str, cases: &[&str]) -> Deviations {
        Deviations::new(vec![Rule {
            decision: "D0".to_owned(),
            kind: "Serv*".to_owned(),
            name: "*-x".to_owned(),
            path: path.to_owned(),
            cases: cases.iter().map(ToString::to_string).collect(),
            reason: String::new(),
        }])
    }

    fn service(port: u32) -> Vec<Value> {
        vec![
            json!({"kind": "Service", "metadata": {"name": "a-x"}, "spec": {"ports": [{"port": port}]}}),
        ]
    }

    #[test]
    fn a_rule_covers_what_lies_below_its_path() {
        for (path, intended) in [
            ("spec", true),
            ("spec.ports[*].port", true),
            ("spec.port", false),
            (".", false),
        ] {
            let lines = deviations(path, &[]).compare("c", service(1), service(2));
            assert_eq!(lines.is_empty(), intended, "{path}: {lines:?}");
        }
    }

    #[test]
    fn a_rule_for_other_cases_does_not_count_and_is_reported_unused() {
        let mut deviations = deviations(".", &["other", "second"]);
        assert_eq!(
            deviations.compare("c", service(1), vec![]),
            ["c: Service//a-x: missing"]
        );
        assert!(deviations.compare("other", vec![], service(1)).is_empty());
        assert_eq!(deviations.unused(), ["unused: D0 Serv* *-x . second"]);
    }
}

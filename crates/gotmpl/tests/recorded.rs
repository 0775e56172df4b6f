//! Templates whose output or error was recorded with Go 1.23 and Go 1.27.
//!
//! `recorded/*.json` was made by executing random templates, random faults in templates, and random
//! `printf` formats with Go's own packages, under the data and functions of `support`. Each case
//! has the answer of Go 1.23 and, where it differs, that of Go 1.27.

#![expect(clippy::unwrap_used, reason = "helpers of tests")]

mod support;

use serde_json::Value;
use stator_gotmpl::{GoVersion, Limits};

fn check(recorded: &str) {
    let cases: Vec<Value> = serde_json::from_str(recorded).unwrap();
    assert!(cases.len() >= 300);
    let mut wrong = Vec::new();
    for (version, name) in [(GoVersion::Go1_23, "go1.23"), (GoVersion::Go1_27, "go1.27")] {
        let table = support::table(version);
        for case in &cases {
            let wanted = case.get(name).unwrap_or(&case["go1.23"]);
            let template = case["template"].as_str().unwrap();
            let got = support::run(&table, template.as_bytes(), Limits::default());
            let equal = match &got {
                Ok(out) => wanted["output"].as_str().map(str::as_bytes) == Some(out),
                Err(error) => wanted["error"].as_str() == Some(error),
            };
            if !equal {
                let got = got.map(|out| String::from_utf8_lossy(&out).into_owned());
                wrong.push(format!(
                    "{name} {template:?}\n  wanted {wanted}\n  got    {got:?}"
                ));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "{} wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn templates_give_the_output_or_error_of_go() {
    check(include_str!("recorded/templates.json"));
}

#[test]
fn faulty_templates_give_the_error_of_go() {
    check(include_str!("recorded/faults.json"));
}

#[test]
fn printf_formats_as_go_does() {
    check(include_str!("recorded/formats.json"));
}

//! `cargo xtask answers`: what admission and schemas say to recorded cases.

use std::io::{self, Write};
use std::process::ExitCode;

use anyhow::{Context, Result};
use serde_json::Value;

/// Reads cases from standard input and writes an answer to each to standard output.
pub(crate) fn run() -> Result<ExitCode> {
    let cases: Vec<Value> = serde_json::from_reader(io::stdin().lock())
        .context("standard input is no JSON list of cases")?;
    let answers: Vec<Value> = cases.iter().map(answer).collect();
    let mut out = io::stdout().lock();
    serde_json::to_writer(&mut out, &answers).context("writing the answers")?;
    writeln!(out).context("writing the answers")?;
    Ok(ExitCode::SUCCESS)
}

/// A case with an `object` asks the schema of its kind; every other one asks the webhook.
fn answer(case: &Value) -> Value {
    if case.get("object").is_some() {
        stator_rules::schema::answer(case)
    } else {
        stator_rules::admission::answer_case(case)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn cases_with_an_object_ask_the_schema() {
        let model = json!({"apiVersion": "nvidia.com/v1alpha1", "kind": "DynamoModel",
            "metadata": {"name": "m"}, "spec": {"modelName": "m"}});
        let case = json!({"id": "s", "kind": "DM", "operation": "CREATE", "object": model});
        let answer = answer(&case);
        assert_eq!(answer["valid"], false);
        assert_eq!(answer["errors"][0]["field"], "spec.baseModelName");
    }

    #[test]
    fn cases_with_a_new_state_ask_the_webhook() {
        let case = json!({"id": "w", "kind": "DGD", "operation": "CREATE", "old": null,
            "new": {"metadata": {"name": "g"}, "spec": {"services": {}}}});
        let answer = answer(&case);
        assert_eq!(answer["allowed"], false);
        assert_eq!(answer["code"], 403);
    }
}

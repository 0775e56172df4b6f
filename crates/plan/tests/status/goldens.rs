//! Goldens of our own in `tests/corpus/status`: a graph, its live children, and what is reported.

use crate::corpus::{self, decode, masked};
use serde_json::{Value as Json, json};
use stator_api::config::OperatorConfig;
use stator_api::dynamo::DynamoGraphDeployment;
use stator_plan::status::{Children, Outcome, settled};
use stator_plan::{Observed, World, plan_graph};
use std::collections::BTreeMap;
use std::path::Path;

fn reported(golden: &Json) -> Json {
    let graph: DynamoGraphDeployment = decode(&golden["graph"]);
    let config = OperatorConfig {
        planner_cluster_role_name: "planner".to_owned(),
        mpi_run_ssh_secret_name: "mpi".to_owned(),
        ..OperatorConfig::default()
    };
    let mut children = Children::default();
    for child in golden["children"].as_array().into_iter().flatten() {
        assert!(children.add(child).unwrap(), "{child} does not count");
    }
    let observed = Observed {
        mpi_secret: Some(decode(&json!({}))),
        ..Observed::default()
    };
    let apis = corpus::apis(golden["mode"].as_str().unwrap());
    let plan = plan_graph(
        &graph,
        &World {
            config: &config,
            apis,
            observed: &observed,
        },
    );
    let outcome = match &golden["outcome"] {
        Json::Null => Outcome::Planned(&plan),
        given => given["invalid"]
            .as_str()
            .map(Outcome::Invalid)
            .or_else(|| given["failed"].as_str().map(Outcome::Failed))
            .unwrap(),
    };
    let refused: BTreeMap<String, String> = decode(&json!(
        golden["refused"].as_object().cloned().unwrap_or_default()
    ));
    let now = corpus::now();
    let all = settled(&graph, &outcome, &children, &refused, &now);
    let mut out = json!({"graph": masked(&all.graph)});
    for (name, status) in &all.components {
        out["components"][name] = masked(status);
    }
    for (name, status) in &all.adapters {
        out["adapters"][name] = masked(status);
    }
    out
}

#[test]
fn statuses_are_those_of_our_goldens() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/corpus/status");
    let mut wrong = Vec::new();
    let files = corpus::files(&folder);
    for file in &files {
        for golden in corpus::documents(&folder.join(file)) {
            let have = reported(&golden);
            if have != golden["reported"] {
                wrong.push(format!("{file}, {}:\n  have {have:#}", golden["case"]));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(files.len() >= 4, "goldens are missing");
}

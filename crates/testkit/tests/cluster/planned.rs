//! A real API server takes our example graphs and every object that is planned for them.

use std::fs;
use std::path::PathBuf;

use serde_json::Value;
use stator_testkit::{cluster, stator, workspace_root};

use crate::definitions;
use crate::rendered::Judge;

/// What a cluster may serve, which decides what a graph becomes.
const PATHWAYS: [&str; 5] = [
    "inference",
    "inference,istio",
    "lws,volcano,inference",
    "grove,inference",
    "grove,kai,inference,istio",
];

/// Where a service spans nodes and the cluster has nothing for that.
const NO_ORCHESTRATOR: &str = "no multinode orchestrator available";

fn examples() -> Vec<PathBuf> {
    let folder = workspace_root().join("examples/graphs");
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|file| file.extension().is_some_and(|end| end == "yaml"))
        .collect();
    files.sort();
    files
}

#[tokio::test]
async fn every_example_and_all_that_is_planned_for_it_is_taken_without_a_warning() {
    let Some(cluster) = definitions::server("planned objects on a real API server").await else {
        return;
    };
    let namespace = "planned";
    let mut judge = Judge::new(cluster);
    let (mut wrong, mut planned) = (Vec::new(), 0);
    for file in examples() {
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        let text = fs::read_to_string(&file).unwrap();
        let mut asked: Vec<(String, Value)> = cluster::documents(&text)
            .unwrap()
            .into_iter()
            .map(|object| (name.clone(), object))
            .collect();
        for apis in PATHWAYS {
            let file = file.to_str().unwrap();
            let words = ["plan", file, "-n", namespace, "--apis", apis, "-o", "json"];
            let run = stator(words).run();
            // What is made before the operator stops has to be taken, too.
            assert!(
                run.code == 0 || run.stderr().contains(NO_ORCHESTRATOR),
                "{run}"
            );
            let objects: Vec<Value> = serde_json::from_str(&run.stdout()).unwrap();
            assert!(!objects.is_empty(), "{name} with {apis}");
            planned += objects.len();
            let shown = format!("{name} with {apis}");
            asked.extend(objects.into_iter().map(|object| (shown.clone(), object)));
        }
        for (shown, object) in asked {
            let shown = format!("{shown}: {} {}", object["kind"], object["metadata"]["name"]);
            match judge.ask(&object, namespace).await {
                Ok(warnings) if warnings.is_empty() => {}
                Ok(warnings) => wrong.push(format!("{shown} brings warnings: {warnings:?}")),
                Err(refusal) => wrong.push(format!("{shown} is refused: {refusal}")),
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(planned > 100, "only {planned} planned objects");
}

//! `stator check`.

use crate::input;
use serde_json::Value as Json;
use stator_testkit::{Finished, corpus, stator, workspace_root};

/// A graph with a fault of each kind.
const FAULTY: &str = "\
apiVersion: nvidia.com/v1alpha1
kind: DynamoGraphDeployment
metadata:
  name: chat
spec:
  backendFramwork: vllm
  services:
    Frontend:
      componentType: frontend
      replicas: -1
      extraPodSpec:
        mainContainer:
          image: registry.example/app:latest
    Worker:
      componentType: worker
      resources:
        limits:
          gpu: \"4\"
      extraPodSpec:
        mainContainer:
          image: registry.example/vllm:1
          command: [python3, -m, dynamo.vllm]
          args: [--tensor-parallel-size, \"8\"]
";

fn check(text: &str, more: &[&str]) -> Finished {
    stator(["check", "-"].iter().chain(more)).stdin(text).run()
}

#[test]
fn everything_is_found_at_once_in_the_order_of_the_text() {
    let run = check(FAULTY, &[]);
    assert_eq!(run.code, 1, "{run}");
    let text = run.stdout();
    let marks = ["DYN0311", "DYN0310", "DYN0421", "DYN0401"];
    let places: Vec<_> = marks
        .iter()
        .map(|mark| text.find(mark).expect(mark))
        .collect();
    assert!(places.is_sorted(), "{run}");
    for part in [
        "did you mean `spec.backendFramework`?",
        "<stdin>:6:3",
        "<stdin>:10:7",
        "`Worker` has 4 GPUs a replica, its engine spreads over 8 tensor parallel",
        "give `resources.limits.gpu: \"8\"` for this engine, or `--tensor-parallel-size 4` for these GPUs",
    ] {
        assert!(text.contains(part), "{part}\n{run}");
    }
    // The caret stands under the key.
    let caret = text.lines().find(|line| line.contains("^^^^^^^^")).unwrap();
    let line = text
        .lines()
        .find(|line| line.contains("replicas: -1"))
        .unwrap();
    assert_eq!(caret.find('^').is_some(), line.contains("replicas"));
    assert_eq!(run.stderr(), "2 errors, 2 warnings in 1 resource\n");
}

#[test]
fn only_what_is_asked_for_fails() {
    let fine = FAULTY
        .replace("backendFramwork", "backendFramework")
        .replace("-1", "1")
        .replace("\"8\"", "\"4\"");
    let run = check(&fine, &[]);
    assert_eq!(
        (run.code, run.stderr().as_ref()),
        (0, "1 warning in 1 resource\n"),
        "{run}"
    );
    assert_eq!(check(&fine, &["--fail-on", "warning"]).code, 1);
    let clean = fine.replace(":latest", ":2");
    let run = check(&clean, &["--fail-on", "warning"]);
    assert_eq!(
        (run.code, run.stderr().as_ref()),
        (0, "1 resource, nothing found\n"),
        "{run}"
    );
    assert!(run.stdout.is_empty());
}

#[test]
fn json_has_places_and_paths() {
    let run = check(FAULTY, &["-o", "json"]);
    let report: Json = serde_json::from_slice(&run.stdout).unwrap();
    assert_eq!(report["resources"], 1);
    let first = &report["findings"][0];
    assert_eq!(first["code"], "DYN0311");
    assert_eq!(first["path"], "spec.backendFramwork");
    assert_eq!(
        (&first["labels"][0]["line"], &first["labels"][0]["column"]),
        (&6.into(), &3.into())
    );
}

#[test]
fn sarif_names_rule_file_and_region() {
    let run = check(FAULTY, &["-o", "sarif"]);
    assert_eq!(run.code, 1);
    let log: Json = serde_json::from_slice(&run.stdout).unwrap();
    assert_eq!(log["version"], "2.1.0");
    let driver = &log["runs"][0]["tool"]["driver"];
    let results = log["runs"][0]["results"].as_array().unwrap();
    assert_eq!(results.len(), 4);
    for result in results {
        let index = result["ruleIndex"].as_u64().unwrap() as usize;
        assert_eq!(driver["rules"][index]["id"], result["ruleId"]);
        assert!(driver["rules"][index]["shortDescription"]["text"].is_string());
        let place = &result["locations"][0]["physicalLocation"];
        assert_eq!(place["artifactLocation"]["uri"], "<stdin>");
        assert!(place["region"]["startLine"].as_u64().unwrap() >= 1);
    }
}

#[test]
fn neighbours_are_looked_up_in_the_files_and_in_what_exists() {
    let graph = "\
apiVersion: nvidia.com/v1alpha1
kind: DynamoGraphDeployment
metadata: {name: chat}
spec:
  services:
    Main:
      envFromSecret: hf-tokn
      extraPodSpec: {mainContainer: {image: 'registry.example/app:1'}}
";
    let secret = "---\napiVersion: v1\nkind: Secret\nmetadata: {name: hf-token}\n";
    assert!(check(graph, &[]).stdout.is_empty());
    let run = check(&format!("{graph}{secret}"), &[]);
    assert!(run.stdout().contains("did you mean `hf-token`?"), "{run}");
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR"));
    let nothing = folder.join("nothing.yaml");
    std::fs::write(&nothing, "apiVersion: v1\nkind: List\nitems: []\n").unwrap();
    let run = check(graph, &["--observed", &nothing.display().to_string()]);
    assert!(run.stdout().contains("DYN0411"), "{run}");
}

#[test]
fn our_own_graphs_are_without_findings() {
    let mut files: Vec<String> = std::fs::read_dir(workspace_root().join("examples/graphs"))
        .unwrap()
        .map(|entry| entry.unwrap().path().display().to_string())
        .collect();
    files.sort();
    assert!(files.len() > 5);
    files.push(input("chat.yaml"));
    for file in files {
        let run = stator(["check", &file, "--fail-on", "warning"]).run();
        assert_eq!(run.code, 0, "{run}");
    }
}

/// Recorded graphs that the reference serves: a finding about them would be a false alarm.
#[test]
fn graphs_that_work_give_no_new_errors() {
    let Some(graphs) = corpus("graphs") else {
        return;
    };
    // This sample of the reference names no image, and its pods are refused.
    let known = ["operator__config__samples__nvidia.com_v1alpha1_dynamocomponentdeployment"];
    for entry in std::fs::read_dir(graphs).unwrap() {
        let path = entry.unwrap().path().display().to_string();
        if !path.ends_with(".yaml") || known.iter().any(|name| path.contains(name)) {
            continue;
        }
        let run = stator(["check", &path, "-o", "json"]).run();
        let report: Json = serde_json::from_slice(&run.stdout).unwrap();
        for finding in report["findings"].as_array().unwrap() {
            let code = finding["code"].as_str().unwrap();
            assert!(!code.starts_with("DYN04"), "{path}: {finding}");
        }
    }
}

#[test]
fn values_say_which_operator_judges() {
    let graph = "\
apiVersion: nvidia.com/v1alpha1
kind: DynamoGraphDeployment
metadata: {name: chat}
spec: {services: {Main: {extraPodSpec: {mainContainer: {image: 'r.example/app:1'}}}}}
";
    let run = check(
        graph,
        &[
            "--preset",
            "tenant",
            "--release-namespace",
            "team-a",
            "-n",
            "team-b",
        ],
    );
    assert!(
        run.stdout()
            .contains("this operator serves namespace `team-a` only, not `team-b`"),
        "{run}"
    );
    let run = check(
        graph,
        &[
            "--preset",
            "tenant",
            "--release-namespace",
            "team-a",
            "-n",
            "team-a",
        ],
    );
    assert!(run.stdout.is_empty(), "{run}");
}

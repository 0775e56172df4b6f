//! Deployment requests, and `--status`.

use crate::{input, plan};
use serde_json::Value as Json;
use stator_testkit::stator;

const REQUEST: &str = "\
apiVersion: nvidia.com/v1alpha1
kind: DynamoGraphDeploymentRequest
metadata:
  name: qwen
spec:
  model: Qwen/Qwen3-0.6B
  backend: vllm
  profilingConfig:
    profilerImage: registry.example/profiler:1
    config:
      sla: {isl: 3000, osl: 500}
  autoApply: true
";

fn of(text: &str, more: &[&str]) -> Vec<Json> {
    let words = ["plan", "-", "-n", "team", "-o", "json"].iter().chain(more);
    let run = stator(words)
        .stdin(text)
        .env("SOURCE_DATE_EPOCH", "0")
        .run();
    serde_json::from_str(&run.success()).unwrap()
}

#[test]
fn a_request_becomes_a_job_and_what_it_runs_as() {
    let objects = of(REQUEST, &[]);
    let names: Vec<String> = objects
        .iter()
        .map(|o| {
            format!(
                "{}/{}",
                o["kind"].as_str().unwrap(),
                o["metadata"]["name"].as_str().unwrap()
            )
        })
        .collect();
    assert_eq!(
        names,
        [
            "ServiceAccount/dgdr-profiling-job",
            "RoleBinding/dgdr-profiling-job-binding",
            "Job/profile-qwen"
        ]
    );
    assert_eq!(
        objects[1]["roleRef"]["name"],
        "dynamo-platform-dynamo-operator-dgdr-profiling"
    );
    let tree = stator(["plan", "-", "-n", "team"]).stdin(REQUEST).run();
    assert!(tree.success().contains("└── Job profile-qwen"), "{tree}");
}

#[test]
fn a_request_of_an_operator_of_one_namespace_has_its_account_from_the_chart() {
    let flags = ["--preset", "tenant", "--release-namespace", "team"];
    let objects = of(REQUEST, &flags);
    assert_eq!(objects.len(), 1);
    assert_eq!(objects[0]["kind"], "Job");
}

#[test]
fn the_status_of_a_request_is_that_of_running_profiling() {
    let status = of(REQUEST, &["--status"]);
    assert_eq!(status.len(), 1);
    assert_eq!(status[0]["metadata"]["namespace"], "team");
    assert_eq!(status[0]["status"]["state"], "Profiling");
    let condition = &status[0]["status"]["conditions"][0];
    assert_eq!(condition["reason"], "ProfilingRunning");
    assert_eq!(condition["lastTransitionTime"], "1970-01-01T00:00:00Z");
}

#[test]
fn statuses_of_a_graph_cover_its_components() {
    let run = plan(
        &input("chat.yaml"),
        "lws,volcano,inference",
        &["--status", "-o", "json"],
    )
    .run();
    let all: Vec<Json> = serde_json::from_slice(&run.stdout).unwrap();
    let graph = &all[0];
    assert_eq!(graph["kind"], "DynamoGraphDeployment");
    assert_eq!(graph["status"]["state"], "pending");
    let components = all
        .iter()
        .filter(|o| o["kind"] == "DynamoComponentDeployment");
    let services = graph["status"]["services"].as_object().unwrap();
    assert_eq!(components.count(), services.len());
}

#[test]
fn live_children_make_a_graph_ready() {
    let apis = "inference";
    let graph = "\
apiVersion: nvidia.com/v1alpha1
kind: DynamoGraphDeployment
metadata: {name: chat, namespace: team}
spec: {services: {Main: {extraPodSpec: {mainContainer: {image: 'r.example/app:1'}}}}}
";
    let flags = ["--apis", apis];
    let planned = of(graph, &flags);
    let live: Vec<Json> = planned
        .into_iter()
        .filter(|o| o["kind"] == "DynamoComponentDeployment" || o["kind"] == "Deployment")
        .map(|mut o| {
            o["metadata"]["generation"] = 1.into();
            o["status"] = if o["kind"] == "Deployment" {
                serde_json::json!({"observedGeneration": 1, "replicas": 1, "updatedReplicas": 1, "availableReplicas": 1,
                    "readyReplicas": 1, "conditions": [{"type": "Available", "status": "True"}]})
            } else {
                serde_json::json!({})
            };
            o
        })
        .collect();
    assert_eq!(live.len(), 2);
    let key = serde_json::json!({"apiVersion": "v1", "kind": "Secret",
        "metadata": {"name": "mpi-run-ssh-secret", "namespace": "dynamo-system"}});
    let items: Vec<Json> = live.into_iter().chain([key]).collect();
    let list = serde_json::json!({"apiVersion": "v1", "kind": "List", "items": items});
    let path = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("live.json");
    std::fs::write(&path, list.to_string()).unwrap();
    let path = path.display().to_string();
    let all = of(graph, &["--apis", apis, "--status", "--observed", &path]);
    assert_eq!(all[0]["status"]["state"], "successful", "{all:#?}");
}

#[test]
fn a_graph_that_the_rules_refuse_has_failed() {
    let graph = "\
apiVersion: nvidia.com/v1alpha1
kind: DynamoGraphDeployment
metadata: {name: chat}
spec: {services: {Main: {replicas: -1, extraPodSpec: {mainContainer: {image: 'r.example/app:1'}}}}}
";
    let run = stator(["plan", "-", "--status", "-o", "json"])
        .stdin(graph)
        .run();
    assert_eq!(run.code, 1, "{run}");
    let all: Vec<Json> = serde_json::from_slice(&run.stdout).unwrap();
    if let Some(graph) = all.first() {
        assert_eq!(graph["status"]["state"], "failed");
        let message = graph["status"]["conditions"][0]["message"]
            .as_str()
            .unwrap();
        assert!(
            message.starts_with("Validation failed: spec.services[Main].replicas must be"),
            "{message}"
        );
    } else {
        // The schema of the definition refuses it before the operator sees it.
        assert!(run.stderr().contains("DYN0310"), "{run}");
    }
}

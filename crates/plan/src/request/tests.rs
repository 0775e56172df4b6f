use super::*;
use crate::world::Observed;
use k8s_openapi::api::batch::v1::Job;
use k8s_openapi::api::core::v1::{ConfigMap, Pod};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::{ObjectMeta, Time};
use serde_json::{Value as Json, json};
use stator_api::config::OperatorConfig;
use stator_api::dynamo::DynamoGraphDeployment;
use std::collections::BTreeSet;

const START: &str = "2026-01-01T00:00:00Z";

fn time(text: &str) -> Time {
    serde_json::from_value(text.into()).unwrap()
}

fn now() -> Time {
    time("2026-01-01T00:10:00Z")
}

/// A request with `spec` laid over a complete one.
fn request(spec: &Json, status: &Json) -> DynamoGraphDeploymentRequest {
    let mut whole = json!({
        "model": "Qwen/Qwen3-32B", "backend": "trtllm", "autoApply": true,
        "profilingConfig": {"profilerImage": "registry.example/trt:1", "config": {}},
    });
    for (key, value) in spec.as_object().unwrap() {
        whole[key] = value.clone();
    }
    serde_json::from_value(json!({
        "metadata": {"name": "fast-chat", "namespace": "team-a", "generation": 1, "uid": "u"},
        "spec": whole, "status": status,
    }))
    .unwrap()
}

fn planned(request: &DynamoGraphDeploymentRequest) -> RequestPlan {
    let config = OperatorConfig {
        dgdr_profiling_cluster_role_name: "profiling".to_owned(),
        ..OperatorConfig::default()
    };
    let observed = Observed::default();
    let world = World {
        config: &config,
        apis: crate::Apis::default(),
        observed: &observed,
    };
    plan_request(request, &world)
}

fn pod(plan: &RequestPlan) -> Json {
    plan.objects.last().unwrap().to_json()["spec"]["template"]["spec"].clone()
}

fn settings(plan: &RequestPlan) -> String {
    pod(plan)["containers"][0]["args"][1]
        .as_str()
        .unwrap()
        .to_owned()
}

fn with_config(config: Json) -> DynamoGraphDeploymentRequest {
    let profiling = json!({"profilerImage": "registry.example/trt:1", "config": config});
    request(&json!({"profilingConfig": profiling}), &json!(null))
}

#[test]
fn settings_of_the_request_are_laid_over_those_of_the_user() {
    let given = json!({
        "sweep": {"useAiConfigurator": true, "aicSystem": "h200_sxm"},
        "sla": {"isl": 3000, "osl": 150, "ttft": 500, "itl": 30},
    });
    let mut request = with_config(given);
    request.spec.deployment_overrides =
        serde_json::from_value(json!({"workersImage": "registry.example/trt:2"})).unwrap();
    let plan = planned(&request);
    assert_eq!(plan.mode, ProfilingMode::Offline);
    assert_eq!(
        settings(&plan),
        "deployment:\n  dgd_image: registry.example/trt:2\n  model: Qwen/Qwen3-32B\n  namespace: team-a\nengine:\n  backend: trtllm\noutput_dir: /data\nsla:\n  isl: 3000\n  itl: 30\n  osl: 150\n  ttft: 500\nsweep:\n  aicSystem: h200_sxm\n  useAiConfigurator: true\n"
    );
    let kinds: Vec<_> = plan
        .objects
        .iter()
        .map(|planned| planned.object.kind())
        .collect();
    assert_eq!(kinds, ["ServiceAccount", "RoleBinding", "Job"]);
}

#[test]
fn base_file_claims_and_tolerations_reach_the_pod() {
    let request = request(
        &json!({"enableGpuDiscovery": true, "profilingConfig": {
            "profilerImage": "p", "outputPVC": "results", "configMapRef": {"name": "base"},
            "tolerations": [{"key": "gpu", "operator": "Exists"}],
            "config": {
                "deployment": {"namespace": "", "modelCache": {"pvcName": "weights"}},
                "engine": {"config": "/my/own.yaml"},
            },
        }}),
        &json!(null),
    );
    let plan = planned(&request);
    let pod = pod(&plan);
    assert_eq!(
        pod["volumes"],
        json!([
            {"name": "profiling-output", "persistentVolumeClaim": {"claimName": "results"}},
            {"name": "profiling-config", "configMap": {
                "name": "base", "items": [{"key": "disagg.yaml", "path": "disagg.yaml"}]}},
            {"name": "model-cache",
             "persistentVolumeClaim": {"claimName": "weights", "readOnly": true}},
        ])
    );
    assert_eq!(
        pod["containers"][0]["volumeMounts"],
        json!([
            {"name": "profiling-output", "mountPath": "/data"},
            {"name": "profiling-config", "mountPath": "/config", "readOnly": true},
            {"name": "model-cache", "mountPath": "/opt/model-cache", "readOnly": true},
        ])
    );
    assert_eq!(pod["containers"][0]["args"][2], "--enable-gpu-discovery");
    assert_eq!(
        pod["tolerations"],
        json!([{"key": "gpu", "operator": "Exists"}])
    );
    let text = settings(&plan);
    assert!(text.contains("config: /config/disagg.yaml\n"), "{text}");
    assert!(
        text.contains("namespace: \"\"\n"),
        "an empty namespace was given: {text}"
    );
}

#[test]
fn camel_case_decides_the_mode_and_only_flags_count() {
    for (sweep, want) in [
        (
            json!({"useAiConfigurator": false, "use_ai_configurator": true}),
            ProfilingMode::Online,
        ),
        (
            json!({"useAiConfigurator": "yes", "use_ai_configurator": true}),
            ProfilingMode::Offline,
        ),
        (json!({"use_ai_configurator": 1}), ProfilingMode::Online),
        (json!(null), ProfilingMode::Online),
    ] {
        assert_eq!(
            planned(&with_config(json!({"sweep": sweep}))).mode,
            want,
            "{sweep}"
        );
    }
}

#[test]
fn settings_of_another_form_stop_the_plan() {
    for (config, want) in [
        (
            json!({"deployment": "x"}),
            "profilingConfig.config.deployment must be an object, got string",
        ),
        (
            json!({"engine": [1]}),
            "profilingConfig.config.engine must be an object, got []interface {}",
        ),
        (
            json!({"engine": 1}),
            "profilingConfig.config.engine must be an object, got int64",
        ),
        (
            json!(null),
            "spec.profilingConfig.config is required and must not be empty",
        ),
    ] {
        let plan = planned(&with_config(config));
        assert_eq!(plan.error.unwrap().to_string(), want);
        assert_eq!(plan.objects.len(), 2, "the account was made before");
    }
}

#[test]
fn output_that_nobody_would_find_is_put_right() {
    let plan = planned(&with_config(json!({"outputDir": "/elsewhere"})));
    assert_eq!(plan.warnings.len(), 1);
    let text = settings(&plan);
    assert!(
        text.contains("output_dir: /data\n") && !text.contains("outputDir"),
        "{text}"
    );
    assert!(
        planned(&with_config(json!({"output_dir": "/data"})))
            .warnings
            .is_empty()
    );
}

#[test]
fn no_cluster_role_no_account() {
    let (config, observed) = (OperatorConfig::default(), Observed::default());
    let world = World {
        config: &config,
        apis: crate::Apis::default(),
        observed: &observed,
    };
    let plan = plan_request(&with_config(json!({})), &world);
    let error = plan.error.unwrap().to_string();
    assert_eq!(
        error,
        "failed to ensure profiling job RBAC: cluster role name is required"
    );
    let restricted = OperatorConfig {
        restricted_namespace: "team-a".to_owned(),
        ..OperatorConfig::default()
    };
    let world = World {
        config: &restricted,
        ..world
    };
    let plan = plan_request(&with_config(json!({})), &world);
    assert_eq!((plan.objects.len(), plan.error), (1, None));
}

fn job(conditions: Json) -> Job {
    serde_json::from_value(json!({"status": {"conditions": conditions}})).unwrap()
}

fn complete() -> Job {
    job(json!([{"type": "Complete", "status": "True",
                "lastTransitionTime": "2026-01-01T00:09:50Z"}]))
}

const OUTPUT: &str = "---
apiVersion: v1
kind: ConfigMap
metadata:
  name: planner-profile-data
data:
  prefill_raw_data.json: '{}'
---
apiVersion: nvidia.com/v1alpha1
kind: DynamoGraphDeployment
metadata:
  name: trtllm-disagg
  creationTimestamp: null
spec:
  restart: null
  services:
    Frontend: {componentType: frontend, replicas: 1, unknown: 1}
--- # a document without a kind
a: b
---
: no YAML
  - at all
";

fn output(text: &str) -> ConfigMap {
    serde_json::from_value(json!({
        "metadata": {"name": "dgdr-output-fast-chat"}, "data": {"config_with_planner.yaml": text},
    }))
    .unwrap()
}

fn profiling() -> Json {
    json!({
        "state": "Profiling", "observedGeneration": 1,
        "conditions": [{"type": "Profiling", "status": "False", "reason": "ProfilingRunning",
                        "message": "Profiling is in progress", "lastTransitionTime": START}],
    })
}

fn reported(step: RequestStep) -> Report {
    match step {
        RequestStep::Report(report) | RequestStep::Ingest(_, report) => report,
        other => panic!("{other:?}"),
    }
}

/// Type, status and reason of the conditions.
fn conditions(report: &Report) -> Vec<(&str, &str, &str)> {
    let conditions = report.status.conditions.iter();
    conditions
        .map(|c| (c.type_.as_str(), c.status.as_str(), c.reason.as_str()))
        .collect()
}

fn reasons(report: &Report) -> Vec<&str> {
    report.events.iter().map(|event| event.reason).collect()
}

#[test]
fn a_valid_request_is_accepted_and_an_invalid_one_is_not() {
    let new = request(&json!({}), &json!(null));
    let report = reported(request_step(&new, &RequestFacts::default(), &now()));
    assert_eq!(
        (report.status.state.as_str(), report.goes_on),
        ("Pending", true)
    );
    assert_eq!(
        (
            report.status.observed_generation,
            report.status.backend.as_str()
        ),
        (1, "trtllm")
    );
    assert_eq!(reasons(&report), ["Initialized"]);

    let facts = RequestFacts {
        invalid: Some("no image"),
        ..RequestFacts::default()
    };
    let report = reported(request_step(&new, &facts, &now()));
    assert_eq!(
        (
            report.status.state.as_str(),
            report.status.observed_generation
        ),
        ("Failed", 0)
    );
    assert_eq!(
        conditions(&report),
        [("Validation", "False", "ValidationFailed")]
    );
    assert_eq!(report.status.conditions[0].message, "no image");
}

#[test]
fn what_a_request_refers_to_is_told_missing_in_order() {
    let profiling = json!({
        "profilerImage": "p", "configMapRef": {"name": "base"},
        "config": {"deployment": {"modelCache": {"pvcName": "weights"}}},
    });
    let request = request(&json!({"profilingConfig": profiling}), &json!(null));
    let (none, weights) = (BTreeSet::new(), BTreeSet::from(["weights".to_owned()]));
    let map =
        |key: &str| -> ConfigMap { serde_json::from_value(json!({"data": {key: ""}})).unwrap() };
    let missing = |base: Option<&ConfigMap>, claims| missing_reference(&request, base, claims);
    assert_eq!(
        missing(None, &none).unwrap(),
        "ConfigMap base not found in namespace team-a"
    );
    assert_eq!(
        missing(Some(&map("x")), &none).unwrap(),
        "key disagg.yaml not found in ConfigMap base"
    );
    assert_eq!(
        missing(Some(&map("disagg.yaml")), &none).unwrap(),
        "model cache PVC weights not found in namespace team-a"
    );
    assert_eq!(missing(Some(&map("disagg.yaml")), &weights), None);
}

#[test]
fn a_job_that_could_not_be_made_is_the_end() {
    let pending = request(
        &json!({}),
        &json!({"state": "Pending", "observedGeneration": 1}),
    );
    let step = request_step(&pending, &RequestFacts::default(), &now());
    assert!(matches!(step, RequestStep::Profile));
    let report = profiling_started(&pending, &planned(&pending), Err("quota"), &now());
    assert_eq!(
        (report.status.state.as_str(), reasons(&report)),
        ("Failed", vec!["ProfilingJobFailed"])
    );
    assert_eq!(
        conditions(&report),
        [("Profiling", "False", "JobCreationFailed")]
    );
    assert_eq!(report.status.conditions[0].message, "quota");
}

#[test]
fn a_lagging_job_or_output_is_waited_for_and_not_for_ever() {
    let running = request(&json!({}), &profiling());
    let soon = time("2026-01-01T00:00:30Z");
    let step = request_step(&running, &RequestFacts::default(), &soon);
    assert!(matches!(step, RequestStep::Wait(_)), "{step:?}");
    let report = reported(request_step(&running, &RequestFacts::default(), &now()));
    assert_eq!(
        report.status.conditions[0].message,
        "Job.batch \"profile-fast-chat\" not found"
    );
    let job = complete();
    let facts = RequestFacts {
        job: Some(&job),
        ..RequestFacts::default()
    };
    assert!(matches!(
        request_step(&running, &facts, &now()),
        RequestStep::Wait(_)
    ));
    let late = time("2026-01-01T00:11:00Z");
    let report = reported(request_step(&running, &facts, &late));
    assert_eq!(
        conditions(&report),
        [
            ("Profiling", "True", "ProfilingCompleted"),
            ("SpecGenerated", "False", "GenerationFailed")
        ]
    );
    assert_eq!(
        report.status.conditions[1].message,
        "output ConfigMap dgdr-output-fast-chat not found - profiling may not have completed yet"
    );
}

#[test]
fn output_becomes_a_graph_and_config_maps() {
    let running = request(&json!({}), &profiling());
    let (job, map) = (complete(), output(OUTPUT));
    let facts = RequestFacts {
        job: Some(&job),
        output: Some(&map),
        ..RequestFacts::default()
    };
    let step = request_step(&running, &facts, &now());
    let RequestStep::Ingest(generated, report) = step else {
        panic!("{step:?}")
    };
    assert_eq!(
        generated.deployment,
        json!({
            "apiVersion": "nvidia.com/v1alpha1", "kind": "DynamoGraphDeployment",
            "metadata": {"name": "trtllm-disagg"},
            "spec": {"services": {"Frontend": {"componentType": "frontend", "replicas": 1}}},
        })
    );
    let extra = serde_json::to_value(&generated.config_maps).unwrap();
    assert_eq!(extra[0]["metadata"]["namespace"], "team-a");
    assert_eq!(
        extra[0]["metadata"]["labels"]["dgdr.nvidia.com/name"],
        "fast-chat"
    );
    assert_eq!(
        report.annotations["dgdr.nvidia.com/additional-resources"],
        "apiVersion: v1\ndata:\n  prefill_raw_data.json: '{}'\nkind: ConfigMap\nmetadata:\n  name: planner-profile-data\n"
    );
    assert_eq!(report.status.state, "Deploying");
    assert_eq!(
        report.status.profiling_results,
        "configmap/dgdr-output-fast-chat"
    );
    assert_eq!(
        conditions(&report),
        [
            ("Profiling", "True", "ProfilingCompleted"),
            ("SpecGenerated", "True", "SpecGenerated")
        ]
    );
    let by_hand = DynamoGraphDeploymentRequest {
        spec: {
            let mut spec = running.spec.clone();
            spec.auto_apply = false;
            spec
        },
        ..running
    };
    assert_eq!(
        reported(request_step(&by_hand, &facts, &now()))
            .status
            .state,
        "Ready"
    );
}

#[test]
fn output_without_a_graph_is_of_no_use() {
    let running = request(&json!({}), &profiling());
    for (text, want) in [
        (
            "kind: ConfigMap\n",
            "failed to extract DGD from config_with_planner.yaml: no DynamoGraphDeployment found in YAML content",
        ),
        (
            "kind: DynamoGraphDeployment\nspec: {services: {a: {replicas: many}}}\n",
            "failed to extract DGD from config_with_planner.yaml: failed to convert to DynamoGraphDeployment: ",
        ),
    ] {
        let error = generated(&running, &output(text)).unwrap_err().to_string();
        assert!(error.starts_with(want), "{error}");
    }
    let mut mocker = running.clone();
    mocker.spec.use_mocker = true;
    assert_eq!(
        generated(&mocker, &output(OUTPUT)).unwrap_err().to_string(),
        "key mocker_config_with_planner.yaml not found in ConfigMap dgdr-output-fast-chat"
    );
    let big = format!("kind: Big\ntext: {}\n{OUTPUT}", "x".repeat(250_000));
    let error = generated(&running, &output(&big)).unwrap_err().to_string();
    assert!(
        error.contains("exceeds maximum annotation size (250000 bytes)"),
        "{error}"
    );
}

#[test]
fn a_failed_job_quotes_the_container_that_failed() {
    let failed = job(json!([
        {"type": "FailureTarget", "status": "True"},
        {"type": "Failed", "status": "True", "message": "BackoffLimitExceeded"},
    ]));
    let pod = |profiler: i32, copier: i32| -> Pod {
        let ended = |name: &str, code: i32| {
            json!({"name": name, "image": "", "imageID": "", "ready": false, "restartCount": 0,
                   "state": {"terminated": {"exitCode": code, "reason": "Error"}}})
        };
        serde_json::from_value(json!({
            "metadata": {"name": "p"},
            "status": {"phase": "Failed", "containerStatuses": [
                ended("profiler", profiler), ended("output-copier", copier)]},
        }))
        .unwrap()
    };
    let told = |pod: Pod| match job_progress(&failed, &[pod]) {
        Progress::Failed(text) => text,
        other => panic!("{other:?}"),
    };
    assert_eq!(
        told(pod(3, 0)),
        "profiling job failed: BackoffLimitExceeded. Details: Pod: p, Container: profiler, ExitCode: 3, Reason: Error"
    );
    assert!(told(pod(0, 1)).contains("Container: output-copier, ExitCode: 1"));
    assert_eq!(job_progress(&job(json!([])), &[]), Progress::Running);
}

fn generated_status(state: &str) -> Json {
    json!({
        "state": state, "observedGeneration": 1,
        "generatedDeployment": {
            "kind": "DynamoGraphDeployment",
            "metadata": {"name": "trtllm-disagg", "namespace": "elsewhere", "labels": {"a": "b"}},
            "spec": {"services": {"Frontend": {}}},
        },
    })
}

#[test]
fn the_graph_is_created_with_the_changes_of_the_request() {
    let labels = json!({"tier": "gold", "dgdr.nvidia.com/name": "other"});
    let overrides = json!({"labels": labels, "annotations": {"x": "y"}});
    let request = request(
        &json!({"deploymentOverrides": overrides}),
        &generated_status("Deploying"),
    );
    let step = request_step(&request, &RequestFacts::default(), &now());
    let RequestStep::Create(graph) = step else {
        panic!("{step:?}")
    };
    assert_eq!(
        serde_json::to_value(&graph.metadata).unwrap(),
        json!({
            "name": "trtllm-disagg", "namespace": "team-a", "annotations": {"x": "y"},
            "labels": {"a": "b", "tier": "gold", "dgdr.nvidia.com/name": "fast-chat",
                       "dgdr.nvidia.com/namespace": "team-a",
                       "nvidia.com/managed-by": "dynamo-operator"},
        })
    );
    let report = deployment_created(&request, &graph, Created::New, &now());
    let deployment = report.status.deployment.clone().unwrap();
    assert_eq!(
        (deployment.state.as_str(), deployment.created),
        ("pending", true)
    );
    assert_eq!(
        conditions(&report),
        [("DeploymentReady", "False", "DeploymentCreated")]
    );
    assert_eq!(
        report.status.conditions[0].message,
        "DGD trtllm-disagg created, waiting for Ready"
    );
}

#[test]
fn a_graph_of_somebody_else_is_left_alone() {
    let request = request(&json!({}), &generated_status("Deploying"));
    let graph = requested_deployment(&request).unwrap();
    let report = |created| deployment_created(&request, &graph, created, &now());
    let own = report(Created::Exists(&graph.metadata));
    assert_eq!(
        (own.status.state.as_str(), own.events.len()),
        ("Deploying", 0)
    );
    assert!(own.status.deployment.unwrap().created);
    let nobody = ObjectMeta::default();
    let foreign = report(Created::Exists(&nobody));
    assert_eq!(foreign.status.state, "Failed");
    assert!(
        foreign.status.conditions[0]
            .message
            .contains("spec.deploymentOverrides.name")
    );
    let refused = |is_permanent| {
        report(Created::Refused {
            error: "denied",
            is_permanent,
        })
    };
    assert_eq!(refused(true).status.state, "Failed");
    assert_eq!(refused(false).status.state, "Deploying");
    assert_eq!(reasons(&refused(false)), ["DeploymentCreationFailed"]);
}

#[test]
fn the_graph_is_followed_up_and_down_and_away() {
    let at = |state: &str| {
        let mut status = generated_status(state);
        status["deployment"] = json!({"name": "d", "namespace": "team-a", "created": true});
        request(&json!({}), &status)
    };
    let graph = |state: &str| -> DynamoGraphDeployment {
        serde_json::from_value(json!({"status": {"state": state, "conditions": [
            {"type": "Ready", "status": "False", "reason": "x", "message": "no nodes",
             "lastTransitionTime": START}]}}))
        .unwrap()
    };
    let follow = |request: &DynamoGraphDeploymentRequest, graph: Option<&DynamoGraphDeployment>| {
        let facts = RequestFacts {
            deployment: graph,
            ..RequestFacts::default()
        };
        reported(request_step(request, &facts, &now()))
    };
    let up = follow(&at("Deploying"), Some(&graph("successful")));
    assert_eq!(
        (up.status.state.as_str(), reasons(&up)),
        ("Ready", vec!["DeploymentReady"])
    );
    let down = follow(&at("Ready"), Some(&graph("pending")));
    assert_eq!(down.status.state, "Deploying");
    assert_eq!(
        down.events[0].message,
        "DynamoGraphDeployment d degraded from Ready to pending"
    );
    let failed = follow(&at("Deploying"), Some(&graph("failed")));
    assert_eq!(failed.status.state, "Deploying");
    assert_eq!(failed.status.conditions[0].message, "no nodes");
    let gone = follow(&at("Ready"), None);
    assert_eq!(gone.status.state, "DeploymentDeleted");
    let deployment = gone.status.deployment.unwrap();
    assert_eq!((deployment.state.as_str(), deployment.created), ("", true));
}

#[test]
fn a_late_edit_freezes_until_it_is_taken_back() {
    let running = request(&json!({}), &profiling());
    let mut edited = running.clone();
    let accepted = profiling_started(&running, &planned(&running), Ok(()), &now());
    edited.metadata.annotations = Some(accepted.annotations);
    edited.metadata.generation = Some(2);
    edited.spec.model = "other".to_owned();
    let job = job(json!([]));
    let facts = RequestFacts {
        job: Some(&job),
        ..RequestFacts::default()
    };
    let step = request_step(&edited, &facts, &now());
    let RequestStep::Frozen(event) = step else {
        panic!("{step:?}")
    };
    assert_eq!(
        event.message,
        "Cannot modify spec in state 'Profiling'. DynamoGraphDeploymentRequest is immutable once profiling starts. Create a new resource with a different name instead."
    );
    edited.metadata.generation = Some(3);
    edited.spec.model.clone_from(&running.spec.model);
    assert!(matches!(
        request_step(&edited, &facts, &now()),
        RequestStep::Rest
    ));
}

#[test]
fn ends_are_ends_and_unknown_states_fail() {
    for state in ["Failed", "DeploymentDeleted"] {
        let ended = request(&json!({}), &json!({"state": state}));
        assert!(matches!(
            request_step(&ended, &RequestFacts::default(), &now()),
            RequestStep::Rest
        ));
    }
    let odd = request(&json!({}), &json!({"state": "Odd"}));
    assert_eq!(
        reported(request_step(&odd, &RequestFacts::default(), &now()))
            .status
            .state,
        "Failed"
    );
    let mut dying = request(&json!({}), &json!(null));
    dying.metadata.deletion_timestamp = Some(now());
    assert!(matches!(
        request_step(&dying, &RequestFacts::default(), &now()),
        RequestStep::Rest
    ));
}

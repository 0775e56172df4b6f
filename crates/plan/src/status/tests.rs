use super::*;
use crate::status::condition::{Said, set};
use k8s_openapi::api::discovery::v1::EndpointSlice;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::Time;
use serde_json::{Value as Json, json};
use stator_api::dynamo::{
    DynamoGraphDeployment, DynamoGraphDeploymentScalingAdapter, DynamoModel, ModelEndpoint,
};

fn time(text: &str) -> Time {
    serde_json::from_value(text.into()).unwrap()
}

fn now() -> Time {
    time("2026-01-01T00:00:00Z")
}

fn adapter(replicas: i64, generation: i64) -> DynamoGraphDeploymentScalingAdapter {
    serde_json::from_value(json!({
        "metadata": {"name": "chat-decode", "generation": generation},
        "spec": {"replicas": replicas, "dgdRef": {"name": "chat", "serviceName": "Decode"}},
        "status": {"replicas": 1, "lastScaleTime": "2020-01-01T00:00:00Z"},
    }))
    .unwrap()
}

fn graph(services: Json) -> DynamoGraphDeployment {
    serde_json::from_value(json!({"metadata": {"name": "chat"}, "spec": {"services": services}}))
        .unwrap()
}

#[test]
fn transition_time_moves_only_with_the_status() {
    let said = |is_true, message: &str| Said {
        kind: "Ready",
        is_true,
        reason: "because",
        message: message.to_owned(),
        generation: Some(1),
    };
    let mut conditions = Vec::new();
    set(
        &mut conditions,
        said(false, "one"),
        &time("2020-01-01T00:00:00Z"),
    );
    set(
        &mut conditions,
        said(false, "two"),
        &time("2021-01-01T00:00:00Z"),
    );
    assert_eq!(
        conditions[0].last_transition_time,
        time("2020-01-01T00:00:00Z")
    );
    assert_eq!(conditions[0].message, "two");
    set(
        &mut conditions,
        said(true, "three"),
        &time("2022-01-01T00:00:00Z"),
    );
    assert_eq!(
        conditions[0].last_transition_time,
        time("2022-01-01T00:00:00Z")
    );
    set(&mut conditions, said(true, &"ü".repeat(40_000)), &now());
    assert_eq!(
        (conditions.len(), conditions[0].message.chars().count()),
        (1, 32_768)
    );
}

#[test]
fn a_changed_adapter_leads_and_an_unchanged_one_follows() {
    let unset = graph(json!({"Decode": {}}));
    let moved = |replicas, generation, graph: &DynamoGraphDeployment, handled| {
        adapter_move(&adapter(replicas, generation), Some(graph), handled).unwrap()
    };
    assert_eq!(moved(1, 1, &unset, None), AdapterMove::None);
    let scale = AdapterMove::Scale {
        service: "Decode".to_owned(),
        from: 1,
        to: 4,
    };
    assert_eq!(moved(4, 2, &unset, Some(1)), scale);
    assert_eq!(moved(4, 2, &unset, None), scale);
    let event = scale.event().unwrap();
    assert_eq!(event.message, "Scaled service Decode from 1 to 4 replicas");
    let two = graph(json!({"Decode": {"replicas": 2}}));
    assert_eq!(
        moved(4, 2, &two, Some(2)),
        AdapterMove::Follow { replicas: 2 }
    );
}

#[test]
fn an_adapter_without_its_graph_or_service_is_an_error() {
    let missing = adapter_move(&adapter(1, 1), None, None).unwrap_err();
    assert_eq!(
        missing.to_string(),
        "DynamoGraphDeployment.nvidia.com \"chat\" not found"
    );
    let removed = adapter_move(&adapter(1, 1), Some(&graph(json!({}))), None).unwrap_err();
    assert_eq!(removed.to_string(), "service Decode not found in DGD");
}

#[test]
fn an_adapter_reports_the_count_that_is_asked_for() {
    let kept = adapter_status(&adapter(3, 1), &AdapterMove::None, &now());
    assert_eq!(
        (kept.replicas, kept.last_scale_time),
        (3, Some(time("2020-01-01T00:00:00Z")))
    );
    let scale = AdapterMove::Scale {
        service: "Decode".to_owned(),
        from: 1,
        to: 3,
    };
    let scaled = adapter_status(&adapter(3, 1), &scale, &now());
    assert_eq!(scaled.last_scale_time, Some(now()));
    assert_eq!(
        scaled.selector,
        "nvidia.com/dynamo-graph-deployment-name=chat,nvidia.com/dynamo-component=Decode"
    );
}

fn slice() -> EndpointSlice {
    let pod = |name: &str| json!({"kind": "Pod", "name": name});
    serde_json::from_value(json!({
        "metadata": {"labels": {"kubernetes.io/service-name": "dynamo-model-fb68f5a6"}},
        "addressType": "IPv4",
        "endpoints": [
            {"addresses": ["10.0.1.7"], "targetRef": pod("w-2"), "conditions": {"ready": false}},
            {"addresses": ["10.0.1.5", "fd00::5"], "targetRef": pod("w-0"),
             "conditions": {"ready": true}},
            {"addresses": ["10.0.1.6"], "targetRef": pod("w-1")},
            {"addresses": ["10.0.1.8"], "targetRef": pod("w-3"),
             "conditions": {"terminating": true, "serving": false}},
            {"addresses": ["10.0.1.9"], "targetRef": {"kind": "Node", "name": "n"}},
            {"addresses": ["10.0.1.10"]},
            {"addresses": [], "targetRef": pod("w-4")},
        ],
    }))
    .unwrap()
}

#[test]
fn pods_are_candidates_whether_ready_or_not() {
    let found = candidates([&slice()]);
    let list: Vec<(&str, &str)> = found
        .iter()
        .map(|c| (c.pod.as_str(), c.address.as_str()))
        .collect();
    assert_eq!(
        list,
        [
            ("w-0", "http://10.0.1.5:9090"),
            ("w-0", "http://[fd00::5]:9090"),
            ("w-1", "http://10.0.1.6:9090"),
            ("w-2", "http://10.0.1.7:9090"),
        ]
    );
    assert_eq!(number_of_services([&slice(), &slice()]), 1);
}

fn lora() -> DynamoModel {
    serde_json::from_value(json!({
        "metadata": {"name": "tuned", "generation": 1},
        "spec": {"modelName": "acme/tuned", "baseModelName": "Qwen/Qwen3-0.6B",
                 "modelType": "lora", "source": {"uri": "s3://loras/tuned"}},
    }))
    .unwrap()
}

#[test]
fn loras_are_loaded_and_unloaded_by_path() {
    let load = load_request(&lora(), "http://10.0.1.5:9090").unwrap();
    assert_eq!(load.url, "http://10.0.1.5:9090/v1/loras");
    let body = r#"{"lora_name":"acme/tuned","source":{"uri":"s3://loras/tuned"}}"#;
    assert_eq!(
        load.body.unwrap(),
        serde_json::from_str::<Json>(body).unwrap()
    );
    let unload = |name| unload_request(name, "http://h:1/api/").map(|request| request.url);
    assert_eq!(
        unload("acme/tuned").unwrap(),
        "http://h:1/api/v1/loras/acme/tuned"
    );
    assert_eq!(
        unload("a b%41?").unwrap(),
        "http://h:1/api/v1/loras/a%20b%2541%3F"
    );
    assert_eq!(unload("../admin"), None);
    assert_eq!(unload("a//b"), None);
}

#[test]
fn an_answer_counts_only_when_its_body_agrees() {
    let answer = |status, body| LoraAnswer { status, body };
    assert_eq!(answer(200, "").loaded(), Ok(()));
    assert_eq!(answer(201, r#"{"status":"success"}"#).loaded(), Ok(()));
    assert!(
        answer(200, r#"{"status":"error","message":"no memory"}"#)
            .loaded()
            .is_err()
    );
    let failed = answer(404, "no route").loaded().unwrap_err();
    assert_eq!(failed, "load LoRA failed with status 404: no route");
    assert_eq!(answer(404, "not found").unloaded(), Ok(()));
    let failed = answer(500, "oops").unloaded().unwrap_err();
    assert_eq!(failed, "unload LoRA failed with status 500: oops");
}

fn endpoint(number: usize, ready: bool) -> ModelEndpoint {
    ModelEndpoint {
        address: format!("http://10.0.1.{number}:9090"),
        pod_name: format!("w-{number}"),
        ready,
    }
}

fn said(report: &ModelReport) -> Vec<(&str, &str, &str, &str)> {
    let conditions = report.status.conditions.iter();
    conditions
        .map(|c| {
            (
                c.type_.as_str(),
                c.status.as_str(),
                c.reason.as_str(),
                c.message.as_str(),
            )
        })
        .collect()
}

#[test]
fn a_lora_that_is_not_everywhere_is_tried_again() {
    let endpoints = [endpoint(0, true), endpoint(1, true), endpoint(2, false)];
    let error = Some("1 task(s) failed");
    let pass = ModelPass::Probed {
        services: 1,
        endpoints: &endpoints,
        error,
    };
    let report = model_status(&lora(), &pass, &now());
    assert_eq!(
        said(&report),
        [
            (
                "Valid",
                "True",
                "ValidationPassed",
                "DynamoModel spec is valid"
            ),
            (
                "ServicesFound",
                "True",
                "ServicesFound",
                "Found 1 service(s)"
            ),
            (
                "EndpointsReady",
                "False",
                "NotReady",
                "Found 2 ready endpoint(s) out of 3 total"
            ),
        ]
    );
    let told: Vec<_> = report
        .events
        .iter()
        .map(|e| (e.reason, e.message.as_str()))
        .collect();
    assert_eq!(
        told,
        [
            (
                "PartialEndpointFailure",
                "Some endpoints failed to load LoRA: 1 task(s) failed"
            ),
            (
                "NotReady",
                "Only 2 of 3 endpoints ready for base model Qwen/Qwen3-0.6B"
            ),
        ]
    );
    assert!(report.retry);
    assert_eq!(
        (report.status.ready_endpoints, report.status.total_endpoints),
        (2, 3)
    );
}

#[test]
fn a_base_model_is_discovered_and_never_asked() {
    let mut model = lora();
    model.spec.model_type = "base".to_owned();
    let endpoints = [endpoint(0, false)];
    let pass = ModelPass::Probed {
        services: 0,
        endpoints: &endpoints,
        error: None,
    };
    let report = model_status(&model, &pass, &now());
    assert!(!report.retry);
    assert_eq!(
        said(&report)[1..],
        [
            (
                "ServicesFound",
                "False",
                "NoServicesFound",
                "No services associated with endpoint slices"
            ),
            (
                "EndpointsReady",
                "True",
                "EndpointsDiscovered",
                "Found 1 endpoint(s) for base model"
            ),
        ]
    );
}

#[test]
fn an_invalid_model_keeps_what_was_known() {
    let mut model = lora();
    let endpoints = [endpoint(0, true)];
    let pass = ModelPass::Probed {
        services: 1,
        endpoints: &endpoints,
        error: None,
    };
    model.status = Some(model_status(&model, &pass, &now()).status);
    let report = model_status(
        &model,
        &ModelPass::Invalid("spec.modelName is required"),
        &now(),
    );
    assert_eq!(report.status.ready_endpoints, 1);
    assert_eq!(
        said(&report)[0],
        (
            "Valid",
            "False",
            "ValidationFailed",
            "Validation failed: spec.modelName is required"
        )
    );
}

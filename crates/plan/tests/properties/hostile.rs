//! Graphs that mean no good: too many, too long, too large.

use super::{plans, said};
use serde_json::{Value as Json, json};
use stator_api::dynamo::DynamoGraphDeployment;
use std::time::{Duration, Instant};

fn graph(services: Json) -> DynamoGraphDeployment {
    let object =
        json!({"metadata": {"name": "g", "namespace": "n"}, "spec": {"services": services}});
    serde_json::from_value(object).unwrap()
}

fn service(engine: &str, more: Json) -> Json {
    let mut service = json!({
        "componentType": "worker",
        "resources": {"limits": {"gpu": "1"}},
        "extraPodSpec": {"mainContainer": {
            "image": "a/b:1", "command": ["python3", "-m", format!("dynamo.{engine}")], "args": ["--x"],
        }},
    });
    for (key, value) in more.as_object().unwrap() {
        service[key] = value.clone();
    }
    service
}

/// Plans in every kind of cluster within a time that even a slow machine keeps; gives all errors.
fn errors(services: Json) -> Vec<String> {
    #[expect(clippy::disallowed_methods, reason = "the time is what is tested")]
    let began = Instant::now();
    let all = plans(&graph(services));
    let mut found = Vec::new();
    for plan in &all {
        found.extend(plan.error.iter().map(ToString::to_string));
        let below = plan.components.iter().filter_map(|(_, c)| c.error.as_ref());
        found.extend(below.map(ToString::to_string));
        if plan.objects.len() < 1_000 {
            assert!(!said(plan).is_empty());
        }
    }
    assert!(
        began.elapsed() < Duration::from_mins(1),
        "{:?}",
        began.elapsed()
    );
    found
}

#[test]
fn ten_thousand_services_with_the_longest_names_are_planned() {
    let services: serde_json::Map<String, Json> = (0..10_000)
        .map(|nth| (format!("{nth:0>63}"), service("vllm", json!({}))))
        .collect();
    assert_eq!(errors(Json::Object(services)), [""; 0]);
}

#[test]
fn counts_without_bounds_are_refused_before_they_fill_the_memory() {
    const MANY: i64 = 2_147_483_647;
    for engine in ["vllm", "sglang", "trtllm"] {
        for nodes in [MANY, i64::MAX, 1_501] {
            let multinode = json!({"multinode": {"nodeCount": nodes}});
            let found = errors(json!({"w": service(engine, multinode)}));
            let cannot = "a command line cannot name the hosts";
            let is_refused = found.iter().any(|error| error.contains(cannot));
            assert_eq!(
                is_refused,
                engine == "trtllm",
                "{engine}, {nodes}: {found:?}"
            );
        }
    }
    for replicas in [MANY, i64::MAX, i64::MIN, -1] {
        let more = json!({"replicas": replicas, "multinode": {"nodeCount": 2}});
        let found = errors(json!({"w": service("vllm", more)}));
        let is_refused = found.iter().any(|error| error.contains("LeaderWorkerSets"));
        assert_eq!(is_refused, replicas > 0, "{replicas}: {found:?}");
        errors(json!({"w": service("vllm", json!({"replicas": replicas}))}));
    }
    assert_eq!(
        errors(json!({"w": service("trtllm", json!({"multinode": {"nodeCount": 1_500}}))})),
        ["no multinode orchestrator available"]
            .map(|text| format!("failed to reconcile Dynamo components deployments: {text}"))
    );
}

#[test]
fn gpu_counts_and_parallel_sizes_do_not_overflow() {
    for engine in ["vllm", "sglang", "trtllm"] {
        for gpu in [
            "99999999999999999999",
            "9223372036854775807",
            "-1",
            "-9223372036854775808",
            "0",
            "1e99",
            "many",
        ] {
            for size in ["9223372036854775807", "0", "-9223372036854775808", "2"] {
                let mut worker = service(engine, json!({"multinode": {"nodeCount": 3}}));
                worker["resources"] = json!({"limits": {"gpu": gpu}, "requests": {"gpu": gpu}});
                worker["extraPodSpec"]["mainContainer"]["args"] = json!([
                    "--tensor-parallel-size",
                    size,
                    "--pipeline-parallel-size",
                    size,
                    "--data-parallel-size",
                    size,
                ]);
                errors(json!({"w": worker}));
            }
        }
    }
}

#[test]
fn amounts_of_any_size_and_sign_are_written() {
    for amount in [
        "-1",
        "-9223372036854775809Ei",
        "1e2147483647",
        "1e-2147483648",
        "0.000000000000000000000000000001",
    ] {
        let mut worker = service("vllm", json!({"sharedMemory": {"size": amount}}));
        worker["resources"] = json!({
            "limits": {"cpu": amount, "memory": amount, "gpu": amount, "custom": {"x/y": amount}},
        });
        assert_eq!(errors(json!({"w": worker})), [""; 0], "{amount}");
    }
}

#[test]
fn deep_and_wide_pods_are_passed_on() {
    let mut config = json!("bottom");
    for _ in 0..120 {
        config = json!({"x": [config]});
    }
    let many: Vec<Json> = (0..20_000)
        .map(|nth| json!({"name": format!("N{nth}"), "value": "x".repeat(50)}))
        .collect();
    let worker = service(
        "vllm",
        json!({"envs": many, "eppConfig": {"config": config.clone()}}),
    );
    let picker = json!({"componentType": "epp", "eppConfig": {"config": config}});
    assert_eq!(errors(json!({"w": worker, "e": picker})), [""; 0]);
}

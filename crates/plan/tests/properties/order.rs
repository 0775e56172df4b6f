//! The order of keys, and of lists that are sets, does not show.

use super::{plans, said};
use crate::generator::Generator;
use serde_json::{Value as Json, json};
use stator_api::dynamo::DynamoGraphDeployment;
use stator_plan::PullSecrets;

/// Writes JSON with the keys of every map in another order.
fn shuffled(value: &Json, generator: &mut Generator) -> String {
    match value {
        Json::Object(fields) => {
            let mut parts: Vec<String> = fields
                .iter()
                .map(|(key, value)| format!("{}:{}", json!(key), shuffled(value, generator)))
                .collect();
            shuffle(&mut parts, generator);
            format!("{{{}}}", parts.join(","))
        }
        Json::Array(items) => {
            let parts: Vec<String> = items.iter().map(|v| shuffled(v, generator)).collect();
            format!("[{}]", parts.join(","))
        }
        other => other.to_string(),
    }
}

fn shuffle<T>(list: &mut [T], generator: &mut Generator) {
    for end in (1..list.len()).rev() {
        list.swap(end, generator.below(end + 1));
    }
}

fn graph(envs: &[Json], more: &[Json]) -> Json {
    let service = |kind: &str| {
        json!({
            "componentType": kind, "replicas": 2, "envs": more,
            "labels": {"b": "1", "a": "2"}, "annotations": {"z": "1", "y": "2"},
            "resources": {"limits": {"gpu": "2", "cpu": "1", "custom": {"x/y": "1", "a/b": "2"}}},
            "multinode": {"nodeCount": 2},
            "extraPodSpec": {
                "nodeSelector": {"k": "v", "a": "b"},
                "mainContainer": {
                    "image": "a/b:1", "env": envs, "command": ["python3", "-m", "dynamo.trtllm"],
                    "securityContext": {"runAsUser": 1, "runAsGroup": 2},
                },
            },
        })
    };
    json!({
        "metadata": {"name": "g", "namespace": "n", "annotations": {"b": "1", "a": "2"}},
        "spec": {
            "envs": envs,
            "services": {"Worker": service("worker"), "front": service("frontend"), "b": service("decode")},
        },
    })
}

#[test]
fn keys_and_variables_in_any_order_give_the_same_bytes() {
    let variable = |name: &str, value: &str| json!({"name": name, "value": value});
    let mut envs: Vec<Json> = ["B", "A", "DYN_X", "NATS_SERVER", "DYNAMO_PORT"]
        .map(|name| variable(name, "1"))
        .to_vec();
    let mut more: Vec<Json> = ["Z", "A", "POD_NAME"]
        .map(|name| variable(name, "2"))
        .to_vec();
    let decode = |text: &str| serde_json::from_str::<DynamoGraphDeployment>(text).unwrap();
    let first: Vec<String> = plans(&decode(&graph(&envs, &more).to_string()))
        .iter()
        .map(said)
        .collect();
    let mut generator = Generator::new(7);
    for _ in 0..20 {
        shuffle(&mut envs, &mut generator);
        shuffle(&mut more, &mut generator);
        let text = shuffled(&graph(&envs, &more), &mut generator);
        let again: Vec<String> = plans(&decode(&text)).iter().map(said).collect();
        // The component itself shows the user's own list as it stands.
        let sorted_lists = |texts: &[String]| -> Vec<Json> {
            let parsed = texts
                .iter()
                .map(|text| sorted(serde_json::from_str(text).unwrap()));
            parsed.collect()
        };
        assert_eq!(sorted_lists(&again), sorted_lists(&first));
        assert_eq!(again[0], first[0], "on the Grove path not one byte differs");
    }
}

/// With the variables of each component's own list sorted, and without hashes, which depend on them.
fn sorted(mut objects: Json) -> Json {
    for object in objects.as_array_mut().unwrap() {
        if object["kind"] == "DynamoComponentDeployment" {
            object["metadata"]["annotations"] = Json::Null;
            let pointer = "/spec/extraPodSpec/mainContainer/env";
            let list = object.pointer_mut(pointer).and_then(Json::as_array_mut);
            list.unwrap().sort_by_key(Json::to_string);
        }
    }
    objects
}

#[test]
fn pull_secrets_are_found_in_any_order() {
    let secret = |name: &str| {
        serde_json::from_value(json!({
            "metadata": {"name": name, "namespace": "n"}, "type": "kubernetes.io/dockerconfigjson",
            "stringData": {".dockerconfigjson": "{\"auths\": {\"r.example\": {}, \"s.example\": {}}}"},
        }))
        .unwrap()
    };
    let forward = [secret("a"), secret("b"), secret("c")];
    let backward = [secret("c"), secret("b"), secret("a")];
    assert_eq!(PullSecrets::index(&forward), PullSecrets::index(&backward));
    assert_ne!(PullSecrets::index(&forward), PullSecrets::default());
}

use serde_json::{Value, json};

use super::*;

fn round_trip<T>(object: &Value) -> Value
where
    T: serde::Serialize + for<'de> serde::Deserialize<'de>,
{
    serde_json::to_value(serde_json::from_value::<T>(object.clone()).unwrap()).unwrap()
}

#[test]
fn pod_fragments_survive_a_round_trip() {
    let object = json!({
        "apiVersion": "nvidia.com/v1alpha1",
        "kind": "DynamoGraphDeployment",
        "metadata": {"name": "x", "annotations": {"a": "b"}},
        "spec": {
            "backendFramework": "vllm",
            "services": {
                "Worker": {
                    "componentType": "worker",
                    "replicas": 0,
                    "envs": [{"name": "A", "value": ""}],
                    "resources": {"limits": {"gpu": "8", "custom": {"rdma/ib": "1"}}},
                    "extraPodSpec": {
                        "nodeSelector": {"a": "b"},
                        "affinity": {},
                        "mainContainer": {
                            "image": "i",
                            "command": [],
                            "resources": {},
                            "startupProbe": {"httpGet": {"path": "/", "port": "system"}}
                        },
                        "containers": [{"name": "side", "image": "s"}]
                    }
                }
            }
        }
    });
    assert_eq!(round_trip::<DynamoGraphDeployment>(&object), object);
}

#[test]
fn main_container_alone_writes_no_containers_and_no_name() {
    let object = json!({"mainContainer": {"image": "i"}});
    assert_eq!(round_trip::<ExtraPodSpec>(&object), object);
    let pod: ExtraPodSpec = serde_json::from_value(object).unwrap();
    assert!(!pod.has_pod_fields());
}

#[test]
fn a_decoding_error_inside_the_pod_is_reported() {
    let error = serde_json::from_value::<ExtraPodSpec>(json!({
        "mainContainer": {"image": "i"},
        "priority": 3_000_000_000i64
    }))
    .unwrap_err();
    assert!(error.to_string().contains("3000000000"), "{error}");
}

#[test]
fn nulls_count_as_absent() {
    let graph: DynamoGraphDeployment = serde_json::from_value(json!({
        "metadata": null,
        "spec": {
            "pvcs": null,
            "backendFramework": null,
            "services": {
                "Gone": null,
                "Here": {
                    "labels": {"a": null},
                    "envs": null,
                    "replicas": null,
                    "extraPodSpec": {"containers": null, "mainContainer": null}
                }
            }
        },
        "status": null
    }))
    .unwrap();
    assert_eq!(graph.spec.services.keys().collect::<Vec<_>>(), ["Here"]);
    assert_eq!(graph.spec.services["Here"].labels["a"], "");
    assert_eq!(graph.status, None);
}

#[test]
fn field_names_compare_with_case_and_unknown_ones_are_ignored() {
    let graph: DynamoGraphDeployment =
        serde_json::from_value(json!({"spec": {"Services": {"a": {}}, "colour": 1}})).unwrap();
    assert!(graph.spec.services.is_empty());
}

#[test]
fn an_object_without_spec_decodes() {
    let model: DynamoModel = serde_json::from_value(json!({"metadata": {"name": "m"}})).unwrap();
    assert_eq!(model.spec, DynamoModelSpec::default());
}

#[test]
fn a_replica_count_beyond_32_bits_decodes() {
    let graph: DynamoGraphDeployment = serde_json::from_value(
        json!({"spec": {"services": {"a": {"replicas": 3_000_000_000i64}}}}),
    )
    .unwrap();
    assert_eq!(graph.spec.services["a"].replicas, Some(3_000_000_000));
}

#[test]
fn component_deployment_has_the_service_fields_inline() {
    let object = json!({
        "backendFramework": "sglang",
        "serviceName": "a",
        "multinode": {"nodeCount": 2},
        "extraPodSpec": {"mainContainer": {"image": "i"}, "hostIPC": true}
    });
    let spec: DynamoComponentDeploymentSpec = serde_json::from_value(object.clone()).unwrap();
    assert_eq!(spec.backend_framework, "sglang");
    assert!(spec.service.is_multinode());
    assert_eq!(serde_json::to_value(&spec).unwrap(), object);
}

#[test]
fn required_status_fields_are_written_when_zero() {
    assert_eq!(
        serde_json::to_value(DynamoModelStatus::default()).unwrap(),
        json!({"readyEndpoints": 0, "totalEndpoints": 0})
    );
    assert_eq!(
        serde_json::to_value(DynamoComponentDeploymentStatus::default()).unwrap(),
        json!({"conditions": []})
    );
    assert_eq!(
        serde_json::to_value(DynamoGraphDeploymentScalingAdapterStatus::default()).unwrap(),
        json!({})
    );
}

#[test]
fn zero_values_that_go_leaves_out_are_left_out() {
    let object = json!({
        "annotations": {}, "labels": {}, "serviceName": "", "globalDynamoNamespace": false,
        "envs": [], "volumeMounts": [{"name": "", "mountPoint": "", "useAsCompilationCache": false}],
        "ingress": {"enabled": false, "host": "", "hostSuffix": ""},
        "resources": {"limits": {"cpu": "", "custom": {}}},
        "scalingAdapter": {"enabled": false},
        "dynamoNamespace": ""
    });
    assert_eq!(
        round_trip::<ServiceSpec>(&object),
        json!({
            "volumeMounts": [{"name": ""}],
            "ingress": {"hostSuffix": ""},
            "resources": {"limits": {}},
            "scalingAdapter": {},
            "dynamoNamespace": ""
        })
    );
}

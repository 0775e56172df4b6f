//! The headless Service of a model.

use crate::labels::{Map, put};
use k8s_openapi::api::core::v1::{Service, ServicePort, ServiceSpec};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;
use stator_api::{annotations, defaults, labels, names};

/// The Service over all pods that serve `model`.
pub(crate) fn model_service(model: &str, namespace: &str) -> Service {
    let mut selector = Map::new();
    put(
        &mut selector,
        labels::DYNAMO_BASE_MODEL_HASH,
        names::model_hash(model),
    );
    let mut object_labels = selector.clone();
    put(
        &mut object_labels,
        labels::MANAGED_BY,
        labels::MANAGED_BY_OPERATOR,
    );
    let mut annotated = Map::new();
    put(&mut annotated, annotations::DYNAMO_BASE_MODEL, model);
    Service {
        metadata: ObjectMeta {
            name: Some(names::model_service(model)),
            namespace: Some(namespace.to_owned()),
            labels: Some(object_labels),
            annotations: Some(annotated),
            ..ObjectMeta::default()
        },
        spec: Some(ServiceSpec {
            cluster_ip: Some("None".to_owned()),
            selector: Some(selector),
            ports: Some(vec![ServicePort {
                name: Some(defaults::SYSTEM_PORT_NAME.to_owned()),
                port: defaults::SYSTEM_PORT,
                target_port: Some(IntOrString::Int(defaults::SYSTEM_PORT)),
                protocol: Some("TCP".to_owned()),
                ..ServicePort::default()
            }]),
            ..ServiceSpec::default()
        }),
        ..Service::default()
    }
}

//! The Services of a component.

use crate::labels::{Map, put, some};
use k8s_openapi::api::core::v1::{Service, ServicePort, ServiceSpec};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;
use stator_api::{defaults, labels};

/// What a component's Service is made of.
pub(crate) struct ServiceInput<'a> {
    pub(crate) name: &'a str,
    pub(crate) namespace: &'a str,
    pub(crate) component_type: &'a str,
    pub(crate) dynamo_namespace: &'a str,
    pub(crate) labels: Map,
    pub(crate) annotations: Map,
    /// Entries of the selector besides type and Dynamo namespace.
    pub(crate) more_selector: &'a [(&'a str, &'a str)],
    /// Whether a gRPC port says its protocol.
    pub(crate) says_protocol: bool,
}

/// A Service that selects pods by component type and Dynamo namespace.
pub(crate) fn component_service(input: ServiceInput<'_>) -> Service {
    let mut selector = Map::new();
    put(
        &mut selector,
        labels::DYNAMO_COMPONENT_TYPE,
        input.component_type,
    );
    put(
        &mut selector,
        labels::DYNAMO_NAMESPACE,
        input.dynamo_namespace,
    );
    for (key, value) in input.more_selector {
        put(&mut selector, key, *value);
    }
    Service {
        metadata: ObjectMeta {
            name: Some(input.name.to_owned()),
            namespace: Some(input.namespace.to_owned()),
            labels: some(input.labels),
            annotations: some(input.annotations),
            ..ObjectMeta::default()
        },
        spec: Some(ServiceSpec {
            selector: Some(selector),
            ports: Some(vec![port(input.component_type, input.says_protocol)]),
            ..ServiceSpec::default()
        }),
        ..Service::default()
    }
}

fn port(component_type: &str, says_protocol: bool) -> ServicePort {
    let named = |name: &str, number: i32, target: IntOrString| ServicePort {
        name: Some(name.to_owned()),
        port: number,
        target_port: Some(target),
        protocol: Some("TCP".to_owned()),
        ..ServicePort::default()
    };
    match component_type {
        defaults::COMPONENT_TYPE_FRONTEND => {
            let name = defaults::FRONTEND_PORT_NAME;
            named(
                name,
                defaults::FRONTEND_PORT,
                IntOrString::String(name.to_owned()),
            )
        }
        defaults::COMPONENT_TYPE_EPP => ServicePort {
            app_protocol: says_protocol.then(|| defaults::EPP_APP_PROTOCOL.to_owned()),
            ..named(
                defaults::EPP_GRPC_PORT_NAME,
                defaults::EPP_GRPC_PORT,
                IntOrString::Int(defaults::EPP_GRPC_PORT),
            )
        },
        _ => {
            let name = defaults::SYSTEM_PORT_NAME;
            named(
                name,
                defaults::SYSTEM_PORT,
                IntOrString::String(name.to_owned()),
            )
        }
    }
}

//! How a component is reached from outside: Ingress and VirtualService.

use k8s_openapi::api::networking::v1::{
    HTTPIngressPath, HTTPIngressRuleValue, Ingress, IngressBackend, IngressRule,
    IngressServiceBackend, IngressSpec as KubeIngressSpec, IngressTLS, ServiceBackendPort,
};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use stator_api::config::OperatorConfig;
use stator_api::defaults;
use stator_api::dynamo::{IngressSpec, IngressTls};
use stator_api::foreign::istio::{
    Destination, HttpMatch, HttpRoute, HttpRouteDestination, PortSelector, StringMatch,
    VirtualService, VirtualServiceSpec,
};

/// What frontends get unless they say otherwise.
pub(crate) fn default_spec(config: &OperatorConfig, graph: &str) -> IngressSpec {
    let set = |text: &String| (!text.is_empty()).then(|| text.clone());
    let gateway = set(&config.istio_virtual_service_gateway);
    let class = set(&config.ingress_controller_class_name);
    IngressSpec {
        enabled: gateway.is_some() || class.is_some(),
        host: graph.to_owned(),
        use_virtual_service: gateway.is_some(),
        virtual_service_gateway: gateway,
        ingress_controller_class_name: class,
        tls: set(&config.ingress_controller_tls_secret_name)
            .map(|secret_name| IngressTls { secret_name }),
        host_suffix: set(&config.ingress_host_suffix),
        ..IngressSpec::default()
    }
}

fn host(spec: &IngressSpec) -> String {
    format!(
        "{}{}.{}",
        spec.host_prefix.as_deref().unwrap_or_default(),
        spec.host,
        spec.host_suffix
            .as_deref()
            .unwrap_or(defaults::INGRESS_HOST_SUFFIX)
    )
}

fn metadata(name: &str, namespace: &str) -> ObjectMeta {
    ObjectMeta {
        name: Some(name.to_owned()),
        namespace: Some(namespace.to_owned()),
        ..ObjectMeta::default()
    }
}

/// The Ingress, where one is wanted: enabled and with a class.
pub(crate) fn ingress(spec: &IngressSpec, name: &str, namespace: &str) -> Option<Ingress> {
    let class = spec
        .ingress_controller_class_name
        .as_ref()
        .filter(|_| spec.enabled)?;
    let host = host(spec);
    Some(Ingress {
        metadata: metadata(name, namespace),
        spec: Some(KubeIngressSpec {
            ingress_class_name: Some(class.clone()),
            rules: Some(vec![IngressRule {
                host: Some(host.clone()),
                http: Some(HTTPIngressRuleValue {
                    paths: vec![HTTPIngressPath {
                        path: Some("/".to_owned()),
                        path_type: "Prefix".to_owned(),
                        backend: IngressBackend {
                            service: Some(IngressServiceBackend {
                                name: name.to_owned(),
                                port: Some(ServiceBackendPort {
                                    number: Some(defaults::FRONTEND_PORT),
                                    name: None,
                                }),
                            }),
                            resource: None,
                        },
                    }],
                }),
            }]),
            tls: spec.tls.as_ref().map(|tls| {
                vec![IngressTLS {
                    hosts: Some(vec![host]),
                    secret_name: Some(tls.secret_name.clone()),
                }]
            }),
            ..KubeIngressSpec::default()
        }),
        ..Ingress::default()
    })
}

/// The VirtualService, where one is wanted; without a gateway of the operator none is ever looked at.
pub(crate) fn virtual_service(
    spec: &IngressSpec,
    config: &OperatorConfig,
    name: &str,
    namespace: &str,
) -> Option<VirtualService> {
    if config.istio_virtual_service_gateway.is_empty() || !spec.is_virtual_service_enabled() {
        return None;
    }
    Some(VirtualService {
        metadata: metadata(name, namespace),
        spec: VirtualServiceSpec {
            hosts: vec![host(spec)],
            gateways: vec![spec.virtual_service_gateway.clone().unwrap_or_default()],
            http: vec![HttpRoute {
                matches: vec![HttpMatch {
                    uri: Some(StringMatch {
                        prefix: "/".to_owned(),
                    }),
                }],
                route: vec![HttpRouteDestination {
                    destination: Destination {
                        host: name.to_owned(),
                        port: Some(PortSelector {
                            number: i64::from(defaults::FRONTEND_PORT),
                        }),
                    },
                }],
            }],
        },
    })
}

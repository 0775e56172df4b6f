//! Fields of Services and of what leads to them.

use super::component::is_port_of;
use super::metadata::{self, Reach};
use super::path::{Step, Step::Index as I, Step::Key as K, join};
use super::reason::Origin;
use super::scope::{Given, Service, flag, is_flag, is_name, is_text, made};
use serde_json::Value as Json;
use stator_api::{annotations, defaults, labels, names};

/// Explains a field of a Service.
pub(super) fn service<'a>(
    given: &Given<'a>,
    services: &[Service<'a>],
    service: Option<&Service<'a>>,
    object: &'a Json,
    path: &[Step<'a>],
    value: &Json,
) -> Option<Origin> {
    let labelled = object.pointer("/metadata/labels").and_then(Json::as_object);
    let key = labels::MANAGED_BY;
    let of_model = labelled.is_some_and(|l| l.contains_key(key))
        && object.pointer("/spec/clusterIP").is_some();
    if of_model {
        return model_service(given, services, path, value);
    }
    let service = service?;
    match path {
        [K("metadata"), K("name")] => metadata::service_object_name(given, service, value),
        [K("metadata"), K("labels"), K(key)] => {
            metadata::label(given, service, Reach::Own, key, value)
        }
        [K("metadata"), K("annotations"), K(key)] => {
            metadata::annotation(given, service, Reach::Pods, key, value)
        }
        [K("spec"), K("selector"), K(key)] => match *key {
            labels::DYNAMO_COMPONENT_TYPE => given
                .user(&service.path(&[K("componentType")]), value)
                .or_else(|| is_text(value, "", "the component has no type")),
            // A component alone says it itself, for its Services only.
            labels::DYNAMO_NAMESPACE if !given.is_graph() => {
                given.user(&service.path(&[K("dynamoNamespace")]), value)
            }
            labels::DYNAMO_NAMESPACE => service.is_dynamo_namespace(given, value),
            key => metadata::label(given, service, Reach::Own, key, value),
        },
        [K("spec"), K("ports"), I(0), K(field)] => port(service, field, value),
        _ => None,
    }
}

fn port(service: &Service<'_>, field: &str, value: &Json) -> Option<Origin> {
    let kind = service.spec.component_type.as_str();
    let of_type = || Origin::ComponentType(kind.to_owned());
    let name = match kind {
        defaults::COMPONENT_TYPE_FRONTEND => defaults::FRONTEND_PORT_NAME,
        defaults::COMPONENT_TYPE_EPP => defaults::EPP_GRPC_PORT_NAME,
        _ => defaults::SYSTEM_PORT_NAME,
    };
    let is_name = value.as_str() == Some(name);
    match field {
        "name" => is_name.then(of_type),
        "port" => is_port_of(kind, value),
        "targetPort" => is_port_of(kind, value).or_else(|| is_name.then(of_type)),
        "protocol" => Some(Origin::Rule("components speak TCP")),
        "appProtocol" => Some(of_type()),
        _ => None,
    }
}

/// The headless Service of a model, made for all services that serve it.
fn model_service<'a>(
    given: &Given<'a>,
    services: &[Service<'a>],
    path: &[Step<'a>],
    value: &Json,
) -> Option<Origin> {
    let by_model = |make: &dyn Fn(&str) -> String, how: &'static str| {
        services.iter().find_map(|service| {
            let path = service.path(&[K("modelRef"), K("name")]);
            let model = given.text(&path)?;
            (value.as_str() == Some(&make(model))).then(|| {
                let user = given.user(&path, value);
                user.unwrap_or_else(|| made(&path, how))
            })
        })
    };
    const HASH: &str = "hash of the model's name";
    match path {
        [K("metadata"), K("name")] => by_model(&names::model_service, "dynamo-model-hash"),
        [K("metadata"), K("labels"), K(labels::MANAGED_BY)] => is_text(
            value,
            labels::MANAGED_BY_OPERATOR,
            "marks Services of models",
        ),
        [.., K(labels::DYNAMO_BASE_MODEL_HASH)] => by_model(&names::model_hash, HASH),
        [.., K(annotations::DYNAMO_BASE_MODEL)] => by_model(&str::to_owned, HASH),
        [K("spec"), K("clusterIP")] => is_text(value, "None", "the pods themselves are addressed"),
        [K("spec"), K("ports"), I(0), _] => Some(Origin::Rule(
            "port where workers load adapters of the model",
        )),
        _ => None,
    }
}

/// What frontends get that say nothing of an ingress.
pub(super) fn default_ingress(
    given: &Given<'_>,
    path: &[Step<'_>],
    value: &Json,
) -> Option<Origin> {
    let config = given.config();
    let gateway = &config.istio_virtual_service_gateway;
    let class = &config.ingress_controller_class_name;
    let by_gateway = || flag("istio-virtual-service-gateway", gateway);
    match path {
        [K("enabled")] if !gateway.is_empty() => Some(by_gateway()),
        [K("enabled")] => Some(flag("ingress-controller-class-name", class)),
        [K("host")] => given.is_own_name(value),
        [K("useVirtualService")] => Some(by_gateway()),
        [K("virtualServiceGateway")] => is_flag("istio-virtual-service-gateway", gateway, value),
        [K("ingressControllerClassName")] => is_flag("ingress-controller-class-name", class, value),
        [K("tls"), K("secretName")] => {
            let secret = &config.ingress_controller_tls_secret_name;
            is_flag("ingress-controller-tls-secret-name", secret, value)
        }
        [K("hostSuffix")] => is_flag("ingress-host-suffix", &config.ingress_host_suffix, value),
        _ => None,
    }
}

/// Explains a field of an Ingress or a VirtualService.
pub(super) fn route<'a>(
    given: &Given<'a>,
    service: &Service<'a>,
    path: &[Step<'a>],
    value: &Json,
) -> Option<Origin> {
    let said = service.spec.ingress.is_some();
    let field = |field: &[Step<'static>]| {
        if said {
            given.user(&service.path(&join(&[&[K("ingress")], field])), value)
        } else {
            default_ingress(given, field, value)
        }
    };
    match path {
        [K("metadata"), K("name")] => service.is_component_name(given, value),
        [K("spec"), K("ingressClassName")] => field(&[K("ingressControllerClassName")]),
        [K("spec"), K("rules"), I(0), K("host")]
        | [K("spec"), K("tls"), I(0), K("hosts"), I(0)]
        | [K("spec"), K("hosts"), I(0)] => host(given, service, value),
        [K("spec"), K("tls"), I(0), K("secretName")] => field(&[K("tls"), K("secretName")]),
        [K("spec"), K("gateways"), I(0)] => field(&[K("virtualServiceGateway")]),
        [.., K("backend"), K("service"), K("name")] | [.., K("destination"), K("host")] => {
            service.is_component_name(given, value)
        }
        [.., K("port"), K("number")] => is_port_of(defaults::COMPONENT_TYPE_FRONTEND, value),
        [.., K("path" | "pathType" | "prefix")] => Some(Origin::Rule("all paths lead there")),
        _ => None,
    }
}

fn host(given: &Given<'_>, service: &Service<'_>, value: &Json) -> Option<Origin> {
    const HOW: &str = "hostPrefix, host and hostSuffix together";
    if service.spec.ingress.is_some() {
        return Some(made(&service.path(&[K("ingress"), K("host")]), HOW));
    }
    let suffix = &given.config().ingress_host_suffix;
    let suffix = if suffix.is_empty() {
        defaults::INGRESS_HOST_SUFFIX
    } else {
        suffix
    };
    let name = format!("{}.{suffix}", given.own_name());
    is_name(
        value,
        &name,
        "graph.suffix of the operator flag --ingress-host-suffix",
    )
}

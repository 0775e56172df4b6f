//! Istio, group `networking.istio.io`: routes behind a gateway.

use serde::{Deserialize, Serialize};

use crate::go;
use crate::resource::custom_resource;

custom_resource! {
    /// Routes from a gateway to a Service.
    VirtualService { spec: VirtualServiceSpec }
    "networking.istio.io", "v1beta1", "virtualservices", NamespaceResourceScope
}

/// What a virtual service asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct VirtualServiceSpec {
    /// Host names.
    #[serde(deserialize_with = "go::list", skip_serializing_if = "Vec::is_empty")]
    pub hosts: Vec<String>,
    /// Gateways.
    #[serde(deserialize_with = "go::list", skip_serializing_if = "Vec::is_empty")]
    pub gateways: Vec<String>,
    /// Routes of HTTP traffic.
    #[serde(deserialize_with = "go::list", skip_serializing_if = "Vec::is_empty")]
    pub http: Vec<HttpRoute>,
}

/// A route of HTTP traffic.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct HttpRoute {
    /// What the route applies to.
    #[serde(
        rename = "match",
        deserialize_with = "go::list",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub matches: Vec<HttpMatch>,
    /// Where it leads.
    #[serde(deserialize_with = "go::list", skip_serializing_if = "Vec::is_empty")]
    pub route: Vec<HttpRouteDestination>,
}

/// A match of HTTP requests.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct HttpMatch {
    /// Match of the path.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub uri: Option<StringMatch>,
}

/// A match of text by its beginning.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct StringMatch {
    /// The beginning.
    #[serde(
        deserialize_with = "go::null_as_default",
        skip_serializing_if = "String::is_empty"
    )]
    pub prefix: String,
}

/// Where a route leads.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct HttpRouteDestination {
    /// The Service.
    #[serde(deserialize_with = "go::null_as_default")]
    pub destination: Destination,
}

/// A Service and its port.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Destination {
    /// Name of the Service.
    #[serde(deserialize_with = "go::null_as_default")]
    pub host: String,
    /// Its port.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub port: Option<PortSelector>,
}

/// A port by its number.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct PortSelector {
    /// Port number.
    #[serde(deserialize_with = "go::null_as_default")]
    pub number: i64,
}

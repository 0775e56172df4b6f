//! Schema of an endpoint picker's configuration.

use super::embedded;
use super::node::{Node, integer, list, number, object, text, text_list};

/// The node `eppConfig`.
pub(super) fn epp_config() -> Node {
    object(
        "Configuration of an endpoint picker. Needed when componentType is epp and of no use otherwise: exactly one of configMapRef and config.",
    )
    .field(
        "configMapRef",
        embedded::config_map_key_selector(
            "Key of a ConfigMap in the same namespace that holds the configuration file. An empty key means epp-config-dynamo.yaml.",
        ),
    )
    .field("config", config())
}

fn config() -> Node {
    object(
        "The configuration itself, an EndpointPickerConfig of group inference.networking.x-k8s.io, version v1alpha1. A ConfigMap is made from it.",
    )
    .open()
    .field("apiVersion", text("Overwritten with inference.networking.x-k8s.io/v1alpha1."))
    .field("kind", text("Overwritten with EndpointPickerConfig."))
    .field("featureGates", text_list("Features to turn on."))
    .required("plugins", list("Plugins that profiles refer to.", plugin()))
    .field(
        "saturationDetector",
        object("When a pod counts as saturated.")
            .field("queueDepthThreshold", integer("Waiting requests from which on a pod is saturated."))
            .field(
                "kvCacheUtilThreshold",
                number("Share of the key-value cache from which on a pod is saturated, between 0 and 1."),
            )
            .field(
                "metricsStalenessThreshold",
                text("Age from which on a pod's metrics are no longer trusted, for example 200ms."),
            ),
    )
    .required("schedulingProfiles", list("Ways to choose a pod.", profile()))
}

fn plugin() -> Node {
    object("A plugin.")
        .field("name", text("Name for profiles to refer to; the type when empty."))
        .field(
            "parameters",
            text(
                "Settings of the plugin. Only a base64 string passes here; for a plugin with settings use configMapRef.",
            )
            .format("byte"),
        )
        .required("type", text("Type of the plugin."))
}

fn profile() -> Node {
    object("A way to choose a pod.")
        .required("name", text("Name of the profile."))
        .required(
            "plugins",
            list(
                "Plugins of the profile.",
                object("A plugin and how much it counts.")
                    .required("pluginRef", text("Name of the plugin."))
                    .field("weight", integer("How much a scorer counts.")),
            ),
        )
}

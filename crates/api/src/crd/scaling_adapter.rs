//! Definition of DynamoGraphDeploymentScalingAdapter.

use serde_json::json;

use super::Definition;
use super::definition::{AGE, Column, Frame, define};
use super::node::{Node, int32, object, text};
use crate::dynamo::DynamoGraphDeploymentScalingAdapter;

const COLUMNS: &[Column] = &[
    Column {
        name: "DGD",
        kind: "string",
        path: ".spec.dgdRef.name",
        description: "Graph deployment",
    },
    Column {
        name: "SERVICE",
        kind: "string",
        path: ".spec.dgdRef.serviceName",
        description: "Service of the graph",
    },
    Column {
        name: "REPLICAS",
        kind: "integer",
        path: ".status.replicas",
        description: "Replicas that the graph was set to",
    },
    Column { name: "AGE", ..AGE },
];

pub(super) fn definition() -> Definition {
    define::<DynamoGraphDeploymentScalingAdapter>(
        Frame {
            short_name: "dgdsa",
            description: "The scale subresource of one service of a graph. HPA, KEDA and kubectl scale set its replicas, and the operator passes them on to the graph. Made for services with scalingAdapter.enabled.",
            columns: COLUMNS,
            subresources: json!({
                "scale": {
                    "labelSelectorPath": ".status.selector",
                    "specReplicasPath": ".spec.replicas",
                    "statusReplicasPath": ".status.replicas",
                },
                "status": {},
            }),
            names_generator: true,
        },
        spec(),
        Some(observed()),
    )
}

fn spec() -> Node {
    object("What is asked for.")
        .required(
            "replicas",
            int32("Wanted replicas of the service.").minimum(0),
        )
        .required(
            "dgdRef",
            object("The service to scale.")
                .required(
                    "name",
                    text("Graph deployment in the same namespace.").min_length(1),
                )
                .required(
                    "serviceName",
                    text("Key in the graph's services, with its case.").min_length(1),
                ),
        )
}

fn observed() -> Node {
    object("What the operator last saw.")
        .field(
            "replicas",
            int32("Replicas that the graph was set to, whether or not they run yet."),
        )
        .field(
            "selector",
            text("Selector of the service's pods, for autoscalers."),
        )
        .field(
            "lastScaleTime",
            text("When the graph was last changed through this adapter.").format("date-time"),
        )
}

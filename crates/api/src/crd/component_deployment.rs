//! Definition of DynamoComponentDeployment.

use serde_json::json;

use super::definition::{AGE, Column, Frame, define};
use super::graph_deployment::backend;
use super::node::{Node, int64, object, text_map};
use super::{Definition, service, status};
use crate::dynamo::DynamoComponentDeployment;

const COLUMNS: &[Column] = &[
    // COMPAT(operator): the schema has no such field, so the column stays blank.
    Column {
        name: "DynamoComponent",
        kind: "string",
        path: ".spec.dynamoComponent",
        description: "Always blank, kept for scripts that count columns",
    },
    Column {
        name: "Available",
        kind: "string",
        path: ".status.conditions[?(@.type=='Available')].status",
        description: "Whether the workload is available",
    },
    Column {
        name: "Backend",
        kind: "string",
        path: ".spec.backendFramework",
        description: "Engine family",
    },
    AGE,
];

pub(super) fn definition() -> Definition {
    define::<DynamoComponentDeployment>(
        Frame {
            short_name: "dcd",
            description: "One service of a graph, run as a Deployment or, over several nodes, as LeaderWorkerSets. Graphs make these where Grove is not used; they are seldom written by hand.",
            columns: COLUMNS,
            subresources: json!({"status": {}}),
            names_generator: true,
        },
        object("What the component asks for.")
            .field(
                "backendFramework",
                backend("Engine family, copied from the graph. It cannot be changed later."),
            )
            .fields_of(service::service("")),
        Some(observed()),
    )
}

fn observed() -> Node {
    object("What the operator last saw.")
        .required(
            "conditions",
            status::conditions("Conditions; Available says whether the workload is up."),
        )
        .field(
            "observedGeneration",
            int64("Generation of the last pass that succeeded."),
        )
        .field("podSelector", text_map("Not used."))
        .field(
            "service",
            status::service("Replica counts of the workload."),
        )
}

//! Definition of DynamoGraphDeployment.

use serde_json::json;

use super::definition::{AGE, Column, Frame, define};
use super::node::{Node, boolean, list, map, object, quantity, text, text_list};
use super::{Definition, PVC_RULE, PVC_RULE_MESSAGE, embedded, service, status};
use crate::dynamo::DynamoGraphDeployment;

const COLUMNS: &[Column] = &[
    Column {
        name: "Ready",
        kind: "string",
        path: r#".status.conditions[?(@.type=="Ready")].status"#,
        description: "Whether everything the graph asks for runs",
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
    define::<DynamoGraphDeployment>(
        Frame {
            short_name: "dgd",
            description: "A graph of services that together serve a model: frontends, workers, routers, planners. The operator turns it into pods, Services and what else they need.",
            columns: COLUMNS,
            subresources: json!({"status": {}}),
            names_generator: true,
        },
        spec(),
        Some(observed()),
    )
}

fn spec() -> Node {
    object("What the graph consists of.")
        .field(
            "backendFramework",
            backend("Engine family of all workers. When absent it is found out from each worker's command. It cannot be changed later."),
        )
        .field(
            "envs",
            list(
                "Environment variables for the main container of every service. A service's own envs win over them, and they win over extraPodSpec.mainContainer.env.",
                embedded::env_var(""),
            ),
        )
        .field("pvcs", list("Claims that services may mount, made by the operator or existing.", pvc()).max_items(100))
        .field("restart", restart())
        .field(
            "services",
            map(
                "The services by name. Names show up in labels and, in lower case, in the names of objects. The set of names cannot be changed later.",
                service::service("One service of the graph."),
            )
            .max_properties(25),
        )
}

/// The node `backendFramework` of graphs and components.
pub(super) fn backend(description: &str) -> Node {
    text(description).one_of(&["sglang", "vllm", "trtllm"])
}

fn pvc() -> Node {
    object("A persistent volume claim.")
        .rule(PVC_RULE, PVC_RULE_MESSAGE)
        .required("name", text("Name of the claim, which volumeMounts refer to."))
        .field(
            "create",
            boolean("Make the claim, which then goes with the graph, data and all. Otherwise it must exist."),
        )
        .field("size", quantity("Requested storage; needed to make the claim."))
        .field("storageClass", text("Storage class; needed to make the claim."))
        .field("volumeAccessMode", text("Access mode, such as ReadWriteMany; needed to make the claim."))
}

fn restart() -> Node {
    object("Restarts services in an orderly way. Change id to ask for another restart.")
        .required(
            "id",
            text("Any text, such as a time. A value other than status.restart.observedID starts a restart.")
                .min_length(1),
        )
        .field(
            "strategy",
            object("How to restart; one service after another by name when absent.")
                .field(
                    "type",
                    text("Sequential waits for each service before the next; Parallel restarts all at once.")
                        .one_of(&["Sequential", "Parallel"])
                        .default(json!("Sequential")),
                )
                .field(
                    "order",
                    text_list("All service names in the order of a sequential restart; ascending when absent."),
                ),
        )
}

fn observed() -> Node {
    object("What the operator last saw.")
        .field(
            "state",
            text("pending, successful or failed; empty before the first report."),
        )
        .field(
            "conditions",
            status::conditions(
                "Conditions; Ready says whether everything runs, and if not, what is missing.",
            ),
        )
        .field(
            "services",
            map(
                "Replica counts by service.",
                status::service("Replica counts of one service."),
            ),
        )
        .field(
            "restart",
            object("The last restart that was asked for.")
                .field("observedID", text("Its id."))
                .field("phase", text("Restarting or Completed."))
                .field(
                    "inProgress",
                    text_list("Services that are still restarting."),
                ),
        )
}

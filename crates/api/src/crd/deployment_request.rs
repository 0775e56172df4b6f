//! Definition of DynamoGraphDeploymentRequest.

use serde_json::json;

use super::definition::{AGE, Column, Frame, define};
use super::node::{Node, boolean, int64, list, object, text, text_map};
use super::{Definition, embedded, status};
use crate::dynamo::DynamoGraphDeploymentRequest;

const COLUMNS: &[Column] = &[
    Column {
        name: "Model",
        kind: "string",
        path: ".spec.model",
        description: "",
    },
    Column {
        name: "Backend",
        kind: "string",
        path: ".status.backend",
        description: "",
    },
    Column {
        name: "State",
        kind: "string",
        path: ".status.state",
        description: "",
    },
    Column {
        name: "DGD-State",
        kind: "string",
        path: ".status.deployment.state",
        description: "",
    },
    AGE,
];

pub(super) fn definition() -> Definition {
    define::<DynamoGraphDeploymentRequest>(
        Frame {
            short_name: "dgdr",
            description: "A request to profile a model against latency targets and to generate the graph that serves it. It cannot be changed once profiling has begun: make a new one instead.",
            columns: COLUMNS,
            subresources: json!({"status": {}}),
            names_generator: true,
        },
        spec(),
        Some(observed()),
    )
}

fn spec() -> Node {
    object("What is asked for.")
        .required("model", text("The model to serve, as the engine knows it, such as a name on the Hugging Face hub."))
        .required("backend", text("Engine family.").one_of(&["vllm", "sglang", "trtllm"]))
        .required("profilingConfig", profiling())
        .field(
            "autoApply",
            boolean("Create the generated graph. Otherwise it is only put into status.generatedDeployment.")
                .default(json!(false)),
        )
        .field(
            "enableGpuDiscovery",
            boolean("Let the profiler look for GPUs in the cluster. Not possible for an operator that is restricted to a namespace.")
                .default(json!(false)),
        )
        .field(
            "useMocker",
            boolean("Take the graph with mock engines, which needs no GPUs, instead of the real one.")
                .default(json!(false)),
        )
        .field(
            "deploymentOverrides",
            object("Changes to the generated graph when it is created.")
                .field("name", text("Name of the graph; the generated one when absent."))
                .field("namespace", text("Namespace of the graph; the request's when absent."))
                .field("labels", text_map("Labels to add."))
                .field("annotations", text_map("Annotations to add."))
                .field("workersImage", text("Image of the workers.")),
        )
}

fn profiling() -> Node {
    object("How to profile.")
        .field(
            "config",
            object("Settings of the profiler: deployment, engine, hardware, sweep, sla and planner. Needed. The model and backend of the request win over those in here.")
                .open(),
        )
        .field(
            "configMapRef",
            object("ConfigMap with the graph to start from.")
                .required("name", text("Name of a ConfigMap in the same namespace."))
                .field("key", text("Key in its data.").default(json!("disagg.yaml"))),
        )
        .required("profilerImage", text("Image of the profiling job."))
        .field("outputPVC", text("Claim that keeps all of the profiler's output; it is lost when absent."))
        .field("resources", embedded::resource_requirements("Resources of the profiler's container."))
        .field("tolerations", list("Tolerations of the job's pod.", embedded::toleration("")))
}

fn observed() -> Node {
    object("What the operator last saw.")
        .field(
            "state",
            text("Empty, Pending, Profiling, Deploying, Ready, DeploymentDeleted or Failed. The last two are final."),
        )
        .field("backend", text("Copy of spec.backend."))
        .field("observedGeneration", int64("Generation that the request was accepted with."))
        .field("conditions", status::conditions("Conditions: Validation, Profiling, SpecGenerated and DeploymentReady."))
        .field("profilingResults", text("Where the profiler's output is: configmap/ and a name."))
        .field(
            "generatedDeployment",
            object("The generated graph, complete with apiVersion, kind and metadata.").whole_object().open(),
        )
        .field(
            "deployment",
            object("The graph that was created.")
                .field("name", text("Its name."))
                .field("namespace", text("Its namespace."))
                .field("state", text("Copy of its status.state; empty once it is gone."))
                .field("created", boolean("Whether it was created; it is never created a second time.")),
        )
}

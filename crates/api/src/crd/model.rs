//! Definition of DynamoModel.

use serde_json::json;

use super::definition::{AGE, Column, Frame, define};
use super::node::{Node, boolean, integer, list, object, text};
use super::{Definition, status};
use crate::dynamo::DynamoModel;

const COLUMNS: &[Column] = &[
    Column {
        name: "BaseModel",
        kind: "string",
        path: ".spec.baseModelName",
        description: "Base model",
    },
    Column {
        name: "Type",
        kind: "string",
        path: ".spec.modelType",
        description: "Model type",
    },
    Column {
        name: "Ready",
        kind: "integer",
        path: ".status.readyEndpoints",
        description: "Endpoints that have the model loaded",
    },
    Column {
        name: "Total",
        kind: "integer",
        path: ".status.totalEndpoints",
        description: "Endpoints of the base model",
    },
    AGE,
];

pub(super) fn definition() -> Definition {
    define::<DynamoModel>(
        Frame {
            short_name: "dm",
            description: "A base model, adapter or LoRA. For a LoRA the operator has it loaded by every pod that serves the base model, and unloaded when this object goes.",
            columns: COLUMNS,
            subresources: json!({"status": {}}),
            names_generator: true,
        },
        spec(),
        Some(observed()),
    )
}

fn spec() -> Node {
    object("The model.")
        .required("modelName", text("Name under which requests ask for the model."))
        .required(
            "baseModelName",
            text("Name of the base model, exactly as modelRef.name of the services that serve it. It cannot be changed later."),
        )
        .field(
            "modelType",
            text("Only lora is loaded and unloaded; base and adapter are looked up. It cannot be changed later.")
                .one_of(&["base", "lora", "adapter"])
                .default(json!("base")),
        )
        .field(
            "source",
            object("Where the model comes from; needed for lora.").required(
                "uri",
                text("Location of the files: s3://bucket/path or hf://org/model@revision."),
            ),
        )
}

fn observed() -> Node {
    object("What the operator last saw.")
        .field(
            "conditions",
            status::conditions("Conditions: Valid, ServicesFound and EndpointsReady."),
        )
        .field(
            "endpoints",
            list(
                "Every pod that serves the base model.",
                object("A pod that serves the base model.")
                    .required("address", text("URL of its system server."))
                    .field("podName", text("Its name."))
                    .required(
                        "ready",
                        boolean("Whether it has loaded the LoRA; always false for other types."),
                    ),
            ),
        )
        .required(
            "readyEndpoints",
            integer("Number of endpoints that have the LoRA loaded."),
        )
        .required("totalEndpoints", integer("Number of endpoints."))
}

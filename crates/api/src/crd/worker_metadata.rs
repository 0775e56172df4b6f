//! Definition of DynamoWorkerMetadata.

use serde_json::json;

use super::Definition;
use super::definition::{AGE, Column, Frame, define};
use super::node::object;
use crate::dynamo::DynamoWorkerMetadata;

const COLUMNS: &[Column] = &[AGE];

pub(super) fn definition() -> Definition {
    define::<DynamoWorkerMetadata>(
        Frame {
            short_name: "dwm",
            description: "What a running worker tells the others about itself. Each pod writes its own, named after it, and it goes when the pod goes.",
            columns: COLUMNS,
            subresources: json!({}),
            names_generator: false,
        },
        object("What the worker says.").required(
            "data",
            object("Endpoints and model cards of the worker. Whole numbers beyond 53 bits lose digits here.").open(),
        ),
        None,
    )
}

//! Schema nodes that several statuses share.

use super::node::{Node, int32, int64, list, object, text};

const CONDITION_TYPE: &str = r"^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/)?(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])$";

/// A list of standard conditions.
pub(super) fn conditions(description: &str) -> Node {
    list(description, condition())
}

fn condition() -> Node {
    object("One aspect of the object's state.")
        .required(
            "lastTransitionTime",
            text("When the condition last went from one status to another.").format("date-time"),
        )
        .required(
            "message",
            text("Details for people; may be empty.").max_length(32768),
        )
        .field(
            "observedGeneration",
            int64("Generation of the object that the condition was derived from.").minimum(0),
        )
        .required(
            "reason",
            text("Why the condition has its status, in one word for programs.")
                .min_length(1)
                .max_length(1024)
                .pattern("^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$"),
        )
        .required(
            "status",
            text("Whether the condition holds.").one_of(&["True", "False", "Unknown"]),
        )
        .required(
            "type",
            text("What the condition is about.")
                .max_length(316)
                .pattern(CONDITION_TYPE),
        )
}

/// The replica counts of one service.
pub(super) fn service(description: &str) -> Node {
    let count = |description| int32(description).minimum(0);
    object(description)
        .required(
            "componentKind",
            text("Kind of the object that runs the service.").one_of(&[
                "PodClique",
                "PodCliqueScalingGroup",
                "Deployment",
                "LeaderWorkerSet",
            ]),
        )
        .required(
            "componentName",
            text("Name of that object; of the first one where a service has several."),
        )
        .required("replicas", count("Replicas that have not terminated."))
        .required(
            "updatedReplicas",
            count("Replicas that run the current revision."),
        )
        .field(
            "readyReplicas",
            count("Replicas that are ready. Absent for a PodCliqueScalingGroup."),
        )
        .field(
            "availableReplicas",
            count("Replicas that are available. Only for a Deployment or PodCliqueScalingGroup."),
        )
}

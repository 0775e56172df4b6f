//! Finalizers.

/// On graph, component, request and model objects; not on adapters and worker metadata.
pub const DYNAMO: &str = "nvidia.com/finalizer";

//! Annotation keys.

// Set by users.

/// Turns the Grove path off for a graph, with the value `false` in any case.
pub const ENABLE_GROVE: &str = "nvidia.com/enable-grove";
/// Takes pods out of metrics collection, with the value `false`.
pub const ENABLE_METRICS: &str = "nvidia.com/enable-metrics";
/// Discovery backend of a graph or service: `kubernetes` or `etcd`.
pub const DYNAMO_DISCOVERY_BACKEND: &str = "nvidia.com/dynamo-discovery-backend";
/// Queue of the KAI scheduler for a graph.
pub const KAI_SCHEDULER_QUEUE: &str = "nvidia.com/kai-scheduler-queue";
/// Turns the look-up of image pull secrets off for a service, with the value `true`.
pub const DISABLE_IMAGE_PULL_SECRET_DISCOVERY: &str =
    "nvidia.com/disable-image-pull-secret-discovery";
/// Strategy of a service's Deployment: `RollingUpdate` or `Recreate`.
pub const DEPLOYMENT_STRATEGY: &str = "nvidia.com/deployment-strategy";
/// Surge of a service's rolling update, a number or a percentage.
pub const DEPLOYMENT_ROLLING_UPDATE_MAX_SURGE: &str =
    "nvidia.com/deployment-rolling-update-max-surge";
/// Unavailable pods of a service's rolling update, a number or a percentage.
pub const DEPLOYMENT_ROLLING_UPDATE_MAX_UNAVAILABLE: &str =
    "nvidia.com/deployment-rolling-update-max-unavailable";
/// Adds a debugger container to a service's pods, with the value `true`.
pub const ENABLE_DEBUG_MODE: &str = "nvidia.com/enable-debug-mode";
/// Adds a debug Deployment to a service, with the value `true`.
pub const ENABLE_STEALING_TRAFFIC_DEBUG_MODE: &str =
    "nvidia.com/enable-stealing-traffic-debug-mode";
/// Understood and without effect.
pub const ENABLE_DEBUG_POD_RECEIVE_PRODUCTION_TRAFFIC: &str =
    "nvidia.com/enable-debug-pod-receive-production-traffic";

// Written by the operator.

/// Hash of the spec that was last written to an object.
pub const LAST_APPLIED_HASH: &str = "nvidia.com/last-applied-hash";
/// Generation that the last write gave an object.
pub const LAST_APPLIED_GENERATION: &str = "nvidia.com/last-applied-generation";
/// Id of the restart that pods were last made for.
pub const RESTART_AT: &str = "nvidia.com/restartAt";
/// Full name of the base model whose hash is in a label.
pub const DYNAMO_BASE_MODEL: &str = "nvidia.com/dynamo-base-model";
/// Further documents of a profiler's output, kept on the deployment request.
pub const DGDR_ADDITIONAL_RESOURCES: &str = "dgdr.nvidia.com/additional-resources";
/// Pod group that a pod is scheduled with, for Volcano.
pub const VOLCANO_GROUP_NAME: &str = "scheduling.k8s.io/group-name";

// Of the resource definitions and of Helm.

/// Generator version that the resource definitions are compatible with.
pub const CONTROLLER_GEN_VERSION: &str = "controller-gen.kubebuilder.io/version";
/// Tells Helm to keep an object when its release goes.
pub const HELM_RESOURCE_POLICY: &str = "helm.sh/resource-policy";

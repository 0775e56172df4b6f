//! Event reasons and the components that report them.

/// Component that reports events of graph deployments.
pub const SOURCE_GRAPH: &str = "dynamographdeployment";
/// Component that reports events of component deployments.
pub const SOURCE_COMPONENT: &str = "dynamocomponentdeployment";
/// Component that reports events of scaling adapters.
pub const SOURCE_SCALING_ADAPTER: &str = "dgdscalingadapter";
/// Component that reports events of deployment requests.
pub const SOURCE_REQUEST: &str = "dynamographdeploymentrequest";
/// Component that reports events of models.
pub const SOURCE_MODEL: &str = "dynamomodel";

/// Event type of what went well.
pub const NORMAL: &str = "Normal";
/// Event type of what did not.
pub const WARNING: &str = "Warning";

// Any kind.

/// The spec is invalid.
pub const VALIDATION_FAILED: &str = "ValidationFailed";

// Writing an object: the reason is one of these words followed by the object's kind.

/// Reading the object failed.
pub const GET: &str = "Get";
/// The object is being created, was created, or could not be.
pub const CREATE: &str = "Create";
/// The object was deleted, or could not be.
pub const DELETE: &str = "Delete";
/// The object was updated, left alone, or could not be updated.
pub const UPDATE: &str = "Update";
/// The difference to the object could not be computed.
pub const CALCULATE_PATCH: &str = "CalculatePatch";
/// The spec could not be copied to the object.
pub const COPY_SPEC: &str = "CopySpec";
/// The owner could not be set.
pub const SET_CONTROLLER_REFERENCE: &str = "SetControllerReference";
/// The hash of the spec could not be computed.
pub const GET_SPEC_HASH: &str = "GetSpecHash";

// Graph deployments.

/// An adapter of a removed service was deleted.
pub const ADAPTER_DELETED: &str = "AdapterDeleted";

// Component deployments.

/// A pass failed.
pub const RECONCILE_ERROR: &str = "ReconcileError";
/// The first pass has begun.
pub const RECONCILING: &str = "Reconciling";
/// Nothing had to change.
pub const UPDATE_DYNAMO_GRAPH_DEPLOYMENT: &str = "UpdateDynamoGraphDeployment";

// Scaling adapters.

/// The graph was scaled.
pub const SCALED: &str = "Scaled";
/// The graph could not be scaled.
pub const UPDATE_FAILED: &str = "UpdateFailed";

// Deployment requests.

/// The request was accepted.
pub const INITIALIZED: &str = "Initialized";
/// The profiling job was made.
pub const PROFILING_JOB_CREATED: &str = "ProfilingJobCreated";
/// The profiling job could not be made.
pub const PROFILING_JOB_FAILED: &str = "ProfilingJobFailed";
/// The profiling job failed or could not be read.
pub const PROFILING_CHECK_FAILED: &str = "ProfilingCheckFailed";
/// The output was of no use.
pub const GENERATION_FAILED: &str = "GenerationFailed";
/// The graph was generated.
pub const SPEC_GENERATED: &str = "SpecGenerated";
/// The graph was created.
pub const DEPLOYMENT_CREATED: &str = "DeploymentCreated";
/// The graph could not be created.
pub const DEPLOYMENT_CREATION_FAILED: &str = "DeploymentCreationFailed";
/// The graph is ready.
pub const DEPLOYMENT_READY: &str = "DeploymentReady";
/// The graph is no longer ready.
pub const DEPLOYMENT_DEGRADED: &str = "DeploymentDegraded";
/// The graph is gone.
pub const DEPLOYMENT_DELETED: &str = "DeploymentDeleted";
/// ConfigMaps of the output could not be created.
pub const CONFIG_MAP_CREATION_FAILED: &str = "ConfigMapCreationFailed";
/// The spec was changed too late.
pub const SPEC_CHANGE_REJECTED: &str = "SpecChangeRejected";

// Models.

/// Endpoints could not be listed.
pub const ENDPOINT_DISCOVERY_FAILED: &str = "EndpointDiscoveryFailed";
/// There are no endpoints.
pub const NO_ENDPOINTS_FOUND: &str = "NoEndpointsFound";
/// The LoRA could not be loaded everywhere.
pub const PARTIAL_ENDPOINT_FAILURE: &str = "PartialEndpointFailure";
/// The LoRA is loaded everywhere.
pub const ENDPOINTS_READY: &str = "EndpointsReady";
/// The LoRA is not loaded everywhere.
pub const NOT_READY: &str = "NotReady";
/// Endpoints of a base model were found.
pub const ENDPOINTS_DISCOVERED: &str = "EndpointsDiscovered";
/// Endpoints could not be listed before the LoRA was to be unloaded.
pub const CLEANUP_FAILED: &str = "CleanupFailed";
/// The LoRA could not be unloaded everywhere.
pub const LORA_UNLOAD_FAILED: &str = "LoRAUnloadFailed";
/// The LoRA was unloaded.
pub const LORA_UNLOADED: &str = "LoRAUnloaded";

// The operator itself.

/// A replica became the leader.
pub const LEADER_ELECTION: &str = "LeaderElection";

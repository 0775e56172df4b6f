//! Condition types and reasons, states and phases, by the kind that reports them.

/// Condition status: it holds.
pub const TRUE: &str = "True";
/// Condition status: it does not hold.
pub const FALSE: &str = "False";
/// Condition status: nobody knows yet.
pub const UNKNOWN: &str = "Unknown";

/// Reason of a failed validation, on every kind.
pub const VALIDATION_FAILED: &str = "ValidationFailed";
/// Reason of a passed validation.
pub const VALIDATION_PASSED: &str = "ValidationPassed";
/// Type: the spec is valid; on component deployments and models.
pub const VALID: &str = "Valid";

/// Of graph deployments.
pub mod graph {
    /// Type: everything the graph asks for runs.
    pub const READY: &str = "Ready";
    /// Reason: everything is ready.
    pub const ALL_RESOURCES_ARE_READY: &str = "all_resources_are_ready";
    /// Reason: something is not ready.
    pub const SOME_RESOURCES_ARE_NOT_READY: &str = "some_resources_are_not_ready";
    /// Reason: a pass failed.
    pub const FAILED_TO_RECONCILE_THE_RESOURCES: &str = "failed_to_reconcile_the_resources";
    /// Reason: the finalizer could not be handled.
    pub const FAILED_TO_HANDLE_THE_FINALIZER: &str = "failed_to_handle_the_finalizer";
    /// Reason before anything is known.
    pub const UNDEFINED: &str = "undefined";

    /// State: something is not ready yet.
    pub const PENDING: &str = "pending";
    /// State: everything is ready.
    pub const SUCCESSFUL: &str = "successful";
    /// State: the spec is invalid or a pass failed.
    pub const FAILED: &str = "failed";

    /// Restart phase: known and never reported.
    pub const RESTART_PENDING: &str = "Pending";
    /// Restart phase: under way.
    pub const RESTART_RESTARTING: &str = "Restarting";
    /// Restart phase: done.
    pub const RESTART_COMPLETED: &str = "Completed";
    /// Restart phase: known and never reported; counts as done.
    pub const RESTART_FAILED: &str = "Failed";
}

/// Of component deployments.
pub mod component {
    /// Type: the workload is available.
    pub const AVAILABLE: &str = "Available";
    /// Type: set once and never again.
    pub const DYNAMO_COMPONENT_READY: &str = "DynamoComponentReady";
    /// Reason: a pass has begun, or failed.
    pub const RECONCILING: &str = "Reconciling";
    /// Reason: the Deployment is ready.
    pub const DEPLOYMENT_READY: &str = "DeploymentReady";
    /// Reason: the Deployment is not ready.
    pub const DEPLOYMENT_NOT_READY: &str = "DeploymentNotReady";
    /// Reason: all leader worker sets are ready.
    pub const ALL_LEADER_WORKER_SETS_READY: &str = "AllLeaderWorkerSetsReady";
    /// Reason: some leader worker sets are not ready.
    pub const SOME_LEADER_WORKER_SETS_NOT_READY: &str = "SomeLeaderWorkerSetsNotReady";
    /// State for the metric of resources: available.
    pub const STATE_READY: &str = "ready";
    /// State for the metric of resources: not available.
    pub const STATE_NOT_READY: &str = "not_ready";
}

/// Of models.
pub mod model {
    /// Type: Services offer the base model.
    pub const SERVICES_FOUND: &str = "ServicesFound";
    /// Type: the model is loaded wherever it should be.
    pub const ENDPOINTS_READY: &str = "EndpointsReady";
    /// Reason: no Service offers the base model.
    pub const NO_SERVICES_FOUND: &str = "NoServicesFound";
    /// Reason: the LoRA is loaded everywhere.
    pub const ALL_ENDPOINTS_READY: &str = "AllEndpointsReady";
    /// Reason: the LoRA is not loaded everywhere.
    pub const NOT_READY: &str = "NotReady";
    /// Reason: endpoints of a base model were found.
    pub const ENDPOINTS_DISCOVERED: &str = "EndpointsDiscovered";
    /// Reason: there are no endpoints.
    pub const NO_ENDPOINTS: &str = "NoEndpoints";
}

/// Of deployment requests.
pub mod request {
    /// Type: the spec is valid; never reported as true.
    pub const VALIDATION: &str = "Validation";
    /// Type: profiling is done.
    pub const PROFILING: &str = "Profiling";
    /// Type: the graph was generated.
    pub const SPEC_GENERATED: &str = "SpecGenerated";
    /// Type: the created graph is ready.
    pub const DEPLOYMENT_READY: &str = "DeploymentReady";
    /// Reason: profiling is under way.
    pub const PROFILING_RUNNING: &str = "ProfilingRunning";
    /// Reason: the job could not be made.
    pub const JOB_CREATION_FAILED: &str = "JobCreationFailed";
    /// Reason: the job failed.
    pub const PROFILING_FAILED: &str = "ProfilingFailed";
    /// Reason: the job is done.
    pub const PROFILING_COMPLETED: &str = "ProfilingCompleted";
    /// Reason: the output was of no use.
    pub const GENERATION_FAILED: &str = "GenerationFailed";
    /// Reason: the graph was created.
    pub const DEPLOYMENT_CREATED: &str = "DeploymentCreated";
    /// Reason: the created graph is no longer ready.
    pub const DEPLOYMENT_DEGRADED: &str = "DeploymentDegraded";
    /// Reason, and state: the created graph is gone.
    pub const DEPLOYMENT_DELETED: &str = "DeploymentDeleted";

    /// State before the first pass.
    pub const STATE_EMPTY: &str = "";
    /// State: accepted.
    pub const STATE_PENDING: &str = "Pending";
    /// State: the job runs.
    pub const STATE_PROFILING: &str = "Profiling";
    /// State: the graph is being created, or was and is not ready.
    pub const STATE_DEPLOYING: &str = "Deploying";
    /// State: done.
    pub const STATE_READY: &str = "Ready";
    /// State: failed for good.
    pub const STATE_FAILED: &str = "Failed";
}

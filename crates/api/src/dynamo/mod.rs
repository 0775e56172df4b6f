//! The six custom resources of the Dynamo platform, group `nvidia.com`, version `v1alpha1`.
//!
//! Counters are 64 bits wide where Go's are 32, so that one object with a number out of range is a problem to
//! report and not one that stops a whole list. A string, list, map or `false` that Go leaves out is left out.

mod component_deployment;
mod deployment_request;
mod endpoint_picker;
mod graph_deployment;
mod ingress;
mod model;
mod pod;
mod resources;
mod scaling_adapter;
mod service;
mod status;
mod worker_metadata;

pub use component_deployment::{
    DynamoComponentDeployment, DynamoComponentDeploymentSpec, DynamoComponentDeploymentStatus,
};
pub use deployment_request::{
    DeploymentOverrides, DynamoGraphDeploymentRequest, DynamoGraphDeploymentRequestSpec,
    DynamoGraphDeploymentRequestStatus, ProfilingConfig, ProfilingConfigMapRef,
    RequestedDeployment,
};
pub use endpoint_picker::EppConfig;
pub use graph_deployment::{
    DynamoGraphDeployment, DynamoGraphDeploymentSpec, DynamoGraphDeploymentStatus, PvcSpec,
    RestartSpec, RestartStatus, RestartStrategy,
};
pub use ingress::{IngressSpec, IngressTls};
pub use model::{DynamoModel, DynamoModelSpec, DynamoModelStatus, ModelEndpoint, ModelSource};
pub use pod::{ExtraPodMetadata, ExtraPodSpec};
pub use resources::{ResourceItem, ResourcesSpec};
pub use scaling_adapter::{
    DynamoGraphDeploymentScalingAdapter, DynamoGraphDeploymentScalingAdapterSpec,
    DynamoGraphDeploymentScalingAdapterStatus, GraphServiceRef,
};
pub use service::{
    AutoscalingSpec, ModelReference, MultinodeSpec, ScalingAdapterSpec, ServiceSpec,
    SharedMemorySpec, VolumeMountSpec,
};
pub use status::ServiceStatus;
pub use worker_metadata::{DynamoWorkerMetadata, DynamoWorkerMetadataSpec};

#[cfg(test)]
mod tests;

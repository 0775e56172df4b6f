//! Label keys and the values that are fixed.

/// Identity of a graph deployment's pods, Services and components: the graph's name.
pub const DYNAMO_GRAPH_DEPLOYMENT_NAME: &str = "nvidia.com/dynamo-graph-deployment-name";
/// Key of the service in its graph, with its case.
pub const DYNAMO_COMPONENT: &str = "nvidia.com/dynamo-component";
/// Dynamo namespace of a service.
pub const DYNAMO_NAMESPACE: &str = "nvidia.com/dynamo-namespace";
/// Component type of a service, where it has one.
pub const DYNAMO_COMPONENT_TYPE: &str = "nvidia.com/dynamo-component-type";
/// Sub-component type of a service, where it has one.
pub const DYNAMO_SUB_COMPONENT_TYPE: &str = "nvidia.com/dynamo-sub-component-type";
/// First eight hexadecimal digits of the SHA-256 of a base model's name.
pub const DYNAMO_BASE_MODEL_HASH: &str = "nvidia.com/dynamo-base-model-hash";
/// Selector of a Deployment or of a clique's pods.
pub const SELECTOR: &str = "nvidia.com/selector";
/// Marks pods whose metrics are collected.
pub const METRICS_ENABLED: &str = "nvidia.com/metrics-enabled";
/// Tells debug pods from the others.
pub const DYNAMO_DEPLOYMENT_TARGET_TYPE: &str = "nvidia.com/dynamo-deployment-target-type";
/// Discovery backend of the pods behind a Service.
pub const DYNAMO_DISCOVERY_BACKEND: &str = "nvidia.com/dynamo-discovery-backend";
/// Marks Services whose endpoints take part in discovery.
pub const DYNAMO_DISCOVERY_ENABLED: &str = "nvidia.com/dynamo-discovery-enabled";
/// Who manages an object.
pub const MANAGED_BY: &str = "nvidia.com/managed-by";
/// Marks a ServiceAccount that component pods may fall back to.
pub const DYNAMO_COMPONENT_POD: &str = "nvidia.com/dynamo-component-pod";

/// Name of the deployment request that an object belongs to.
pub const DGDR_NAME: &str = "dgdr.nvidia.com/name";
/// Namespace of the deployment request that an object belongs to.
pub const DGDR_NAMESPACE: &str = "dgdr.nvidia.com/namespace";
/// Kind of a profiling Job: one of [`APP_DYNAMO_PROFILER`] and [`APP_AIC_PROFILER`].
pub const APP: &str = "app";
/// Name of the deployment request on its profiling Job.
pub const DGDR: &str = "dgdr";

/// Queue of the KAI scheduler.
pub const KAI_QUEUE: &str = "kai.scheduler/queue";
/// Role of a pod in its leader worker set: [`ROLE_LEADER`] or [`ROLE_WORKER`].
pub const ROLE: &str = "role";
/// Index of a leader worker set among those of its component.
pub const INSTANCE_ID: &str = "instance-id";

/// Standard label: the tool that manages an object.
pub const APP_MANAGED_BY: &str = "app.kubernetes.io/managed-by";
/// Standard label: the part an object plays.
pub const APP_COMPONENT: &str = "app.kubernetes.io/component";
/// Standard label: the name of the application.
pub const APP_NAME: &str = "app.kubernetes.io/name";
/// Name of the Service that an EndpointSlice belongs to.
pub const SERVICE_NAME: &str = "kubernetes.io/service-name";
/// Name of the Job that a pod belongs to.
pub const JOB_NAME: &str = "job-name";

/// Value of [`MANAGED_BY`] and [`APP_MANAGED_BY`].
pub const MANAGED_BY_OPERATOR: &str = "dynamo-operator";
/// Value of [`APP_COMPONENT`] on ServiceAccounts, Roles and RoleBindings.
pub const COMPONENT_RBAC: &str = "rbac";
/// Value of [`METRICS_ENABLED`], [`DYNAMO_DISCOVERY_ENABLED`] and [`DYNAMO_COMPONENT_POD`].
pub const TRUE: &str = "true";
/// Value of [`DYNAMO_DEPLOYMENT_TARGET_TYPE`] on debug pods.
pub const TARGET_TYPE_DEBUG: &str = "debug";
/// Value of [`DYNAMO_DISCOVERY_BACKEND`] on Services.
pub const DISCOVERY_BACKEND_KUBERNETES: &str = "kubernetes";
/// Value of [`ROLE`] on leaders.
pub const ROLE_LEADER: &str = "leader";
/// Value of [`ROLE`] on workers.
pub const ROLE_WORKER: &str = "worker";
/// Value of [`APP`] on the Job of an online profiling run.
pub const APP_DYNAMO_PROFILER: &str = "dynamo-profiler";
/// Value of [`APP`] on the Job of an offline profiling run.
pub const APP_AIC_PROFILER: &str = "aic-profiler";

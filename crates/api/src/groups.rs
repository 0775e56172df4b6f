//! API groups, versions and kinds.

/// Group of the Dynamo resources.
pub const DYNAMO: &str = "nvidia.com";
/// Version of the Dynamo resources.
pub const DYNAMO_VERSION: &str = "v1alpha1";
/// Group and version of the Dynamo resources.
pub const DYNAMO_API_VERSION: &str = "nvidia.com/v1alpha1";

/// Group whose presence makes the Grove path available.
pub const GROVE: &str = "grove.io";
/// Group of leader worker sets, which count only together with [`VOLCANO`].
pub const LEADER_WORKER_SET: &str = "leaderworkerset.x-k8s.io";
/// Group of Volcano's pod groups.
pub const VOLCANO: &str = "scheduling.volcano.sh";
/// Group of the KAI scheduler's queues.
pub const KAI: &str = "scheduling.run.ai";
/// Group of inference pools, without which endpoint pickers are refused.
pub const INFERENCE: &str = "inference.networking.k8s.io";
/// Group of Istio's virtual services.
pub const ISTIO: &str = "networking.istio.io";
/// Group and version of an endpoint picker's configuration file.
pub const ENDPOINT_PICKER_CONFIG_API_VERSION: &str = "inference.networking.x-k8s.io/v1alpha1";
/// Kind of an endpoint picker's configuration file.
pub const ENDPOINT_PICKER_CONFIG_KIND: &str = "EndpointPickerConfig";
/// Group of Roles and RoleBindings.
pub const RBAC: &str = "rbac.authorization.k8s.io";
/// Group of EndpointSlices.
pub const DISCOVERY: &str = "discovery.k8s.io";

/// Kind of a graph deployment, also in owner references.
pub const DYNAMO_GRAPH_DEPLOYMENT: &str = "DynamoGraphDeployment";
/// Kind of a component deployment.
pub const DYNAMO_COMPONENT_DEPLOYMENT: &str = "DynamoComponentDeployment";
/// Kind of a deployment request.
pub const DYNAMO_GRAPH_DEPLOYMENT_REQUEST: &str = "DynamoGraphDeploymentRequest";
/// Kind of a scaling adapter.
pub const DYNAMO_GRAPH_DEPLOYMENT_SCALING_ADAPTER: &str = "DynamoGraphDeploymentScalingAdapter";
/// Kind of a model.
pub const DYNAMO_MODEL: &str = "DynamoModel";
/// Kind of a worker's metadata.
pub const DYNAMO_WORKER_METADATA: &str = "DynamoWorkerMetadata";
/// Plural of a worker's metadata, for Roles.
pub const DYNAMO_WORKER_METADATAS: &str = "dynamoworkermetadatas";

/// Component kind of a service that a pod clique backs.
pub const POD_CLIQUE: &str = "PodClique";
/// Component kind of a service that a scaling group backs.
pub const POD_CLIQUE_SCALING_GROUP: &str = "PodCliqueScalingGroup";
/// Component kind of a service that a Deployment backs.
pub const DEPLOYMENT: &str = "Deployment";
/// Component kind of a service that leader worker sets back.
pub const LEADER_WORKER_SET_KIND: &str = "LeaderWorkerSet";

/// Resource of pod cliques, for the scale subresource.
pub const POD_CLIQUES: &str = "podcliques";
/// Resource of scaling groups, for the scale subresource.
pub const POD_CLIQUE_SCALING_GROUPS: &str = "podcliquescalinggroups";

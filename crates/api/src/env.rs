//! Names of environment variables, by who reads them.

// Every main container.

/// Address of NATS.
pub const NATS_SERVER: &str = "NATS_SERVER";
/// Address of etcd.
pub const ETCD_ENDPOINTS: &str = "ETCD_ENDPOINTS";
/// URL of Model Express.
pub const MODEL_EXPRESS_URL: &str = "MODEL_EXPRESS_URL";
/// URL of Prometheus.
pub const PROMETHEUS_ENDPOINT: &str = "PROMETHEUS_ENDPOINT";
/// Dynamo namespace of the service.
pub const DYN_NAMESPACE: &str = "DYN_NAMESPACE";
/// Component type of the service.
pub const DYN_COMPONENT: &str = "DYN_COMPONENT";
/// Name of the graph deployment.
pub const DYN_PARENT_DGD_K8S_NAME: &str = "DYN_PARENT_DGD_K8S_NAME";
/// Kubernetes namespace of the graph deployment.
pub const DYN_PARENT_DGD_K8S_NAMESPACE: &str = "DYN_PARENT_DGD_K8S_NAMESPACE";
/// Discovery backend, where it is not etcd.
pub const DYN_DISCOVERY_BACKEND: &str = "DYN_DISCOVERY_BACKEND";
/// Name of the pod.
pub const POD_NAME: &str = "POD_NAME";
/// Kubernetes namespace of the pod.
pub const POD_NAMESPACE: &str = "POD_NAMESPACE";
/// UID of the pod.
pub const POD_UID: &str = "POD_UID";
/// Settings of a whole graph as JSON, an old way to configure services.
pub const DYN_DEPLOYMENT_CONFIG: &str = "DYN_DEPLOYMENT_CONFIG";

// Frontends.

/// Port of the HTTP server, older name.
pub const DYNAMO_PORT: &str = "DYNAMO_PORT";
/// Port of the HTTP server.
pub const DYN_HTTP_PORT: &str = "DYN_HTTP_PORT";

// Workers.

/// Whether the system server runs.
pub const DYN_SYSTEM_ENABLED: &str = "DYN_SYSTEM_ENABLED";
/// Port of the system server.
pub const DYN_SYSTEM_PORT: &str = "DYN_SYSTEM_PORT";
/// Endpoints whose health the system server reports, as a JSON list.
pub const DYN_SYSTEM_USE_ENDPOINT_HEALTH_STATUS: &str = "DYN_SYSTEM_USE_ENDPOINT_HEALTH_STATUS";
/// Whether the worker checks itself with requests.
pub const DYN_HEALTH_CHECK_ENABLED: &str = "DYN_HEALTH_CHECK_ENABLED";
/// Compilation cache of vLLM.
pub const VLLM_CACHE_ROOT: &str = "VLLM_CACHE_ROOT";
/// Makes Open MPI keep full host names.
pub const OMPI_MCA_ORTE_KEEP_FQDN_HOSTNAMES: &str = "OMPI_MCA_orte_keep_fqdn_hostnames";

// Planners.

/// Port on which the planner serves its metrics.
pub const PLANNER_PROMETHEUS_PORT: &str = "PLANNER_PROMETHEUS_PORT";

// Endpoint pickers.

/// Block size of the key-value cache.
pub const DYN_KV_BLOCK_SIZE: &str = "DYN_KV_BLOCK_SIZE";
/// Whether requests are streamed.
pub const USE_STREAMING: &str = "USE_STREAMING";
/// Log filter.
pub const RUST_LOG: &str = "RUST_LOG";

// Profiling jobs.

/// Token for the Hugging Face hub.
pub const HUGGING_FACE_HUB_TOKEN: &str = "HUGGING_FACE_HUB_TOKEN";
/// Name of the deployment request.
pub const DGDR_NAME: &str = "DGDR_NAME";
/// Namespace of the deployment request.
pub const DGDR_NAMESPACE: &str = "DGDR_NAMESPACE";
/// UID of the deployment request.
pub const DGDR_UID: &str = "DGDR_UID";

// Set by Grove in every container.

/// Name of the pod clique set.
pub const GROVE_PCS_NAME: &str = "GROVE_PCS_NAME";
/// Index of the set's replica.
pub const GROVE_PCS_INDEX: &str = "GROVE_PCS_INDEX";
/// Name of the pod clique.
pub const GROVE_PCLQ_NAME: &str = "GROVE_PCLQ_NAME";
/// Domain of the headless Service.
pub const GROVE_HEADLESS_SERVICE: &str = "GROVE_HEADLESS_SERVICE";
/// Index of the pod in its clique.
pub const GROVE_PCLQ_POD_INDEX: &str = "GROVE_PCLQ_POD_INDEX";
/// Name of the scaling group.
pub const GROVE_PCSG_NAME: &str = "GROVE_PCSG_NAME";
/// Index of the scaling group's replica.
pub const GROVE_PCSG_INDEX: &str = "GROVE_PCSG_INDEX";

// Set by LeaderWorkerSet in every container.

/// Host name of the leader.
pub const LWS_LEADER_ADDRESS: &str = "LWS_LEADER_ADDRESS";
/// Number of pods in the group.
pub const LWS_GROUP_SIZE: &str = "LWS_GROUP_SIZE";
/// Index of the pod in its group.
pub const LWS_WORKER_INDEX: &str = "LWS_WORKER_INDEX";

// Read by the operator itself.

/// Image of the debugger container.
pub const INTERNAL_IMAGES_DEBUGGER: &str = "INTERNAL_IMAGES_DEBUGGER";
/// Path of a kubeconfig file.
pub const KUBECONFIG: &str = "KUBECONFIG";
/// Home directory, below which a kubeconfig file may be.
pub const HOME: &str = "HOME";
/// Address of the API server inside the cluster.
pub const KUBERNETES_SERVICE_HOST: &str = "KUBERNETES_SERVICE_HOST";
/// Port of the API server inside the cluster.
pub const KUBERNETES_SERVICE_PORT: &str = "KUBERNETES_SERVICE_PORT";
/// Domain of the cluster; the reference ignores it.
pub const KUBERNETES_CLUSTER_DOMAIN: &str = "KUBERNETES_CLUSTER_DOMAIN";
/// Directory for temporary files.
pub const TMPDIR: &str = "TMPDIR";

/// Variables that every MPI process receives where they are set.
pub const MPI_PASSED_ON: [&str; 19] = [
    "CUDA_VISIBLE_DEVICES",
    "HF_DATASETS_CACHE",
    "HF_ENDPOINT",
    "HF_HOME",
    "HF_TOKEN",
    "HOME",
    "HUGGING_FACE_HUB_TOKEN",
    "LD_LIBRARY_PATH",
    "MODEL_PATH",
    "NCCL_DEBUG",
    "NCCL_IB_DISABLE",
    "NCCL_P2P_DISABLE",
    "PATH",
    "PYTHONPATH",
    "TENSORRT_LLM_CACHE_DIR",
    "TOKENIZERS_PARALLELISM",
    "TRANSFORMERS_CACHE",
    "TRTLLM_USE_UCX_KVCACHE",
    "USER",
];

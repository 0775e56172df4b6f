//! Ports, paths, images, limits and other values that a service gets unless it says otherwise.

use crate::go::Duration;

// Containers.

/// Name of the container that the operator generates.
pub const MAIN_CONTAINER_NAME: &str = "main";
/// Name of the debugger container.
pub const DEBUGGER_CONTAINER_NAME: &str = "debugger";
/// Image of the debugger container.
pub const DEBUGGER_IMAGE: &str = "python:3.12-slim";
/// Group of the pods' volumes.
pub const POD_FS_GROUP: i64 = 1000;
/// Seconds that a pod has to stop.
pub const TERMINATION_GRACE_PERIOD_SECONDS: i64 = 60;
/// Seconds that an endpoint picker's pod has to stop.
pub const EPP_TERMINATION_GRACE_PERIOD_SECONDS: i64 = 130;
/// Resource name of GPUs.
pub const GPU_RESOURCE: &str = "nvidia.com/gpu";

// Component types.

/// Component type of a frontend.
pub const COMPONENT_TYPE_FRONTEND: &str = "frontend";
/// Component type of a worker that does everything.
pub const COMPONENT_TYPE_WORKER: &str = "worker";
/// Component type of a prefill worker.
pub const COMPONENT_TYPE_PREFILL: &str = "prefill";
/// Component type of a decode worker.
pub const COMPONENT_TYPE_DECODE: &str = "decode";
/// Component type of a planner.
pub const COMPONENT_TYPE_PLANNER: &str = "planner";
/// Component type of an endpoint picker.
pub const COMPONENT_TYPE_EPP: &str = "epp";

/// Whether a component type is that of a worker.
pub fn is_worker_type(component_type: &str) -> bool {
    matches!(
        component_type,
        COMPONENT_TYPE_WORKER | COMPONENT_TYPE_PREFILL | COMPONENT_TYPE_DECODE
    )
}

// Backend frameworks.

/// Backend framework vLLM.
pub const BACKEND_VLLM: &str = "vllm";
/// Backend framework SGLang.
pub const BACKEND_SGLANG: &str = "sglang";
/// Backend framework TensorRT-LLM.
pub const BACKEND_TRTLLM: &str = "trtllm";
/// Stands for a service without an engine.
pub const BACKEND_NOOP: &str = "noop";

// Discovery backends.

/// Discovery through the Kubernetes API.
pub const DISCOVERY_KUBERNETES: &str = "kubernetes";
/// Discovery through etcd.
pub const DISCOVERY_ETCD: &str = "etcd";

// Ports.

/// HTTP port of a frontend.
pub const FRONTEND_PORT: i32 = 8000;
/// Name of [`FRONTEND_PORT`].
pub const FRONTEND_PORT_NAME: &str = "http";
/// Port of a worker's system server, also where LoRAs are loaded.
pub const SYSTEM_PORT: i32 = 9090;
/// Name of [`SYSTEM_PORT`].
pub const SYSTEM_PORT_NAME: &str = "system";
/// Port of a planner's metrics.
pub const PLANNER_METRICS_PORT: i32 = 9085;
/// Name of the metrics ports of planners and endpoint pickers.
pub const METRICS_PORT_NAME: &str = "metrics";
/// Port of an endpoint picker.
pub const EPP_GRPC_PORT: i32 = 9002;
/// Name of [`EPP_GRPC_PORT`].
pub const EPP_GRPC_PORT_NAME: &str = "grpc";
/// Port of an endpoint picker's health checks.
pub const EPP_GRPC_HEALTH_PORT: i32 = 9003;
/// Name of [`EPP_GRPC_HEALTH_PORT`].
pub const EPP_GRPC_HEALTH_PORT_NAME: &str = "grpc-health";
/// Port of an endpoint picker's metrics.
pub const EPP_METRICS_PORT: i32 = 9090;
/// Protocol on top of an endpoint picker's port, on the Grove path.
pub const EPP_APP_PROTOCOL: &str = "http2";
/// Service name of an endpoint picker's gRPC health checks.
pub const EPP_HEALTH_SERVICE: &str = "inference-extension";
/// Port of the ssh server between MPI nodes.
pub const MPI_SSH_PORT: i32 = 2222;
/// Port on which SGLang's nodes find one another.
pub const SGLANG_DIST_INIT_PORT: i32 = 29500;
/// Port of vLLM's Ray head.
pub const VLLM_RAY_PORT: i32 = 6379;
/// Port of vLLM's data-parallel coordination.
pub const VLLM_DATA_PARALLEL_RPC_PORT: i32 = 13445;

// Volumes.

/// Name of the shared memory volume.
pub const SHARED_MEMORY_VOLUME: &str = "shared-memory";
/// Mount path of the shared memory volume.
pub const SHARED_MEMORY_PATH: &str = "/dev/shm";
/// Size of the shared memory volume.
pub const SHARED_MEMORY_SIZE: &str = "8Gi";
/// Where vLLM keeps its compilation cache.
pub const VLLM_CACHE_PATH: &str = "/root/.cache/vllm";
/// Where the MPI ssh key is mounted.
pub const MPI_SSH_KEY_PATH: &str = "/ssh-pk";
/// File mode of the mounted MPI ssh key.
pub const MPI_SSH_KEY_MODE: i32 = 0o644;
/// Volume of an endpoint picker's configuration.
pub const EPP_CONFIG_VOLUME: &str = "epp-config";
/// Where an endpoint picker's configuration is mounted.
pub const EPP_CONFIG_PATH: &str = "/etc/epp";
/// File of an endpoint picker's configuration, and its key in the ConfigMap.
pub const EPP_CONFIG_FILE: &str = "epp-config-dynamo.yaml";
/// Volume of an endpoint picker's model cache.
pub const EPP_CACHE_VOLUME: &str = "hf-cache";
/// Where an endpoint picker's model cache is mounted.
pub const EPP_CACHE_PATH: &str = "/home/nonroot/.cache";

// Probes: (initial delay, period, timeout, failure threshold), zero where the field is not set.

/// Seconds and counts of a probe; zero leaves the field unset.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProbeTiming {
    /// Seconds before the first probe.
    pub initial_delay: i32,
    /// Seconds between probes.
    pub period: i32,
    /// Seconds that an answer may take.
    pub timeout: i32,
    /// Failures in a row that count.
    pub failure_threshold: i32,
}

const fn timing(initial_delay: i32, period: i32, timeout: i32, failures: i32) -> ProbeTiming {
    ProbeTiming {
        initial_delay,
        period,
        timeout,
        failure_threshold: failures,
    }
}

/// Path of liveness and start-up probes.
pub const LIVE_PATH: &str = "/live";
/// Path of readiness probes.
pub const HEALTH_PATH: &str = "/health";
/// Liveness of a frontend.
pub const FRONTEND_LIVENESS: ProbeTiming = timing(15, 10, 1, 3);
/// Readiness of a frontend.
pub const FRONTEND_READINESS: ProbeTiming = timing(10, 10, 3, 3);
/// Liveness of a worker.
pub const WORKER_LIVENESS: ProbeTiming = timing(0, 5, 4, 1);
/// Readiness of a worker.
pub const WORKER_READINESS: ProbeTiming = timing(0, 10, 4, 3);
/// Start-up of a worker, which may take two hours.
pub const WORKER_STARTUP: ProbeTiming = timing(0, 10, 5, 720);
/// Liveness and readiness of an endpoint picker.
pub const EPP_LIVENESS: ProbeTiming = timing(5, 10, 0, 0);
/// Start-up of an endpoint picker, which may take half an hour.
pub const EPP_STARTUP: ProbeTiming = timing(0, 10, 0, 180);
/// Readiness of an MPI worker: its ssh port answers.
pub const MPI_WORKER_READINESS: ProbeTiming = timing(20, 20, 5, 10);

// Multi-node.

/// Nodes of `multinode: {}`.
pub const MULTINODE_NODE_COUNT: i64 = 2;
/// Most services that a graph may have.
pub const MAX_SERVICES: usize = 25;
/// Most claims that a graph may have.
pub const MAX_PVCS: usize = 100;

// Reaching a service.

/// Domain of generated host names without a suffix.
pub const INGRESS_HOST_SUFFIX: &str = "local";
/// Surge and unavailable pods of a rolling update.
pub const ROLLING_UPDATE: &str = "25%";
/// Deployment strategy that replaces pods bit by bit.
pub const STRATEGY_ROLLING_UPDATE: &str = "RollingUpdate";
/// Deployment strategy that stops all pods first.
pub const STRATEGY_RECREATE: &str = "Recreate";

// Schedulers.

/// Name of the KAI scheduler.
pub const KAI_SCHEDULER: &str = "kai-scheduler";
/// Queue of the KAI scheduler.
pub const KAI_QUEUE: &str = "dynamo";
/// Name of Volcano's scheduler.
pub const VOLCANO_SCHEDULER: &str = "volcano";

// Restarts.

/// Strategy that restarts one service after another.
pub const RESTART_SEQUENTIAL: &str = "Sequential";
/// Strategy that restarts all services at once.
pub const RESTART_PARALLEL: &str = "Parallel";

// Profiling.

/// Key of the graph in a request's base ConfigMap, and its file name in the job.
pub const PROFILING_CONFIG_KEY: &str = "disagg.yaml";
/// Directory of the base graph in the job.
pub const PROFILING_CONFIG_PATH: &str = "/config";
/// Directory of the output in the job.
pub const PROFILING_OUTPUT_PATH: &str = "/data";
/// Directory of the model cache in the job.
pub const PROFILING_MODEL_CACHE_PATH: &str = "/opt/model-cache";
/// Output file with the generated graph.
pub const PROFILING_OUTPUT_FILE: &str = "config_with_planner.yaml";
/// Output file with the generated mocker graph.
pub const PROFILING_MOCKER_OUTPUT_FILE: &str = "mocker_config_with_planner.yaml";
/// Container that profiles.
pub const PROFILER_CONTAINER: &str = "profiler";
/// Container that copies the output.
pub const OUTPUT_COPIER_CONTAINER: &str = "output-copier";
/// Image of [`OUTPUT_COPIER_CONTAINER`].
pub const OUTPUT_COPIER_IMAGE: &str = "bitnami/kubectl:latest";
/// Pull secret of the profiling job.
pub const PROFILING_PULL_SECRET: &str = "nvcr-imagepullsecret";
/// Secret with the token for the Hugging Face hub.
pub const HF_TOKEN_SECRET: &str = "hf-token-secret";
/// Key in [`HF_TOKEN_SECRET`].
pub const HF_TOKEN_KEY: &str = "HF_TOKEN";
/// Retries of the profiling job.
pub const PROFILING_BACKOFF_LIMIT: i32 = 3;
/// User and group of the profiling job.
pub const PROFILING_USER: i64 = 1000;
/// Volume of the output.
pub const PROFILING_OUTPUT_VOLUME: &str = "profiling-output";
/// Volume of the base graph.
pub const PROFILING_CONFIG_VOLUME: &str = "profiling-config";
/// Volume of the model cache.
pub const PROFILING_MODEL_CACHE_VOLUME: &str = "model-cache";
/// Most bytes of documents beside the graph in a profiler's output.
pub const MAX_ADDITIONAL_RESOURCES: usize = 250_000;

// Models.

/// Model type of a base model, also the schema's default.
pub const MODEL_TYPE_BASE: &str = "base";
/// Model type of a LoRA.
pub const MODEL_TYPE_LORA: &str = "lora";
/// Model type of an adapter, handled like a base model.
pub const MODEL_TYPE_ADAPTER: &str = "adapter";
/// How long until a LoRA that is not loaded everywhere is tried again.
pub const LORA_RETRY: Duration = Duration::from_seconds(30);
/// How long one load or unload request may take.
pub const LORA_REQUEST_TIMEOUT: Duration = Duration::from_seconds(15);
/// How long all load or unload requests of a pass may take.
pub const LORA_BATCH_TIMEOUT: Duration = Duration::from_seconds(30);
/// Load and unload requests at the same time.
pub const LORA_WORKERS: usize = 10;

// The operator's surroundings.

/// Namespaces that contain this text are left alone.
pub const IGNORED_NAMESPACE_PART: &str = "ephemeral";
/// Type of Secrets with registry credentials.
pub const DOCKER_CONFIG_SECRET_TYPE: &str = "kubernetes.io/dockerconfigjson";
/// Key in a Secret with registry credentials.
pub const DOCKER_CONFIG_SECRET_KEY: &str = ".dockerconfigjson";
/// Key of the private MPI ssh key in its Secret.
pub const MPI_SSH_PRIVATE_KEY: &str = "private.key";
/// Key of the public MPI ssh key in its Secret.
pub const MPI_SSH_PUBLIC_KEY: &str = "private.key.pub";
/// Longest message of a condition, in characters.
pub const MAX_CONDITION_MESSAGE: usize = 32_768;

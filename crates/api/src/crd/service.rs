//! Schema of one service: an entry of a graph's `services`, and the spec of a component.

use serde_json::json;

use super::embedded;
use super::endpoint_picker::epp_config;
use super::node::{Node, boolean, int32, integer, list, object, quantity, text, text_map};

/// All fields of a service.
pub(super) fn service(description: &str) -> Node {
    let node = object(description)
        .field(
            "annotations",
            text_map(
                "Annotations of the generated objects. Some switch features of this service, among them nvidia.com/enable-metrics, nvidia.com/dynamo-discovery-backend and nvidia.com/deployment-strategy.",
            ),
        )
        .field("labels", text_map("Labels of the generated objects. Without Grove, labels of a graph's service are not passed on."))
        .field("serviceName", text("Name of the component. In a graph the key of the services map counts instead."))
        .field(
            "componentType",
            text(
                "What the service does: frontend, worker, prefill, decode, planner or epp. It decides on command, ports, probes and environment. Other values get a plain container.",
            ),
        )
        .field(
            "subComponentType",
            text("A finer distinction, copied to the label nvidia.com/dynamo-sub-component-type, such as prefill or decode for a worker."),
        )
        .field(
            "dynamoNamespace",
            text("Deprecated, leave it out: a graph's services get a computed Dynamo namespace, made of the Kubernetes namespace and the graph's name."),
        )
        .field(
            "globalDynamoNamespace",
            boolean("Put the service into the Dynamo namespace called dynamo, which all graphs share, instead of the graph's own."),
        )
        .field("envFromSecret", text("Secret in the same namespace whose keys become environment variables of the main container."))
        .field(
            "envs",
            list(
                "Environment variables of the main container. They win over those of the graph and of extraPodSpec.mainContainer.",
                embedded::env_var(""),
            ),
        )
        .field("replicas", int32("Number of replicas; 1 when absent. With multinode, each replica spans several pods. Leave it alone while scalingAdapter is on.").minimum(0))
        .field(
            "livenessProbe",
            embedded::probe("Takes the place of the liveness probe that goes with the component type."),
        )
        .field(
            "readinessProbe",
            embedded::probe("Takes the place of the readiness probe that goes with the component type."),
        );
    scaling(storage(network(pod(node))))
}

fn pod(node: Node) -> Node {
    node.field(
        "resources",
        object("Requests, limits and claims of the main container. They win over extraPodSpec.mainContainer.resources.")
            .field("requests", resources("What the scheduler sets aside.", "Not used: only the limit counts. Kubernetes makes the request equal to it."))
            .field("limits", resources("What the container may use at most.", "Number of GPUs on each node, as text: write \"8\", with quotes."))
            .field(
                "claims",
                list("Claims of dynamic resource allocation. Each must also be in extraPodSpec.resourceClaims.", embedded::resource_claim("")),
            ),
    )
    .field(
        "extraPodMetadata",
        object("Labels and annotations for the pods only.")
            .field("annotations", text_map("Annotations of the pods."))
            .field("labels", text_map("Labels of the pods. They win over generated ones, so keep away from keys under nvidia.com.")),
    )
    .field(
        "extraPodSpec",
        embedded::extra_pod_spec(
            "Fields of the pod, laid over the generated ones: what is set here wins. The container with the engine is under mainContainer, further ones under containers.",
        ),
    )
    .field(
        "sharedMemory",
        object("The in-memory file system at /dev/shm. Without this it has 8Gi.")
            .field("disabled", boolean("Leave it out."))
            .field("size", quantity("Its size limit. The memory counts against the container's limit.")),
    )
}

fn resources(description: &str, gpu: &str) -> Node {
    object(description)
        .field("cpu", text("Processor time, such as \"4\" or \"500m\"."))
        .field("memory", text("Memory, such as \"64Gi\"."))
        .field("gpu", text(gpu))
        .field(
            "gpuType",
            text("Resource name of the GPUs instead of nvidia.com/gpu, such as gpu.intel.com/xe."),
        )
        .field(
            "custom",
            text_map("Further resources by name, such as rdma/ib."),
        )
}

fn storage(node: Node) -> Node {
    node.field(
        "volumeMounts",
        list(
            "Claims to mount into the main container, by name.",
            object("A mounted claim.")
                .required("name", text("Name of the claim, from the graph's pvcs or one that exists."))
                .field("mountPoint", text("Path in the container. Needed, except for a compilation cache of vLLM."))
                .field(
                    "useAsCompilationCache",
                    boolean("Let the engine keep its compilation cache there. With vLLM the path is /root/.cache/vllm unless mountPoint says otherwise.")
                        .default(json!(false)),
                ),
        ),
    )
}

fn network(node: Node) -> Node {
    node.field(
        "ingress",
        object("How the service is reached from outside. A frontend without this gets what the operator was set up with.")
            .field("enabled", boolean("Whether to make an Ingress or VirtualService at all; needs host."))
            .field("host", text("First part of the host name: the full name is hostPrefix, host, a dot and hostSuffix."))
            .field("hostPrefix", text("Text before host."))
            .field("hostSuffix", text("Domain after host; local when absent."))
            .field("ingressControllerClassName", text("Class of the Ingress; without one none is made."))
            .field(
                "tls",
                object("TLS of the Ingress.")
                    .field("secretName", text("Secret with certificate and key for the full host name.")),
            )
            .field("useVirtualService", boolean("Make an Istio VirtualService; needs virtualServiceGateway."))
            .field("virtualServiceGateway", text("Istio gateway that the VirtualService belongs to."))
            .field("annotations", text_map("Annotations for the Ingress."))
            .field("labels", text_map("Labels for the Ingress.")),
    )
    .field(
        "modelRef",
        object("The base model that the pods serve. It makes a headless Service through which a DynamoModel finds them.")
            .required("name", text("Name of the base model, exactly as the DynamoModel's baseModelName."))
            .field("revision", text("Not used.")),
    )
    .field("eppConfig", epp_config())
}

fn scaling(node: Node) -> Node {
    node.field(
        "multinode",
        object("Spread each replica over several nodes, with one pod on each.").required(
            "nodeCount",
            int32("Number of nodes of each replica. All GPUs of a replica are nodeCount times resources.limits.gpu.")
                .minimum(2)
                .default(json!(2)),
        ),
    )
    .field(
        "scalingAdapter",
        object("The service's own scale subresource, for HPA, KEDA or the planner.").field(
            "enabled",
            boolean("Make a DynamoGraphDeploymentScalingAdapter that owns replicas from then on.")
                .default(json!(false)),
        ),
    )
    .field(
        "autoscaling",
        object("Deprecated and ignored: use scalingAdapter with HPA, KEDA or the planner.")
            .field("enabled", boolean("Ignored."))
            .field("minReplicas", integer("Ignored."))
            .field("maxReplicas", integer("Ignored."))
            .field("behavior", embedded::autoscaler_behavior("Ignored."))
            .field("metrics", list("Ignored.", embedded::metric_spec(""))),
    )
}

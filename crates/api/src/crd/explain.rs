//! Short descriptions of the Kubernetes fields that people set most, in our own words.
//!
//! What is not listed here stays without a description: `kubectl explain pod.spec` has them all, and with them the
//! definitions would be too large for `kubectl apply`.

use serde_json::{Value, json};

/// Properties of a node and what they are for; a dotted name leads to a property further down.
type Table = &'static [(&'static str, &'static str)];

const POD: Table = &[
    (
        "activeDeadlineSeconds",
        "Seconds after which the pod is ended.",
    ),
    (
        "affinity",
        "Which nodes and which other pods the pod keeps to or away from.",
    ),
    ("affinity.nodeAffinity", "Which nodes the pod keeps to."),
    ("affinity.podAffinity", "Which pods the pod keeps to."),
    (
        "affinity.podAntiAffinity",
        "Which pods the pod keeps away from.",
    ),
    (
        "automountServiceAccountToken",
        "Whether the pod gets a token of its service account.",
    ),
    ("containers", "Further containers beside the main one."),
    ("dnsConfig", "Name servers and search domains of the pod."),
    ("dnsPolicy", "Where the pod's name servers come from."),
    (
        "enableServiceLinks",
        "Whether Services of the namespace show up as environment variables.",
    ),
    (
        "ephemeralContainers",
        "Containers for debugging; only allowed on running pods.",
    ),
    ("hostAliases", "Further lines for the pod's hosts file."),
    ("hostIPC", "Share interprocess communication with the node."),
    ("hostNetwork", "Share the network with the node."),
    ("hostPID", "Share process numbers with the node."),
    ("hostUsers", "Share user numbers with the node."),
    ("hostname", "Host name of the pod."),
    (
        "hostnameOverride",
        "Host name that overrides all other ways to set one.",
    ),
    (
        "imagePullSecrets",
        "Secrets for pulling images, in addition to those found by the image's registry.",
    ),
    ("initContainers", "Containers that run before the others."),
    ("nodeName", "Node to run on, past the scheduler."),
    ("nodeSelector", "Labels that a node must have."),
    ("os", "Operating system that the pod needs."),
    ("overhead", "Resources that the runtime class adds."),
    (
        "preemptionPolicy",
        "Whether the pod may push out others of lower priority.",
    ),
    (
        "priority",
        "Priority as a number; usually left to priorityClassName.",
    ),
    (
        "priorityClassName",
        "Class that gives the pod its priority.",
    ),
    (
        "readinessGates",
        "Conditions that must hold for the pod to be ready.",
    ),
    (
        "resourceClaims",
        "Claims of dynamic resource allocation that containers refer to.",
    ),
    ("resources", "Requests and limits of the pod as a whole."),
    (
        "restartPolicy",
        "When containers are restarted; Always for services.",
    ),
    ("runtimeClassName", "Runtime class, such as nvidia."),
    (
        "schedulerName",
        "Scheduler that finds a node. With the KAI scheduler or Volcano the operator sets it.",
    ),
    ("schedulingGates", "Reasons not to schedule the pod yet."),
    (
        "securityContext",
        "Users, groups and kernel settings of the pod. Without this the group of volumes is 1000.",
    ),
    (
        "serviceAccountName",
        "Service account to run as, instead of the one for discovery.",
    ),
    (
        "shareProcessNamespace",
        "Let containers see one another's processes.",
    ),
    ("subdomain", "Subdomain of the pod's host name."),
    (
        "terminationGracePeriodSeconds",
        "Seconds that the pod has to stop; 60 by default.",
    ),
    (
        "tolerations",
        "Taints of nodes that the pod puts up with, such as nvidia.com/gpu.",
    ),
    (
        "topologySpreadConstraints",
        "How to spread pods over zones or nodes.",
    ),
    (
        "volumes",
        "Volumes beside those of volumeMounts and shared memory.",
    ),
];

const CONTAINER: Table = &[
    ("args", "Arguments of the command."),
    ("command", "Command, instead of the image's own."),
    (
        "env",
        "Environment variables. Those of the graph and the service win over them.",
    ),
    (
        "envFrom",
        "ConfigMaps and Secrets whose keys become environment variables.",
    ),
    ("image", "Image to run."),
    (
        "imagePullPolicy",
        "When to pull the image: Always, IfNotPresent or Never.",
    ),
    (
        "lifecycle",
        "What to run after the start and before the stop.",
    ),
    ("lifecycle.postStart", "What to run right after the start."),
    ("lifecycle.preStop", "What to run before the stop."),
    (
        "livenessProbe",
        "When to restart the container. The service's own livenessProbe wins.",
    ),
    ("name", "Name of the container."),
    ("ports", "Ports that the container listens on."),
    (
        "readinessProbe",
        "When the container takes requests. The service's own readinessProbe wins.",
    ),
    ("resizePolicy", "What happens when resources change."),
    (
        "resources",
        "Requests and limits. The service's own resources win.",
    ),
    (
        "restartPolicy",
        "Always makes an init container run beside the others.",
    ),
    (
        "securityContext",
        "User, capabilities and kernel settings of the container.",
    ),
    (
        "startupProbe",
        "When the container has started; other probes wait for it.",
    ),
    ("stdin", "Keep standard input open."),
    (
        "terminationMessagePath",
        "File with the container's last words.",
    ),
    (
        "terminationMessagePolicy",
        "Where the container's last words come from.",
    ),
    ("tty", "Give the container a terminal."),
    ("volumeDevices", "Block devices of claims."),
    ("volumeMounts", "Volumes to mount, and where."),
    ("workingDir", "Directory to start in."),
];

const PORT: Table = &[
    ("containerPort", "Port number."),
    ("hostPort", "Port on the node."),
    ("name", "Name, for probes and Services to refer to."),
    ("protocol", "TCP, UDP or SCTP."),
];

const VOLUME_MOUNT: Table = &[
    ("mountPath", "Path in the container."),
    ("name", "Name of the volume."),
    ("readOnly", "Mount without writing."),
    ("subPath", "Path in the volume."),
];

const ENV_VAR: Table = &[
    ("name", "Name of the variable."),
    (
        "value",
        "Its value; $(NAME) stands for a variable further up in the list.",
    ),
    ("valueFrom", "Where its value comes from, instead of value."),
    ("valueFrom.configMapKeyRef", "A key of a ConfigMap."),
    (
        "valueFrom.fieldRef",
        "A field of the pod, such as metadata.name.",
    ),
    ("valueFrom.fileKeyRef", "A variable in a file of a volume."),
    (
        "valueFrom.resourceFieldRef",
        "A request or limit of the container.",
    ),
    ("valueFrom.secretKeyRef", "A key of a Secret."),
];

const PROBE: Table = &[
    (
        "exec",
        "Run a command in the container; it succeeds with exit code 0.",
    ),
    ("failureThreshold", "Failures in a row that count."),
    ("grpc", "Ask a gRPC health service."),
    (
        "httpGet",
        "Ask over HTTP; it succeeds with a status from 200 to 399.",
    ),
    ("httpGet.path", "Path to ask for."),
    ("httpGet.port", "Port number or name."),
    ("initialDelaySeconds", "Seconds before the first probe."),
    ("periodSeconds", "Seconds between probes."),
    ("successThreshold", "Successes in a row that count."),
    ("tcpSocket", "Open a connection."),
    (
        "terminationGracePeriodSeconds",
        "Seconds to stop after a failed probe.",
    ),
    ("timeoutSeconds", "Seconds that an answer may take."),
];

const RESOURCES: Table = &[
    ("claims", "Claims from the pod's resourceClaims."),
    ("limits", "The most that may be used."),
    ("requests", "What the scheduler sets aside."),
];

const RESOURCE_CLAIM: Table = &[
    ("name", "Name of an entry of the pod's resourceClaims."),
    (
        "request",
        "One request of the claim; all of them when absent.",
    ),
];

const TOLERATION: Table = &[
    (
        "effect",
        "NoSchedule, PreferNoSchedule or NoExecute; all of them when empty.",
    ),
    ("key", "Key of the taint; all of them when empty."),
    ("operator", "Equal or Exists."),
    ("tolerationSeconds", "How long to put up with NoExecute."),
    ("value", "Value of the taint."),
];

const KEY_SELECTOR: Table = &[
    ("key", "Key in the data."),
    ("name", "Name of the ConfigMap."),
    ("optional", "Whether it may be missing."),
];

fn describe(node: &mut Value, table: Table) {
    for (name, description) in table {
        let path = format!("/properties/{}", name.replace('.', "/properties/"));
        if let Some(property) = node.pointer_mut(&path) {
            property["description"] = json!(description);
        }
    }
}

fn at(node: &mut Value, path: &str, explain: impl FnOnce(&mut Value)) {
    if let Some(node) = node.pointer_mut(path) {
        explain(node);
    }
}

pub(super) fn pod(node: &mut Value) {
    describe(node, POD);
    for list in ["containers", "initContainers", "ephemeralContainers"] {
        at(node, &format!("/properties/{list}/items"), container);
    }
    at(node, "/properties/tolerations/items", toleration);
    at(node, "/properties/resources", resources);
}

pub(super) fn container(node: &mut Value) {
    describe(node, CONTAINER);
    for name in ["livenessProbe", "readinessProbe", "startupProbe"] {
        at(node, &format!("/properties/{name}"), probe);
    }
    at(node, "/properties/env/items", env_var);
    at(node, "/properties/ports/items", |port| describe(port, PORT));
    at(node, "/properties/volumeMounts/items", |mount| {
        describe(mount, VOLUME_MOUNT);
    });
    at(node, "/properties/resources", resources);
}

pub(super) fn probe(node: &mut Value) {
    describe(node, PROBE);
}

pub(super) fn env_var(node: &mut Value) {
    describe(node, ENV_VAR);
}

pub(super) fn resources(node: &mut Value) {
    describe(node, RESOURCES);
    at(node, "/properties/claims/items", resource_claim);
}

pub(super) fn resource_claim(node: &mut Value) {
    describe(node, RESOURCE_CLAIM);
}

pub(super) fn toleration(node: &mut Value) {
    describe(node, TOLERATION);
}

pub(super) fn key_selector(node: &mut Value) {
    describe(node, KEY_SELECTOR);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_described_field_exists() {
        let fragments = [
            (POD, include_str!("fragments/pod_spec.json"), ""),
            (CONTAINER, include_str!("fragments/container.json"), ""),
            (
                PORT,
                include_str!("fragments/container.json"),
                "/properties/ports/items",
            ),
            (
                VOLUME_MOUNT,
                include_str!("fragments/container.json"),
                "/properties/volumeMounts/items",
            ),
            (ENV_VAR, include_str!("fragments/env_var.json"), ""),
            (PROBE, include_str!("fragments/probe.json"), ""),
            (
                RESOURCES,
                include_str!("fragments/resource_requirements.json"),
                "",
            ),
            (
                RESOURCE_CLAIM,
                include_str!("fragments/resource_claim.json"),
                "",
            ),
            (TOLERATION, include_str!("fragments/toleration.json"), ""),
            (
                KEY_SELECTOR,
                include_str!("fragments/config_map_key_selector.json"),
                "",
            ),
        ];
        for (table, text, path) in fragments {
            let schema: Value = serde_json::from_str(text).unwrap();
            for (name, _) in table {
                let pointer = format!("{path}/properties/{}", name.replace('.', "/properties/"));
                assert!(schema.pointer(&pointer).is_some(), "{name}");
            }
        }
    }
}

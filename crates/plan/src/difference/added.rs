//! What an API server and controllers add to the objects that they store.

use serde_json::Value as Json;

/// Fields of an object's metadata that are the API server's or a controller's.
const OF_THE_SERVER: [&str; 10] = [
    "uid",
    "resourceVersion",
    "generation",
    "creationTimestamp",
    "deletionTimestamp",
    "deletionGracePeriodSeconds",
    "managedFields",
    "selfLink",
    "finalizers",
    "ownerReferences",
];

/// Fields that the API server fills whatever the value.
const FILLED: [&str; 12] = [
    "clusterIP",
    "clusterIPs",
    "creationTimestamp",
    "healthCheckNodePort",
    "ipFamilies",
    "ipFamilyPolicy",
    "nodePort",
    "priority",
    "secrets",
    "serviceAccount",
    "targetPort",
    "volumeName",
];

/// Defaults of Kubernetes' own kinds, by field.
const DEFAULTS: [(&str, &str); 32] = [
    ("apiGroup", "\"\""),
    ("apiGroup", "\"rbac.authorization.k8s.io\""),
    ("apiVersion", "\"v1\""),
    ("defaultMode", "420"),
    ("dnsPolicy", "\"ClusterFirst\""),
    ("enableServiceLinks", "true"),
    ("failureThreshold", "3"),
    ("imagePullPolicy", "\"Always\""),
    ("imagePullPolicy", "\"IfNotPresent\""),
    ("internalTrafficPolicy", "\"Cluster\""),
    ("maxSurge", "\"25%\""),
    ("maxUnavailable", "\"25%\""),
    ("optional", "false"),
    ("periodSeconds", "10"),
    ("preemptionPolicy", "\"PreemptLowerPriority\""),
    ("progressDeadlineSeconds", "600"),
    ("protocol", "\"TCP\""),
    ("replicas", "1"),
    ("restartPolicy", "\"Always\""),
    ("revisionHistoryLimit", "10"),
    ("schedulerName", "\"default-scheduler\""),
    ("scheme", "\"HTTP\""),
    ("service", "\"\""),
    ("sessionAffinity", "\"None\""),
    ("successThreshold", "1"),
    ("terminationGracePeriodSeconds", "30"),
    ("terminationMessagePath", "\"/dev/termination-log\""),
    ("terminationMessagePolicy", "\"File\""),
    ("timeoutSeconds", "1"),
    ("type", "\"ClusterIP\""),
    ("type", "\"RollingUpdate\""),
    ("volumeMode", "\"Filesystem\""),
];

/// Says whether an object was stored by an API server.
pub(super) fn is_stored(object: &Json) -> bool {
    let metadata = object.get("metadata");
    ["uid", "resourceVersion", "managedFields"]
        .iter()
        .any(|field| metadata.is_some_and(|metadata| metadata.get(field).is_some()))
}

/// Says whether a field of the metadata is none of the plan's.
pub(super) fn is_of_the_server(field: &str) -> bool {
    OF_THE_SERVER.contains(&field)
}

/// Says whether a field that nobody planned was filled by the API server.
pub(super) fn is_filled(field: &str, value: &Json) -> bool {
    let is_empty = match value {
        Json::Null => true,
        Json::String(text) => text.is_empty(),
        Json::Object(fields) => fields.iter().all(|(field, value)| is_filled(field, value)),
        Json::Array(items) => items.is_empty(),
        _ => false,
    };
    is_empty || FILLED.contains(&field) || {
        let text = value.to_string();
        DEFAULTS
            .iter()
            .any(|(name, default)| *name == field && *default == text)
    }
}

//! What the schemas of Kubernetes types lack when a library describes them: list types, defaults, quantities.
//!
//! The rules are those of the published resource definitions, found by comparison; each is a fact, not a choice.

use serde_json::{Value, json};

const QUANTITY: &str = r"^(\+|-)?(([0-9]+(\.[0-9]*)?)|(\.[0-9]+))(([KMGTPE]i)|[numkMGTPE]|([eE](\+|-)?(([0-9]+(\.[0-9]*)?)|(\.[0-9]+))))?$";

/// Lists that are maps, with their keys.
const LIST_MAPS: &[(&str, &[&str])] = &[
    ("containers", &["name"]),
    ("initContainers", &["name"]),
    ("ephemeralContainers", &["name"]),
    ("volumes", &["name"]),
    ("imagePullSecrets", &["name"]),
    ("resourceClaims", &["name"]),
    ("schedulingGates", &["name"]),
    ("env", &["name"]),
    ("claims", &["name"]),
    ("ports", &["containerPort", "protocol"]),
    ("volumeDevices", &["devicePath"]),
    ("volumeMounts", &["mountPath"]),
    ("hostAliases", &["ip"]),
    (
        "topologySpreadConstraints",
        &["topologyKey", "whenUnsatisfiable"],
    ),
];

/// Defaults by the property that holds the object, and its field.
const DEFAULTS: &[(&str, &str, &str)] = &[
    ("ports[]", "protocol", r#""TCP""#),
    ("grpc", "service", r#""""#),
    ("fileKeyRef", "optional", "false"),
    ("rbd", "keyring", r#""/etc/ceph/keyring""#),
    ("rbd", "user", r#""admin""#),
    ("rbd", "pool", r#""rbd""#),
    ("scaleIO", "storageMode", r#""ThinProvisioned""#),
    ("scaleIO", "fsType", r#""xfs""#),
    ("iscsi", "iscsiInterface", r#""default""#),
    ("azureDisk", "fsType", r#""ext4""#),
    ("azureDisk", "readOnly", "false"),
];

/// Property sets of objects that are replaced as a whole, wherever they occur.
const ATOMIC_SETS: &[&[&str]] = &[
    &["matchExpressions", "matchLabels"],
    &["nodeSelectorTerms"],
    &["matchExpressions", "matchFields"],
    &["apiVersion", "fieldPath"],
    &["containerName", "divisor", "resource"],
    &["key", "name", "optional"],
    &["key", "optional", "path", "volumeName"],
];

/// Brings a described schema into the published form; `name` is the property that holds it.
pub(crate) fn apply(schema: &mut Value, name: &str) {
    let Some(node) = schema.as_object_mut() else {
        return;
    };
    for key in ["nullable", "title", "description"] {
        node.remove(key);
    }
    if node.contains_key("x-kubernetes-int-or-string") {
        node.remove("type");
        node.insert(
            "anyOf".to_owned(),
            json!([{"type": "integer"}, {"type": "string"}]),
        );
        if name != "port" {
            node.insert("pattern".to_owned(), json!(QUANTITY));
        }
    }
    if let Some(properties) = node.get_mut("properties").and_then(Value::as_object_mut) {
        for (property, schema) in properties {
            apply(schema, property);
        }
    }
    if let Some(values) = node.get_mut("additionalProperties") {
        apply(values, "");
    }
    if let Some(items) = node.get_mut("items") {
        apply(items, &format!("{name}[]"));
        list_type(schema, name);
        return;
    }
    if name == "nodeSelector" {
        node.insert("x-kubernetes-map-type".to_owned(), json!("atomic"));
    }
    if name == "metadata" {
        *schema = json!({"type": "object"});
        return;
    }
    reference(schema, name);
    for (holder, field, default) in DEFAULTS {
        if *holder == name
            && let Some(property) = schema.pointer_mut(&format!("/properties/{field}"))
        {
            property["default"] = serde_json::from_str(default).unwrap();
        }
    }
}

fn list_type(schema: &mut Value, name: &str) {
    let keys = LIST_MAPS
        .iter()
        .find(|(property, _)| *property == name)
        .map(|(_, keys)| *keys);
    let items_are_objects = schema["items"]["type"] == "object";
    match keys {
        Some(keys) if items_are_objects => {
            schema["x-kubernetes-list-type"] = json!("map");
            schema["x-kubernetes-list-map-keys"] = json!(keys);
        }
        _ if name == "values" && schema["items"]["type"] == "integer" => {
            schema["x-kubernetes-list-type"] = json!("set");
        }
        _ => schema["x-kubernetes-list-type"] = json!("atomic"),
    }
}

/// References are replaced as a whole, and their name is empty unless given.
fn reference(schema: &mut Value, name: &str) {
    let Some(properties) = schema.get("properties").and_then(Value::as_object) else {
        return;
    };
    let fields: Vec<&str> = properties.keys().map(String::as_str).collect();
    let names_a_map = matches!(name, "configMap" | "secret") && fields.contains(&"name");
    let is_atomic = ATOMIC_SETS.contains(&fields.as_slice())
        || (name == "dataSource" && fields == ["apiGroup", "kind", "name"])
        || (matches!(
            name,
            "secretRef" | "nodePublishSecretRef" | "imagePullSecrets[]"
        ) && fields == ["name"])
        || (matches!(name, "configMapRef" | "secretRef") && fields == ["name", "optional"])
        || names_a_map;
    let has_default_name = is_atomic && name != "dataSource" && fields.contains(&"name");
    if is_atomic {
        schema["x-kubernetes-map-type"] = json!("atomic");
    }
    if has_default_name {
        schema["properties"]["name"]["default"] = json!("");
        drop_required(schema, "name");
    }
}

/// Makes a field optional.
pub(crate) fn drop_required(schema: &mut Value, field: &str) {
    if let Some(required) = schema.get_mut("required").and_then(Value::as_array_mut) {
        required.retain(|name| name != field);
        if required.is_empty() {
            schema.as_object_mut().unwrap().remove("required");
        }
    }
}

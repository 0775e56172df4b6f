//! Standard metadata: decoding and validation.

use serde_json::{Map, Value};

use super::error::{ErrorKind, FieldError};
use super::names;
use super::path::{Path, Step};

/// What a field of the metadata holds.
#[derive(Clone, Copy)]
enum Shape {
    Text,
    Integer,
    Boolean,
    Time,
    TextMap,
    TextList,
    Owners,
    Managers,
    Anything,
}

const FIELDS: &[(&str, Shape)] = &[
    ("annotations", Shape::TextMap),
    ("creationTimestamp", Shape::Time),
    ("deletionGracePeriodSeconds", Shape::Integer),
    ("deletionTimestamp", Shape::Time),
    ("finalizers", Shape::TextList),
    ("generateName", Shape::Text),
    ("generation", Shape::Integer),
    ("labels", Shape::TextMap),
    ("managedFields", Shape::Managers),
    ("name", Shape::Text),
    ("namespace", Shape::Text),
    ("ownerReferences", Shape::Owners),
    ("resourceVersion", Shape::Text),
    ("selfLink", Shape::Text),
    ("uid", Shape::Text),
];

const OWNER_FIELDS: &[(&str, Shape)] = &[
    ("apiVersion", Shape::Text),
    ("blockOwnerDeletion", Shape::Boolean),
    ("controller", Shape::Boolean),
    ("kind", Shape::Text),
    ("name", Shape::Text),
    ("uid", Shape::Text),
];

/// Fields of an owner that are written even when they are empty.
const OWNER_REQUIRED: [&str; 4] = ["apiVersion", "kind", "name", "uid"];

const MANAGER_FIELDS: &[(&str, Shape)] = &[
    ("apiVersion", Shape::Text),
    ("fieldsType", Shape::Text),
    ("fieldsV1", Shape::Anything),
    ("manager", Shape::Text),
    ("operation", Shape::Text),
    ("subresource", Shape::Text),
    ("time", Shape::Time),
];

/// Largest sum of the lengths of all annotations.
const MAX_ANNOTATIONS: usize = 256 * 1024;

/// Brings metadata into the form in which it is stored, collecting unknown fields on the way.
///
/// # Errors
/// What cannot be decoded, in the words of Go's decoder.
pub(super) fn coerce(
    metadata: &Value,
    path: &Path,
    unknown: &mut Vec<Path>,
) -> Result<Value, String> {
    let decoder = Decoder {
        type_name: "ObjectMeta",
        fields: FIELDS,
    };
    Ok(Value::Object(decoder.object(
        metadata,
        path,
        unknown,
        "v1.ObjectMeta",
    )?))
}

struct Decoder {
    type_name: &'static str,
    fields: &'static [(&'static str, Shape)],
}

impl Decoder {
    fn object(
        &self,
        value: &Value,
        path: &Path,
        unknown: &mut Vec<Path>,
        target: &str,
    ) -> Result<Map<String, Value>, String> {
        let mut out = Map::new();
        let fields = match value {
            Value::Null => return Ok(out),
            Value::Object(fields) => fields,
            other => {
                let found = json_type(other);
                return Err(format!(
                    "json: cannot unmarshal {found} into Go value of type {target}"
                ));
            }
        };
        for (name, value) in fields {
            let Some((_, shape)) = self.fields.iter().find(|(known, _)| known == name) else {
                unknown.push(path.field(name));
                continue;
            };
            let value = self.field(name, *shape, value, &path.field(name), unknown)?;
            if !is_empty(&value) {
                out.insert(name.clone(), value);
            }
        }
        Ok(out)
    }

    fn field(
        &self,
        name: &str,
        shape: Shape,
        value: &Value,
        path: &Path,
        unknown: &mut Vec<Path>,
    ) -> Result<Value, String> {
        let wrong = |value: &Value, wanted: &str| {
            format!(
                "json: cannot unmarshal {} into Go struct field {}.{name} of type {wanted}",
                json_type(value),
                self.type_name
            )
        };
        let text = |value: &Value| match value {
            Value::Null => Ok(Value::from("")),
            Value::String(_) => Ok(value.clone()),
            other => Err(wrong(other, "string")),
        };
        if value.is_null() {
            return Ok(Value::Null);
        }
        match shape {
            Shape::Text => text(value),
            Shape::Integer if value.is_i64() => Ok(value.clone()),
            Shape::Integer => Err(wrong(value, "int64")),
            Shape::Boolean if value.is_boolean() => Ok(value.clone()),
            Shape::Boolean => Err(wrong(value, "bool")),
            Shape::Time => text(value),
            Shape::Anything => Ok(value.clone()),
            Shape::TextMap => {
                let fields = value
                    .as_object()
                    .ok_or_else(|| wrong(value, "map[string]string"))?;
                let fields = fields
                    .iter()
                    .map(|(key, value)| Ok((key.clone(), text(value)?)));
                Ok(Value::Object(fields.collect::<Result<_, String>>()?))
            }
            Shape::TextList => {
                let items = value.as_array().ok_or_else(|| wrong(value, "[]string"))?;
                Ok(Value::Array(
                    items.iter().map(text).collect::<Result<_, String>>()?,
                ))
            }
            Shape::Owners => {
                let decoder = Self {
                    type_name: "OwnerReference",
                    fields: OWNER_FIELDS,
                };
                let items = value
                    .as_array()
                    .ok_or_else(|| wrong(value, "[]v1.OwnerReference"))?;
                let owners = items.iter().enumerate().map(|(index, item)| {
                    let path = path.child(Step::Index(index));
                    let mut owner = decoder.object(item, &path, unknown, "v1.OwnerReference")?;
                    for name in OWNER_REQUIRED {
                        owner.entry(name).or_insert_with(|| Value::from(""));
                    }
                    Ok(Value::Object(owner))
                });
                Ok(Value::Array(owners.collect::<Result<_, String>>()?))
            }
            Shape::Managers => {
                let decoder = Self {
                    type_name: "ManagedFieldsEntry",
                    fields: MANAGER_FIELDS,
                };
                let items = value
                    .as_array()
                    .ok_or_else(|| wrong(value, "[]v1.ManagedFieldsEntry"))?;
                let managers = items.iter().enumerate().map(|(index, item)| {
                    let path = path.child(Step::Index(index));
                    let entry = decoder.object(item, &path, unknown, "v1.ManagedFieldsEntry")?;
                    Ok(Value::Object(entry))
                });
                Ok(Value::Array(managers.collect::<Result<_, String>>()?))
            }
        }
    }
}

/// Whether Go leaves the value out of an optional field; a pointer to `false` is not left out.
fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Bool(_) => false,
        Value::Number(number) => number.as_i64() == Some(0),
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(fields) => fields.is_empty(),
    }
}

fn json_type(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "bool",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

/// Collects errors of metadata at one place.
pub(super) struct Check<'a> {
    pub(super) metadata: &'a Value,
    pub(super) path: Path,
    pub(super) errors: &'a mut Vec<FieldError>,
}

impl Check<'_> {
    fn text(&self, field: &str) -> &str {
        self.metadata
            .get(field)
            .and_then(Value::as_str)
            .unwrap_or_default()
    }

    fn push(&mut self, kind: ErrorKind, path: Path, value: Option<Value>, detail: String) {
        self.errors.push(FieldError {
            kind,
            field: path.bracketed(),
            path,
            value,
            detail,
        });
    }

    fn invalid(&mut self, field: &str, value: &str, problems: Vec<String>) {
        for problem in problems {
            let path = self.path.field(field);
            self.push(ErrorKind::Invalid, path, Some(Value::from(value)), problem);
        }
    }

    /// Checks the metadata of an object that is created.
    pub(super) fn created(&mut self, name_problems: fn(&str) -> Vec<String>) {
        let prefix = self.text("generateName").to_owned();
        if !prefix.is_empty() {
            // A trailing dash is fine: more follows.
            let sample = match prefix.strip_suffix('-') {
                Some(rest) if !rest.is_empty() => {
                    let kept: String = rest.chars().take(rest.chars().count() - 1).collect();
                    format!("{kept}a")
                }
                _ => prefix.clone(),
            };
            self.invalid("generateName", &prefix, name_problems(&sample));
        }
        let name = self.text("name").to_owned();
        if !name.is_empty() {
            self.invalid("name", &name, name_problems(&name));
        } else if prefix.is_empty() {
            let detail = "name or generateName is required".to_owned();
            self.push(ErrorKind::Required, self.path.field("name"), None, detail);
        }
        let namespace = self.text("namespace").to_owned();
        if !namespace.is_empty() {
            self.invalid("namespace", &namespace, names::dns_label(&namespace));
        }
        self.shared();
        self.finalizers();
    }

    /// Checks the metadata of an object that is changed.
    pub(super) fn updated(&mut self, old: &Value) {
        let old_text = |field: &str| old.get(field).and_then(Value::as_str).unwrap_or_default();
        if !old_text("deletionTimestamp").is_empty() {
            self.new_finalizers(old);
        }
        for field in ["name", "namespace", "uid"] {
            let (new, old) = (self.text(field).to_owned(), old_text(field));
            // What a client leaves out of the last two is filled in.
            if new != old && (field == "name" || !(new.is_empty() || old.is_empty())) {
                self.invalid(field, &new, vec!["field is immutable".to_owned()]);
            }
        }
        self.shared();
    }

    fn new_finalizers(&mut self, old: &Value) {
        let list = |metadata: &Value| {
            let items = metadata.get("finalizers").and_then(Value::as_array);
            items
                .into_iter()
                .flatten()
                .filter_map(Value::as_str)
                .map(str::to_owned)
                .collect()
        };
        let (old, new): (Vec<String>, Vec<String>) = (list(old), list(self.metadata));
        let mut added: Vec<String> = new.into_iter().filter(|item| !old.contains(item)).collect();
        added.sort();
        added.dedup();
        if !added.is_empty() {
            let added: Vec<String> = added.iter().map(|item| format!("{item:?}")).collect();
            let detail = format!(
                "no new finalizers can be added if the object is being deleted, found new finalizers []string{{{}}}",
                added.join(", ")
            );
            self.push(
                ErrorKind::Forbidden,
                self.path.field("finalizers"),
                None,
                detail,
            );
        }
    }

    fn shared(&mut self) {
        let metadata = self.metadata;
        for (key, value) in entries(metadata, "labels") {
            self.invalid("labels", key, names::qualified(key));
            self.invalid("labels", value, names::label_value(value));
        }
        let mut size = 0;
        for (key, value) in entries(metadata, "annotations") {
            self.invalid("annotations", key, names::qualified(&key.to_lowercase()));
            size += key.len() + value.len();
        }
        if size > MAX_ANNOTATIONS {
            let detail = format!("may not be more than {MAX_ANNOTATIONS} bytes");
            self.push(
                ErrorKind::TooLong,
                self.path.field("annotations"),
                None,
                detail,
            );
        }
        self.owners();
    }

    fn owners(&mut self) {
        let metadata = self.metadata;
        let path = self.path.field("ownerReferences");
        let mut controller: Option<String> = None;
        let owners = metadata.get("ownerReferences").and_then(Value::as_array);
        for owner in owners.into_iter().flatten() {
            let text = |field: &str| owner.get(field).and_then(Value::as_str).unwrap_or_default();
            let api_version = text("apiVersion");
            let version = api_version.rsplit('/').next().unwrap_or_default();
            if version.is_empty() || api_version.matches('/').count() > 1 {
                let detail = "version must not be empty".to_owned();
                let path = path.field("apiVersion");
                self.push(
                    ErrorKind::Invalid,
                    path,
                    Some(Value::from(api_version)),
                    detail,
                );
            }
            for field in ["kind", "name", "uid"] {
                if text(field).is_empty() {
                    let detail = "must not be empty".to_owned();
                    self.push(
                        ErrorKind::Invalid,
                        path.field(field),
                        Some(Value::from("")),
                        detail,
                    );
                }
            }
            if api_version == "v1" && text("kind") == "Event" {
                let detail = "/v1, Kind=Event is disallowed from being an owner".to_owned();
                self.push(
                    ErrorKind::Invalid,
                    path.clone(),
                    Some(owner.clone()),
                    detail,
                );
            }
            if owner.get("controller") == Some(&Value::Bool(true)) {
                let name = format!("{}/{}", text("kind"), text("name"));
                match &controller {
                    None => controller = Some(name),
                    Some(first) => {
                        let detail = format!(
                            "Only one reference can have Controller set to true. Found \"true\" in references for {first} and {name}"
                        );
                        let value = metadata.get("ownerReferences").cloned();
                        self.push(ErrorKind::Invalid, path.clone(), value, detail);
                    }
                }
            }
        }
    }

    fn finalizers(&mut self) {
        let metadata = self.metadata;
        let finalizers = metadata.get("finalizers").and_then(Value::as_array);
        let finalizers: Vec<&str> = finalizers
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        for finalizer in &finalizers {
            self.invalid("finalizers", finalizer, names::qualified(finalizer));
        }
        if finalizers.contains(&"orphan") && finalizers.contains(&"foregroundDeletion") {
            let detail = "finalizer orphan and foregroundDeletion cannot be both set".to_owned();
            let value = metadata.get("finalizers").cloned();
            self.push(
                ErrorKind::Invalid,
                self.path.field("finalizers"),
                value,
                detail,
            );
        }
    }
}

fn entries<'a>(metadata: &'a Value, field: &str) -> impl Iterator<Item = (&'a str, &'a str)> {
    let map = metadata.get(field).and_then(Value::as_object);
    map.into_iter()
        .flatten()
        .filter_map(|(key, value)| Some((key.as_str(), value.as_str()?)))
}

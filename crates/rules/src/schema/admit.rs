//! One write, from the request to what is stored.

use serde_json::Value;

use super::cel::{self, Past};
use super::correlation::Correlation;
use super::error::{ErrorKind, FieldError};
use super::metadata::{self, Check};
use super::node::Schema;
use super::path::Path;
use super::validate::Validator;
use super::{default, lists, names, prune, scale, whole_object};

/// What is done to an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operation {
    /// It is made.
    Create,
    /// It is changed, apart from its status.
    Update,
    /// Its status is changed.
    Status,
}

/// A write of an object.
#[derive(Clone, Copy, Debug)]
pub struct Write<'a> {
    /// What is done.
    pub operation: Operation,
    /// The object as the client sends it.
    pub object: &'a Value,
    /// The object as it is stored; of no meaning on create.
    pub old: Option<&'a Value>,
}

/// What comes of a write.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    /// What is wrong; nothing means that the object is stored.
    pub errors: Vec<FieldError>,
    /// Fields that the schema does not know: refused for clients that ask for it, else dropped.
    pub unknown_fields: Vec<Path>,
    /// The object as it is or would be stored; nothing where it cannot be decoded.
    pub object: Option<Value>,
}

impl Verdict {
    /// Whether the object is stored.
    pub fn is_valid(&self) -> bool {
        self.errors.is_empty()
    }

    fn undecodable(detail: String) -> Self {
        let error = FieldError {
            kind: ErrorKind::Decode,
            field: String::new(),
            path: Path::default(),
            value: None,
            detail,
        };
        Self {
            errors: vec![error],
            unknown_fields: Vec::new(),
            object: None,
        }
    }
}

/// Decides on a write as an API server with this schema does.
///
/// Names are not generated, and a missing namespace is that of the request.
pub fn admit(schema: &Schema, write: Write<'_>) -> Verdict {
    let mut unknown_fields = Vec::new();
    let decoded = decode(schema, write.object, &mut unknown_fields);
    let new = match decoded {
        Ok(object) => object,
        Err(detail) => return Verdict::undecodable(detail),
    };
    // What is stored was decoded once before.
    let old = write
        .old
        .and_then(|old| decode(schema, old, &mut Vec::new()).ok());
    let mut object = prepare(schema, write.operation, new, old.as_ref());
    let mut errors = Vec::new();
    match (write.operation, &old) {
        (Operation::Create, _) | (_, None) => created(schema, &object, &mut errors),
        (Operation::Update, Some(old)) => updated(schema, &object, old, &mut errors),
        (Operation::Status, Some(old)) => reported(schema, &object, old, &mut errors),
    }
    whole_floats(&mut object);
    Verdict {
        errors,
        unknown_fields,
        object: Some(object),
    }
}

/// Reads an object: unknown fields and nulls go, defaults come.
fn decode(schema: &Schema, object: &Value, unknown: &mut Vec<Path>) -> Result<Value, String> {
    let mut object = object.clone();
    let Value::Object(fields) = &mut object else {
        return Err("the object provided is unrecognized: it is no object".to_owned());
    };
    for field in ["kind", "apiVersion"] {
        match fields.get(field) {
            Some(Value::String(text)) if !text.is_empty() => {}
            Some(Value::String(_) | Value::Null) | None => {
                return Err(format!("Object '{}' is missing", capitalised(field)));
            }
            Some(other) => {
                return Err(format!("{field} must be a string, not {other}"));
            }
        }
    }
    let metadata = fields.get("metadata");
    let path = Path::default().field("metadata");
    let metadata = metadata
        .map(|value| metadata::coerce(value, &path, unknown))
        .transpose()?;
    let is_of_group = |text: &str| {
        let group = |text: &str| text.split_once('/').map(|(group, _)| group.to_owned());
        group(text) == group(&schema.api_version)
    };
    let is_known = fields.get("kind").and_then(Value::as_str) == Some(&schema.kind)
        && fields
            .get("apiVersion")
            .and_then(Value::as_str)
            .is_some_and(is_of_group);
    if let Some(metadata) = metadata {
        fields.insert("metadata".to_owned(), metadata);
    }
    if is_known {
        unknown.extend(prune::unknown_fields(&mut object, &schema.root));
        prune::nulls(&mut object, &schema.root);
        whole_object::coerce(&schema.root, &mut object, &mut Path::default(), unknown)?;
        default::apply(&mut object, &schema.root);
    }
    Ok(object)
}

fn capitalised(field: &str) -> &str {
    if field == "kind" { "Kind" } else { field }
}

/// Numbers such as `2.0` are stored as `2`, though they are judged as floats.
fn whole_floats(value: &mut Value) {
    match value {
        Value::Number(number) if number.is_f64() => {
            let float = number.as_f64().unwrap_or_default();
            if float.fract() != 0.0 {
                return;
            }
            if float.abs() < i64::MAX as f64 {
                *value = Value::from(float as i64);
            } else if float > 0.0 && float < u64::MAX as f64 {
                *value = Value::from(float as u64);
            }
        }
        Value::Array(items) => items.iter_mut().for_each(whole_floats),
        Value::Object(fields) => fields.values_mut().for_each(whole_floats),
        _ => {}
    }
}

/// Takes from the old object what the operation may not change.
fn prepare(schema: &Schema, operation: Operation, new: Value, old: Option<&Value>) -> Value {
    let status = new.get("status").cloned();
    let (mut object, status) = match operation {
        Operation::Create | Operation::Update if !schema.has_status => return new,
        Operation::Create => (new, None),
        Operation::Update => (new, old.and_then(|old| old.get("status").cloned())),
        Operation::Status => (old.cloned().unwrap_or(new), status),
    };
    if let Some(fields) = object.as_object_mut() {
        match status {
            Some(status) => {
                fields.insert("status".to_owned(), status);
            }
            None => {
                fields.remove("status");
            }
        }
    }
    object
}

fn created(schema: &Schema, object: &Value, errors: &mut Vec<FieldError>) {
    if is_of_type(schema, object, errors) {
        check_metadata(object, errors).created(names::subdomain);
        Validator::of_object(errors).value(&schema.root, object, None);
        if schema.has_scale {
            scale::spec(object, errors);
            scale::status(object, errors);
        }
    }
    whole_object::check(&schema.root, object, &mut Path::default(), errors);
    lists::check(&schema.root, object, &mut Path::default(), errors);
    rules(schema, object, None, errors);
}

fn updated(schema: &Schema, object: &Value, old: &Value, errors: &mut Vec<FieldError>) {
    let past = Correlation::new(old, object, &schema.root);
    if is_of_type(schema, object, errors) {
        check_metadata(object, errors).updated(old.get("metadata").unwrap_or(&Value::Null));
        Validator::of_object(errors).value(&schema.root, object, Some(past));
        if schema.has_scale {
            scale::spec(object, errors);
            scale::status(object, errors);
        }
    }
    whole_object::check(&schema.root, object, &mut Path::default(), errors);
    changed_lists(schema, object, old, errors);
    rules(schema, object, Some(past), errors);
}

fn reported(schema: &Schema, object: &Value, old: &Value, errors: &mut Vec<FieldError>) {
    let past = Correlation::new(old, object, &schema.root);
    if is_of_type(schema, object, errors) {
        check_metadata(object, errors).updated(old.get("metadata").unwrap_or(&Value::Null));
        if let (Some(node), Some(status)) = (schema.root.property("status"), object.get("status")) {
            Validator::of_status(errors).value(node, status, past.key("status"));
        }
        if schema.has_scale {
            scale::status(object, errors);
        }
    }
    changed_lists(schema, object, old, errors);
    rules(schema, object, Some(past), errors);
}

fn check_metadata<'a>(object: &'a Value, errors: &'a mut Vec<FieldError>) -> Check<'a> {
    let metadata = object.get("metadata").unwrap_or(&Value::Null);
    Check {
        metadata,
        path: Path::default().field("metadata"),
        errors,
    }
}

fn is_of_type(schema: &Schema, object: &Value, errors: &mut Vec<FieldError>) -> bool {
    let before = errors.len();
    for (field, wanted) in [("kind", &schema.kind), ("apiVersion", &schema.api_version)] {
        let found = object
            .get(field)
            .and_then(Value::as_str)
            .unwrap_or_default();
        if found != wanted {
            errors.push(FieldError {
                kind: ErrorKind::Invalid,
                field: field.to_owned(),
                path: Path::default().field(field),
                value: Some(Value::from(found)),
                detail: format!("must be {wanted}"),
            });
        }
    }
    errors.len() == before
}

/// Duplicates count only where there were none before.
fn changed_lists(schema: &Schema, object: &Value, old: &Value, errors: &mut Vec<FieldError>) {
    let mut before = Vec::new();
    lists::check(&schema.root, old, &mut Path::default(), &mut before);
    if before.is_empty() {
        lists::check(&schema.root, object, &mut Path::default(), errors);
    }
}

fn rules(
    schema: &Schema,
    object: &Value,
    past: Option<Correlation<'_>>,
    errors: &mut Vec<FieldError>,
) {
    if !schema.root.has_rules {
        return;
    }
    if errors.iter().any(|error| error.kind.blocks_rules()) {
        errors.push(FieldError {
            kind: ErrorKind::Invalid,
            field: "<nil>".to_owned(),
            path: Path::default(),
            value: Some(Value::Null),
            detail: "some validation rules were not checked because the object was invalid; correct the existing errors to complete validation".to_owned(),
        });
        return;
    }
    cel::check(
        &schema.root,
        object,
        &mut Path::default(),
        Past::of(past),
        errors,
    );
}

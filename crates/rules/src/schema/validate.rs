//! Validation of a value against a schema.

use serde_json::Value;

use super::correlation::Correlation;
use super::error::{ErrorKind, FieldError, quoted};
use super::node::{Limits, Node, Type};
use super::path::{Path, Step};

/// Validates values and collects what is wrong.
pub(super) struct Validator<'e> {
    path: Path,
    /// Number of leading steps that messages leave out.
    hidden: usize,
    errors: &'e mut Vec<FieldError>,
}

impl<'e> Validator<'e> {
    /// A validator of a whole object.
    pub(super) fn of_object(errors: &'e mut Vec<FieldError>) -> Self {
        Self {
            path: Path::default(),
            hidden: 0,
            errors,
        }
    }

    /// A validator of an object's status alone.
    pub(super) fn of_status(errors: &'e mut Vec<FieldError>) -> Self {
        Self {
            path: Path::default().field("status"),
            hidden: 1,
            errors,
        }
    }

    /// Validates a value; on update, errors of a value that has not changed are dropped.
    pub(super) fn value(&mut self, node: &Node, value: &Value, past: Option<Correlation<'_>>) {
        let before = self.errors.len();
        self.check(node, value, past);
        if self.errors.len() > before && past.is_some_and(Correlation::is_equal) {
            self.errors.truncate(before);
        }
    }

    fn check(&mut self, node: &Node, value: &Value, past: Option<Correlation<'_>>) {
        self.type_and_format(node, value);
        if let Some(limits) = &node.limits {
            self.limits(limits, value);
        }
        match value {
            Value::Array(items) => {
                let Some(child) = &node.items else { return };
                for (index, item) in items.iter().enumerate() {
                    let past = past.and_then(|past| past.index(index));
                    self.below(Step::Index(index), child, item, past);
                }
            }
            Value::Object(fields) => self.object(node, fields, past),
            _ => {}
        }
    }

    fn limits(&mut self, limits: &Limits, value: &Value) {
        self.allowed(limits, value);
        match value {
            Value::Null | Value::Bool(_) => {}
            Value::String(text) => self.text(limits, text),
            Value::Number(_) => self.number(limits, value),
            Value::Array(items) => {
                if let Some(most) = limits.max_items.filter(|most| items.len() > *most) {
                    self.too_many(items.len(), most);
                }
            }
            Value::Object(fields) => {
                if let Some(most) = limits.max_properties.filter(|most| fields.len() > *most) {
                    self.too_many(fields.len(), most);
                }
            }
        }
    }

    fn below(&mut self, step: Step, node: &Node, value: &Value, past: Option<Correlation<'_>>) {
        self.path.push(step);
        self.value(node, value, past);
        self.path.pop();
    }

    fn object(
        &mut self,
        node: &Node,
        fields: &serde_json::Map<String, Value>,
        past: Option<Correlation<'_>>,
    ) {
        for (key, value) in fields {
            let Some((step, child)) = node.step(key) else {
                continue;
            };
            // Kind and version of an object are the same by definition and have no past.
            let is_type =
                self.path.steps().is_empty() && matches!(key.as_str(), "kind" | "apiVersion");
            let past = past.filter(|_| !is_type).and_then(|past| past.key(key));
            self.below(step, child, value, past);
        }
        for name in &node.required {
            if !fields.contains_key(name) {
                let path = self.path.field(name);
                self.errors.push(FieldError {
                    kind: ErrorKind::Required,
                    field: path.dotted(),
                    path,
                    value: None,
                    detail: String::new(),
                });
            }
        }
    }

    fn type_and_format(&mut self, node: &Node, value: &Value) {
        if node.types().is_empty() {
            return;
        }
        let wanted: Vec<&str> = node.types().iter().map(|kind| kind.name()).collect();
        let Some(found) = Found::of(value) else {
            self.wrong_type(&wanted.join(","), "null");
            return;
        };
        if node.is_int_or_string && !found.is(Type::Integer) && !found.is(Type::Text) {
            let name = self.name();
            self.errors.push(FieldError {
                kind: ErrorKind::Invalid,
                field: if self.hidden > 0 {
                    "status".to_owned()
                } else {
                    "<nil>".to_owned()
                },
                path: self.path.clone(),
                value: Some(Value::from("")),
                detail: format!(
                    "{} must validate at least one schema (anyOf)",
                    quoted(&name)
                ),
            });
            self.wrong_type(Type::Integer.name(), found.kind.name());
        }
        let fits = node.types().iter().any(|kind| found.is(*kind));
        if let Some(format) = node.format {
            match value {
                Value::String(text) => {
                    if !format.accepts(text) {
                        self.wrong_type(format.name(), text);
                    }
                }
                // COMPAT(kubernetes): a list passes for a text with a format.
                Value::Array(_) => {}
                _ if fits => {}
                _ => self.wrong_type(format.name(), found.format()),
            }
        } else if !fits {
            self.wrong_type(&wanted.join(","), found.kind.name());
        }
    }

    fn allowed(&mut self, limits: &Limits, value: &Value) {
        if limits.allowed.is_empty() || limits.allowed.iter().any(|allowed| value == allowed) {
            return;
        }
        let allowed: Vec<String> = limits.allowed.iter().map(|value| quoted(value)).collect();
        self.push(
            ErrorKind::NotSupported,
            value.clone(),
            format!("supported values: {}", allowed.join(", ")),
        );
    }

    fn text(&mut self, limits: &Limits, text: &str) {
        let name = self.name();
        let shown = Value::from(text);
        if let Some(most) = limits
            .max_length
            .filter(|most| text.chars().count() > *most)
        {
            let bytes = if most == 1 { "byte" } else { "bytes" };
            self.errors.push(FieldError {
                kind: ErrorKind::TooLong,
                field: self.path.dotted(),
                path: self.path.clone(),
                value: None,
                detail: format!("may not be more than {most} {bytes}"),
            });
        } else if let Some(least) = limits
            .min_length
            .filter(|least| text.chars().count() < *least)
        {
            let detail = format!("{name} in body should be at least {least} chars long");
            self.push(ErrorKind::Invalid, shown, detail);
        } else if let Some(pattern) = limits
            .pattern
            .as_ref()
            .filter(|pattern| !pattern.matches(text))
        {
            let detail = format!("{name} in body should match '{}'", pattern.as_str());
            self.push(ErrorKind::Invalid, shown, detail);
        }
    }

    fn number(&mut self, limits: &Limits, value: &Value) {
        let Some(least) = limits.minimum else { return };
        let is_below = match value.as_i64() {
            Some(number) => number < least,
            None => value.as_f64().is_some_and(|number| number < least as f64),
        };
        if is_below {
            let name = self.name();
            let detail = format!("{name} in body should be greater than or equal to {least}");
            self.push(ErrorKind::Invalid, value.clone(), detail);
        }
    }

    fn too_many(&mut self, count: usize, most: usize) {
        let items = if most == 1 { "item" } else { "items" };
        let detail = format!("must have at most {most} {items}");
        self.push(ErrorKind::TooMany, Value::from(count), detail);
    }

    fn wrong_type(&mut self, wanted: &str, found: &str) {
        let name = self.name();
        let detail = format!("{name} in body must be of type {wanted}: {}", quoted(found));
        self.push(ErrorKind::TypeInvalid, Value::from(found), detail);
    }

    /// The field's name in messages.
    fn name(&self) -> String {
        self.path.dotted_from(self.hidden)
    }

    fn push(&mut self, kind: ErrorKind, value: Value, detail: String) {
        self.errors.push(FieldError {
            kind,
            field: self.path.dotted(),
            path: self.path.clone(),
            value: Some(value),
            detail,
        });
    }
}

/// The type that a value was found to have.
struct Found {
    kind: Type,
    is_whole: bool,
}

impl Found {
    /// Nothing for null.
    fn of(value: &Value) -> Option<Self> {
        let kind = match value {
            Value::Null => return None,
            Value::Bool(_) => Type::Boolean,
            Value::String(_) => Type::Text,
            Value::Array(_) => Type::Array,
            Value::Object(_) => Type::Object,
            Value::Number(number) if number.is_i64() => Type::Integer,
            Value::Number(number) => {
                let is_whole = number.as_f64().is_some_and(is_almost_whole);
                return Some(Self {
                    kind: Type::Number,
                    is_whole,
                });
            }
        };
        Some(Self {
            kind,
            is_whole: true,
        })
    }

    fn is(&self, wanted: Type) -> bool {
        self.kind == wanted
            || (self.kind == Type::Number && self.is_whole && wanted == Type::Integer)
            || (self.kind == Type::Integer && wanted == Type::Number)
    }

    /// The format that goes with the type where the schema asks for another one.
    fn format(&self) -> &'static str {
        match self.kind {
            Type::Integer => "int64",
            Type::Number => "float64",
            Type::Object | Type::Array | Type::Text | Type::Boolean => "",
        }
    }
}

/// Whether a float passes for an integer.
///
/// COMPAT(kubernetes): it may lie a billionth above one, as long as 53 bits hold it.
fn is_almost_whole(float: f64) -> bool {
    const LARGEST: f64 = 9_007_199_254_740_991.0;
    if !float.is_finite() || float.abs() > LARGEST {
        return false;
    }
    let below = float.trunc();
    if float == below {
        return true;
    }
    below > 0.0 && (float - below) / (float + below) < 1e-9
}

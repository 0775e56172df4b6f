//! From a resource definition to a compiled schema.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use serde_json::{Map, Value};
use stator_api::crd::Definition;

use super::cel;
use super::node::{Format, Limits, ListType, Node, Pattern, Rule, Schema, Type};

/// A schema that cannot be judged by.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SchemaError {
    /// A keyword that is not understood here.
    Keyword {
        /// Place in the schema.
        path: String,
        /// The keyword.
        keyword: String,
    },
    /// A keyword with a value that is not understood here.
    Value {
        /// Place in the schema.
        path: String,
        /// The keyword.
        keyword: String,
    },
    /// A CEL expression that nobody has put into code.
    Rule {
        /// Place in the schema.
        path: String,
        /// The expression.
        expression: String,
    },
}

impl fmt::Display for SchemaError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Keyword { path, keyword } => write!(f, "unknown keyword `{keyword}` at {path}"),
            Self::Value { path, keyword } => write!(f, "bad value of `{keyword}` at {path}"),
            Self::Rule { path, expression } => write!(f, "unknown rule at {path}: {expression}"),
        }
    }
}

impl std::error::Error for SchemaError {}

/// Compiles the schema of a resource definition.
///
/// # Errors
/// The first keyword or CEL expression that is not understood.
pub fn compile(definition: &Definition) -> Result<Schema, SchemaError> {
    let text = |pointer: &str| {
        let value = definition.object.pointer(pointer).and_then(Value::as_str);
        value.unwrap_or_default().to_owned()
    };
    let root = Place {
        above: None,
        step: definition.kind(),
    };
    Ok(Schema {
        kind: definition.kind().to_owned(),
        api_version: format!("{}/{}", text("/spec/group"), text("/spec/versions/0/name")),
        root: Compiler::default().node(definition.schema(), root)?,
        has_status: definition.has_status_subresource(),
        has_scale: definition.has_scale_subresource(),
    })
}

/// Compiles nodes; a pattern is kept once, however often it occurs.
#[derive(Default)]
struct Compiler {
    patterns: HashMap<String, Arc<Pattern>>,
}

/// Where in the schema a node is; written down only when something is wrong there.
#[derive(Clone, Copy)]
struct Place<'a> {
    above: Option<&'a Place<'a>>,
    step: &'a str,
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(above) = self.above {
            above.fmt(f)?;
            if !self.step.starts_with(['[', '{']) {
                f.write_str(".")?;
            }
        }
        f.write_str(self.step)
    }
}

impl Compiler {
    fn pattern(&mut self, text: &str) -> Arc<Pattern> {
        let pattern = self.patterns.entry(text.to_owned());
        Arc::clone(pattern.or_insert_with(|| Arc::new(Pattern::new(text))))
    }

    fn node(&mut self, schema: &Value, place: Place<'_>) -> Result<Node, SchemaError> {
        let bad = |keyword: &str| SchemaError::Value {
            path: place.to_string(),
            keyword: keyword.to_owned(),
        };
        let below = |step| Place {
            above: Some(&place),
            step,
        };
        let fields = schema.as_object().ok_or_else(|| bad("schema"))?;
        let mut node = Node::default();
        let mut keys = Vec::new();
        let mut limits = Limits::default();
        let mut has_limits = false;
        for (keyword, value) in fields {
            let bad = || bad(keyword);
            match keyword.as_str() {
                "type" => node.kind = Some(type_of(value).ok_or_else(bad)?),
                "format" => node.format = format_of(value),
                "properties" => {
                    let properties = value.as_object().ok_or_else(bad)?.iter();
                    let properties = properties.map(|(name, property)| {
                        Ok((name.clone(), self.node(property, below(name))?))
                    });
                    node.properties = properties.collect::<Result<Vec<_>, SchemaError>>()?;
                    node.properties.sort_by(|(a, _), (b, _)| a.cmp(b));
                }
                "additionalProperties" => {
                    node.values = Some(Box::new(self.node(value, below("{}"))?));
                }
                "items" => node.items = Some(Box::new(self.node(value, below("[]"))?)),
                "required" => node.required = texts(value).ok_or_else(bad)?,
                "default" => node.default = Some(value.clone()),
                // The alternatives are always the two types of the extension below.
                "description" | "x-kubernetes-map-type" | "anyOf" => {}
                "x-kubernetes-int-or-string" => node.is_int_or_string = true,
                "x-kubernetes-preserve-unknown-fields" => node.is_open = true,
                "x-kubernetes-embedded-resource" => node.is_whole_object = true,
                "x-kubernetes-list-type" => {
                    node.list = match value.as_str() {
                        Some("atomic") => ListType::Atomic,
                        Some("set") => ListType::Set,
                        Some("map") => ListType::Map(Vec::new()),
                        _ => return Err(bad()),
                    };
                }
                "x-kubernetes-list-map-keys" => keys = texts(value).ok_or_else(bad)?,
                _ => {
                    self.limit(&mut limits, keyword, value, place)?;
                    has_limits = true;
                }
            }
        }
        if let ListType::Map(list) = &mut node.list {
            *list = keys;
        }
        node.limits = has_limits.then(|| Box::new(limits));
        node.has_rules = !node.rules().is_empty()
            || node.properties.iter().any(|(_, child)| child.has_rules)
            || node.values.as_ref().is_some_and(|child| child.has_rules)
            || node.items.as_ref().is_some_and(|child| child.has_rules);
        Ok(node)
    }

    fn limit(
        &mut self,
        limits: &mut Limits,
        keyword: &str,
        value: &Value,
        place: Place<'_>,
    ) -> Result<(), SchemaError> {
        let at = || (place.to_string(), keyword.to_owned());
        let bad = || {
            let (path, keyword) = at();
            SchemaError::Value { path, keyword }
        };
        match keyword {
            "enum" => limits.allowed = texts(value).ok_or_else(bad)?,
            "minimum" => limits.minimum = Some(value.as_i64().ok_or_else(bad)?),
            "minLength" => limits.min_length = Some(size(value).ok_or_else(bad)?),
            "maxLength" => limits.max_length = Some(size(value).ok_or_else(bad)?),
            "maxItems" => limits.max_items = Some(size(value).ok_or_else(bad)?),
            "maxProperties" => limits.max_properties = Some(size(value).ok_or_else(bad)?),
            "pattern" => {
                limits.pattern = Some(self.pattern(value.as_str().ok_or_else(bad)?));
            }
            "x-kubernetes-validations" => limits.rules = rules(value, place)?,
            _ => {
                let (path, keyword) = at();
                return Err(SchemaError::Keyword { path, keyword });
            }
        }
        Ok(())
    }
}

fn type_of(value: &Value) -> Option<Type> {
    [
        Type::Object,
        Type::Array,
        Type::Text,
        Type::Integer,
        Type::Number,
        Type::Boolean,
    ]
    .into_iter()
    .find(|known| value == known.name())
}

/// Formats of integers are not checked, as in the API server.
fn format_of(value: &Value) -> Option<Format> {
    match value.as_str() {
        Some("byte") => Some(Format::Byte),
        Some("date-time") => Some(Format::DateTime),
        _ => None,
    }
}

fn texts(value: &Value) -> Option<Vec<String>> {
    value
        .as_array()?
        .iter()
        .map(|item| Some(item.as_str()?.to_owned()))
        .collect()
}

fn size(value: &Value) -> Option<usize> {
    usize::try_from(value.as_u64()?).ok()
}

fn rules(value: &Value, place: Place<'_>) -> Result<Vec<Rule>, SchemaError> {
    let text = |rule: &Map<String, Value>, key: &str| {
        rule.get(key)
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned()
    };
    let rules = value
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_object);
    rules
        .map(|rule| {
            let expression = text(rule, "rule");
            let holds = cel::predicate(&expression).ok_or_else(|| SchemaError::Rule {
                path: place.to_string(),
                expression,
            })?;
            Ok(Rule {
                holds,
                message: text(rule, "message"),
            })
        })
        .collect()
}

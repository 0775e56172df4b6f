//! From a resource definition to a compiled schema.

use regex::Regex;
use serde_json::{Map, Value};
use stator_api::crd::Definition;

use super::cel;
use super::node::{Format, ListType, Node, Rule, Schema, Type};

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

impl std::fmt::Display for SchemaError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
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
    Ok(Schema {
        kind: definition.kind().to_owned(),
        api_version: format!("{}/{}", text("/spec/group"), text("/spec/versions/0/name")),
        root: node(definition.schema(), definition.kind())?,
        has_status: definition.has_status_subresource(),
        has_scale: definition.has_scale_subresource(),
    })
}

fn node(schema: &Value, path: &str) -> Result<Node, SchemaError> {
    let bad = |keyword: &str| SchemaError::Value {
        path: path.to_owned(),
        keyword: keyword.to_owned(),
    };
    let fields = schema.as_object().ok_or_else(|| bad("schema"))?;
    let mut node = Node::default();
    let mut keys = Vec::new();
    for (keyword, value) in fields {
        let bad = || bad(keyword);
        match keyword.as_str() {
            "description" | "x-kubernetes-map-type" => {}
            "type" => node.types = vec![type_of(value).ok_or_else(bad)?],
            "format" => node.format = format_of(value),
            "properties" => {
                for (name, property) in value.as_object().ok_or_else(bad)? {
                    let child = self::node(property, &format!("{path}.{name}"))?;
                    node.properties.insert(name.clone(), child);
                }
            }
            "additionalProperties" => {
                node.values = Some(Box::new(self::node(value, &format!("{path}{{}}"))?));
            }
            "items" => node.items = Some(Box::new(self::node(value, &format!("{path}[]"))?)),
            "required" => node.required = texts(value).ok_or_else(bad)?,
            "default" => node.default = Some(value.clone()),
            "enum" => node.allowed = texts(value).ok_or_else(bad)?,
            "minimum" => node.minimum = Some(value.as_i64().ok_or_else(bad)?),
            "minLength" => node.min_length = Some(size(value).ok_or_else(bad)?),
            "maxLength" => node.max_length = Some(size(value).ok_or_else(bad)?),
            "maxItems" => node.max_items = Some(size(value).ok_or_else(bad)?),
            "maxProperties" => node.max_properties = Some(size(value).ok_or_else(bad)?),
            "pattern" => {
                let pattern = value.as_str().ok_or_else(bad)?;
                node.pattern = Some(Regex::new(pattern).map_err(|_| bad())?);
            }
            // Always the two types of the extension below.
            "anyOf" => {}
            "x-kubernetes-int-or-string" => {
                node.is_int_or_string = true;
                node.types = vec![Type::Integer, Type::Text];
            }
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
            "x-kubernetes-validations" => node.rules = rules(value, path)?,
            _ => {
                return Err(SchemaError::Keyword {
                    path: path.to_owned(),
                    keyword: keyword.clone(),
                });
            }
        }
    }
    if let ListType::Map(list) = &mut node.list {
        *list = keys;
    }
    node.has_rules = !node.rules.is_empty()
        || node.properties.values().any(|child| child.has_rules)
        || node.values.as_ref().is_some_and(|child| child.has_rules)
        || node.items.as_ref().is_some_and(|child| child.has_rules);
    Ok(node)
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

fn rules(value: &Value, path: &str) -> Result<Vec<Rule>, SchemaError> {
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
                path: path.to_owned(),
                expression,
            })?;
            Ok(Rule {
                holds,
                message: text(rule, "message"),
            })
        })
        .collect()
}

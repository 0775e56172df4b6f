//! A compiled schema.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::Regex;
use serde_json::Value;
use stator_api::crd;

use super::compile::compile;

/// The types that a value may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Type {
    Object,
    Array,
    Text,
    Integer,
    Number,
    Boolean,
}

impl Type {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Object => "object",
            Self::Array => "array",
            Self::Text => "string",
            Self::Integer => "integer",
            Self::Number => "number",
            Self::Boolean => "boolean",
        }
    }
}

/// The formats that are checked; others say nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    Byte,
    DateTime,
}

/// How the items of a list belong together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum ListType {
    #[default]
    Atomic,
    Set,
    Map(Vec<String>),
}

/// A rule in CEL, by a function that decides the same.
#[derive(Clone)]
pub(super) struct Rule {
    pub(super) holds: fn(&Value) -> bool,
    pub(super) message: String,
}

/// One node of a schema.
#[derive(Clone, Default)]
pub(super) struct Node {
    pub(super) types: Vec<Type>,
    pub(super) is_int_or_string: bool,
    pub(super) format: Option<Format>,
    pub(super) properties: BTreeMap<String, Node>,
    pub(super) values: Option<Box<Node>>,
    pub(super) items: Option<Box<Node>>,
    pub(super) required: Vec<String>,
    pub(super) default: Option<Value>,
    pub(super) allowed: Vec<String>,
    pub(super) minimum: Option<i64>,
    pub(super) min_length: Option<usize>,
    pub(super) max_length: Option<usize>,
    pub(super) max_items: Option<usize>,
    pub(super) max_properties: Option<usize>,
    pub(super) pattern: Option<Regex>,
    pub(super) is_open: bool,
    pub(super) is_whole_object: bool,
    pub(super) list: ListType,
    pub(super) rules: Vec<Rule>,
    /// Whether this node or one below it has rules.
    pub(super) has_rules: bool,
}

impl Node {
    /// The node of a key: a property, or the values of a map.
    pub(super) fn child(&self, key: &str) -> Option<&Self> {
        self.properties.get(key).or(self.values.as_deref())
    }
}

/// The schema of one kind, ready to judge objects.
#[derive(Clone)]
pub struct Schema {
    pub(super) kind: String,
    pub(super) api_version: String,
    pub(super) root: Node,
    pub(super) has_status: bool,
    pub(super) has_scale: bool,
}

impl Schema {
    /// The schema of a Dynamo kind, by the kind's name; compiled once.
    pub fn of_kind(kind: &str) -> Option<&'static Self> {
        macro_rules! schemas {
            ($($kind:literal)*) => {
                match kind {
                    $($kind => {
                        static SCHEMA: LazyLock<Option<Schema>> =
                            LazyLock::new(|| compile(&crd::of_kind($kind)?).ok());
                        SCHEMA.as_ref()
                    })*
                    _ => None,
                }
            };
        }
        schemas! {
            "DynamoComponentDeployment"
            "DynamoGraphDeployment"
            "DynamoGraphDeploymentRequest"
            "DynamoGraphDeploymentScalingAdapter"
            "DynamoModel"
            "DynamoWorkerMetadata"
        }
    }

    /// The kind that is judged.
    pub fn kind(&self) -> &str {
        &self.kind
    }

    /// The group and version that is judged.
    pub fn api_version(&self) -> &str {
        &self.api_version
    }
}

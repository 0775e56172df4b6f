//! A compiled schema.

use std::sync::{Arc, LazyLock, OnceLock};

use regex::Regex;
use serde_json::Value;
use stator_api::crd;

use super::cel::Outcome;
use super::compile::compile;
use super::path::Step;

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
    pub(super) holds: fn(&Value) -> Outcome,
    pub(super) message: String,
}

/// A pattern that is compiled when a text first meets it.
#[derive(Clone)]
pub(super) struct Pattern {
    text: String,
    compiled: OnceLock<Option<Regex>>,
}

impl Pattern {
    pub(super) fn new(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            compiled: OnceLock::new(),
        }
    }

    /// Whether the text matches; nothing does where the pattern itself is broken.
    pub(super) fn matches(&self, text: &str) -> bool {
        let compiled = self.compiled.get_or_init(|| Regex::new(&self.text).ok());
        compiled
            .as_ref()
            .is_some_and(|pattern| pattern.is_match(text))
    }

    pub(super) fn as_str(&self) -> &str {
        &self.text
    }
}

/// What few nodes ask of their values beside the type.
#[derive(Clone, Default)]
pub(super) struct Limits {
    pub(super) allowed: Vec<String>,
    pub(super) minimum: Option<i64>,
    pub(super) min_length: Option<usize>,
    pub(super) max_length: Option<usize>,
    pub(super) max_items: Option<usize>,
    pub(super) max_properties: Option<usize>,
    pub(super) pattern: Option<Arc<Pattern>>,
    pub(super) rules: Vec<Rule>,
}

/// One node of a schema; there are thousands, so what is rare is kept elsewhere.
#[derive(Clone, Default)]
pub(super) struct Node {
    pub(super) kind: Option<Type>,
    pub(super) format: Option<Format>,
    pub(super) is_int_or_string: bool,
    pub(super) is_open: bool,
    pub(super) is_whole_object: bool,
    /// Whether this node or one below it has rules.
    pub(super) has_rules: bool,
    /// Ordered by name.
    pub(super) properties: Vec<(String, Node)>,
    pub(super) values: Option<Box<Node>>,
    pub(super) items: Option<Box<Node>>,
    pub(super) required: Vec<String>,
    pub(super) default: Option<Value>,
    pub(super) list: ListType,
    pub(super) limits: Option<Box<Limits>>,
}

impl Node {
    /// The types that a value may have; none where any will do.
    pub(super) fn types(&self) -> &[Type] {
        if self.is_int_or_string {
            &[Type::Integer, Type::Text]
        } else {
            self.kind.as_slice()
        }
    }

    /// The node of a property.
    pub(super) fn property(&self, name: &str) -> Option<&Self> {
        let found = self
            .properties
            .binary_search_by(|(known, _)| known.as_str().cmp(name));
        found.ok().map(|index| &self.properties[index].1)
    }

    /// The node of a key: a property, or the values of a map.
    pub(super) fn child(&self, key: &str) -> Option<&Self> {
        self.property(key).or(self.values.as_deref())
    }

    /// The node of a key and the step that leads to it.
    pub(super) fn step(&self, key: &str) -> Option<(Step, &Self)> {
        match self.property(key) {
            Some(child) => Some((Step::Field(key.to_owned()), child)),
            None => Some((Step::Key(key.to_owned()), self.values.as_deref()?)),
        }
    }

    /// The rules of this node.
    pub(super) fn rules(&self) -> &[Rule] {
        self.limits.as_ref().map_or(&[], |limits| &limits.rules)
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

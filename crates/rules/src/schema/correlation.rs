//! Old and new value of the same field, for rules that let unchanged errors be.

use serde_json::Value;

use super::error::{number_text, quoted};
use super::node::{ListType, Node};

/// A new value, the old one in its place, and their schema.
#[derive(Clone, Copy)]
pub(super) struct Correlation<'a> {
    old: &'a Value,
    new: &'a Value,
    node: &'a Node,
}

impl<'a> Correlation<'a> {
    pub(super) fn new(old: &'a Value, new: &'a Value, node: &'a Node) -> Self {
        Self { old, new, node }
    }

    /// The field of both; nothing where either lacks it or the schema does not know it.
    pub(super) fn key(self, key: &str) -> Option<Self> {
        let (old, new) = (
            self.old.as_object()?.get(key)?,
            self.new.as_object()?.get(key)?,
        );
        Some(Self {
            old,
            new,
            node: self.node.child(key)?,
        })
    }

    /// The item of the new list and the old item with the same key; only lists with keys have such.
    pub(super) fn index(self, index: usize) -> Option<Self> {
        let ListType::Map(keys) = &self.node.list else {
            return None;
        };
        let new = self.new.as_array()?.get(index)?;
        let wanted = key_of(new, keys)?;
        let old = self.old.as_array()?;
        let old = old
            .iter()
            .find(|item| key_of(item, keys).as_ref() == Some(&wanted))?;
        Some(Self {
            old,
            new,
            node: self.node.items.as_deref()?,
        })
    }

    /// Whether both values are the same.
    ///
    /// COMPAT(kubernetes): an object with a field that the schema does not know never is; the order of a list with
    /// keys does not count.
    pub(super) fn is_equal(self) -> bool {
        match (self.old, self.new) {
            (Value::Array(old), Value::Array(new)) => {
                if old.len() != new.len() {
                    return false;
                }
                match &self.node.list {
                    ListType::Map(_) => {
                        (0..new.len()).all(|index| self.index(index).is_some_and(Self::is_equal))
                    }
                    ListType::Atomic | ListType::Set => old == new,
                }
            }
            (Value::Object(old), Value::Object(new)) => {
                old.len() == new.len()
                    && new
                        .keys()
                        .all(|key| self.key(key).is_some_and(Self::is_equal))
            }
            (old, new) => old == new,
        }
    }
}

/// The key of a list item, if all its parts are there and are scalars.
fn key_of(item: &Value, keys: &[String]) -> Option<Vec<String>> {
    let item = item.as_object()?;
    keys.iter()
        .map(|key| match item.get(key)? {
            Value::String(text) => Some(quoted(text)),
            Value::Number(number) => Some(number_text(number)),
            Value::Bool(truth) => Some(truth.to_string()),
            Value::Null | Value::Array(_) | Value::Object(_) => None,
        })
        .collect()
}

//! CEL rules: each expression has a function that decides the same, and there is no engine.

use serde_json::Value;
use stator_api::crd;

use super::correlation::Correlation;
use super::error::{ErrorKind, FieldError};
use super::node::Node;
use super::path::{Path, Step};

/// The function for an expression, to the letter.
pub(super) fn predicate(expression: &str) -> Option<fn(&Value) -> bool> {
    match expression {
        crd::PVC_RULE => Some(created_claim_says_how),
        _ => None,
    }
}

fn created_claim_says_how(claim: &Value) -> bool {
    let has = |field: &str| claim.get(field).is_some();
    claim
        .get("create")
        .is_none_or(|create| *create == Value::Bool(false))
        || (has("size") && has("storageClass") && has("volumeAccessMode"))
}

/// An object and, on update, what it was; for a node without a past of its own, the nearest ancestor with one.
#[derive(Clone, Copy)]
pub(super) struct Past<'a> {
    own: Option<Correlation<'a>>,
    ancestor: Option<Correlation<'a>>,
}

impl<'a> Past<'a> {
    pub(super) fn of(own: Option<Correlation<'a>>) -> Self {
        Self {
            own,
            ancestor: None,
        }
    }

    fn step(self, into: impl FnOnce(Correlation<'a>) -> Option<Correlation<'a>>) -> Self {
        match self.own {
            Some(own) => Self {
                own: into(own),
                ancestor: Some(own),
            },
            None => self,
        }
    }

    /// Whether the value is what it was before.
    fn is_unchanged(self) -> bool {
        self.own
            .or(self.ancestor)
            .is_some_and(Correlation::is_equal)
    }
}

/// Checks the rules of a value and all below it.
pub(super) fn check(
    node: &Node,
    value: &Value,
    path: &mut Path,
    past: Past<'_>,
    errors: &mut Vec<FieldError>,
) {
    if !node.has_rules {
        return;
    }
    for rule in &node.rules {
        if !(rule.holds)(value) && !past.is_unchanged() {
            let type_name = node.types.first().map_or("", |kind| kind.name());
            errors.push(FieldError {
                kind: ErrorKind::Invalid,
                field: path.bracketed(),
                path: path.clone(),
                value: Some(Value::from(type_name)),
                detail: rule.message.clone(),
            });
        }
    }
    match value {
        Value::Object(fields) => {
            for (key, value) in fields {
                let (step, child) = match (node.properties.get(key), node.values.as_deref()) {
                    (Some(child), _) => (Step::Field(key.clone()), child),
                    (None, Some(child)) => (Step::Key(key.clone()), child),
                    (None, None) => continue,
                };
                path.push(step);
                check(child, value, path, past.step(|own| own.key(key)), errors);
                path.pop();
            }
        }
        Value::Array(items) => {
            let Some(child) = node.items.as_deref() else {
                return;
            };
            for (index, value) in items.iter().enumerate() {
                path.push(Step::Index(index));
                check(
                    child,
                    value,
                    path,
                    past.step(|own| own.index(index)),
                    errors,
                );
                path.pop();
            }
        }
        _ => {}
    }
}

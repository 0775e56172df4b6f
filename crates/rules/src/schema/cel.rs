//! CEL rules: each expression has a function that decides the same, and there is no engine.

use serde_json::Value;
use stator_api::crd;

use super::correlation::Correlation;
use super::error::{ErrorKind, FieldError};
use super::node::{Node, Type};
use super::path::{Path, Step};
use super::scale::go_type;

/// Whether a value keeps a rule, or why nobody can say.
pub(super) type Outcome = Result<bool, String>;

/// The function for an expression, to the letter.
pub(super) fn predicate(expression: &str) -> Option<fn(&Value) -> Outcome> {
    match expression {
        crd::PVC_RULE => Some(created_claim_says_how),
        _ => None,
    }
}

/// The rule of claims.
///
/// COMPAT(kubernetes): a field of the wrong type, which only an old object can have, leaves the rule undecided
/// unless the other operands decide it.
fn created_claim_says_how(claim: &Value) -> Outcome {
    if !claim.is_object() {
        return Err("invalid data, expected a map for the provided schema with type=object".into());
    }
    let create = match claim.get("create") {
        None | Some(Value::Bool(false)) => return Ok(true),
        Some(Value::Bool(true)) => Ok(false),
        Some(other) => Err(mismatch("bool", other)),
    };
    let text = |field: &str| match claim.get(field) {
        None => Ok(false),
        Some(Value::String(_)) => Ok(true),
        Some(other) => Err(mismatch("string", other)),
    };
    let size = match claim.get("size") {
        None => Ok(false),
        Some(Value::String(_)) => Ok(true),
        Some(Value::Number(size)) if size.is_i64() => Ok(true),
        // The schema takes `1.0` for an integer, the rule does not.
        Some(_) => {
            Err("invalid data, expected XIntOrString value to be either a string or integer".into())
        }
    };
    let says_how = [size, text("storageClass"), text("volumeAccessMode")];
    let says_how = if says_how.contains(&Ok(false)) {
        Ok(false)
    } else {
        says_how
            .into_iter()
            .find(Result::is_err)
            .unwrap_or(Ok(true))
    };
    match (create, says_how) {
        (_, Ok(true)) => Ok(true),
        (Err(reason), _) | (Ok(_), Err(reason)) => Err(reason),
        (Ok(create), Ok(_)) => Ok(create),
    }
}

fn mismatch(wanted: &str, found: &Value) -> String {
    format!("invalid data, expected {wanted}, got {}", go_type(found))
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
    if !node.has_rules || value.is_null() {
        return;
    }
    for rule in node.rules() {
        let detail = match (rule.holds)(value) {
            Ok(true) => continue,
            Ok(false) if past.is_unchanged() => continue,
            Ok(false) => rule.message.clone(),
            Err(reason) => format!("{reason} evaluating rule: {}", rule.message),
        };
        let type_name = node.kind.map_or("", Type::name);
        errors.push(FieldError {
            kind: ErrorKind::Invalid,
            field: path.bracketed(),
            path: path.clone(),
            value: Some(Value::from(type_name)),
            detail,
        });
    }
    match value {
        Value::Object(fields) => {
            for (key, value) in fields {
                let Some((step, child)) = node.step(key) else {
                    continue;
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

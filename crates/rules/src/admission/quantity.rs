//! Quantities in objects: texts, or numbers that stand for one.

use serde_json::Value as Json;
use stator_api::quantity::{Quantity, WRONG_FORM};

/// Reads a text or number as Kubernetes does and asks something of it.
///
/// # Errors
/// The text of Kubernetes.
pub(crate) fn ask<R>(
    value: &Json,
    question: impl FnOnce(Quantity<'_>) -> R,
) -> Result<R, &'static str> {
    match value {
        Json::String(text) => Quantity::parse(text).map(question),
        Json::Number(number) => Quantity::parse(&number.to_string()).map(question),
        _ => Err(WRONG_FORM),
    }
}

pub(crate) fn is_negative(value: &Json) -> bool {
    ask(value, |quantity| quantity.is_negative()).unwrap_or(false)
}

pub(crate) fn is_zero(value: &Json) -> bool {
    ask(value, |quantity| quantity.is_zero()).unwrap_or(false)
}

//! Requests, limits and claims of the main container.

use crate::error::PlanError;
use crate::quantity;
use k8s_openapi::api::core::v1::Container;
use k8s_openapi::apimachinery::pkg::api::resource::Quantity;
use stator_api::defaults;
use stator_api::dynamo::{ResourceItem, ResourcesSpec};
use std::collections::BTreeMap;

type Quantities = BTreeMap<String, Quantity>;

/// Lays the service's short form over whatever the main container asks for.
pub(super) fn apply(
    main: &mut Container,
    resources: Option<&ResourcesSpec>,
) -> Result<(), PlanError> {
    if let Some(given) = &mut main.resources {
        for side in [&mut given.requests, &mut given.limits] {
            for amount in side.iter_mut().flat_map(BTreeMap::values_mut) {
                if let Ok(text) = quantity::canonical(&amount.0) {
                    amount.0 = text;
                }
            }
        }
    }
    let Some(resources) = resources else {
        return Ok(());
    };
    let mut limits = Quantities::new();
    if let Some(item) = &resources.limits {
        basics(item, "limits", &mut limits)?;
        let gpu = if item.gpu_type.is_empty() {
            defaults::GPU_RESOURCE
        } else {
            item.gpu_type.as_str()
        };
        put(&mut limits, "limits", "gpu", gpu, &item.gpu)?;
        custom(item, "limits", &mut limits)?;
    }
    let mut requests = Quantities::new();
    if let Some(item) = &resources.requests {
        // COMPAT(operator): GPUs are given by limits alone; a request for them is not passed on.
        basics(item, "requests", &mut requests)?;
        custom(item, "requests", &mut requests)?;
    }
    let target = main.resources.get_or_insert_default();
    if !limits.is_empty() {
        target.limits.get_or_insert_default().extend(limits);
    }
    if !requests.is_empty() {
        target.requests.get_or_insert_default().extend(requests);
    }
    if !resources.claims.is_empty() {
        target
            .claims
            .get_or_insert_default()
            .extend(resources.claims.iter().cloned());
    }
    Ok(())
}

fn basics(item: &ResourceItem, side: &str, out: &mut Quantities) -> Result<(), PlanError> {
    put(out, side, "cpu", "cpu", &item.cpu)?;
    put(out, side, "memory", "memory", &item.memory)
}

/// After the dedicated fields, so that a custom key of the same name wins.
fn custom(item: &ResourceItem, side: &str, out: &mut Quantities) -> Result<(), PlanError> {
    item.custom
        .iter()
        .try_for_each(|(key, amount)| put(out, side, key, key, amount))
}

fn put(
    out: &mut Quantities,
    side: &str,
    name: &str,
    key: &str,
    amount: &str,
) -> Result<(), PlanError> {
    if amount.is_empty() {
        return Ok(());
    }
    let text = quantity::canonical(amount)
        .map_err(|text| PlanError::new(format!("parse {side} {name} quantity: {text}")))?;
    out.insert(key.to_owned(), Quantity(text));
    Ok(())
}

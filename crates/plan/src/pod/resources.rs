//! Requests, limits and claims of the main container.

use crate::error::PlanError;
use k8s_openapi::api::core::v1::Container;
use k8s_openapi::apimachinery::pkg::api::resource::Quantity;
use stator_api::defaults;
use stator_api::dynamo::{ResourceItem, ResourcesSpec};
use stator_api::quantity;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// Lays the service's short form over whatever the main container asks for.
pub(super) fn apply(
    main: &mut Container,
    resources: Option<&ResourcesSpec>,
) -> Result<(), PlanError> {
    if let Some(given) = &mut main.resources {
        for side in [&mut given.requests, &mut given.limits] {
            for amount in side.iter_mut().flat_map(BTreeMap::values_mut) {
                if let Ok(Cow::Owned(text)) = quantity::canonical(&amount.0) {
                    amount.0 = text;
                }
            }
        }
    }
    let Some(resources) = resources else {
        return Ok(());
    };
    let target = main.resources.get_or_insert_default();
    if let Some(item) = &resources.limits {
        let mut side = Side {
            name: "limits",
            amounts: &mut target.limits,
        };
        side.basics(item)?;
        let gpu = if item.gpu_type.is_empty() {
            defaults::GPU_RESOURCE
        } else {
            item.gpu_type.as_str()
        };
        side.put("gpu", gpu, &item.gpu)?;
        side.custom(item)?;
    }
    if let Some(item) = &resources.requests {
        // COMPAT(operator): GPUs are given by limits alone; a request for them is not passed on.
        let mut side = Side {
            name: "requests",
            amounts: &mut target.requests,
        };
        side.basics(item)?;
        side.custom(item)?;
    }
    if !resources.claims.is_empty() {
        target
            .claims
            .get_or_insert_default()
            .extend(resources.claims.iter().cloned());
    }
    Ok(())
}

/// Requests or limits.
struct Side<'a> {
    name: &'static str,
    amounts: &'a mut Option<BTreeMap<String, Quantity>>,
}

impl Side<'_> {
    fn basics(&mut self, item: &ResourceItem) -> Result<(), PlanError> {
        self.put("cpu", "cpu", &item.cpu)?;
        self.put("memory", "memory", &item.memory)
    }

    /// After the dedicated fields, so that a custom key of the same name wins.
    fn custom(&mut self, item: &ResourceItem) -> Result<(), PlanError> {
        item.custom
            .iter()
            .try_for_each(|(key, amount)| self.put(key, key, amount))
    }

    fn put(&mut self, name: &str, key: &str, amount: &str) -> Result<(), PlanError> {
        if amount.is_empty() {
            return Ok(());
        }
        let text = quantity::canonical(amount).map_err(|text| {
            PlanError::new(format!("parse {} {name} quantity: {text}", self.name))
        })?;
        let amounts = self.amounts.get_or_insert_default();
        amounts.insert(key.to_owned(), Quantity(text.into_owned()));
        Ok(())
    }
}

//! `DYN_DEPLOYMENT_CONFIG`: an older way to give replicas and resources, as JSON in a variable.

use crate::error::PlanError;
use crate::sync;
use serde_json::{Map, Value as Json};
use stator_api::dynamo::{ResourceItem, ServiceSpec};
use stator_api::{defaults, env};

/// Applies the variable of a service to its replicas and resources.
pub(super) fn apply(spec: &mut ServiceSpec) -> Result<(), PlanError> {
    let Some(at) = spec
        .envs
        .iter()
        .position(|v| v.name == env::DYN_DEPLOYMENT_CONFIG)
    else {
        return Ok(());
    };
    let text = spec.envs[at].value.clone().unwrap_or_default();
    if text.is_empty() && spec.envs[at].value_from.is_some() {
        return Ok(());
    }
    let fail = |doing: &str, why: &str| {
        PlanError::new(format!(
            "failed to {doing} {}: {why}",
            env::DYN_DEPLOYMENT_CONFIG
        ))
    };
    let parse = |doing: &str| -> Result<Map<String, Json>, PlanError> {
        serde_json::from_str(&text).map_err(|error| fail(doing, &error.to_string()))
    };
    if spec.component_type == defaults::COMPONENT_TYPE_FRONTEND {
        let mut config = parse("unmarshal")?;
        if let Some(Json::Object(own)) = config.get_mut(&spec.service_name) {
            own.insert("port".to_owned(), defaults::FRONTEND_PORT.into());
        }
        spec.envs[at].value = Some(sync::go_json(&Json::Object(config)));
    }
    let config = parse("parse")?;
    for entry in config.values() {
        if !entry.is_object() && !entry.is_null() {
            return Err(fail("parse", "a service is no object"));
        }
    }
    let own = config
        .get(&spec.service_name)
        .and_then(|entry| member(entry, "ServiceArgs"));
    if let Some(workers) = own
        .and_then(|own| member(own, "workers"))
        .and_then(Json::as_i64)
    {
        spec.replicas = Some(workers);
    }
    let Some(asked) = own
        .and_then(|own| member(own, "resources"))
        .filter(|r| r.is_object())
    else {
        return Ok(());
    };
    let resources = spec.resources.get_or_insert_default();
    set(resources.requests.get_or_insert_default(), asked);
    set(resources.limits.get_or_insert_default(), asked);
    Ok(())
}

fn set(item: &mut ResourceItem, asked: &Json) {
    let text = |name: &str| {
        member(asked, name)
            .and_then(Json::as_str)
            .filter(|t| !t.is_empty())
            .map(str::to_owned)
    };
    if let Some(amount) = text("gpu") {
        item.gpu = amount;
    }
    if let Some(amount) = text("cpu") {
        item.cpu = amount;
    }
    if let Some(amount) = text("memory") {
        item.memory = amount;
    }
    if let Some(custom) = member(asked, "custom").and_then(Json::as_object) {
        item.custom = custom
            .iter()
            .filter_map(|(key, amount)| Some((key.clone(), amount.as_str()?.to_owned())))
            .collect();
    }
}

/// Finds a member as Go does: by name, or else by name in any case.
fn member<'a>(object: &'a Json, name: &str) -> Option<&'a Json> {
    let fields = object.as_object()?;
    fields.get(name).or_else(|| {
        fields
            .iter()
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
    })
}

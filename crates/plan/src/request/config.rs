//! The settings that the profiler gets: the user's, with what the request decides laid over.

use super::ProfilingMode;
use crate::error::PlanError;
use crate::yaml;
use serde_json::{Map, Value as Json};
use stator_api::defaults;
use stator_api::dynamo::DynamoGraphDeploymentRequest;

/// Settings as they are handed to the profiler.
pub(super) struct Prepared {
    /// YAML text of the settings.
    pub(super) text: String,
    /// What of the user's settings was put right.
    pub(super) warnings: Vec<String>,
}

/// Says how a request is profiled: offline where it asks for the configurator.
pub(super) fn mode(request: &DynamoGraphDeploymentRequest) -> ProfilingMode {
    let config = request.spec.profiling_config.config.as_ref();
    let sweep = config.and_then(|config| config.get("sweep"));
    let flag = |key: &str| {
        sweep
            .and_then(|sweep| sweep.get(key))
            .and_then(Json::as_bool)
    };
    match flag("useAiConfigurator").or_else(|| flag("use_ai_configurator")) {
        Some(true) => ProfilingMode::Offline,
        _ => ProfilingMode::Online,
    }
}

/// Prepares the settings of a request.
///
/// # Errors
/// Settings that are missing, or not of the form that is to be filled.
pub(super) fn prepare(request: &DynamoGraphDeploymentRequest) -> Result<Prepared, PlanError> {
    let spec = &request.spec;
    let given = spec.profiling_config.config.as_ref();
    let Some(Json::Object(config)) = given.filter(|config| !config.is_null()) else {
        return Err(PlanError::new(match given {
            None | Some(Json::Null) => {
                "spec.profilingConfig.config is required and must not be empty".to_owned()
            }
            Some(other) => {
                let kind = json_type(other);
                format!(
                    "failed to parse spec.profilingConfig.config: json: cannot unmarshal {kind} into Go value of type map[string]interface {{}}"
                )
            }
        }));
    };
    let mut config = config.clone();
    let mut warnings = Vec::new();

    let deployment = section(&mut config, "deployment")?;
    let namespace = request.metadata.namespace.clone().unwrap_or_default();
    deployment
        .entry("namespace")
        .or_insert_with(|| namespace.into());
    deployment.insert("model".to_owned(), spec.model.as_str().into());
    let overrides = spec.deployment_overrides.as_ref();
    let workers = overrides
        .map(|o| o.workers_image.as_str())
        .filter(|image| !image.is_empty());
    if let Some(image) = workers {
        deployment.insert("dgd_image".to_owned(), image.into());
        // The profiler prefers this spelling, which would defeat the override.
        if deployment
            .remove("dgdImage")
            .is_some_and(|other| other != image)
        {
            warnings.push("spec.profilingConfig.config.deployment.dgdImage is overwritten by spec.deploymentOverrides.workersImage".to_owned());
        }
    }
    output_folder(&mut config, &mut warnings);
    let engine = section(&mut config, "engine")?;
    engine.insert("backend".to_owned(), spec.backend.as_str().into());
    if spec.profiling_config.config_map_ref.is_some() {
        let path = format!(
            "{}/{}",
            defaults::PROFILING_CONFIG_PATH,
            defaults::PROFILING_CONFIG_KEY
        );
        engine.insert("config".to_owned(), path.into());
    }
    Ok(Prepared {
        text: yaml::write(&Json::Object(config))?,
        warnings,
    })
}

/// The output goes where it is looked for; elsewhere the job would wait for it for ever.
fn output_folder(config: &mut Map<String, Json>, warnings: &mut Vec<String>) {
    const FOLDER: &str = defaults::PROFILING_OUTPUT_PATH;
    let mut is_elsewhere = config
        .get("output_dir")
        .is_some_and(|folder| folder != FOLDER);
    if config
        .get("outputDir")
        .is_some_and(|folder| folder != FOLDER)
    {
        config.remove("outputDir");
        is_elsewhere = true;
    }
    if is_elsewhere {
        let key = "spec.profilingConfig.config.output_dir";
        warnings.push(format!(
            "{key} is overwritten: the output is taken from {FOLDER}"
        ));
    }
    config.insert("output_dir".to_owned(), FOLDER.into());
}

fn section<'a>(
    config: &'a mut Map<String, Json>,
    name: &str,
) -> Result<&'a mut Map<String, Json>, PlanError> {
    let value = config.entry(name).or_insert(Json::Null);
    if value.is_null() {
        *value = Json::Object(Map::new());
    }
    let kind = go_type(value);
    value.as_object_mut().ok_or_else(|| {
        PlanError::new(format!(
            "profilingConfig.config.{name} must be an object, got {kind}"
        ))
    })
}

fn go_type(value: &Json) -> &'static str {
    match value {
        Json::String(_) => "string",
        Json::Array(_) => "[]interface {}",
        Json::Number(number) if number.is_f64() => "float64",
        Json::Number(_) => "int64",
        Json::Bool(_) => "bool",
        Json::Object(_) => "map[string]interface {}",
        Json::Null => "<nil>",
    }
}

fn json_type(value: &Json) -> &'static str {
    match value {
        Json::String(_) => "string",
        Json::Array(_) => "array",
        Json::Number(_) => "number",
        Json::Bool(_) => "bool",
        Json::Object(_) => "object",
        Json::Null => "null",
    }
}

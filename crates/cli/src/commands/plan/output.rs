//! Writing a plan in the form that was asked for.

use super::{Form, Outcome, picture, svg, text};
use crate::manifest;
use anyhow::{Result, anyhow};
use serde_json::Value as Json;
use stator_value::yaml;

/// Writes all outcomes.
pub(super) fn write(outcomes: &[Outcome], form: Form) -> Result<Vec<u8>> {
    match form {
        Form::Yaml => {
            let mut out = Vec::new();
            for manifest in manifests(outcomes) {
                out.extend_from_slice(b"---\n");
                let value = manifest::from_json(&manifest);
                out.extend(yaml::to_yaml(&value).map_err(|text| anyhow!("writing YAML: {text}"))?);
            }
            Ok(out)
        }
        Form::Json => {
            let list: Vec<Json> = manifests(outcomes).collect();
            let mut out = serde_json::to_vec_pretty(&list)?;
            out.push(b'\n');
            Ok(out)
        }
        Form::Tree => Ok(text::tree(&pictures(outcomes)).into_bytes()),
        Form::Dot => Ok(text::dot(&pictures(outcomes)).into_bytes()),
        Form::Svg => Ok(svg::svg(&pictures(outcomes)).into_bytes()),
    }
}

fn manifests(outcomes: &[Outcome]) -> impl Iterator<Item = Json> + '_ {
    outcomes
        .iter()
        .flat_map(|outcome| outcome.objects().map(|planned| planned.to_json()))
}

fn pictures(outcomes: &[Outcome]) -> Vec<picture::Picture> {
    outcomes.iter().map(picture::Picture::of).collect()
}

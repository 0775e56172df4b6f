//! Writing a plan in the form that was asked for.

use super::outcome::Planning;
use super::{Form, picture, svg, text};
use crate::printer;
use anyhow::Result;
use serde_json::Value as Json;
use stator_plan::Planned;

/// Writes all outcomes.
pub(super) fn write(plannings: &[Planning<'_>], form: Form) -> Result<Vec<u8>> {
    match form {
        Form::Yaml => yaml(manifests(plannings)),
        Form::Json => json(manifests(plannings)),
        Form::Tree => Ok(text::tree(&pictures(plannings), printer::columns()).into_bytes()),
        Form::Dot => Ok(text::dot(&pictures(plannings)).into_bytes()),
        Form::Svg => Ok(svg::svg(&pictures(plannings)).into_bytes()),
    }
}

/// Writes manifests as a YAML stream.
pub(super) fn yaml(manifests: impl Iterator<Item = Json>) -> Result<Vec<u8>> {
    let mut out = Vec::new();
    for manifest in manifests {
        out.extend_from_slice(b"---\n");
        out.extend_from_slice(stator_plan::yaml::write(&manifest)?.as_bytes());
    }
    Ok(out)
}

/// Writes manifests as a JSON list.
pub(super) fn json(manifests: impl Iterator<Item = Json>) -> Result<Vec<u8>> {
    let list: Vec<Json> = manifests.collect();
    let mut out = serde_json::to_vec_pretty(&list)?;
    out.push(b'\n');
    Ok(out)
}

fn manifests<'p>(plannings: &'p [Planning<'_>]) -> impl Iterator<Item = Json> + 'p {
    plannings
        .iter()
        .flat_map(|planning| planning.outcome.objects().map(Planned::to_json))
}

fn pictures(plannings: &[Planning<'_>]) -> Vec<picture::Picture> {
    plannings
        .iter()
        .map(|planning| picture::Picture::of(&planning.outcome))
        .collect()
}

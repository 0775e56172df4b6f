//! Generated files of our charts: schemas of their values, values tables of their READMEs, the
//! definitions of the custom resources.

use anyhow::{Context as _, Result, anyhow};
use stator_diag::SourceId;
use stator_platform::{SchemaInput, read_keys, reference, values_schema};
use stator_value::{Value, yaml};

use crate::generate::Generated;
use crate::workspace::Workspace;

/// Charts with values, by folder; the schema of a parent leaves the sections of its subcharts open.
const CHARTS: [&str; 5] = [
    "charts/platform",
    "charts/platform/charts/dynamo-operator",
    "charts/platform/charts/nats",
    "charts/platform/charts/etcd",
    "charts/gaie",
];

/// `values.schema.json` of every chart.
pub(crate) fn schemas(workspace: &Workspace) -> Result<Vec<Generated>> {
    CHARTS
        .iter()
        .map(|folder| {
            let values = workspace.read(format!("{folder}/values.yaml"))?;
            let keys = read_keys(&values).with_context(|| format!("reading {folder}"))?;
            let metadata = workspace.read(format!("{folder}/Chart.yaml"))?;
            let (chart, dependencies) = metadata_of(&metadata)?;
            let text = values_schema(&SchemaInput {
                chart: &chart,
                keys: &keys,
                dependencies: &dependencies,
            });
            Ok(Generated {
                path: format!("{folder}/values.schema.json"),
                text,
            })
        })
        .collect()
}

/// The values table of every chart's README.
pub(crate) fn readmes(workspace: &Workspace) -> Result<Vec<Generated>> {
    CHARTS
        .iter()
        .map(|folder| {
            let values = workspace.read(format!("{folder}/values.yaml"))?;
            let keys = read_keys(&values).with_context(|| format!("reading {folder}"))?;
            let path = format!("{folder}/README.md");
            let readme = workspace.read(&path)?;
            let text = reference::with_table(&readme, &reference::values_table(&keys))
                .ok_or_else(|| anyhow!("{path} has no markers for its values table"))?;
            Ok(Generated { path, text })
        })
        .collect()
}

/// The name of a chart and the values sections of its dependencies.
fn metadata_of(text: &str) -> Result<(String, Vec<String>)> {
    let map = yaml::parse_map(text.as_bytes(), SourceId::NONE)?;
    let word = |map: &stator_value::Map, key: &str| {
        map.get(key.as_bytes())
            .and_then(|v| v.as_str().map(|text| text.to_text().into_owned()))
    };
    let name = word(&map, "name").context("a chart has no name")?;
    let mut dependencies = Vec::new();
    if let Some(Value::List(list)) = map.get(b"dependencies") {
        for dependency in list.items().iter().filter_map(Value::as_map) {
            dependencies.extend(word(dependency, "alias").or_else(|| word(dependency, "name")));
        }
    }
    Ok((name, dependencies))
}

/// `charts/crds/templates`.
pub(crate) fn definitions() -> Vec<Generated> {
    let all = stator_api::crd::all().into_iter();
    all.map(|definition| Generated {
        path: format!("charts/crds/templates/{}", definition.file),
        text: definition.to_yaml(),
    })
    .collect()
}

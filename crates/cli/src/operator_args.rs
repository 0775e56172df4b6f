//! The operator's settings that graphs are looked at with: those of a platform release, or raw flags.

use crate::chart_args::ValueFlags;
use crate::host;
use crate::manifest;
use crate::printer::Printer;
use anyhow::{Context as _, Result, bail};
use clap::Args;
use serde_json::Value as Json;
use stator_api::config::{self, OperatorConfig};
use stator_chart::{Absent, Compat, Error, Manifest, Room, Session, Settings, World, load, render};
use stator_diag::SourceId;
use stator_platform::builtin;
use stator_value::{Map, Value, yaml};
use std::collections::BTreeMap;
use std::rc::Rc;

// Flags that say how the operator was started.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Operator")]
pub(crate) struct OperatorFlags {
    #[command(flatten)]
    values: ValueFlags,
    /// Name of the platform's release, whose values say how the operator runs
    #[arg(
        long,
        value_name = "NAME",
        default_value = "dynamo-platform",
        help_heading = "Operator"
    )]
    release: String,
    /// Namespace of the platform's release
    #[arg(
        long,
        value_name = "NAMESPACE",
        default_value = "dynamo-system",
        help_heading = "Operator"
    )]
    release_namespace: String,
    /// A flag of the operator, as on its command line; repeatable, over what values say, and instead
    /// of the defaults of the platform's chart where no values are given
    #[arg(
        long = "operator-arg",
        value_name = "FLAG",
        allow_hyphen_values = true,
        help_heading = "Operator"
    )]
    operator_args: Vec<String>,
}

/// How a release starts its operator.
struct Started {
    arguments: Vec<String>,
    environment: BTreeMap<String, String>,
}

impl OperatorFlags {
    /// Works out the settings, on a thread with so much stack.
    ///
    /// Values are rendered with the platform's own chart and the flags read out of the result, so
    /// that an install with these values and a plan cannot disagree.
    pub(crate) fn config(&self, room: Room, printer: Printer) -> Result<OperatorConfig> {
        let is_raw = self.values.is_empty() && !self.operator_args.is_empty();
        let started = if is_raw {
            Started {
                arguments: Vec::new(),
                environment: BTreeMap::new(),
            }
        } else {
            self.started(room, printer)?
        };
        let own = self.operator_args.iter().cloned();
        let parsed =
            config::parse(started.arguments.into_iter().chain(own)).with_context(|| {
                let whose = if is_raw {
                    "--operator-arg"
                } else {
                    "the operator's arguments that the values give"
                };
                format!("reading {whose}")
            })?;
        let mut config = parsed.config;
        config.read_environment(|name| started.environment.get(name).cloned());
        if let Some(problem) = config.problems().first() {
            bail!("the operator would not start with these settings: {problem}");
        }
        Ok(config)
    }

    fn started(&self, room: Room, printer: Printer) -> Result<Started> {
        let mut session = Session::new(Compat::default()).in_room(room);
        match self.render(&mut session) {
            Ok(Some(started)) => Ok(started),
            Ok(None) => {
                bail!("these values install no operator: look at `dynamo-operator.enabled`")
            }
            Err(error) => {
                printer.say(&error.helm_text());
                let diagnostics = error.diagnostics(&mut session.sources);
                printer.findings(&diagnostics, &session.sources);
                bail!("the platform's chart does not render with these values");
            }
        }
    }

    fn render(&self, session: &mut Session) -> Result<Option<Started>, Error> {
        let values = self.values.merge(session)?;
        let settings = Settings {
            release: self.release.clone(),
            namespace: self.release_namespace.clone(),
            // The chart's own values are right; a test holds them to the schema.
            skip_schema: self.values.is_empty(),
            ..Settings::default()
        };
        let manifests = platform(is_needed, &values, settings, session)?;
        Ok(started(&manifests))
    }
}

/// Renders those files of the platform's chart that `is_part` lets through, without the charts that
/// have to be fetched: they are other operators, which have no part in how ours starts.
fn platform(
    is_part: fn(&str) -> bool,
    values: &Map,
    settings: Settings,
    session: &mut Session,
) -> Result<Vec<Manifest>, Error> {
    let platform = builtin("platform").expect("the platform's chart is compiled in");
    let files = platform.files().filter(|(path, _)| is_part(path));
    let chart = Rc::new(load::from_files(files, "platform", session)?);
    let settings = Settings {
        absent: Absent::LeftOut,
        ..settings
    };
    let world = World {
        effects: host::effects(),
        resolver: None,
    };
    let rendered = render(&chart, values, &settings, &world, session, None)?;
    Ok(rendered.manifests)
}

/// Says whether a file of the platform's chart has a part in how the operator starts.
///
/// Nothing else is rendered: a plan takes a few milliseconds, the whole chart several times that.
fn is_needed(path: &str) -> bool {
    const OPERATOR: &str = "charts/dynamo-operator/templates/";
    let is_store = path.starts_with("charts/nats/") || path.starts_with("charts/etcd/");
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    if name == "README.md" || name == "NOTES.txt" {
        return false;
    }
    if !folder.split('/').any(|part| part == "templates") {
        return true;
    }
    let is_whole = ["deployment.yaml", "secret-environment.yaml"]
        .iter()
        .any(|wanted| path.strip_prefix(OPERATOR) == Some(wanted));
    !is_store && (is_whole || name == "checks.yaml" || name.starts_with('_'))
}

/// Reads arguments and environment of the manager's container.
fn started(manifests: &[Manifest]) -> Option<Started> {
    let of_kind = |kind: &'static str| {
        let manifests = manifests
            .iter()
            .filter(move |manifest| manifest.kind == kind);
        manifests.filter_map(|manifest| {
            let map = yaml::parse_map(&manifest.content, SourceId::NONE).ok()?;
            Some(manifest::to_json(&Value::Map(map)))
        })
    };
    let is_manager = |container: &&Json| container["name"] == "manager";
    let containers = |deployment: &Json| {
        let list = deployment.pointer("/spec/template/spec/containers")?;
        list.as_array()?.iter().find(is_manager).cloned()
    };
    let manager = of_kind("Deployment").find_map(|deployment| containers(&deployment))?;
    let texts = |list: &Json| -> Vec<String> {
        let items = list.as_array().into_iter().flatten();
        items
            .filter_map(|item| item.as_str().map(str::to_owned))
            .collect()
    };
    let mut environment = BTreeMap::new();
    for source in manager["envFrom"].as_array().into_iter().flatten() {
        let name = &source["secretRef"]["name"];
        let secrets = of_kind("Secret").filter(|secret| secret["metadata"]["name"] == *name);
        for secret in secrets {
            let given = secret["stringData"]
                .as_object()
                .cloned()
                .unwrap_or_default();
            let texts = given.into_iter().filter_map(|(key, value)| match value {
                Json::String(text) => Some((key, text)),
                _ => None,
            });
            environment.extend(texts);
        }
    }
    for variable in manager["env"].as_array().into_iter().flatten() {
        if let (Some(name), Some(value)) = (variable["name"].as_str(), variable["value"].as_str()) {
            environment.insert(name.to_owned(), value.to_owned());
        }
    }
    Some(Started {
        arguments: texts(&manager["args"]),
        environment,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_out_changes_nothing_of_the_operator() {
        let start = |filter: fn(&str) -> bool| {
            stator_chart::with_big_stack(|room| {
                let mut session = Session::new(Compat::default()).in_room(room);
                let settings = Settings {
                    release: "dyn".to_owned(),
                    namespace: "ns".to_owned(),
                    ..Settings::default()
                };
                let manifests = platform(filter, &Map::default(), settings, &mut session).unwrap();
                let found = started(&manifests).unwrap();
                (found.arguments, found.environment, manifests.len())
            })
        };
        let (arguments, environment, count) = start(is_needed);
        let (all_arguments, all_environment, all_count) = start(|_| true);
        assert_eq!(arguments, all_arguments);
        assert_eq!(environment, all_environment);
        assert!(
            arguments
                .iter()
                .any(|word| word.starts_with("--natsAddr=nats://dyn-nats.ns."))
        );
        assert_eq!(count, 2);
        assert!(all_count > 20);
    }
}

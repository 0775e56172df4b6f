//! What templates see: `.Values`, `.Chart`, `.Release`, `.Capabilities`, `.Files`, `.Subcharts`.

mod files;
mod metadata;
mod structure;
mod version_set;

use crate::capabilities::{BuildInfo, KubeVersion, assumed_api_versions};
use crate::compat::Compat;
use crate::dependency::table_at;
use crate::render::Settings;
use crate::tree::{NodeId, Tree};
use files::Files;
use stator_value::{Map, Value};
use std::rc::Rc;
use structure::{Field, Struct};
use version_set::VersionSet;

/// The contexts of all charts of a run, by chart.
pub(crate) struct Contexts {
    /// Charts with their contexts: each chart after its subcharts, as Helm gathers them.
    pub(crate) list: Vec<(NodeId, Map)>,
}

impl Contexts {
    /// Makes the contexts; `values` are the coalesced values of the root.
    pub(crate) fn new(tree: &Tree, values: &Map, settings: &Settings) -> Self {
        let shared = Shared {
            tree,
            release: release(settings),
            capabilities: capabilities(settings),
            compat: settings.compat,
        };
        let mut list = Vec::new();
        let values = values.seen_as(settings.compat.values_type());
        shared.gather(Tree::ROOT, values, &mut list);
        Self { list }
    }
}

struct Shared<'a> {
    tree: &'a Tree,
    release: Value,
    capabilities: Value,
    compat: Compat,
}

impl Shared<'_> {
    fn gather(&self, node: NodeId, values: Map, list: &mut Vec<(NodeId, Map)>) -> Map {
        let subcharts = Map::new();
        let context = Map::new();
        let chart = self.tree.chart(node);
        context.set("Chart", metadata::of(self.tree, node, self.compat));
        context.set(
            "Files",
            Value::Object(Rc::new(Files::new(&chart.files, self.compat))),
        );
        context.set("Release", self.release.clone());
        context.set("Capabilities", self.capabilities.clone());
        context.set("Values", Value::Map(values.clone()));
        context.set("Subcharts", Value::Map(subcharts.clone()));
        for &child in self.tree.children(node) {
            let name = self.tree.name(child);
            // COMPAT(helm): a name with dots is looked up as a path.
            let section = table_at(&values, name).unwrap_or_default();
            let section = section.seen_as(self.compat.values_type());
            let inner = self.gather(child, section, list);
            subcharts.set(name, Value::Map(inner));
        }
        list.push((node, context.clone()));
        context
    }
}

fn release(settings: &Settings) -> Value {
    let release = Map::new();
    release.set("Name", settings.release.as_str().into());
    release.set("Namespace", settings.namespace.as_str().into());
    release.set("IsUpgrade", settings.is_upgrade.into());
    release.set("IsInstall", (!settings.is_upgrade).into());
    release.set("Revision", Value::int(1));
    release.set("Service", "Helm".into());
    Value::Map(release)
}

fn capabilities(settings: &Settings) -> Value {
    let compat = settings.compat;
    let kube = settings
        .kube_version
        .clone()
        .unwrap_or_else(|| KubeVersion::assumed(compat));
    let versions = assumed_api_versions(compat).map(Into::into);
    let versions: Vec<Rc<str>> = versions
        .chain(settings.api_versions.iter().map(|v| v.as_str().into()))
        .collect();
    let fields = vec![
        Field::new("KubeVersion", "KubeVersion", kube_version(&kube, compat)),
        Field::new(
            "APIVersions",
            "APIVersions",
            Value::Object(Rc::new(VersionSet::new(versions, compat))),
        ),
        Field::new("HelmVersion", "HelmVersion", build_info(compat)),
    ];
    let ty = compat.pick("*chartutil.Capabilities", "*common.Capabilities");
    Struct {
        is_pointer: true,
        ..Struct::new(ty, fields)
    }
    .into_value()
}

fn kube_version(kube: &KubeVersion, compat: Compat) -> Value {
    let version = Value::from(kube.version.as_str());
    let mut fields = vec![Field::new("Version", "Version", version.clone())];
    if compat.is_helm4() {
        fields.push(Field::hidden(
            "normalizedVersion",
            kube.normalized.as_str().into(),
        ));
    }
    fields.push(Field::new("Major", "Major", kube.major.as_str().into()));
    fields.push(Field::new("Minor", "Minor", kube.minor.as_str().into()));
    let ty = compat.pick("chartutil.KubeVersion", "common.KubeVersion");
    Struct {
        getters: vec![
            ("String", Value::from(kube.normalized.as_str())),
            ("GitVersion", version),
        ],
        printed: Some(kube.normalized.clone()),
        ..Struct::new(ty, fields)
    }
    .into_value()
}

fn build_info(compat: Compat) -> Value {
    let info = BuildInfo::of(compat);
    let mut fields = vec![
        Field::optional("Version", "version", info.version.into()),
        Field::optional("GitCommit", "git_commit", info.git_commit.into()),
        Field::optional("GitTreeState", "git_tree_state", info.git_tree_state.into()),
        Field::optional("GoVersion", "go_version", info.go_version.into()),
    ];
    if let Some(version) = info.kube_client_version {
        fields.push(Field::optional(
            "KubeClientVersion",
            "kube_client_version",
            version.into(),
        ));
    }
    Struct::new("version.BuildInfo", fields).into_value()
}

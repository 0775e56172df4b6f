//! The charts of one run: a working copy in which dependencies are renamed, copied and dropped.
//!
//! Helm does this on structs that share pieces with each other, and some of what it prints follows
//! from who shares what. Here the pieces live in three lists and refer to each other by number.

use crate::chart::Chart;
use crate::error::{Error, Phase};
use crate::metadata::Dependency;
use stator_value::{Map, Value};
use std::rc::Rc;

/// The number of a chart in its tree.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub(crate) struct NodeId(usize);

/// The number of a chart's name and dependency list.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct MetaId(usize);

/// The number of an entry of a dependency list.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct EntryId(usize);

/// How many charts aliases may make of one.
const MAX_NODES: usize = 20_000;

#[derive(Clone, Debug)]
struct Node {
    chart: Rc<Chart>,
    meta: MetaId,
    parent: Option<NodeId>,
    children: Vec<NodeId>,
    values: Map,
}

/// The part of the metadata that processing changes.
#[derive(Clone, Debug)]
pub(crate) struct Meta {
    pub(crate) name: Rc<str>,
    /// `None` where the chart lists no dependencies.
    pub(crate) entries: Option<Vec<EntryId>>,
}

/// An entry of a dependency list.
#[derive(Clone, Debug)]
pub(crate) struct DependencyEntry {
    /// The entry as written; the name becomes the alias.
    pub(crate) dependency: Dependency,
    /// Whether imports have been worked off: a second chart that shares the entry finds nothing.
    pub(crate) imports_done: bool,
    /// Whether no chart of that name is in `charts/`.
    pub(crate) absent: bool,
}

/// The charts of one run.
#[derive(Debug)]
pub(crate) struct Tree {
    nodes: Vec<Node>,
    metas: Vec<Meta>,
    entries: Vec<DependencyEntry>,
}

impl Tree {
    /// The chart that was asked for.
    pub(crate) const ROOT: NodeId = NodeId(0);

    pub(crate) fn new(chart: Rc<Chart>) -> Self {
        let mut tree = Self {
            nodes: Vec::new(),
            metas: Vec::new(),
            entries: Vec::new(),
        };
        tree.add(chart, None);
        tree
    }

    fn add(&mut self, chart: Rc<Chart>, parent: Option<NodeId>) -> NodeId {
        let listed = chart.metadata.dependencies.as_ref();
        let entries = listed.map(|list| {
            let first = self.entries.len();
            self.entries
                .extend(list.iter().map(|dependency| DependencyEntry {
                    dependency: dependency.clone(),
                    imports_done: false,
                    absent: false,
                }));
            (first..self.entries.len()).map(EntryId).collect()
        });
        let meta = MetaId(self.metas.len());
        self.metas.push(Meta {
            name: chart.metadata.name.as_str().into(),
            entries,
        });
        let id = NodeId(self.nodes.len());
        let values = chart.values.clone();
        let children = chart.dependencies.clone();
        self.nodes.push(Node {
            chart,
            meta,
            parent,
            children: Vec::new(),
            values,
        });
        let children = children
            .into_iter()
            .map(|c| self.add(c, Some(id)))
            .collect();
        self.nodes[id.0].children = children;
        id
    }

    /// Copies a chart: the copy has the same metadata, children and values, as a Go struct copy has.
    pub(crate) fn copy(&mut self, id: NodeId) -> Result<NodeId, Error> {
        if self.nodes.len() >= MAX_NODES {
            return Err(Error::new(
                Phase::Dependencies,
                format!("aliases make more than {MAX_NODES} charts"),
            ));
        }
        let copy = NodeId(self.nodes.len());
        self.nodes.push(self.nodes[id.0].clone());
        Ok(copy)
    }

    /// Gives a chart a metadata of its own; with `deep` also entries of its own.
    pub(crate) fn own_meta(&mut self, id: NodeId, deep: bool) {
        let mut meta = self.meta(id).clone();
        if deep && let Some(list) = &mut meta.entries {
            for entry in list {
                let copy = EntryId(self.entries.len());
                self.entries.push(self.entries[entry.0].clone());
                *entry = copy;
            }
        }
        self.nodes[id.0].meta = MetaId(self.metas.len());
        self.metas.push(meta);
    }

    pub(crate) fn chart(&self, id: NodeId) -> &Rc<Chart> {
        &self.nodes[id.0].chart
    }

    pub(crate) fn meta(&self, id: NodeId) -> &Meta {
        &self.metas[self.nodes[id.0].meta.0]
    }

    pub(crate) fn meta_mut(&mut self, id: NodeId) -> &mut Meta {
        &mut self.metas[self.nodes[id.0].meta.0]
    }

    pub(crate) fn name(&self, id: NodeId) -> &str {
        &self.meta(id).name
    }

    pub(crate) fn values(&self, id: NodeId) -> &Map {
        &self.nodes[id.0].values
    }

    pub(crate) fn set_values(&mut self, id: NodeId, values: Map) {
        self.nodes[id.0].values = values;
    }

    pub(crate) fn children(&self, id: NodeId) -> &[NodeId] {
        &self.nodes[id.0].children
    }

    /// Replaces the children, who learn their parent.
    pub(crate) fn set_children(&mut self, id: NodeId, children: Vec<NodeId>) {
        for child in &children {
            self.nodes[child.0].parent = Some(id);
        }
        self.nodes[id.0].children = children;
    }

    pub(crate) fn entry(&self, id: EntryId) -> &DependencyEntry {
        &self.entries[id.0]
    }

    pub(crate) fn entry_mut(&mut self, id: EntryId) -> &mut DependencyEntry {
        &mut self.entries[id.0]
    }

    pub(crate) fn parent(&self, id: NodeId) -> Option<NodeId> {
        self.nodes[id.0].parent
    }

    pub(crate) fn is_root(&self, id: NodeId) -> bool {
        self.nodes[id.0].parent.is_none()
    }

    /// Gives the names of the sections that lead from the root's values to those of a chart.
    pub(crate) fn section(&self, id: NodeId) -> Vec<&str> {
        let mut names = Vec::new();
        let mut at = id;
        while let Some(parent) = self.parent(at) {
            names.push(self.name(at));
            at = parent;
        }
        names.reverse();
        names
    }

    /// Gives the path under which Helm shows the chart's files: `p/charts/sub`.
    pub(crate) fn full_path(&self, id: NodeId) -> String {
        match self.nodes[id.0].parent {
            None => self.name(id).to_owned(),
            Some(parent) => format!("{}/charts/{}", self.full_path(parent), self.name(id)),
        }
    }

    /// Gives the `import-values` of an entry that are still to be worked off.
    pub(crate) fn take_imports(&mut self, id: EntryId) -> Vec<Value> {
        let entry = &mut self.entries[id.0];
        if std::mem::replace(&mut entry.imports_done, true) {
            return Vec::new();
        }
        entry.dependency.import_values.clone().unwrap_or_default()
    }
}

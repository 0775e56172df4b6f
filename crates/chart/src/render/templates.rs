//! Gathering, parsing and executing the templates of all charts.

use super::ahead::{Named, Parsed, limits};
use super::functions::{FUNCTIONS, NO_VALUE, RunHost, VALUES_METHODS};
use super::{Settings, World};
use crate::compat::Compat;
use crate::context::Contexts;
use crate::error::Error;
use crate::helper::{Helper, Shared};
use crate::manifest::{self, Found, Output};
use crate::paths;
use crate::session::Session;
use crate::text::without;
use crate::tree::{NodeId, Tree};
use stator_gotmpl::{FunctionTable, TemplateSet};
use stator_sprig::Hosts;
use stator_value::{Map, Str, Value};
use std::any::Any;
use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// A template file of a chart.
pub(super) struct Renderable {
    pub(super) path: Arc<str>,
    pub(super) node: NodeId,
    pub(super) text: Str,
    base_path: Rc<str>,
}

/// The template files of all charts of a run.
pub(super) struct Sources {
    /// In the order in which they are parsed and executed.
    list: Vec<Renderable>,
}

impl Sources {
    pub(super) fn of(tree: &Tree) -> Self {
        let mut list = Vec::new();
        gather(tree, Tree::ROOT, &mut list);
        // Deepest first and the last names first, so that what is parsed later, nearer to the root,
        // wins where two files define the same template.
        list.sort_by_cached_key(|r: &Renderable| Reverse((slashes(&r.path), Arc::clone(&r.path))));
        // Of equal paths the last one gathered counts.
        list.reverse();
        list.dedup_by(|next, kept| next.path == kept.path);
        list.reverse();
        Self { list }
    }

    /// Gives names and texts, in a form that other threads may see.
    pub(super) fn texts(&self) -> Vec<Named> {
        let named = |r: &Renderable| (Arc::clone(&r.path), r.text.clone().into());
        self.list.iter().map(named).collect()
    }
}

/// How the paths of notes end.
pub(super) const NOTES: &str = "NOTES.txt";

/// What was printed, by the number of its file, on its way to its documents.
type Reading = Shared<(usize, Output), (usize, Vec<Found>)>;

/// What all templates printed, by path, and the documents of those that are no notes.
pub(super) struct Executed {
    pub(super) outputs: BTreeMap<Arc<str>, Output>,
    pub(super) documents: BTreeMap<Arc<str>, Vec<Found>>,
}

/// All templates of a run, parsed.
pub(super) struct TemplateRun<'a> {
    pub(super) tree: &'a Tree,
    pub(super) settings: &'a Settings,
    sources: &'a Sources,
    contexts: HashMap<NodeId, Map>,
    pub(super) set: TemplateSet,
    pub(super) host: Rc<dyn Any>,
    helper: Helper,
    /// Whether the chart is big enough for the helper to take part.
    is_shared: bool,
}

impl<'a> TemplateRun<'a> {
    /// Takes the sources of a run and what was parsed of them.
    pub(super) fn new(
        tree: &'a Tree,
        sources: &'a Sources,
        parsed: Parsed,
        contexts: Contexts,
        settings: &'a Settings,
        world: &World,
        session: &Session,
    ) -> Result<Self, Error> {
        let mut run = Self {
            tree,
            settings,
            sources,
            contexts: contexts.list.into_iter().collect(),
            set: TemplateSet::new("gotpl", parsed.functions).with_limits(limits(session)),
            host: host(settings, world),
            helper: session.room.helper.clone(),
            is_shared: parsed.is_shared,
        };
        for (renderable, text) in sources.list.iter().zip(parsed.texts) {
            run.set
                .add_parsed(text)
                .map_err(|e| run.parse_failure(&renderable.path, &e))?;
        }
        Ok(run)
    }

    /// Gives a template file, unless there is none of that path.
    pub(super) fn renderable(&self, path: &str) -> Option<&'a Renderable> {
        self.sources.list.iter().find(|r| *r.path == *path)
    }

    /// Executes every file that is no partial, unless somebody says that nothing of it is wanted. The
    /// helper reads the documents of some files while others are executed.
    pub(super) fn execute(
        &self,
        values: &Map,
        is_unwanted: &AtomicBool,
    ) -> Result<Executed, Error> {
        let compat = self.settings.compat;
        let mut reading = Shared::new(2, move |outputs, tell| {
            for (number, output) in outputs {
                tell((number, manifest::read(&output, compat)));
            }
        });
        if self.is_shared {
            reading.share_with(&self.helper);
        }
        if self.settings.is_last {
            // It ends while the rest is done here: to end a process takes longer with other threads in it.
            self.helper.dismiss();
        }
        let outputs = self.execute_each(values, &mut reading, is_unwanted)?;
        let mut documents = BTreeMap::new();
        reading.finish(|(number, found)| {
            documents.insert(Arc::clone(&self.sources.list[number].path), found);
        });
        Ok(Executed { outputs, documents })
    }

    /// Executes the files and hands over what each printed, but for notes.
    fn execute_each(
        &self,
        values: &Map,
        reading: &mut Reading,
        is_unwanted: &AtomicBool,
    ) -> Result<BTreeMap<Arc<str>, Output>, Error> {
        let mut outputs = BTreeMap::new();
        for (number, renderable) in self.sources.list.iter().enumerate() {
            let path = &renderable.path;
            if paths::base(path).starts_with('_') {
                continue;
            }
            if is_unwanted.load(Ordering::Relaxed) {
                break;
            }
            let context = self.context(renderable);
            let out = self
                .set
                .execute(path, context, self.host.clone())
                .map_err(|e| self.execution_failure(path, &e, values))?;
            let output = Output::new(without(out, NO_VALUE));
            if !path.ends_with(NOTES) {
                reading.push((number, Output::clone(&output)));
            }
            outputs.insert(Arc::clone(path), output);
        }
        Ok(outputs)
    }

    /// Gives the data of a file, which is that of its chart with `.Template` set.
    pub(super) fn context(&self, renderable: &Renderable) -> Value {
        let template = Map::new();
        template.set("Name", Value::from(&*renderable.path));
        template.set("BasePath", Value::from(&*renderable.base_path));
        let ty = self.settings.compat.values_type();
        let context = &self.contexts[&renderable.node];
        context.set("Template", Value::Map(template.seen_as(ty)));
        Value::Map(context.seen_as(ty))
    }
}

/// Gives the functions of a Helm that charts may call.
pub(super) fn library(compat: Compat) -> FunctionTable {
    let groups = &[stator_sprig::functions(compat.is_helm4()), FUNCTIONS];
    FunctionTable::new(compat.go_version(), groups).with_map_methods(VALUES_METHODS)
}

pub(super) fn host(settings: &Settings, world: &World) -> Rc<dyn Any> {
    let own = RunHost::new(settings.compat, world.resolver.clone());
    let hosts = Hosts::new(
        world.effects.clone(),
        Rc::new(own),
        settings.compat.is_helm4(),
    );
    Rc::new(hosts)
}

fn slashes(path: &str) -> usize {
    path.bytes().filter(|b| *b == b'/').count()
}

/// Gathers the templates of a chart after those of its subcharts.
fn gather(tree: &Tree, node: NodeId, list: &mut Vec<Renderable>) {
    for &child in tree.children(node) {
        gather(tree, child, list);
    }
    let chart = tree.chart(node);
    let folder = tree.full_path(node);
    let base_path: Rc<str> = paths::join(&folder, "templates").into();
    let is_library = chart.metadata.kind.eq_ignore_ascii_case("library");
    for file in &chart.templates {
        if is_library && !paths::base(&file.name).starts_with('_') {
            continue;
        }
        list.push(Renderable {
            path: paths::join(&folder, &file.name).into(),
            node,
            text: file.data().clone(),
            base_path: base_path.clone(),
        });
    }
}

//! Gathering, parsing and executing the templates of all charts.

use super::functions::{FUNCTIONS, NO_VALUE, RunHost, VALUES_METHODS};
use super::{Settings, World};
use crate::compat::Compat;
use crate::context::Contexts;
use crate::error::Error;
use crate::paths;
use crate::stack;
use crate::text::without;
use crate::tree::{NodeId, Tree};
use stator_gotmpl::{Function, FunctionTable, Limits, ParsedTexts, TemplateSet, parse_texts};
use stator_sprig::Hosts;
use stator_value::{Map, Str, Value};
use std::any::Any;
use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;
use std::sync::Arc;

/// A template file of a chart.
pub(super) struct Renderable {
    pub(super) node: NodeId,
    pub(super) text: Str,
    context: Map,
    base_path: Rc<str>,
}

/// All templates of a run, parsed.
pub(super) struct TemplateRun<'a> {
    pub(super) tree: &'a Tree,
    pub(super) settings: &'a Settings,
    pub(super) renderables: HashMap<Rc<str>, Renderable>,
    /// The files in the order in which they are parsed and executed.
    order: Vec<Rc<str>>,
    pub(super) set: TemplateSet,
    pub(super) host: Rc<dyn Any>,
}

impl<'a> TemplateRun<'a> {
    pub(super) fn new(
        tree: &'a Tree,
        contexts: &Contexts,
        settings: &'a Settings,
        world: &World,
    ) -> Result<Self, Error> {
        let renderables = gather(tree, contexts);
        let mut order: Vec<Rc<str>> = renderables.keys().cloned().collect();
        // Deepest first and the last names first, so that what is parsed later, nearer to the root,
        // wins where two files define the same template.
        order.sort_by_cached_key(|path| Reverse((slashes(path), path.clone())));
        let table = library(settings.compat, FUNCTIONS);
        let mut limits = Limits::default();
        if let Some(bytes) = settings.stack_bytes {
            limits.stack_bytes = bytes;
        }
        let mut run = Self {
            tree,
            settings,
            renderables,
            order,
            set: TemplateSet::new("gotpl", table).with_limits(limits),
            host: host(settings, world),
        };
        let texts: Vec<(Arc<str>, Arc<[u8]>)> = run
            .order
            .iter()
            .map(|path| ((&**path).into(), run.renderables[path].text.clone().into()))
            .collect();
        for parsed in parse_all(run.set.functions(), limits, &texts) {
            run.set
                .add_parsed(parsed)
                .map_err(|(path, e)| run.parse_failure(&path, &e))?;
        }
        Ok(run)
    }

    /// Executes every file that is no partial and gives what each printed, by path.
    pub(super) fn execute(&self, values: &Map) -> Result<BTreeMap<Rc<str>, Vec<u8>>, Error> {
        let mut files = BTreeMap::new();
        for path in &self.order {
            if paths::base(path).starts_with('_') {
                continue;
            }
            let context = self.context(path);
            let out = self
                .set
                .execute(path, context, self.host.clone())
                .map_err(|e| self.execution_failure(path, &e, values))?;
            files.insert(path.clone(), without(out, NO_VALUE));
        }
        Ok(files)
    }

    /// Gives the data of a file, which is that of its chart with `.Template` set.
    pub(super) fn context(&self, path: &Rc<str>) -> Value {
        let renderable = &self.renderables[path];
        let template = Map::new();
        template.set("Name", Value::from(&**path));
        template.set("BasePath", Value::from(&*renderable.base_path));
        let ty = self.settings.compat.values_type();
        renderable
            .context
            .set("Template", Value::Map(template.seen_as(ty)));
        Value::Map(renderable.context.seen_as(ty))
    }
}

/// From how many bytes on templates are parsed by two threads.
const SHARED_BYTES: usize = 128 << 10;

/// Parses all texts, many by two threads: parsing is the largest part of a large render.
fn parse_all(
    functions: &FunctionTable,
    limits: Limits,
    texts: &[(Arc<str>, Arc<[u8]>)],
) -> Vec<ParsedTexts> {
    match stack::halves(texts, |(_, text)| text.len(), SHARED_BYTES) {
        None => vec![parse_texts(functions, limits, texts)],
        Some((first, second)) => {
            let (first, second) = stack::beside(
                || parse_texts(functions, limits, first),
                || parse_texts(functions, limits, second),
            );
            vec![first, second]
        }
    }
}

/// Gives the function library of a Helm, and `further` functions.
pub(super) fn library(compat: Compat, further: &[Function]) -> Rc<FunctionTable> {
    let groups = &[stator_sprig::functions(compat.is_helm4()), further];
    let table = FunctionTable::new(compat.go_version(), groups);
    Rc::new(table.with_map_methods(VALUES_METHODS))
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

fn gather(tree: &Tree, contexts: &Contexts) -> HashMap<Rc<str>, Renderable> {
    let mut renderables = HashMap::new();
    for (node, context) in &contexts.list {
        let chart = tree.chart(*node);
        let folder = tree.full_path(*node);
        let base_path: Rc<str> = paths::join(&folder, "templates").into();
        let is_library = chart.metadata.kind.eq_ignore_ascii_case("library");
        for file in &chart.templates {
            if is_library && !paths::base(&file.name).starts_with('_') {
                continue;
            }
            let path: Rc<str> = paths::join(&folder, &file.name).into();
            let renderable = Renderable {
                node: *node,
                text: file.data().clone(),
                context: context.clone(),
                base_path: base_path.clone(),
            };
            renderables.insert(path, renderable);
        }
    }
    renderables
}

//! What all executions of one run share, and what functions see of it.

use super::Exec;
use crate::ast::Tree;
use crate::error::ParseError;
use crate::function::{CallError, Runtime};
use crate::hash::NameMap;
use crate::layer::Layer;
use crate::limits::Limits;
use crate::parse::{self, Buffers};
use crate::record::Recording;
use crate::stack::StackGuard;
use crate::table::FunctionTable;
use stator_value::Value;
use stator_value::gofmt::quote;
use std::any::Any;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Arc;

/// How many parsed texts are kept.
const CACHED_TEXTS: usize = 4096;

/// Texts that were parsed on the fly: a chart often gives the same one to `tpl` many times.
#[derive(Default)]
pub(crate) struct TextCache {
    /// For these and for all other texts of the set.
    pub(crate) buffers: Buffers,
    parsed: NameMap<Arc<[u8]>, (Arc<str>, Arc<[Arc<Tree>]>)>,
}

/// One top-level execution.
pub(crate) struct Run<'r> {
    pub(crate) functions: &'r FunctionTable,
    pub(crate) set_name: &'r str,
    pub(crate) limits: Limits,
    pub(crate) guard: StackGuard,
    pub(crate) host: Rc<dyn Any>,
    pub(crate) cache: &'r RefCell<TextCache>,
    pub(crate) fuel: &'r Cell<u64>,
    pub(crate) room: &'r Cell<u64>,
    pub(crate) recording: Option<&'r RefCell<Recording>>,
}

impl Run<'_> {
    /// Counts one step; `false` when there were too many.
    #[inline]
    pub(crate) fn spend(&self) -> bool {
        let fuel = self.fuel.get();
        self.fuel.set(fuel.saturating_sub(1));
        fuel > 0
    }

    /// Counts bytes that a function made; `false` when there were too many.
    #[inline]
    pub(super) fn make(&self, bytes: u64) -> bool {
        let left = self.room.get().checked_sub(bytes);
        self.room.set(left.unwrap_or(0));
        left.is_some()
    }

    /// What [`Run::make`] has to be complained about with.
    #[cold]
    pub(super) fn made_too_much(&self) -> String {
        let limit = self.limits.made_bytes;
        format!("templates make too much: more than {limit} bytes")
    }

    fn parse(&self, name: &str, text: &[u8]) -> Result<Arc<[Arc<Tree>]>, Box<ParseError>> {
        if let Some((known, trees)) = self.cache.borrow().parsed.get(text)
            && **known == *name
        {
            return Ok(Arc::clone(trees));
        }
        let name: Arc<str> = name.into();
        let text: Arc<[u8]> = text.into();
        let mut cache = self.cache.borrow_mut();
        let buffers = &mut cache.buffers;
        let trees = parse::parse(&name, &text, self.functions, buffers, self.guard)?;
        let trees: Arc<[Arc<Tree>]> = trees.into();
        if cache.parsed.len() < CACHED_TEXTS {
            cache.parsed.insert(text, (name, Arc::clone(&trees)));
        }
        Ok(trees)
    }
}

impl Runtime for Exec<'_, '_> {
    fn host(&self) -> Rc<dyn Any> {
        Rc::clone(&self.run.host)
    }

    fn charge(&mut self, bytes: u64) -> Result<(), CallError> {
        if self.run.make(bytes) {
            return Ok(());
        }
        Err(self.run.made_too_much().into())
    }

    fn execute(&mut self, name: &str, data: Value) -> Result<Vec<u8>, CallError> {
        match self.layer.find(name) {
            Some(tree) => Exec::execute(self.run, self.layer, tree, data).map_err(nested),
            None => Err(unknown(name, self.run.set_name).into()),
        }
    }

    fn execute_text(&mut self, name: &str, text: &[u8], data: Value) -> Result<Vec<u8>, CallError> {
        let trees = self
            .run
            .parse(name, text)
            .map_err(|error| CallError::Parse {
                prefix: String::new(),
                error: *error,
            })?;
        let mut layer = Layer::over(Some(self.layer));
        for tree in &*trees {
            layer.add(tree);
        }
        match trees.last() {
            Some(tree) => Exec::execute(self.run, &layer, tree, data).map_err(nested),
            None => Ok(Vec::new()),
        }
    }
}

fn nested(error: super::Fail) -> CallError {
    CallError::Template {
        prefix: String::new(),
        error,
    }
}

/// Go's words for a template that does not exist.
pub(crate) fn unknown(name: &str, set: &str) -> String {
    let (name, set) = (quote(name.as_bytes()), quote(set.as_bytes()));
    format!("template: no template {name} associated with template {set}")
}

//! Named templates that can call each other.

use crate::ast::Tree;
use crate::error::{ExecError, ParseError};
use crate::exec::{Exec, Run, TextCache, unknown};
use crate::layer::Layer;
use crate::limits::Limits;
use crate::node::NodeRef;
use crate::parse::{self, Buffers};
use crate::record::Recording;
use crate::stack::StackGuard;
use crate::table::FunctionTable;
use stator_value::Value;
use std::any::Any;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Arc;

/// A text that is parsed but not yet part of a set; it may go to another thread.
pub struct ParsedText(Result<Vec<Arc<Tree>>, ParseError>);

/// Parses texts for a set, before or beside it.
pub struct TextParser<'f> {
    functions: &'f FunctionTable,
    limits: Limits,
    buffers: Buffers,
}

impl<'f> TextParser<'f> {
    /// Makes a parser for sets with these functions and limits.
    pub fn new(functions: &'f FunctionTable, limits: Limits) -> Self {
        Self {
            functions,
            limits,
            buffers: Buffers::default(),
        }
    }

    /// Parses a text that will be the template `name`.
    pub fn parse(&mut self, name: &Arc<str>, text: &Arc<[u8]>) -> ParsedText {
        let guard = StackGuard::new(self.limits.stack_bytes);
        let trees = parse::parse(name, text, self.functions, &mut self.buffers, guard);
        ParsedText(trees.map_err(|error| *error))
    }
}

/// A set of named templates that share functions and can execute each other.
pub struct TemplateSet {
    name: Arc<str>,
    functions: Arc<FunctionTable>,
    limits: Limits,
    /// What is left of [`Limits::fuel`] and [`Limits::made_bytes`].
    fuel: Cell<u64>,
    room: Cell<u64>,
    layer: Layer<'static>,
    cache: RefCell<TextCache>,
}

impl TemplateSet {
    /// Makes an empty set; `name` shows in the message about unknown templates and is what texts
    /// given to [`crate::Runtime::execute_text`] are usually called.
    pub fn new(name: impl Into<Arc<str>>, functions: Arc<FunctionTable>) -> Self {
        let limits = Limits::default();
        Self {
            name: name.into(),
            functions,
            limits,
            fuel: Cell::new(limits.fuel),
            room: Cell::new(limits.made_bytes),
            layer: Layer::over(None),
            cache: RefCell::default(),
        }
    }

    /// Replaces the limits.
    #[must_use]
    pub fn with_limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self.fuel.set(limits.fuel);
        self.room.set(limits.made_bytes);
        self
    }

    /// Gives the functions.
    pub fn functions(&self) -> &Arc<FunctionTable> {
        &self.functions
    }

    /// Gives the name of the set.
    pub fn name(&self) -> &Arc<str> {
        &self.name
    }

    /// Parses `text` and adds the template `name` and every template that it defines.
    ///
    /// A template that is already there is replaced unless the new one is empty.
    ///
    /// # Errors
    /// The first fault of the text; nothing is added then.
    pub fn parse(&mut self, name: &str, text: impl Into<Arc<[u8]>>) -> Result<(), ParseError> {
        let guard = StackGuard::new(self.limits.stack_bytes);
        let buffers = &mut self.cache.get_mut().buffers;
        let (name, text) = (name.into(), text.into());
        let trees = parse::parse(&name, &text, &self.functions, buffers, guard);
        self.add_parsed(ParsedText(trees.map_err(|error| *error)))
    }

    /// Adds a text that [`TextParser`] has parsed, as [`TemplateSet::parse`] does.
    ///
    /// # Errors
    /// The first fault of the text; nothing is added then.
    pub fn add_parsed(&mut self, text: ParsedText) -> Result<(), ParseError> {
        for tree in text.0? {
            self.layer.add(&tree);
        }
        Ok(())
    }

    /// Says whether there is a template called `name`.
    pub fn contains(&self, name: &str) -> bool {
        self.layer.find(name).is_some()
    }

    /// Gives a template as Go prints it: without comments and trim markers, one blank between words.
    pub fn text(&self, name: &str) -> Option<String> {
        let tree = self.layer.find(name)?;
        Some(NodeRef::List(&tree.root).text(tree))
    }

    /// Iterates over the names of all templates, in no particular order.
    pub fn names(&self) -> impl Iterator<Item = &Arc<str>> {
        self.layer.names()
    }

    /// Executes the template `name` with `data`; functions reach `host` through
    /// [`crate::Runtime::host`].
    ///
    /// # Errors
    /// The failed execution, also when there is no such template.
    pub fn execute(
        &self,
        name: &str,
        data: Value,
        host: Rc<dyn Any>,
    ) -> Result<Vec<u8>, ExecError> {
        self.run(name, data, host, None)
    }

    /// Executes as [`TemplateSet::execute`] does and records which node wrote what.
    ///
    /// # Errors
    /// As for [`TemplateSet::execute`].
    pub fn record(
        &self,
        name: &str,
        data: Value,
        host: Rc<dyn Any>,
    ) -> Result<Recording, ExecError> {
        let recording = RefCell::new(Recording::default());
        self.run(name, data, host, Some(&recording))?;
        Ok(recording.into_inner())
    }

    fn run(
        &self,
        name: &str,
        data: Value,
        host: Rc<dyn Any>,
        recording: Option<&RefCell<Recording>>,
    ) -> Result<Vec<u8>, ExecError> {
        let Some(tree) = self.layer.find(name) else {
            return Err(ExecError::unlocated(unknown(name, &self.name)));
        };
        let run = Run {
            functions: &self.functions,
            set_name: &self.name,
            limits: self.limits,
            guard: StackGuard::new(self.limits.stack_bytes),
            host,
            cache: &self.cache,
            fuel: &self.fuel,
            room: &self.room,
            recording,
        };
        Exec::execute(&run, &self.layer, tree, data).map_err(|error| *error)
    }
}

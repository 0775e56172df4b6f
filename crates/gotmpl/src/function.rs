//! Functions that templates call, and what they may reach.

use stator_value::{GoType, Value};
use std::any::Any;
use std::rc::Rc;

/// What a function sees of the run that calls it.
///
/// The executor implements it. Functions with effects (`now`, `genCA`, `include`, `lookup`) find
/// their host by type through [`Runtime::host`]; pure functions ignore it.
pub trait Runtime {
    /// The value the caller of the template engine attached: its clock, its random numbers, its
    /// template loader. Downcast to the type that the function library documents.
    fn host(&self) -> Rc<dyn Any>;

    /// Counts bytes of memory, or as many units of work, that do not show in the size of the text or
    /// list that the function gives.
    ///
    /// # Errors
    /// The run has used up [`crate::Limits::made_bytes`].
    fn charge(&mut self, bytes: u64) -> Result<(), CallError>;

    /// Executes the template `name` of the running set with `data` and gives its output.
    ///
    /// # Errors
    /// The failed execution (also when there is no such template).
    fn execute(&mut self, name: &str, data: Value) -> Result<Vec<u8>, CallError>;

    /// Parses `text` as a template called `name` whose definitions overlay those of the running set
    /// until it has been executed with `data`, and gives its output (Helm's `tpl`).
    ///
    /// # Errors
    /// [`CallError::Parse`] or [`CallError::Template`], both with an empty prefix, so that the caller
    /// can put its own words before either.
    fn execute_text(&mut self, name: &str, text: &[u8], data: Value) -> Result<Vec<u8>, CallError>;
}

/// Why a call failed.
#[derive(Debug)]
pub enum CallError {
    /// The function returned an error or panicked with this text.
    Message(String),
    /// A text that the function parsed is faulty; `prefix` is what the function says before it.
    Parse {
        /// Text before the error, e.g. `cannot parse template "…": `.
        prefix: String,
        /// The error.
        error: crate::ParseError,
    },
    /// A template that the function executed failed; `prefix` is what the function says before it.
    Template {
        /// Text before the nested error, e.g. `error during tpl function execution for "…": `.
        prefix: String,
        /// The nested error.
        error: Box<crate::ExecError>,
    },
}

impl From<String> for CallError {
    fn from(text: String) -> Self {
        Self::Message(text)
    }
}

impl From<&str> for CallError {
    fn from(text: &str) -> Self {
        Self::Message(text.to_owned())
    }
}

/// One entry of a function table.
///
/// The executor checks the number and the types of arguments against `params` before the call, as
/// Go's reflection does (literals adapt to `Int`, `Int64`, `Float64`, `Str`, `Bool`; `Any` takes
/// everything and sees nil as [`Value::Nil`]; `Map` takes every map type and sees no value as a nil map).
#[derive(Clone, Copy)]
pub struct Function {
    /// Name in templates.
    pub name: &'static str,
    /// Parameter types; with `variadic`, the last one repeats zero or more times.
    pub params: &'static [GoType],
    /// Whether the last parameter repeats.
    pub variadic: bool,
    /// The function itself.
    pub call: fn(&mut dyn Runtime, &[Value]) -> Result<Value, CallError>,
}

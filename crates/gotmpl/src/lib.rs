//! Go's text/template language: lexer, parser and executor.
//!
//! Knows no Helm, YAML or Kubernetes: functions come in through a [`FunctionTable`] and reach
//! their surroundings through [`Runtime`].

mod builtins;
mod error;
mod function;
mod limits;
mod set;
mod table;

pub use error::{Cause, ExecError, Location, ParseError};
pub use function::{CallError, Function, Runtime};
pub use limits::Limits;
pub use set::TemplateSet;
pub use table::{FunctionId, FunctionTable, GoVersion};

//! Go's text/template language: lexer, parser and executor.
//!
//! Knows no Helm, YAML or Kubernetes: functions come in through a [`FunctionTable`] and reach
//! their surroundings through [`Runtime`].

mod ast;
mod builtins;
mod error;
mod exec;
mod function;
mod hash;
mod layer;
mod lex;
mod limits;
mod node;
mod parse;
mod pointer;
mod print;
mod record;
mod set;
mod stack;
mod table;

pub use error::{Cause, ExecError, Location, ParseError};
pub use function::{CallError, Function, Runtime};
pub use hash::{NameMap, NameSet};
pub use limits::Limits;
pub use record::{Recording, Site};
pub use set::{ParsedText, TemplateSet, TextParser};
pub use table::{FunctionId, FunctionTable, GoVersion};

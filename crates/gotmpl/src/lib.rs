//! Go's text/template language: lexer, parser and executor.
//!
//! Knows no Helm, YAML or Kubernetes: functions come in through a table of [`Function`]s and reach
//! their surroundings through [`Runtime`].

mod function;

pub use function::{CallError, Function, Runtime};

//! What a user did wrong, as data: source texts, byte spans, diagnostics and their collector.
//!
//! Owns the shape of a [`Diagnostic`] and its plain and JSON rendering. Drawing snippets on a
//! terminal is left to the command.

mod diagnostic;
mod source;

pub use diagnostic::{Collector, Diagnostic, Label, Severity};
pub use source::{LineColumn, Source, SourceId, Sources, Span};

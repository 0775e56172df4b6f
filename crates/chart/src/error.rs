//! Why a run failed: Helm's text, and where the fault lies.

use stator_diag::{Diagnostic, Sources, Span};
use stator_value::{Origin, Str};
use std::fmt;
use std::sync::Arc;

/// The step that failed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum Phase {
    /// Release name, flags.
    Arguments,
    /// Values files and `--set` words.
    Values,
    /// Reading the chart.
    Load,
    /// Conditions, tags, aliases, imports, coalescing.
    Dependencies,
    /// `values.schema.json`.
    Schema,
    /// Parsing and executing templates.
    Render,
    /// Splitting and reading what the templates wrote.
    Manifest,
    /// Selecting what to print.
    Output,
}

impl Phase {
    /// Gives the diagnostic code of faults of this step.
    fn code(self) -> &'static str {
        match self {
            Self::Arguments => "DYN0001",
            Self::Values => "DYN0002",
            Self::Load => "DYN0003",
            Self::Dependencies => "DYN0004",
            Self::Schema => "DYN0005",
            Self::Render => "DYN0006",
            Self::Manifest => "DYN0007",
            Self::Output => "DYN0008",
        }
    }
}

/// A failed run; `Display` is Helm's text without its leading `Error: `.
#[derive(Debug)]
pub struct Error {
    detail: Box<Detail>,
}

#[derive(Debug)]
struct Detail {
    phase: Phase,
    text: String,
    debug_hint: bool,
    faults: Vec<Fault>,
    partial: Vec<u8>,
}

/// One place that a failed run is about, with all that is known of it.
#[derive(Clone, Debug, Default)]
pub struct Fault {
    /// What is wrong, in one sentence without a full stop.
    pub message: String,
    /// The places, the one nearest to the fault first.
    pub places: Vec<Place>,
    /// The values path concerned, from the root of the user's values.
    pub values_path: Option<String>,
    /// Facts that help to understand.
    pub notes: Vec<String>,
    /// Things to do.
    pub hints: Vec<String>,
}

/// A place in a text that may not be registered yet.
#[derive(Clone, Debug)]
pub enum Place {
    /// A piece of a chart's file.
    File {
        /// Its path as Helm names it, e.g. `p/templates/a.yaml`.
        name: Arc<str>,
        /// Its text.
        text: Str,
        /// First byte.
        start: u32,
        /// One past the last byte.
        end: u32,
        /// What is to be said about it.
        label: String,
    },
    /// Where a value was written.
    Value {
        /// The place.
        origin: Origin,
        /// What is to be said about it.
        label: String,
    },
}

impl Error {
    /// Makes an error of a step that comes before Helm has a release.
    pub(crate) fn new(phase: Phase, text: impl Into<String>) -> Self {
        Self {
            detail: Box::new(Detail {
                phase,
                text: text.into(),
                debug_hint: false,
                faults: Vec::new(),
                partial: Vec::new(),
            }),
        }
    }

    /// Makes an error about the command line; `text` is Helm's.
    pub fn usage(text: impl Into<String>) -> Self {
        Self::new(Phase::Arguments, text)
    }

    /// Says that Helm had a release, so that it ends its message with a hint to `--debug`.
    #[must_use]
    pub(crate) fn with_debug_hint(mut self) -> Self {
        self.detail.debug_hint = true;
        self
    }

    /// Adds a fault.
    #[must_use]
    pub(crate) fn with_fault(mut self, fault: Fault) -> Self {
        self.detail.faults.push(fault);
        self
    }

    /// Keeps what `--debug` prints in spite of the error.
    #[must_use]
    pub(crate) fn with_partial(mut self, manifests: Vec<u8>) -> Self {
        self.detail.partial = manifests;
        self
    }

    /// Puts words before Helm's text.
    #[must_use]
    pub(crate) fn wrapped(mut self, prefix: impl fmt::Display) -> Self {
        self.detail.text = format!("{prefix}{}", self.detail.text);
        self
    }

    /// Gives the step that failed.
    pub fn phase(&self) -> Phase {
        self.detail.phase
    }

    /// Gives all that Helm prints, from `Error: ` on, without the last newline.
    pub fn helm_text(&self) -> String {
        let tail = if self.detail.debug_hint {
            "\n\nUse --debug flag to render out invalid YAML"
        } else {
            ""
        };
        format!("Error: {}{tail}", self.detail.text)
    }

    /// Gives what is printed on standard output with `--debug` in spite of the error: the rendered
    /// files as they are; empty where rendering did not come that far.
    pub fn partial(&self) -> &[u8] {
        &self.detail.partial
    }

    /// Gives the faults.
    pub fn faults(&self) -> &[Fault] {
        &self.detail.faults
    }

    /// Turns the faults into diagnostics; texts that are not registered yet are added to `sources`.
    pub fn diagnostics(&self, sources: &mut Sources) -> Vec<Diagnostic> {
        self.detail
            .faults
            .iter()
            .map(|f| f.diagnostic(self.detail.phase, sources))
            .collect()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.detail.text)
    }
}

impl std::error::Error for Error {}

impl Fault {
    fn diagnostic(&self, phase: Phase, sources: &mut Sources) -> Diagnostic {
        let mut diagnostic = Diagnostic::error(phase.code(), self.message.clone());
        for place in &self.places {
            if let Some((span, label)) = place.resolve(sources) {
                diagnostic = diagnostic.label(span, label);
            }
        }
        if let Some(path) = &self.values_path {
            diagnostic = diagnostic.path(path.clone());
        }
        diagnostic.notes.clone_from(&self.notes);
        diagnostic.hints.clone_from(&self.hints);
        diagnostic
    }
}

impl Place {
    /// Finds or registers the text and gives the span.
    fn resolve(&self, sources: &mut Sources) -> Option<(Span, &str)> {
        match self {
            Self::File {
                name,
                text,
                start,
                end,
                label,
            } => {
                let known = sources
                    .iter()
                    .find(|(_, s)| *s.name == **name)
                    .map(|(id, _)| id);
                let id = known.unwrap_or_else(|| sources.add_shared(&**name, text.clone()));
                Some((
                    Span {
                        source: id,
                        start: *start,
                        end: *end,
                    },
                    label,
                ))
            }
            Self::Value { origin, label } if origin.source.is_some() => {
                Some((origin.span(), label))
            }
            Self::Value { .. } => None,
        }
    }
}

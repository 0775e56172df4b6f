//! Diagnostics: coded, labelled, collected, never thrown.

use crate::source::{Sources, Span};
use serde::Serialize;
use std::fmt::Write as _;

/// How bad a finding is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing.
    Note,
    /// Probably not what the user meant.
    Warning,
    /// Does not work.
    Error,
}

impl Severity {
    /// The word printed for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// A place in a text with what is to be said about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// The place.
    pub span: Span,
    /// What is to be said; may be empty.
    pub text: String,
}

/// One finding about a user's input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Stable code such as `DYN0102`.
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// One sentence without a full stop.
    pub message: String,
    /// Places; the first is the main one.
    pub labels: Vec<Label>,
    /// Values path or field path the finding is about; empty where none.
    pub path: String,
    /// Facts that help to understand.
    pub notes: Vec<String>,
    /// Things to do.
    pub hints: Vec<String>,
}

impl Diagnostic {
    /// Makes a finding without places.
    pub fn new(code: &'static str, severity: Severity, message: impl Into<String>) -> Self {
        Self {
            code,
            severity,
            message: message.into(),
            labels: Vec::new(),
            path: String::new(),
            notes: Vec::new(),
            hints: Vec::new(),
        }
    }

    /// Makes an error.
    pub fn error(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(code, Severity::Error, message)
    }

    /// Makes a warning.
    pub fn warning(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(code, Severity::Warning, message)
    }

    /// Adds a place.
    #[must_use]
    pub fn label(mut self, span: Span, text: impl Into<String>) -> Self {
        self.labels.push(Label {
            span,
            text: text.into(),
        });
        self
    }

    /// Sets the values or field path.
    #[must_use]
    pub fn path(mut self, path: impl Into<String>) -> Self {
        self.path = path.into();
        self
    }

    /// Adds a fact.
    #[must_use]
    pub fn note(mut self, text: impl Into<String>) -> Self {
        self.notes.push(text.into());
        self
    }

    /// Adds a thing to do.
    #[must_use]
    pub fn hint(mut self, text: impl Into<String>) -> Self {
        self.hints.push(text.into());
        self
    }

    /// Renders the finding on plain lines: `name:line:column: severity[code]: message`.
    pub fn to_plain(&self, sources: &Sources) -> String {
        let mut out = String::new();
        if let Some(place) = self.labels.first().and_then(|l| place(sources, l.span)) {
            out.push_str(&place);
            out.push_str(": ");
        }
        let _ = writeln!(
            out,
            "{}[{}]: {}",
            self.severity.as_str(),
            self.code,
            self.message
        );
        for label in self.labels.iter().skip(1) {
            if let Some(place) = place(sources, label.span) {
                let _ = writeln!(out, "  at {place}: {}", label.text);
            }
        }
        for note in &self.notes {
            let _ = writeln!(out, "  note: {note}");
        }
        for hint in &self.hints {
            let _ = writeln!(out, "  hint: {hint}");
        }
        out
    }

    /// Gives the finding as JSON with resolved positions.
    pub fn to_json(&self, sources: &Sources) -> serde_json::Value {
        let labels: Vec<_> = self
            .labels
            .iter()
            .filter_map(|label| {
                let source = sources.get(label.span.source)?;
                let at = source.position(label.span.start);
                Some(serde_json::json!({
                    "file": &*source.name, "line": at.line, "column": at.column,
                    "start": label.span.start, "end": label.span.end, "text": label.text,
                }))
            })
            .collect();
        serde_json::json!({
            "code": self.code, "severity": self.severity, "message": self.message,
            "path": self.path, "labels": labels, "notes": self.notes, "hints": self.hints,
        })
    }
}

fn place(sources: &Sources, span: Span) -> Option<String> {
    let source = sources.get(span.source)?;
    let at = source.position(span.start);
    Some(format!("{}:{}:{}", source.name, at.line, at.column))
}

/// Gathers findings and sorts them by position.
#[derive(Clone, Debug, Default)]
pub struct Collector {
    found: Vec<Diagnostic>,
}

impl Collector {
    /// Adds a finding.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.found.push(diagnostic);
    }

    /// Says whether nothing was found.
    pub fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// Gives the worst severity found.
    pub fn worst(&self) -> Option<Severity> {
        self.found.iter().map(|d| d.severity).max()
    }

    /// Gives all findings ordered by position, then code; those without a place come last.
    pub fn into_sorted(mut self) -> Vec<Diagnostic> {
        self.found.sort_by_key(|d| {
            let span = d.labels.first().map(|l| l.span);
            (span.is_none(), span, d.code)
        });
        self.found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_names_place_code_and_hint() {
        let mut sources = Sources::new();
        let id = sources.add("v.yaml", "a: 1\nb: 2\n");
        let d = Diagnostic::error("DYN0001", "unknown key `b`")
            .label(
                Span {
                    source: id,
                    start: 5,
                    end: 6,
                },
                "here",
            )
            .hint("use `a`");
        assert_eq!(
            d.to_plain(&sources),
            "v.yaml:2:1: error[DYN0001]: unknown key `b`\n  hint: use `a`\n"
        );
        assert_eq!(d.to_json(&sources)["labels"][0]["line"], 2);
    }
}

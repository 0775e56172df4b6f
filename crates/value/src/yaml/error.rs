//! What is wrong with a YAML text, in Go's words.

use super::scan::Mark;
use crate::value::Value;
use std::borrow::Cow;
use std::fmt;

/// A failure to read YAML; prints as sigs.k8s.io/yaml words it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct YamlError {
    text: String,
    at: Option<Place>,
    since: Option<Place>,
}

/// Where a YAML text is wrong, more exactly than Go's message says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Line, from 1.
    pub line: u32,
    /// Byte offset.
    pub offset: u32,
}

impl YamlError {
    /// Makes an error of the step from YAML to JSON.
    pub(super) fn converting(text: &str) -> Self {
        Self::plain(format!("error converting YAML to JSON: {text}"))
    }

    /// Makes an error of the step from JSON to the Go value.
    pub(super) fn unmarshaling(text: &str) -> Self {
        Self::plain(format!(
            "error unmarshaling JSON: while decoding JSON: {text}"
        ))
    }

    /// Makes the error for a document that does not fit the Go type `target`.
    pub fn cannot_unmarshal(value: &Value, target: &str) -> Self {
        let kind = match value {
            Value::Bool(_) => "bool",
            Value::Int(..) | Value::Float(_) | Value::Complex(..) => "number",
            Value::Str(_) | Value::Bytes(_) => "string",
            Value::List(_) => "array",
            Value::Map(_) | Value::Object(_) => "object",
            Value::Invalid | Value::Nil => "null",
        };
        Self::unmarshaling(&format!(
            "json: cannot unmarshal {kind} into Go value of type {target}"
        ))
    }

    /// Makes an error without a place.
    pub(super) fn plain(text: String) -> Self {
        Self {
            text,
            at: None,
            since: None,
        }
    }

    /// Puts `context` before the text, for a document that starts at `base` of `file`.
    pub(super) fn within(mut self, context: &str, file: &[u8], base: u32) -> Self {
        self.text = format!("{context}: {}", self.text);
        let before = file.get(..base as usize).unwrap_or(&[]);
        let lines = before.split(|b| *b == b'\n').count() as u32 - 1;
        for place in [&mut self.at, &mut self.since].into_iter().flatten() {
            place.line += lines;
        }
        self
    }

    /// The place, where one is known.
    pub fn place(&self) -> Option<Place> {
        self.at
    }

    /// Where that began which is not finished at the place: a bracket, a quote, a block.
    pub fn beginning(&self) -> Option<Place> {
        self.since
    }
}

impl fmt::Display for YamlError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl std::error::Error for YamlError {}

/// Who noticed that a text is wrong, which decides the line that is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    /// The reader, which prints no line.
    Reader,
    /// The scanner, which prints the line.
    Scanner,
    /// The composer, which prints the line before.
    Composer,
    /// The builder of values, which prints no line.
    Builder,
}

/// A failure with its place in the text.
///
/// One word, so that what may fail costs little where it does not.
#[derive(Clone, Debug)]
pub(super) struct Fault(Box<Details>);

#[derive(Clone, Debug)]
struct Details {
    stage: Stage,
    problem: Cow<'static, str>,
    /// Where the parser was, which is the line that Go prints.
    mark: Mark,
    /// Where the text is wrong, if not there.
    wrong: Option<Mark>,
    since: Option<Mark>,
}

impl Fault {
    pub(super) fn new(stage: Stage, problem: impl Into<Cow<'static, str>>, mark: Mark) -> Self {
        Self(Box::new(Details {
            stage,
            problem: problem.into(),
            mark,
            wrong: None,
            since: None,
        }))
    }

    /// Says where the text is wrong, if that is not where the parser was.
    pub(super) fn wrong_at(mut self, mark: Mark) -> Self {
        self.0.wrong = Some(mark);
        self
    }

    /// Says where that began which is not finished.
    pub(super) fn since(mut self, mark: Mark) -> Self {
        self.0.since = Some(mark);
        self
    }

    /// Gives Go's text.
    ///
    /// COMPAT(helm): lines count from 0 within yaml v2; only the scanner's are set right, and
    /// nothing is printed for line 0.
    pub(super) fn text(&self) -> String {
        let Details {
            stage,
            problem,
            mark,
            ..
        } = &*self.0;
        let line = match stage {
            Stage::Reader | Stage::Builder => 0,
            Stage::Scanner if mark.line > 0 => mark.line + 1,
            Stage::Scanner | Stage::Composer => mark.line,
        };
        if line > 0 {
            format!("yaml: line {line}: {problem}")
        } else {
            format!("yaml: {problem}")
        }
    }

    /// Gives the error that the caller sees; `base` is added to the offset.
    pub(super) fn into_error(self, base: u32) -> YamlError {
        let place = |mark: Mark| Place {
            line: mark.line + 1,
            offset: mark.at + base,
        };
        let error = YamlError::converting(&self.text());
        YamlError {
            at: Some(place(self.0.wrong.unwrap_or(self.0.mark))),
            since: self.0.since.map(place),
            ..error
        }
    }
}

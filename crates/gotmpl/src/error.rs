//! Errors of parsing and of execution, with Go's texts.

use std::fmt;
use std::sync::Arc;

/// A template text that does not parse; `Display` is Go's text, `template: FILE:LINE: MESSAGE`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseError {
    pub(crate) file: Arc<str>,
    pub(crate) line: u32,
    pub(crate) offset: u32,
    pub(crate) message: String,
}

impl ParseError {
    /// Gives the name under which the text was parsed.
    pub fn file(&self) -> &Arc<str> {
        &self.file
    }

    /// Gives the line, from 1 (0 where Go says so).
    pub fn line(&self) -> u32 {
        self.line
    }

    /// Gives the byte offset of the token at which the parser gave up.
    pub fn offset(&self) -> u32 {
        self.offset
    }

    /// Gives the message without the position.
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "template: {}:{}: {}", self.file, self.line, self.message)
    }
}

impl std::error::Error for ParseError {}

/// Where an execution failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Location {
    /// The executing template's name.
    pub template: Arc<str>,
    /// The name under which the text that holds it was parsed.
    pub file: Arc<str>,
    /// Line, from 1.
    pub line: u32,
    /// Column, in bytes from 0.
    pub column: u32,
    /// Byte offset of the node in the text.
    pub offset: u32,
    /// The node as Go prints it.
    pub node: String,
}

/// A failed execution: one link of the chain that nested templates make.
///
/// `Display` is Go's text of this link and everything below it on one line:
/// `template: FILE:LINE:COL: executing "NAME" at <NODE>: MESSAGE`.
#[derive(Debug)]
pub struct ExecError {
    pub(crate) location: Option<Location>,
    pub(crate) message: String,
    pub(crate) cause: Option<Cause>,
}

/// What lies below a failed call.
#[derive(Debug)]
pub enum Cause {
    /// The function's own error or panic.
    Message(String),
    /// A text that the function parsed.
    Parse {
        /// What the function says before it.
        prefix: String,
        /// The error.
        error: ParseError,
    },
    /// A template that the function executed.
    Template {
        /// What the function says before it; empty where it passes the error on as it is.
        prefix: String,
        /// The error.
        error: Box<ExecError>,
    },
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Message(text) => f.write_str(text),
            Self::Parse { prefix, error } => write!(f, "{prefix}{error}"),
            Self::Template { prefix, error } => write!(f, "{prefix}{error}"),
        }
    }
}

impl ExecError {
    /// Makes an error without a position, e.g. for an unknown template.
    pub fn unlocated(message: impl Into<String>) -> Self {
        Self {
            location: None,
            message: message.into(),
            cause: None,
        }
    }

    /// Gives the place; `None` where execution did not begin.
    pub fn location(&self) -> Option<&Location> {
        self.location.as_ref()
    }

    /// Gives this link's own message; with a cause it ends in `: `, e.g. `error calling include: `.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// Gives what lies below.
    pub fn cause(&self) -> Option<&Cause> {
        self.cause.as_ref()
    }

    /// Gives the nested execution error, where there is one.
    pub fn inner(&self) -> Option<&ExecError> {
        match &self.cause {
            Some(Cause::Template { error, .. }) => Some(error),
            _ => None,
        }
    }

    /// Gives the last execution error of the chain: the one nearest to the fault.
    pub fn innermost(&self) -> &ExecError {
        let mut link = self;
        while let Some(next) = link.inner() {
            link = next;
        }
        link
    }

    /// Gives the text of every error that Go's `errors.Unwrap` would visit, outermost first.
    ///
    /// Go visits an execution error twice (the error and the formatted text in it); here each
    /// text comes once. An error that a function wrapped in words of its own is one text with
    /// those words and one without.
    pub fn unwrap_texts(&self) -> Vec<String> {
        let mut texts = Vec::new();
        let mut link = self;
        loop {
            texts.push(link.to_string());
            match &link.cause {
                None => return texts,
                Some(Cause::Template { prefix, error }) => {
                    if !prefix.is_empty() {
                        texts.push(format!("{prefix}{error}"));
                    }
                    link = error;
                }
                Some(Cause::Parse { prefix, error }) => {
                    if !prefix.is_empty() {
                        texts.push(format!("{prefix}{error}"));
                    }
                    texts.push(error.to_string());
                    return texts;
                }
                Some(Cause::Message(text)) => {
                    texts.push(text.clone());
                    return texts;
                }
            }
        }
    }
}

impl fmt::Display for ExecError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(at) = &self.location {
            let name = stator_value::gofmt::quote(at.template.as_bytes());
            write!(f, "template: {}:{}:{}: ", at.file, at.line, at.column)?;
            write!(f, "executing {name} at <{}>: ", at.node)?;
        }
        f.write_str(&self.message)?;
        match &self.cause {
            Some(cause) => cause.fmt(f),
            None => Ok(()),
        }
    }
}

impl std::error::Error for ExecError {}

//! Why a plan stops.

use std::fmt;

/// The reason why no further object is made, in the words of the reference.
///
/// COMPAT(operator): the text reaches conditions and events, so it is a chain of prefixes in one line.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct PlanError {
    text: String,
}

impl fmt::Display for PlanError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl PlanError {
    pub(crate) fn new(text: impl Into<String>) -> Self {
        Self { text: text.into() }
    }

    /// Puts `prefix` and a colon before the text.
    pub(crate) fn within(self, prefix: &str) -> Self {
        Self {
            text: format!("{prefix}: {}", self.text),
        }
    }
}

/// Adds a prefix to the error of a result.
pub(crate) trait Within<T> {
    fn within(self, prefix: &str) -> Result<T, PlanError>;

    /// As [`within`](Self::within), with a prefix that is made only where there is an error.
    fn within_made(self, prefix: impl FnOnce() -> String) -> Result<T, PlanError>;
}

impl<T> Within<T> for Result<T, PlanError> {
    fn within(self, prefix: &str) -> Result<T, PlanError> {
        self.map_err(|error| error.within(prefix))
    }

    fn within_made(self, prefix: impl FnOnce() -> String) -> Result<T, PlanError> {
        self.map_err(|error| error.within(&prefix()))
    }
}

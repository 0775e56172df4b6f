//! What one run carries along: the Helm to equal, the texts read, the remarks made.

use crate::compat::Compat;
use crate::notice::{Notice, Notices};
use crate::render::Ahead;
use stator_diag::Sources;

/// The context of one run: loading, values and rendering add to it.
#[derive(Debug, Default)]
pub struct Session {
    /// Which Helm to equal.
    pub compat: Compat,
    /// All values texts read so far; origins of values point into them.
    pub sources: Sources,
    /// What Helm says on standard error, in its order.
    pub notices: Notices,
    /// How many bytes of stack the thread has to give; see [`crate::with_big_stack`].
    pub stack_bytes: Option<usize>,
    /// Templates of the chart loaded last that are being parsed.
    pub(crate) ahead: Option<Ahead>,
}

impl Session {
    /// Begins a run.
    pub fn new(compat: Compat) -> Self {
        Self {
            compat,
            ..Self::default()
        }
    }

    /// Says how many bytes of stack the thread has to give; see [`crate::with_big_stack`].
    #[must_use]
    pub fn with_stack(mut self, bytes: Option<usize>) -> Self {
        self.stack_bytes = bytes;
        self
    }

    /// Gives the notices as Helm's log lines.
    pub fn warnings(&self) -> Vec<String> {
        self.notices.lines(self.compat)
    }

    pub(crate) fn notice(&mut self, notice: Notice) {
        self.notices.push(notice);
    }
}

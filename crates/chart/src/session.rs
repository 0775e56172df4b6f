//! What one run carries along: the Helm to equal, the texts read, the remarks made.

use crate::compat::Compat;
use crate::notice::{Notice, Notices};
use crate::render::Ahead;
use crate::stack::Room;
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
    /// What the thread has at its disposal.
    pub(crate) room: Room,
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

    /// Says what the thread has at its disposal; see [`crate::with_big_stack`].
    #[must_use]
    pub fn in_room(mut self, room: Room) -> Self {
        self.room = room;
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

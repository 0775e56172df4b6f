//! Where a value was written.

use stator_diag::{SourceId, Span};

/// The place that wrote a map entry: a text and the byte offset of the entry's key in it.
///
/// Eight bytes carried along by every entry, so that provenance costs nothing until it is asked
/// for. Values made by templates or code have [`Origin::NONE`].
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Origin {
    /// The file or `--set` argument.
    pub source: SourceId,
    /// Byte offset of the key in it.
    pub start: u32,
}

impl Origin {
    /// No known place.
    pub const NONE: Self = Self {
        source: SourceId::NONE,
        start: 0,
    };

    /// Gives an empty span at the place.
    pub fn span(self) -> Span {
        Span {
            source: self.source,
            start: self.start,
            end: self.start,
        }
    }
}

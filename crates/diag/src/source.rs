//! Texts that spans point into: files, `--set` arguments, built-in defaults.

use std::sync::{Arc, OnceLock};

/// Names one text of a [`Sources`] registry; `SourceId::NONE` names no text.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Default)]
pub struct SourceId(u16);

impl SourceId {
    /// The id that stands for "no known text".
    pub const NONE: Self = Self(0);

    /// Says whether the id names a text.
    pub fn is_some(self) -> bool {
        self.0 != 0
    }
}

/// A byte range in one known text.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Default)]
pub struct Span {
    /// The text.
    pub source: SourceId,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

/// A position for people: both count from 1, the column in characters.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct LineColumn {
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
}

/// One text with its name as a person would write it: a path, or `--set a.b=1`.
#[derive(Clone, Debug)]
pub struct Source {
    /// Path or argument.
    pub name: Arc<str>,
    /// As it was read; nearly all texts are never looked at again.
    bytes: Arc<[u8]>,
    text: OnceLock<Arc<str>>,
    /// Where lines start, once somebody has asked for a position.
    lines: OnceLock<Arc<[u32]>>,
}

impl Source {
    /// Makes a source of a name and a text.
    pub fn new(name: impl Into<Arc<str>>, text: impl Into<Arc<str>>) -> Self {
        Self::shared(name.into(), text.into().into())
    }

    fn shared(name: Arc<str>, bytes: Arc<[u8]>) -> Self {
        Self {
            name,
            bytes,
            text: OnceLock::new(),
            lines: OnceLock::new(),
        }
    }

    /// Gives the whole text; invalid UTF-8 is replaced for display.
    pub fn text(&self) -> &str {
        self.text
            .get_or_init(|| String::from_utf8_lossy(&self.bytes).into())
    }

    /// Gives line and column of a byte offset; an offset past the end counts as the end.
    pub fn position(&self, offset: u32) -> LineColumn {
        let text = self.text();
        let mut at = (offset as usize).min(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        let lines = self.lines.get_or_init(|| {
            let ends = text.bytes().zip(1..).filter(|(byte, _)| *byte == b'\n');
            std::iter::once(0)
                .chain(ends.map(|(_, next)| next))
                .collect()
        });
        let line = lines.partition_point(|start| *start as usize <= at).max(1);
        let start = lines.get(line - 1).map_or(0, |start| *start as usize);
        LineColumn {
            line: line as u32,
            column: text[start..at].chars().count() as u32 + 1,
        }
    }
}

/// The registry of all texts of one run.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    texts: Vec<Source>,
}

impl Sources {
    /// Makes an empty registry.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a text and gives its id; past 65,534 texts everything maps to [`SourceId::NONE`].
    pub fn add(&mut self, name: impl Into<Arc<str>>, text: impl Into<Arc<str>>) -> SourceId {
        self.add_shared(name, text.into())
    }

    /// Adds a text that others hold, too, and that need not be UTF-8; otherwise like [`Sources::add`].
    pub fn add_shared(
        &mut self,
        name: impl Into<Arc<str>>,
        bytes: impl Into<Arc<[u8]>>,
    ) -> SourceId {
        let Ok(id) = u16::try_from(self.texts.len() + 1) else {
            return SourceId::NONE;
        };
        self.texts.push(Source::shared(name.into(), bytes.into()));
        SourceId(id)
    }

    /// Gives the text of an id.
    pub fn get(&self, id: SourceId) -> Option<&Source> {
        self.texts.get(usize::from(id.0).checked_sub(1)?)
    }

    /// Iterates over all texts in the order they were added.
    pub fn iter(&self) -> impl Iterator<Item = (SourceId, &Source)> {
        self.texts
            .iter()
            .enumerate()
            .map(|(i, s)| (SourceId(i as u16 + 1), s))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn position_counts_lines_and_characters_from_one() {
        let source = Source::new("a", "ab\nçd\n");
        assert_eq!(source.position(0), LineColumn { line: 1, column: 1 });
        assert_eq!(source.position(5), LineColumn { line: 2, column: 2 });
        assert_eq!(source.position(99), LineColumn { line: 3, column: 1 });
    }
}

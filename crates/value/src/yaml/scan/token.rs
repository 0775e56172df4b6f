//! What the scanner hands to the composer.

/// A place in the text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::yaml) struct Mark {
    /// Byte offset.
    pub(in crate::yaml) at: u32,
    /// Line, from 0.
    pub(in crate::yaml) line: u32,
}

/// A piece of text: of the input as it stands, or of the scratch buffer where it was put together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::yaml) struct Piece {
    start: u32,
    len: u32,
    built: bool,
}

impl Piece {
    /// Names bytes `start..end` of the input.
    #[inline]
    pub(in crate::yaml) fn of_input(start: usize, end: usize) -> Self {
        Self {
            start: start as u32,
            len: (end - start) as u32,
            built: false,
        }
    }

    /// Names bytes `start..end` of the scratch buffer.
    #[inline]
    pub(in crate::yaml) fn of_scratch(start: usize, end: usize) -> Self {
        Self {
            start: start as u32,
            len: (end - start) as u32,
            built: true,
        }
    }

    /// Gives the bytes.
    #[inline]
    pub(in crate::yaml) fn get<'a>(self, input: &'a [u8], scratch: &'a [u8]) -> &'a [u8] {
        let from = if self.built { scratch } else { input };
        &from[self.start as usize..][..self.len as usize]
    }

    /// Says whether the piece is empty.
    #[inline]
    pub(in crate::yaml) fn is_empty(self) -> bool {
        self.len == 0
    }
}

/// The kinds of tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::yaml) enum Kind {
    StreamStart,
    StreamEnd,
    /// `%YAML`; the numbers are in `major` and `minor`.
    Version,
    /// `%TAG`; handle and prefix are in `text` and `more`.
    TagDirective,
    DocumentStart,
    DocumentEnd,
    BlockSequenceStart,
    BlockMappingStart,
    BlockEnd,
    FlowSequenceStart,
    FlowSequenceEnd,
    FlowMappingStart,
    FlowMappingEnd,
    /// `-`
    BlockEntry,
    /// `,`
    FlowEntry,
    Key,
    Value,
    /// The name is in `text`.
    Alias,
    /// The name is in `text`.
    Anchor,
    /// Handle and suffix are in `text` and `more`.
    Tag,
    Scalar,
}

/// A token.
#[derive(Clone, Copy, Debug)]
pub(in crate::yaml) struct Token {
    pub(in crate::yaml) kind: Kind,
    /// For scalars: whether it stands without quotes and block indicators.
    pub(in crate::yaml) plain: bool,
    pub(in crate::yaml) version: (u8, u8),
    pub(in crate::yaml) start: Mark,
    pub(in crate::yaml) end: Mark,
    pub(in crate::yaml) text: Piece,
    pub(in crate::yaml) more: Piece,
}

impl Token {
    #[inline]
    pub(in crate::yaml) fn new(kind: Kind, start: Mark, end: Mark) -> Self {
        Self {
            kind,
            plain: false,
            version: (0, 0),
            start,
            end,
            text: Piece::default(),
            more: Piece::default(),
        }
    }
}

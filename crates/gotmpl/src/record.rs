//! Which piece of a template wrote which piece of the output.
//!
//! Recording costs a copy of every nested output, so it is done only for a second execution, of a
//! template whose output turned out to be faulty.

use std::ops::Range;
use std::sync::Arc;

/// Everything that one top-level execution wrote, and what wrote it.
#[derive(Debug, Default)]
pub struct Recording {
    /// The executions in the order in which they ended, the top-level one last.
    executions: Vec<Execution>,
}

/// The output of one execution: the top-level one, or one by a function such as `include`.
#[derive(Debug)]
struct Execution {
    out: Vec<u8>,
    pieces: Vec<Piece>,
}

/// What one node wrote; it goes to the start of the next piece.
#[derive(Clone, Debug)]
pub(crate) struct Piece {
    pub(crate) start: usize,
    pub(crate) file: Arc<str>,
    pub(crate) offset: u32,
    pub(crate) kind: PieceKind,
}

/// What kind of node wrote a piece.
#[derive(Clone, Debug)]
pub(crate) enum PieceKind {
    /// Text of the template itself, byte for byte.
    Text,
    /// The value of an action; the executions that took place meanwhile are in this range.
    Value(Range<usize>),
}

/// A place in a template that wrote a line of output.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Site {
    /// The name under which the template's text was parsed.
    pub file: Arc<str>,
    /// Byte offset in that text.
    pub offset: u32,
    /// Whether an action stands there, rather than text that was copied.
    pub is_action: bool,
}

impl Recording {
    /// Gives what the top-level execution wrote.
    pub fn output(&self) -> &[u8] {
        self.executions.last().map_or(&[], |e| &e.out)
    }

    /// Gives the places that wrote the line, counted from 0, of the output: first the one in the
    /// executed template, then, where an action there printed what other templates wrote, those in
    /// the templates that it called. With a column, in bytes, they are the places that wrote what
    /// stands there; without, those of the value in the line, where it has one.
    pub fn sites(&self, line: usize, column: Option<usize>) -> Vec<Site> {
        let mut sites = Vec::new();
        let mut at = self.executions.last();
        let (mut line, mut column) = (line, column);
        while let Some(execution) = at {
            let Some((site, nested, text)) = execution.site(line, column) else {
                break;
            };
            sites.push(site);
            let inner = self.executions.get(nested).unwrap_or_default();
            // The one that ended last is the outermost.
            let found = inner
                .iter()
                .rev()
                .find_map(|e| e.line_with(text).map(|line| (e, line)));
            // The line may be indented differently there.
            let shift = |e: &Execution, line| e.line(line).map_or(0, |(_, text)| indent(text));
            let before = execution.line(line).map_or(0, |(_, text)| indent(text));
            at = found.map(|(e, _)| e);
            if let Some((e, inner_line)) = found {
                column = column.map(|c| c.saturating_sub(before) + shift(e, inner_line));
                line = inner_line;
            }
        }
        sites
    }

    pub(crate) fn ended(&self) -> usize {
        self.executions.len()
    }

    pub(crate) fn end(&mut self, out: &[u8], pieces: Vec<Piece>) {
        self.executions.push(Execution {
            out: out.to_vec(),
            pieces,
        });
    }
}

impl Execution {
    /// Finds what wrote a line: the place, the executions that it may have come from, its text.
    fn site(&self, line: usize, column: Option<usize>) -> Option<(Site, Range<usize>, &[u8])> {
        let (line_start, text) = self.line(line)?;
        let (start, end) = match column {
            Some(column) => (line_start + column, line_start + column + 1),
            None => {
                let start = line_start + indent(text);
                (start, start + text.trim_ascii().len().max(1))
            }
        };
        let text = text.trim_ascii();
        let first = self.pieces.partition_point(|p| p.start <= start).max(1) - 1;
        let mut chosen: Option<&Piece> = None;
        for (at, piece) in self.pieces.iter().enumerate().skip(first) {
            if piece.start >= end {
                break;
            }
            let piece_end = self.pieces.get(at + 1).map_or(self.out.len(), |p| p.start);
            let wrote = self.out.get(piece.start.max(start)..piece_end.min(end));
            let is_visible = wrote.is_some_and(|w| !w.trim_ascii().is_empty());
            // A value is more likely at fault than the text around it.
            let is_better = match (&piece.kind, chosen) {
                (_, None) => true,
                (PieceKind::Value(_), Some(chosen)) => matches!(chosen.kind, PieceKind::Text),
                _ => false,
            };
            if is_visible && is_better {
                chosen = Some(piece);
            }
        }
        let piece = chosen?;
        let (offset, nested) = match &piece.kind {
            PieceKind::Text => (
                piece.offset as usize + start.saturating_sub(piece.start),
                0..0,
            ),
            PieceKind::Value(nested) => (piece.offset as usize, nested.clone()),
        };
        let site = Site {
            file: Arc::clone(&piece.file),
            offset: offset as u32,
            is_action: matches!(piece.kind, PieceKind::Value(_)),
        };
        Some((site, nested, text))
    }

    /// Gives start and text of a line.
    fn line(&self, number: usize) -> Option<(usize, &[u8])> {
        let mut start = 0;
        for (at, text) in self.out.split(|b| *b == b'\n').enumerate() {
            if at == number {
                return Some((start, text));
            }
            start += text.len() + 1;
        }
        None
    }

    /// Finds the first line that says the same, however indented.
    fn line_with(&self, text: &[u8]) -> Option<usize> {
        let mut lines = self.out.split(|b| *b == b'\n');
        lines.position(|line| line.trim_ascii() == text)
    }
}

/// How many blanks a line begins with.
fn indent(line: &[u8]) -> usize {
    line.len() - line.trim_ascii_start().len()
}

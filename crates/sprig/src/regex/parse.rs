//! Go's grammar of patterns, rewritten for the regex library.
//!
//! Flags are resolved here: the rewritten pattern says of every piece how it matches, so that no
//! flag group of the original is left over.

mod brackets;
mod escape;
mod group;

use crate::runes;
use std::fmt::Write as _;

/// The largest count of a repetition, also of nested ones multiplied.
const MAX_REPEAT: u32 = 1000;
/// How deep expressions may nest.
const MAX_HEIGHT: u32 = 1000;
/// How many instructions Go would compile.
const MAX_SIZE: u64 = (128 << 20) / 40;

/// A pattern for the regex library.
pub(super) struct Parsed {
    /// The rewritten pattern.
    pub(super) pattern: String,
    /// Names of the groups, from the whole match on; empty where a group has none.
    pub(super) names: Vec<String>,
}

/// Words an error as Go does.
pub(super) fn error(problem: &str, expression: &[u8]) -> String {
    format!(
        "error parsing regexp: {problem}: `{}`",
        String::from_utf8_lossy(expression)
    )
}

const INVALID_RANGE: &str = "invalid character class range";
const INVALID_REPEAT: &str = "invalid repeat count";
const NO_ARGUMENT: &str = "missing argument to repetition operator";

/// Parses a pattern.
///
/// # Errors
/// Go's text about the first fault.
pub(super) fn parse(text: &[u8], helm4: bool) -> Result<Parsed, String> {
    let mut parser = Parser {
        text,
        at: 0,
        helm4,
        flags: Flags::default(),
        frames: vec![Frame::default()],
        names: vec![String::new()],
    };
    parser.run()?;
    let frame = parser.frames.pop().unwrap_or_default();
    if !parser.frames.is_empty() {
        return Err(error("missing closing )", text));
    }
    let whole = frame.close();
    parser.check_limits(&whole)?;
    Ok(Parsed {
        pattern: whole.text,
        names: parser.names,
    })
}

#[derive(Clone, Copy, Default)]
struct Flags {
    fold_case: bool,
    multi_line: bool,
    dot_newline: bool,
    swap_greed: bool,
}

/// A part of the pattern that a repetition could follow.
#[derive(Default)]
struct Piece {
    text: String,
    /// The largest product of the counts of nested repetitions.
    repeats: u32,
    height: u32,
    size: u64,
}

impl Piece {
    fn simple(text: String) -> Self {
        Self {
            text,
            repeats: 1,
            height: 1,
            size: 1,
        }
    }
}

/// A group whose end has not been seen.
#[derive(Default)]
struct Frame {
    /// What is put before and after the content.
    brackets: (&'static str, &'static str),
    is_capture: bool,
    outer_flags: Flags,
    branches: Vec<Piece>,
    pieces: Vec<Piece>,
}

impl Frame {
    fn end_branch(&mut self) {
        let pieces = std::mem::take(&mut self.pieces);
        let branch = match <[Piece; 1]>::try_from(pieces) {
            Ok([only]) => only,
            Err(pieces) => Piece {
                text: pieces.iter().map(|piece| piece.text.as_str()).collect(),
                repeats: pieces.iter().map(|piece| piece.repeats).max().unwrap_or(1),
                height: 1 + pieces.iter().map(|piece| piece.height).max().unwrap_or(0),
                size: pieces.iter().map(|piece| piece.size).sum::<u64>().max(1),
            },
        };
        self.branches.push(branch);
    }

    fn close(mut self) -> Piece {
        self.end_branch();
        let extra = u32::from(self.branches.len() > 1) + u32::from(self.is_capture);
        let mut text = self.brackets.0.to_owned();
        for (at, branch) in self.branches.iter().enumerate() {
            if at > 0 {
                text.push('|');
            }
            text.push_str(&branch.text);
        }
        text.push_str(self.brackets.1);
        let sizes: u64 = self.branches.iter().map(|branch| branch.size).sum();
        Piece {
            text,
            repeats: self
                .branches
                .iter()
                .map(|branch| branch.repeats)
                .max()
                .unwrap_or(1),
            height: extra
                + self
                    .branches
                    .iter()
                    .map(|branch| branch.height)
                    .max()
                    .unwrap_or(0),
            size: sizes + self.branches.len() as u64 - 1 + 2 * u64::from(self.is_capture),
        }
    }
}

struct Parser<'a> {
    text: &'a [u8],
    at: usize,
    helm4: bool,
    flags: Flags,
    frames: Vec<Frame>,
    names: Vec<String>,
}

impl<'a> Parser<'a> {
    fn rest(&self) -> &'a [u8] {
        &self.text[self.at..]
    }

    fn since(&self, start: usize) -> &'a [u8] {
        &self.text[start..self.at]
    }

    /// Takes a code point.
    fn next(&mut self) -> Result<char, String> {
        let rest = self.rest();
        let (character, width) = runes::first(rest);
        if character == runes::ERROR && width == 1 {
            return Err(error("invalid UTF-8", rest));
        }
        self.at += width;
        Ok(character)
    }

    fn pieces(&mut self) -> &mut Vec<Piece> {
        &mut self
            .frames
            .last_mut()
            .expect("the outermost frame stays")
            .pieces
    }

    fn push(&mut self, text: impl Into<String>) {
        let piece = Piece::simple(text.into());
        self.pieces().push(piece);
    }

    /// Adds a class or a literal, which may ignore case.
    fn push_folding(&mut self, text: &str) {
        if self.flags.fold_case {
            self.push(format!("(?i:{text})"));
        } else {
            self.push(text);
        }
    }

    fn literal(&mut self, character: char) {
        let mut text = String::new();
        push_literal(&mut text, character);
        if character.is_alphabetic() || !character.is_ascii() {
            self.push_folding(&text);
        } else {
            self.push(text);
        }
    }

    fn run(&mut self) -> Result<(), String> {
        let mut last_repeat = None;
        while let Some(&byte) = self.rest().first() {
            let start = self.at;
            let mut repeat = None;
            match byte {
                b'(' if self.rest().starts_with(b"(?") => self.flag_group()?,
                b'(' => {
                    self.at += 1;
                    self.open_capture(String::new());
                }
                b'|' => {
                    self.at += 1;
                    self.frames
                        .last_mut()
                        .expect("the outermost frame stays")
                        .end_branch();
                }
                b')' => {
                    self.at += 1;
                    self.close_group()?;
                }
                b'^' => {
                    self.at += 1;
                    self.push(if self.flags.multi_line {
                        "(?m:^)"
                    } else {
                        r"\A"
                    });
                }
                b'$' => {
                    self.at += 1;
                    self.push(if self.flags.multi_line {
                        "(?m:$)"
                    } else {
                        r"\z"
                    });
                }
                b'.' => {
                    self.at += 1;
                    self.push(if self.flags.dot_newline {
                        "(?s:.)"
                    } else {
                        r"[^\n]"
                    });
                }
                b'[' => self.class()?,
                b'*' | b'+' | b'?' => {
                    self.at += 1;
                    let (min, max) = match byte {
                        b'*' => (0, None),
                        b'+' => (1, None),
                        _ => (0, Some(1)),
                    };
                    self.repeat(start, min, max, false, last_repeat)?;
                    repeat = Some(start);
                }
                b'{' => match counts(self.rest()) {
                    Some((min, max, length)) => {
                        self.at += length;
                        let limit = i64::from(MAX_REPEAT);
                        if min < 0 || min > limit || max > limit || max >= 0 && min > max {
                            return Err(error(INVALID_REPEAT, self.since(start)));
                        }
                        let max = u32::try_from(max).ok();
                        self.repeat(start, min as u32, max, true, last_repeat)?;
                        repeat = Some(start);
                    }
                    None => {
                        self.at += 1;
                        self.literal('{');
                    }
                },
                b'\\' => self.backslash()?,
                _ => {
                    let character = self.next()?;
                    self.literal(character);
                }
            }
            last_repeat = repeat;
        }
        Ok(())
    }

    /// Applies a repetition to the last piece.
    fn repeat(
        &mut self,
        start: usize,
        min: u32,
        max: Option<u32>,
        counted: bool,
        last_repeat: Option<usize>,
    ) -> Result<(), String> {
        let mut lazy = self.flags.swap_greed;
        if self.rest().first() == Some(&b'?') {
            self.at += 1;
            lazy = !lazy;
        }
        if let Some(first) = last_repeat {
            return Err(error(
                "invalid nested repetition operator",
                self.since(first),
            ));
        }
        let written = self.since(start);
        let Some(inner) = self.pieces().pop() else {
            return Err(error(NO_ARGUMENT, written));
        };
        let factor = if counted { max.unwrap_or(min) } else { 1 };
        let repeats = match (counted, factor) {
            (true, 0) if max == Some(0) => 1,
            _ => inner.repeats.saturating_mul(factor.max(1)),
        };
        if counted && (min >= 2 || max.is_some_and(|max| max >= 2)) && repeats > MAX_REPEAT {
            return Err(error(INVALID_REPEAT, written));
        }
        let size = match (counted, max) {
            (false, Some(_)) => 1 + inner.size,
            (false, None) if min == 1 => 1 + inner.size,
            (_, None) if min == 0 => 2 + inner.size,
            (_, None) => 1 + u64::from(min) * inner.size,
            (true, Some(max)) => u64::from(max) * inner.size + u64::from(max - min),
        };
        let mut text = format!("(?:{})", inner.text);
        match (min, max) {
            (0, None) => text.push('*'),
            (1, None) => text.push('+'),
            (0, Some(1)) => text.push('?'),
            (min, None) => write!(text, "{{{min},}}").expect("writing to memory cannot fail"),
            (min, Some(max)) => {
                write!(text, "{{{min},{max}}}").expect("writing to memory cannot fail");
            }
        }
        if lazy {
            text.push('?');
        }
        let piece = Piece {
            text,
            repeats,
            height: inner.height + 1,
            size: size.max(1),
        };
        self.check_limits(&piece)?;
        self.pieces().push(piece);
        Ok(())
    }

    fn check_limits(&self, piece: &Piece) -> Result<(), String> {
        if piece.size > MAX_SIZE {
            return Err(error("expression too large", self.text));
        }
        if piece.height > MAX_HEIGHT {
            return Err(error("expression nests too deeply", self.text));
        }
        Ok(())
    }
}

/// Appends a character so that it stands for itself.
fn push_literal(text: &mut String, character: char) {
    if character.is_ascii_alphanumeric() || !character.is_ascii() {
        text.push(character);
    } else {
        write!(text, r"\x{:02X}", u32::from(character)).expect("writing to memory cannot fail");
    }
}

fn check_utf8(text: &[u8]) -> Result<(), String> {
    match std::str::from_utf8(text) {
        Ok(_) => Ok(()),
        Err(fault) => Err(error("invalid UTF-8", &text[fault.valid_up_to()..])),
    }
}

/// Reads `{n}`, `{n,}` or `{n,m}`: both limits, −1 for no upper or a senseless lower one, and the
/// length; `None` where it is no repetition.
fn counts(text: &[u8]) -> Option<(i64, i64, usize)> {
    let mut at = 1;
    let mut min = count(text, &mut at)?;
    let mut max = min;
    if text.get(at) == Some(&b',') {
        at += 1;
        if text.get(at) == Some(&b'}') {
            max = -1;
        } else {
            max = count(text, &mut at)?;
            if max < 0 {
                min = -1;
            }
        }
    }
    (text.get(at) == Some(&b'}')).then_some((min, max, at + 1))
}

/// Reads a number without leading zeros; −1 where it is far too big.
fn count(text: &[u8], at: &mut usize) -> Option<i64> {
    let length = text
        .get(*at..)?
        .iter()
        .take_while(|b| b.is_ascii_digit())
        .count();
    let digits = &text[*at..*at + length];
    if length == 0 || length > 1 && digits[0] == b'0' {
        return None;
    }
    *at += length;
    if length > 9 {
        return Some(-1);
    }
    std::str::from_utf8(digits).ok()?.parse().ok()
}

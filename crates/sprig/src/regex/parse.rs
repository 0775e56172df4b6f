//! Go's grammar of patterns, rewritten for the regex library.
//!
//! Flags are resolved here: the rewritten pattern says of every piece how it matches, so that no
//! flag group of the original is left over.

use super::class;
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

    fn open(&mut self, brackets: (&'static str, &'static str), is_capture: bool) {
        let frame = Frame {
            brackets,
            is_capture,
            outer_flags: self.flags,
            ..Frame::default()
        };
        self.frames.push(frame);
    }

    fn open_capture(&mut self, name: String) {
        self.names.push(name);
        self.open(("(", ")"), true);
    }

    fn close_group(&mut self) -> Result<(), String> {
        if self.frames.len() < 2 {
            return Err(error("unexpected )", self.text));
        }
        let frame = self.frames.pop().expect("two frames were counted");
        self.flags = frame.outer_flags;
        let piece = frame.close();
        self.check_limits(&piece)?;
        self.pieces().push(piece);
        Ok(())
    }

    /// Parses what starts with `(?`: a named group, flags, or a group with flags.
    fn flag_group(&mut self) -> Result<(), String> {
        let rest = self.rest();
        let named = if rest.len() > 4 && rest.starts_with(b"(?P<") {
            Some(4)
        } else if rest.len() > 3 && rest.starts_with(b"(?<") {
            Some(3)
        } else {
            None
        };
        if let Some(prefix) = named {
            return self.named_group(rest, prefix);
        }
        let start = self.at;
        self.at += 2;
        let (mut flags, mut negative, mut saw_flag) = (self.flags, false, false);
        while !self.rest().is_empty() {
            let character = self.next()?;
            let flag = match character {
                'i' => &mut flags.fold_case,
                'm' => &mut flags.multi_line,
                's' => &mut flags.dot_newline,
                'U' => &mut flags.swap_greed,
                '-' if !negative => {
                    (negative, saw_flag) = (true, false);
                    continue;
                }
                ':' | ')' if !negative || saw_flag => {
                    if character == ':' {
                        self.open(("(?:", ")"), false);
                    }
                    self.flags = flags;
                    return Ok(());
                }
                _ => break,
            };
            *flag = !negative;
            saw_flag = true;
        }
        Err(error(
            "invalid or unsupported Perl syntax",
            self.since(start),
        ))
    }

    fn named_group(&mut self, rest: &'a [u8], prefix: usize) -> Result<(), String> {
        let Some(end) = rest.iter().position(|b| *b == b'>') else {
            check_utf8(rest)?;
            return Err(error("invalid named capture", rest));
        };
        let name = &rest[prefix..end];
        check_utf8(name)?;
        if name.is_empty() || !name.iter().all(|b| b.is_ascii_alphanumeric() || *b == b'_') {
            return Err(error("invalid named capture", &rest[..=end]));
        }
        self.at += end + 1;
        self.open_capture(String::from_utf8_lossy(name).into_owned());
        Ok(())
    }

    fn backslash(&mut self) -> Result<(), String> {
        match self.rest().get(1) {
            Some(b'A') => self.assertion(r"\A"),
            Some(b'z') => self.assertion(r"\z"),
            Some(b'b') => self.assertion(r"(?-u:\b)"),
            Some(b'B') => self.assertion(r"(?-u:\B)"),
            Some(b'C') => return Err(error("invalid escape sequence", &self.rest()[..2])),
            Some(b'Q') => return self.quoted(),
            Some(b'p' | b'P') => {
                let class = self.unicode_class()?;
                self.push_folding(&class);
            }
            Some(letter) => {
                if let Some((inside, negated)) = class::perl(*letter) {
                    self.at += 2;
                    let sign = if negated { "^" } else { "" };
                    self.push_folding(&format!("[{sign}{inside}]"));
                } else {
                    let character = self.escape()?;
                    self.literal_code(character);
                }
            }
            None => {
                self.escape()?;
            }
        }
        Ok(())
    }

    fn assertion(&mut self, text: &str) {
        self.at += 2;
        self.push(text);
    }

    /// Adds a literal by its number; surrogates match nothing.
    fn literal_code(&mut self, code: u32) {
        match char::from_u32(code) {
            Some(character) => self.literal(character),
            None => self.push(class::NOTHING),
        }
    }

    /// Takes literal text up to `\E`.
    fn quoted(&mut self) -> Result<(), String> {
        self.at += 2;
        let length = crate::strings::find(self.rest(), br"\E");
        let end = length.map_or(self.text.len(), |length| self.at + length);
        while self.at < end {
            let character = self.next()?;
            self.literal(character);
        }
        if length.is_some() {
            self.at += 2;
        }
        Ok(())
    }

    /// Parses the escape of one character.
    fn escape(&mut self) -> Result<u32, String> {
        let start = self.at;
        self.at += 1;
        if self.rest().is_empty() {
            return Err(error("trailing backslash at end of expression", b""));
        }
        let character = self.next()?;
        let octal = |parser: &Self| match parser.rest().first() {
            Some(digit @ b'0'..=b'7') => Some(u32::from(digit - b'0')),
            _ => None,
        };
        let code = match character {
            '1'..='7' if octal(self).is_none() => None,
            '0'..='7' => {
                let mut code = u32::from(character) - u32::from('0');
                for _ in 0..2 {
                    let Some(digit) = octal(self) else { break };
                    code = code * 8 + digit;
                    self.at += 1;
                }
                Some(code)
            }
            'x' => self.hexadecimal()?,
            'a' => Some(7),
            'f' => Some(0xc),
            'n' => Some(0xa),
            'r' => Some(0xd),
            't' => Some(9),
            'v' => Some(0xb),
            _ if character.is_ascii() && !character.is_ascii_alphanumeric() => {
                Some(u32::from(character))
            }
            _ => None,
        };
        code.ok_or_else(|| error("invalid escape sequence", self.since(start)))
    }

    /// Parses what follows `\x`.
    fn hexadecimal(&mut self) -> Result<Option<u32>, String> {
        if self.rest().is_empty() {
            return Ok(None);
        }
        let first = self.next()?;
        if first != '{' {
            if self.rest().is_empty() {
                return Ok(None);
            }
            let second = self.next()?;
            let digits = first.to_digit(16).zip(second.to_digit(16));
            return Ok(digits.map(|(high, low)| high * 16 + low));
        }
        let mut code = 0;
        let mut digits = 0;
        while !self.rest().is_empty() {
            let character = self.next()?;
            if character == '}' {
                return Ok((digits > 0).then_some(code));
            }
            let Some(digit) = character.to_digit(16) else {
                return Ok(None);
            };
            code = code * 16 + digit;
            if code > u32::from(char::MAX) {
                return Ok(None);
            }
            digits += 1;
        }
        Ok(None)
    }

    /// Parses `\pL`, `\p{Greek}`, `\P{^Lu}`.
    fn unicode_class(&mut self) -> Result<String, String> {
        let rest = self.rest();
        let start = self.at;
        let mut negated = rest[1] == b'P';
        self.at += 2;
        if self.rest().is_empty() {
            return Err(error(INVALID_RANGE, rest));
        }
        let name = if self.next()? == '{' {
            let Some(end) = rest.iter().position(|b| *b == b'}') else {
                check_utf8(rest)?;
                return Err(error(INVALID_RANGE, rest));
            };
            self.at = start + end + 1;
            &rest[3..end]
        } else {
            &self.since(start)[2..]
        };
        check_utf8(name)?;
        let mut name = std::str::from_utf8(name).unwrap_or_default();
        if let Some(positive) = name.strip_prefix('^') {
            negated = !negated;
            name = positive;
        }
        let class = class::unicode(name, self.helm4)
            .ok_or_else(|| error(INVALID_RANGE, self.since(start)))?;
        Ok(if negated {
            format!("[^{class}]")
        } else {
            class
        })
    }

    /// Parses a class in brackets.
    fn class(&mut self) -> Result<(), String> {
        let whole = self.rest();
        self.at += 1;
        let mut text = String::from("[");
        if self.rest().first() == Some(&b'^') {
            self.at += 1;
            text.push('^');
        }
        let mut first = true;
        while first || self.rest().first() != Some(&b']') {
            first = false;
            if self.posix_class(&mut text)? {
                continue;
            }
            match self.rest() {
                [b'\\', b'p' | b'P', ..] => {
                    text.push_str(&self.unicode_class()?);
                    continue;
                }
                [b'\\', letter, ..] => {
                    if let Some((inside, negated)) = class::perl(*letter) {
                        self.at += 2;
                        let sign = if negated { "^" } else { "" };
                        write!(text, "[{sign}{inside}]").expect("writing to memory cannot fail");
                        continue;
                    }
                }
                _ => {}
            }
            self.class_range(&mut text, whole)?;
        }
        self.at += 1;
        text.push(']');
        self.push_folding(&text);
        Ok(())
    }

    fn posix_class(&mut self, text: &mut String) -> Result<bool, String> {
        let rest = self.rest();
        let Some(body) = rest.strip_prefix(b"[:").filter(|body| !body.is_empty()) else {
            return Ok(false);
        };
        let Some(end) = crate::strings::find(body, b":]") else {
            return Ok(false);
        };
        let (sign, name) = match body[..end].strip_prefix(b"^") {
            Some(name) => ("^", name),
            None => ("", &body[..end]),
        };
        let Some(inside) = class::posix(name) else {
            return Err(error(INVALID_RANGE, &rest[..end + 4]));
        };
        write!(text, "[{sign}{inside}]").expect("writing to memory cannot fail");
        self.at += end + 4;
        Ok(true)
    }

    fn class_range(&mut self, text: &mut String, whole: &[u8]) -> Result<(), String> {
        let start = self.at;
        let low = self.class_character(whole)?;
        let mut high = low;
        if let [b'-', end, ..] = self.rest()
            && *end != b']'
        {
            self.at += 1;
            high = self.class_character(whole)?;
            if high < low {
                return Err(error(INVALID_RANGE, self.since(start)));
            }
        }
        // Surrogates are no characters, so ranges stop short of them.
        let low = if (0xd800..0xe000).contains(&low) {
            0xe000
        } else {
            low
        };
        let high = if (0xd800..0xe000).contains(&high) {
            0xd7ff
        } else {
            high
        };
        if low <= high {
            write!(text, r"\x{{{low:X}}}-\x{{{high:X}}}").expect("writing to memory cannot fail");
        } else {
            text.push_str(class::NOTHING);
        }
        Ok(())
    }

    fn class_character(&mut self, whole: &[u8]) -> Result<u32, String> {
        match self.rest().first() {
            None => Err(error("missing closing ]", whole)),
            Some(b'\\') => self.escape(),
            Some(_) => self.next().map(u32::from),
        }
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

//! Scalars: plain, quoted and block ones.
//!
//! A scalar on one line without escapes is a piece of the input; only what has to be put together
//! goes through the scratch buffer.

use super::super::chars::{break_len, byte, class, is_blank, is_blank_or_end, is_break_or_end};
use super::token::{Kind, Mark, Piece, Token};
use super::{Scanned, Scanner};

/// A scalar that is being put together.
struct Draft {
    /// Start of the part of the input that is not in the scratch buffer yet.
    from: usize,
    /// Where the scalar starts in the scratch buffer, once anything of it is there.
    built: Option<usize>,
}

impl Draft {
    fn new(from: usize) -> Self {
        Self { from, built: None }
    }
}

/// Line breaks within a plain or quoted scalar.
#[derive(Default)]
struct Fold {
    seen: bool,
    /// What the first break stands for.
    first: &'static [u8],
    /// What the further ones stand for.
    more: Vec<u8>,
}

impl Fold {
    fn add(&mut self, meaning: &'static [u8]) {
        if self.seen {
            self.more.extend_from_slice(meaning);
        } else {
            self.first = meaning;
            self.seen = true;
        }
    }

    /// Writes what the breaks fold to and forgets them.
    fn finish(&mut self, out: &mut Vec<u8>) {
        if self.first == b"\n" {
            if self.more.is_empty() {
                out.push(b' ');
            }
        } else {
            out.extend_from_slice(self.first);
        }
        out.extend_from_slice(&self.more);
        self.more.clear();
        self.first = b"";
        self.seen = false;
    }
}

impl Scanner<'_> {
    /// Moves the draft's input up to `end` into the scratch buffer.
    fn flush(&mut self, draft: &mut Draft, end: usize) {
        let text = self.text;
        draft.built.get_or_insert(self.scratch.len());
        self.scratch.extend_from_slice(&text[draft.from..end]);
        draft.from = end;
    }

    fn close(&mut self, mut draft: Draft, end: usize) -> Piece {
        match draft.built {
            None => Piece::of_input(draft.from, end),
            Some(start) => {
                self.flush(&mut draft, end);
                Piece::of_scratch(start, self.scratch.len())
            }
        }
    }

    pub(super) fn scalar(piece: Piece, plain: bool, start: Mark, end: Mark) -> Token {
        Token {
            text: piece,
            plain,
            ..Token::new(Kind::Scalar, start, end)
        }
    }

    /// Goes to the end of a run of characters without meaning for `stops`.
    pub(super) fn run(&mut self, stops: u8) {
        if self.blocks.is_some() {
            return;
        }
        let text = self.text;
        let stops = stops | class::WIDE;
        loop {
            let mut ahead = text[self.at..].iter();
            let Some(len) = ahead.position(|b| class::OF[usize::from(*b)] & stops != 0) else {
                self.at = text.len();
                return;
            };
            self.at += len;
            let is_wide = text[self.at] >= 0x80;
            if !is_wide || break_len(text, self.at) > 0 {
                return;
            }
            self.wide += usize::from(text[self.at] & 0xC0 == 0x80);
            self.at += 1;
        }
    }

    /// Reads a plain scalar within a block that takes the rest of its line, where the next line
    /// shows at once that it does not go on; most do.
    fn line_scalar(&mut self) -> Option<Token> {
        const STOPS: u8 = class::SPACE | class::COLON | class::WIDE;
        if self.flow_level > 0 || self.blocks.is_some() {
            return None;
        }
        let text = self.text;
        let mut end = self.at;
        loop {
            let mut ahead = text[end..].iter();
            end += ahead.position(|b| class::OF[usize::from(*b)] & STOPS != 0)?;
            match text[end] {
                b'\n' => break,
                b' ' if !matches!(byte(text, end + 1), b' ' | b'#') => {}
                b':' => {}
                _ => return None,
            }
            end += 1;
            if text[end - 1] == b':' && is_blank_or_end(text, end) {
                return None;
            }
        }
        let next = &text[end + 1..];
        let indent = next.iter().take_while(|b| **b == b' ').count();
        let goes_on = indent as i32 > self.indent;
        let is_empty = matches!(byte(next, indent), b'\n' | b'\r' | b'\t' | 0x80..);
        if text[end - 1] == b' ' || goes_on || is_empty {
            return None;
        }
        let start = self.mark();
        let piece = Piece::of_input(self.at, end);
        self.at = end;
        let token = Self::scalar(piece, true, start, self.mark());
        self.step_break();
        self.at += indent;
        self.key_allowed = true;
        Some(token)
    }

    pub(super) fn plain_scalar(&mut self) -> Scanned<Token> {
        if let Some(token) = self.line_scalar() {
            return Ok(token);
        }
        let start = self.mark();
        let mut end = start;
        let mut draft = Draft::new(self.at);
        let mut fold = Fold::default();
        let indent = self.indent + 1;
        let flow = self.flow_level > 0;
        let stops = class::SPACE | class::COLON | if flow { class::FLOW } else { 0 };
        loop {
            self.ensure(4)?;
            if self.at_document_indicator() || self.byte() == b'#' {
                break;
            }
            let first = self.at;
            loop {
                let b = self.byte();
                if is_blank_or_end(self.text, self.at)
                    || b == b':' && is_blank_or_end(self.text, self.at + 1)
                    || flow && matches!(b, b',' | b'?' | b'[' | b']' | b'{' | b'}')
                {
                    break;
                }
                if self.at == first && fold.seen {
                    self.flush(&mut draft, end.at as usize);
                    fold.finish(&mut self.scratch);
                    draft.from = first;
                }
                self.step();
                self.run(stops);
                self.ensure(2)?;
            }
            if self.at > first {
                end = self.mark();
            }
            if !is_blank(self.byte()) && break_len(self.text, self.at) == 0 {
                break;
            }
            self.ensure(1)?;
            loop {
                if is_blank(self.byte()) {
                    if fold.seen && self.column() < indent && self.byte() == b'\t' {
                        return self.fault("found a tab character that violates indentation");
                    }
                    self.step_ascii(1);
                    self.space_run(usize::MAX);
                } else if break_len(self.text, self.at) > 0 {
                    self.ensure(2)?;
                    fold.add(self.step_break());
                } else {
                    break;
                }
                self.ensure(1)?;
            }
            if !flow && self.column() < indent {
                break;
            }
        }
        if fold.seen {
            self.key_allowed = true;
        }
        let piece = self.close(draft, end.at as usize);
        Ok(Self::scalar(piece, true, start, end))
    }

    fn unfinished<T>(&self, problem: &'static str, start: Mark) -> Scanned<T> {
        self.fault(problem).map_err(|fault| fault.since(start))
    }

    pub(super) fn quoted_scalar(&mut self, quote: u8) -> Scanned<Token> {
        let start = self.mark();
        self.step_ascii(1);
        let mut draft = Draft::new(self.at);
        let mut fold = Fold::default();
        loop {
            self.ensure(4)?;
            if self.at_document_indicator() {
                return self.unfinished("found unexpected document indicator", start);
            }
            if self.byte() == 0 {
                return self.unfinished("found unexpected end of stream", start);
            }
            // Whether a break has been passed already, so that blanks are dropped.
            let mut joined = false;
            while !is_blank_or_end(self.text, self.at) {
                let b = self.byte();
                if b == quote {
                    if quote == b'"' || byte(self.text, self.at + 1) != b'\'' {
                        break;
                    }
                    let at = self.at + 1;
                    self.flush(&mut draft, at);
                    self.step_ascii(2);
                    draft.from = self.at;
                } else if b == b'\\' && quote == b'"' {
                    let at = self.at;
                    self.flush(&mut draft, at);
                    if break_len(self.text, self.at + 1) > 0 {
                        self.ensure(3)?;
                        self.step_ascii(1);
                        self.step_break();
                        draft.from = self.at;
                        joined = true;
                        break;
                    }
                    self.escape()?;
                    draft.from = self.at;
                } else {
                    self.step();
                    self.quoted_run(quote);
                }
                self.ensure(2)?;
            }
            let end = self.at;
            self.ensure(1)?;
            if self.byte() == quote {
                break;
            }
            fold.seen = joined;
            loop {
                if is_blank(self.byte()) {
                    self.step_ascii(1);
                } else if break_len(self.text, self.at) > 0 {
                    self.ensure(2)?;
                    fold.add(self.step_break());
                } else {
                    break;
                }
                self.ensure(1)?;
            }
            if fold.seen {
                self.flush(&mut draft, end);
                fold.finish(&mut self.scratch);
                draft.from = self.at;
            }
        }
        let end = self.at;
        self.step_ascii(1);
        let piece = self.close(draft, end);
        Ok(Self::scalar(piece, false, start, self.mark()))
    }

    fn quoted_run(&mut self, quote: u8) {
        while self.blocks.is_none() {
            self.run(class::SPACE | class::QUOTE);
            match self.byte() {
                b'\\' | b'"' if quote == b'\'' => self.step_ascii(1),
                b'\'' if quote == b'"' => self.step_ascii(1),
                _ => return,
            }
        }
    }

    /// Reads an escape sequence into the scratch buffer.
    fn escape(&mut self) -> Scanned<()> {
        let meaning: &[u8] = match byte(self.text, self.at + 1) {
            b'0' => b"\0",
            b'a' => b"\x07",
            b'b' => b"\x08",
            b't' | b'\t' => b"\t",
            b'n' => b"\n",
            b'v' => b"\x0B",
            b'f' => b"\x0C",
            b'r' => b"\r",
            b'e' => b"\x1B",
            b' ' => b" ",
            b'"' => b"\"",
            b'\'' => b"'",
            b'\\' => b"\\",
            b'N' => b"\xC2\x85",
            b'_' => b"\xC2\xA0",
            b'L' => b"\xE2\x80\xA8",
            b'P' => b"\xE2\x80\xA9",
            b'x' => return self.code_point(2),
            b'u' => return self.code_point(4),
            b'U' => return self.code_point(8),
            _ => return self.fault("found unknown escape character"),
        };
        self.step_ascii(2);
        self.scratch.extend_from_slice(meaning);
        Ok(())
    }

    fn code_point(&mut self, digits: usize) -> Scanned<()> {
        self.step_ascii(2);
        self.ensure(digits)?;
        let mut value: u32 = 0;
        for k in 0..digits {
            let Some(digit) = char::from(byte(self.text, self.at + k)).to_digit(16) else {
                return self.fault("did not find expected hexdecimal number");
            };
            value = value << 4 | digit;
        }
        let Some(c) = char::from_u32(value) else {
            return self.fault("found invalid Unicode character escape code");
        };
        self.scratch
            .extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
        self.step_ascii(digits);
        Ok(())
    }

    pub(super) fn block_scalar(&mut self, literal: bool) -> Scanned<Token> {
        let start = self.mark();
        self.step_ascii(1);
        let (keep, strip, increment) = self.block_header()?;

        let mut end = self.mark();
        let mut indent = if increment > 0 {
            self.indent.max(0) + increment
        } else {
            0
        };
        let mut breaks = Vec::new();
        self.block_breaks(&mut indent, &mut breaks, &mut end)?;
        self.ensure(1)?;

        let from = self.scratch.len();
        let mut last_break: &[u8] = b"";
        let mut after_blank = false;
        while self.column() == indent && self.byte() != 0 {
            let blank = is_blank(self.byte());
            if !literal && !after_blank && !blank && last_break == b"\n" {
                if breaks.is_empty() {
                    self.scratch.push(b' ');
                }
            } else {
                self.scratch.extend_from_slice(last_break);
            }
            self.scratch.append(&mut breaks);
            after_blank = blank;

            let line = self.at;
            self.skip_line_rest()?;
            let text = self.text;
            self.scratch.extend_from_slice(&text[line..self.at]);
            self.ensure(2)?;
            last_break = self.step_break();
            self.block_breaks(&mut indent, &mut breaks, &mut end)?;
        }
        if !strip {
            self.scratch.extend_from_slice(last_break);
        }
        if keep {
            self.scratch.append(&mut breaks);
        }
        let piece = Piece::of_scratch(from, self.scratch.len());
        Ok(Self::scalar(piece, false, start, end))
    }

    /// Reads what follows `|` or `>` on its line: keep, strip, and the indentation.
    fn block_header(&mut self) -> Scanned<(bool, bool, i32)> {
        let (mut keep, mut strip, mut increment) = (false, false, 0);
        self.ensure(1)?;
        // Either may come first, and each but once.
        let order = if matches!(self.byte(), b'+' | b'-') {
            [true, false]
        } else {
            [false, true]
        };
        for chomping in order {
            let b = self.byte();
            if chomping && matches!(b, b'+' | b'-') {
                (keep, strip) = (b == b'+', b == b'-');
            } else if !chomping && b == b'0' {
                return self.fault("found an indentation indicator equal to 0");
            } else if !chomping && b.is_ascii_digit() {
                increment = i32::from(b - b'0');
            } else {
                break;
            }
            self.step_ascii(1);
            self.ensure(1)?;
        }
        self.skip_blanks()?;
        if self.byte() == b'#' {
            self.skip_line_rest()?;
        }
        if !is_break_or_end(self.text, self.at) {
            return self.fault("did not find expected comment or line break");
        }
        if break_len(self.text, self.at) > 0 {
            self.ensure(2)?;
            self.step_break();
        }
        Ok((keep, strip, increment))
    }

    /// Goes past empty lines and the indentation of the next one, which may have to be found out.
    fn block_breaks(
        &mut self,
        indent: &mut i32,
        breaks: &mut Vec<u8>,
        end: &mut Mark,
    ) -> Scanned<()> {
        *end = self.mark();
        let mut deepest = 0;
        loop {
            self.ensure(1)?;
            let most = if *indent == 0 {
                usize::MAX
            } else {
                (*indent - self.column()).max(0) as usize
            };
            self.space_run(most);
            while (*indent == 0 || self.column() < *indent) && self.byte() == b' ' {
                self.step_ascii(1);
                self.ensure(1)?;
            }
            deepest = deepest.max(self.column());
            if (*indent == 0 || self.column() < *indent) && self.byte() == b'\t' {
                return self.fault("found a tab character where an indentation space is expected");
            }
            if break_len(self.text, self.at) == 0 {
                break;
            }
            self.ensure(2)?;
            breaks.extend_from_slice(self.step_break());
            *end = self.mark();
        }
        if *indent == 0 {
            *indent = deepest.max(self.indent + 1).max(1);
        }
        Ok(())
    }
}

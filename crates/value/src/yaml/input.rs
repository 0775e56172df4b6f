//! The text before it is scanned: its encoding, what it may not hold, and how far it has been read.
//!
//! COMPAT(helm): Go's reader takes the text in blocks of 512 bytes and complains about a bad byte
//! as soon as the block with it is wanted, which may be long before or after the scanner has found
//! something to complain about on its own. For a text without bad bytes none of this shows, so the
//! blocks are only kept track of where the text holds one.

use std::borrow::Cow;

/// How many bytes Go's reader takes at once.
const BLOCK: usize = 512;

/// A text in UTF-8, ready to be scanned.
pub(super) struct Input<'t> {
    /// The whole text, with its byte order mark.
    pub(super) text: Cow<'t, [u8]>,
    /// Where the content starts, after a byte order mark.
    pub(super) start: usize,
    /// The blocks, where they matter.
    pub(super) blocks: Option<Blocks>,
}

/// How far the text has been read, and what awaits there.
pub(super) struct Blocks {
    /// Ends of the blocks not read yet, the next one last.
    ahead: Vec<usize>,
    /// What is wrong with the block after those.
    fault: Option<&'static str>,
    /// How far the text has been read.
    ready: usize,
    /// Where the reader's buffer starts.
    window: usize,
    /// How many NULs the reader has put behind the end.
    padding: usize,
}

impl<'t> Input<'t> {
    /// Looks at the encoding and for bad bytes.
    pub(super) fn new(text: &'t [u8]) -> Self {
        let text = if text.is_empty() { b"\n" } else { text };
        match text {
            [0xFF, 0xFE, rest @ ..] => Self::from_utf16(rest, u16::from_le_bytes),
            [0xFE, 0xFF, rest @ ..] => Self::from_utf16(rest, u16::from_be_bytes),
            _ => {
                let start = if text.starts_with(b"\xEF\xBB\xBF") {
                    3
                } else {
                    0
                };
                let blocks = (!is_harmless(&text[start..])).then(|| survey_utf8(text, start));
                Self {
                    text: Cow::Borrowed(text),
                    start,
                    blocks,
                }
            }
        }
    }

    fn from_utf16(raw: &[u8], unit: fn([u8; 2]) -> u16) -> Self {
        let (text, blocks) = survey_utf16(raw, unit);
        let blocks = (blocks.fault.is_some() || !is_harmless(&text)).then_some(blocks);
        Self {
            text: Cow::Owned(text),
            start: 0,
            blocks,
        }
    }
}

impl Blocks {
    fn new(start: usize) -> Self {
        Self {
            ahead: Vec::new(),
            fault: None,
            ready: start,
            window: start,
            padding: 0,
        }
    }

    /// Reads on until `count` characters from `at` on are there.
    pub(super) fn ensure(
        &mut self,
        text: &[u8],
        at: usize,
        count: usize,
    ) -> Result<(), &'static str> {
        if at + 4 * count <= self.ready {
            return Ok(());
        }
        while self.unread(text, at, count) < count {
            self.window = at;
            if let Some(end) = self.ahead.pop() {
                self.ready = end;
            } else if let Some(fault) = self.fault {
                return Err(fault);
            } else {
                self.padding += 1;
                break;
            }
        }
        Ok(())
    }

    /// Says whether Go's reader takes itself to be at a byte order mark.
    ///
    /// COMPAT(helm): it looks at the start of its buffer, wherever in it the scanner is.
    pub(super) fn at_mark(&self, text: &[u8]) -> bool {
        text[self.window.min(text.len())..].starts_with(b"\xEF\xBB\xBF")
    }

    fn unread(&self, text: &[u8], at: usize, enough: usize) -> usize {
        let ready = text.get(at..self.ready).unwrap_or(&[]);
        let near = &ready[..ready.len().min(4 * enough)];
        near.iter().filter(|b| **b & 0xC0 != 0x80).count() + self.padding
    }
}

/// Says whether a text is UTF-8 without anything that is refused and without byte order marks.
fn is_harmless(text: &[u8]) -> bool {
    let Some(ascii) = find(text, |b| suspicion(b) | b & 0x80) else {
        return true;
    };
    let mut rest = &text[ascii..];
    if std::str::from_utf8(rest).is_err() {
        return false;
    }
    while let Some(at) = find(rest, suspicion) {
        let suspect = match &rest[at..] {
            [0xC2, next, ..] => *next < 0xA0 && *next != 0x85,
            [0xEF, b @ ..] => matches!(b, [0xBB, 0xBF, ..] | [0xBF, 0xBE | 0xBF, ..]),
            _ => true,
        };
        if suspect {
            return false;
        }
        rest = &rest[at + 1..];
    }
    true
}

/// Finds the first byte for which `test`, which should have no branches, does not give 0.
#[inline]
fn find(text: &[u8], test: impl Fn(u8) -> u8) -> Option<usize> {
    // Whole chunks first, whose bytes are tested at the same time: nearly every text has none.
    const CHUNK: usize = 64;
    let is_plain = |chunk: &&[u8; CHUNK]| chunk.iter().fold(0, |any, b| any | test(*b)) == 0;
    let (chunks, _) = text.as_chunks();
    let plain = CHUNK * chunks.iter().take_while(is_plain).count();
    let rest = &text[plain..];
    let found = rest.iter().position(|b| test(*b) != 0)?;
    Some(plain + found)
}

/// Gives 0 for a byte that neither is nor may begin a character that needs care.
#[inline]
fn suspicion(byte: u8) -> u8 {
    let is = |c: u8| u8::from(byte == c);
    let is_blank = is(b'\t') | is(b'\n') | is(b'\r');
    u8::from(byte < 0x20) & !is_blank | is(0x7F) | is(0xC2) | is(0xEF)
}

/// What Go says of a character that may not stand in YAML.
const CONTROL: &str = "control characters are not allowed";

fn is_allowed(c: u32) -> bool {
    matches!(c, 0x9 | 0xA | 0xD | 0x85 | 0x20..=0x7E | 0xA0..=0xD7FF | 0xE000..=0xFFFD
        | 0x10000..=0x10_FFFF)
}

/// Finds the blocks of a UTF-8 text and the first fault in it.
fn survey_utf8(text: &[u8], start: usize) -> Blocks {
    let mut blocks = Blocks::new(start);
    let mut ends = Vec::new();
    let mut at = start;
    let mut block_end = BLOCK;
    blocks.fault = loop {
        if at >= text.len() {
            ends.push(at);
            break None;
        }
        let width = super::chars::width(text[at]);
        if at + width.max(1) > block_end {
            ends.push(at);
            block_end = at + BLOCK;
        }
        if width == 0 {
            break Some("invalid leading UTF-8 octet");
        }
        if at + width > text.len() {
            if text.len() >= 3 {
                ends.push(at);
            }
            break Some("incomplete UTF-8 octet sequence");
        }
        if let Some(fault) = character_fault(&text[at..at + width]) {
            break Some(fault);
        }
        at += width;
    };
    ends.reverse();
    blocks.ahead = ends;
    blocks
}

/// Says what is wrong with the bytes of one character, whose first byte fits their number.
fn character_fault(bytes: &[u8]) -> Option<&'static str> {
    if bytes[1..].iter().any(|b| b & 0xC0 != 0x80) {
        return Some("invalid trailing UTF-8 octet");
    }
    let lead = u32::from(bytes[0]) & [0x7F, 0x1F, 0x0F, 0x07][bytes.len() - 1];
    let c = bytes[1..]
        .iter()
        .fold(lead, |c, b| c << 6 | u32::from(b & 0x3F));
    if c < [0, 0x80, 0x800, 0x1_0000][bytes.len() - 1] {
        Some("invalid length of a UTF-8 sequence")
    } else if (0xD800..0xE000).contains(&c) || c > 0x10_FFFF {
        Some("invalid Unicode character")
    } else if is_allowed(c) {
        None
    } else {
        Some(CONTROL)
    }
}

/// Turns UTF-16 into UTF-8 up to the first fault.
fn survey_utf16(raw: &[u8], unit: fn([u8; 2]) -> u16) -> (Vec<u8>, Blocks) {
    let mut text = Vec::with_capacity(raw.len());
    let mut blocks = Blocks::new(0);
    let mut ends = Vec::new();
    let mut at = 0;
    // The byte order mark was part of the first block.
    let mut block_end = BLOCK - 2;
    let unit_at = |at: usize| Some(unit([*raw.get(at)?, *raw.get(at + 1)?]));
    blocks.fault = loop {
        if at >= raw.len() {
            ends.push(text.len());
            break None;
        }
        if at + 2 > block_end {
            ends.push(text.len());
            block_end = at + BLOCK;
        }
        let Some(first) = unit_at(at) else {
            ends.push(text.len());
            break Some("incomplete UTF-16 character");
        };
        let mut width = 2;
        let c = match first {
            0xDC00..=0xDFFF => break Some("unexpected low surrogate area"),
            0xD800..=0xDBFF => {
                width = 4;
                if at + 4 > block_end {
                    ends.push(text.len());
                    block_end = at + BLOCK;
                }
                match unit_at(at + 2) {
                    None => {
                        ends.push(text.len());
                        break Some("incomplete UTF-16 surrogate pair");
                    }
                    Some(second @ 0xDC00..=0xDFFF) => {
                        0x1_0000 + (u32::from(first & 0x3FF) << 10) + u32::from(second & 0x3FF)
                    }
                    Some(_) => break Some("expected low surrogate area"),
                }
            }
            _ => u32::from(first),
        };
        match char::from_u32(c) {
            Some(c) if is_allowed(u32::from(c)) => {
                text.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
            }
            _ => break Some(CONTROL),
        }
        at += width;
    };
    ends.reverse();
    blocks.ahead = ends;
    (text, blocks)
}

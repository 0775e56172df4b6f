//! Characters as YAML 1.1 classes them, looked up at a byte position.
//!
//! A position at or past the end reads as NUL, which stands for the end of the stream: a NUL in
//! the text itself is refused before anybody looks at it.

/// Gives the byte at `at`, NUL past the end.
#[inline]
pub(super) fn byte(text: &[u8], at: usize) -> u8 {
    text.get(at).copied().unwrap_or(0)
}

/// Says whether a byte is a space or a tab.
#[inline]
pub(super) fn is_blank(byte: u8) -> bool {
    byte == b' ' || byte == b'\t'
}

/// Gives the length of the line break at `at`, 0 where there is none; CR LF counts as one.
#[inline]
pub(super) fn break_len(text: &[u8], at: usize) -> usize {
    match byte(text, at) {
        b'\n' => 1,
        b'\r' if byte(text, at + 1) == b'\n' => 2,
        b'\r' => 1,
        0xC2 if byte(text, at + 1) == 0x85 => 2,
        0xE2 if byte(text, at + 1) == 0x80 && matches!(byte(text, at + 2), 0xA8 | 0xA9) => 3,
        _ => 0,
    }
}

/// Says whether a line break or the end is at `at`.
#[inline]
pub(super) fn is_break_or_end(text: &[u8], at: usize) -> bool {
    byte(text, at) == 0 || break_len(text, at) > 0
}

/// Says whether a blank, a line break or the end is at `at`.
#[inline]
pub(super) fn is_blank_or_end(text: &[u8], at: usize) -> bool {
    is_blank(byte(text, at)) || is_break_or_end(text, at)
}

/// Says whether a byte may stand in a name: of an anchor, a tag handle, a directive.
#[inline]
pub(super) fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-'
}

/// Gives the length in bytes of the character that starts with `byte`.
#[inline]
pub(super) fn width(byte: u8) -> usize {
    match byte {
        0x00..=0x7F => 1,
        0xC0..=0xDF => 2,
        0xE0..=0xEF => 3,
        0xF0..=0xF7 => 4,
        _ => 0,
    }
}

/// What a byte may mean inside a scalar; most mean nothing.
pub(super) mod class {
    /// Space, tab, or the first byte of a line break.
    pub(in crate::yaml) const SPACE: u8 = 1;
    /// First byte of something longer than a byte that may be a line break.
    pub(in crate::yaml) const WIDE_BREAK: u8 = 2;
    /// A byte of a character that is not ASCII.
    pub(in crate::yaml) const WIDE: u8 = 4;
    /// `:`
    pub(in crate::yaml) const COLON: u8 = 8;
    /// Ends a plain scalar within brackets.
    pub(in crate::yaml) const FLOW: u8 = 16;
    /// A quote or a backslash.
    pub(in crate::yaml) const QUOTE: u8 = 32;

    /// The class of each byte.
    pub(in crate::yaml) static OF: [u8; 256] = table();

    const fn table() -> [u8; 256] {
        let mut table = [0; 256];
        table[0] = SPACE;
        table[b' ' as usize] = SPACE;
        table[b'\t' as usize] = SPACE;
        table[b'\n' as usize] = SPACE;
        table[b'\r' as usize] = SPACE;
        table[b':' as usize] = COLON;
        table[b'\'' as usize] = QUOTE;
        table[b'"' as usize] = QUOTE;
        table[b'\\' as usize] = QUOTE;
        let ends = b",?[]{}";
        let mut i = 0;
        while i < ends.len() {
            table[ends[i] as usize] = FLOW;
            i += 1;
        }
        let mut wide = 0x80;
        while wide < 256 {
            table[wide] = WIDE;
            wide += 1;
        }
        table[0xC2] = WIDE | WIDE_BREAK;
        table[0xE2] = WIDE | WIDE_BREAK;
        table
    }
}

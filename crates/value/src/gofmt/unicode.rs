//! Code points as Go sees them.

use super::tables::{DIGIT_17, LETTER_17, PRINT_15, PRINT_17_MORE};
use std::cmp::Ordering;

/// Which edition of Unicode decides what is printable.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Unicode {
    /// Unicode 15.0, in Go 1.23 and so in Helm 3.
    V15,
    /// Unicode 17.0, in Go 1.27 and so in Helm 4.
    #[default]
    V17,
}

fn within(table: &[(u32, u32)], c: char) -> bool {
    let c = u32::from(c);
    table
        .binary_search_by(|&(first, last)| {
            if last < c {
                Ordering::Less
            } else if first > c {
                Ordering::Greater
            } else {
                Ordering::Equal
            }
        })
        .is_ok()
}

/// Says whether Go's `strconv.IsPrint` holds.
pub fn is_print(c: char, unicode: Unicode) -> bool {
    match c {
        ' '..='~' => true,
        '\0'..='\u{a0}' => false,
        _ => within(PRINT_15, c) || (unicode == Unicode::V17 && within(PRINT_17_MORE, c)),
    }
}

/// Says whether Go's `unicode.IsLetter` holds.
pub fn is_letter(c: char) -> bool {
    if c.is_ascii() {
        c.is_ascii_alphabetic()
    } else {
        within(LETTER_17, c)
    }
}

/// Says whether Go's `unicode.IsDigit` holds.
pub fn is_digit(c: char) -> bool {
    if c.is_ascii() {
        c.is_ascii_digit()
    } else {
        within(DIGIT_17, c)
    }
}

/// Decodes the first code point of `bytes` and gives its width.
///
/// `None` with width 1 stands for a byte that begins no valid sequence, `None` with width 0 for
/// the end.
pub fn decode(bytes: &[u8]) -> (Option<char>, usize) {
    let Some(&first) = bytes.first() else {
        return (None, 0);
    };
    let width = match first {
        0..=0x7f => return (Some(char::from(first)), 1),
        0xc2..=0xdf => 2,
        0xe0..=0xef => 3,
        0xf0..=0xf4 => 4,
        _ => return (None, 1),
    };
    let decoded = bytes.get(..width).and_then(|b| std::str::from_utf8(b).ok());
    match decoded.and_then(|s| s.chars().next()) {
        Some(c) => (Some(c), width),
        None => (None, 1),
    }
}

/// Counts code points as Go's `utf8.RuneCount` does: each stray byte is one.
pub fn rune_count(mut bytes: &[u8]) -> usize {
    let mut count = 0;
    while !bytes.is_empty() {
        bytes = &bytes[decode(bytes).1..];
        count += 1;
    }
    count
}

/// Gives the first `runes` code points of `bytes`.
pub fn first_runes(bytes: &[u8], runes: usize) -> &[u8] {
    let mut end = 0;
    for _ in 0..runes {
        if end == bytes.len() {
            break;
        }
        end += decode(&bytes[end..]).1;
    }
    &bytes[..end]
}

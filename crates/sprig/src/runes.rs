//! Code points of byte strings, with Go's view of their case and category.
//!
//! Go maps case one code point to one code point and decodes a byte that is not UTF-8 as U+FFFD of
//! width 1; Rust's own methods do neither.

use regex_syntax::hir::{Class, HirKind};
use std::sync::LazyLock;

pub(crate) use stator_value::gofmt::{is_digit, is_letter};

/// What a byte that is not UTF-8 decodes to.
pub(crate) const ERROR: char = char::REPLACEMENT_CHARACTER;

/// Decodes the first code point of a text that is not empty, and gives its width.
pub(crate) fn first(text: &[u8]) -> (char, usize) {
    let (character, width) = stator_value::gofmt::decode(text);
    (character.unwrap_or(ERROR), width)
}

/// Decodes the last code point of a text that is not empty, and gives its width.
pub(crate) fn last(text: &[u8]) -> (char, usize) {
    for width in 1..=text.len().min(4) {
        let tail = &text[text.len() - width..];
        if tail[0] & 0xc0 != 0x80 {
            let (character, used) = first(tail);
            return if used == width {
                (character, width)
            } else {
                (ERROR, 1)
            };
        }
    }
    (ERROR, 1)
}

/// The code points of `text`.
pub(crate) fn all(text: &[u8]) -> impl Iterator<Item = char> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let (character, width) = first(rest);
        rest = &rest[width..];
        Some(character)
    })
}

/// Appends a code point.
pub(crate) fn push(out: &mut Vec<u8>, character: char) {
    out.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
}

/// Go's `unicode.ToUpper`.
pub(crate) fn to_upper(character: char) -> char {
    if character.is_ascii() {
        return character.to_ascii_uppercase();
    }
    let mut mapped = character.to_uppercase();
    match (mapped.next(), mapped.next()) {
        (Some(only), None) => only,
        // Greek letters with iota subscript have a single-letter form as well.
        _ => match character {
            '\u{1f80}'..='\u{1f87}' | '\u{1f90}'..='\u{1f97}' | '\u{1fa0}'..='\u{1fa7}' => {
                char::from_u32(u32::from(character) + 8).unwrap_or(character)
            }
            '\u{1fb3}' => '\u{1fbc}',
            '\u{1fc3}' => '\u{1fcc}',
            '\u{1ff3}' => '\u{1ffc}',
            _ => character,
        },
    }
}

/// Go's `unicode.ToLower`.
pub(crate) fn to_lower(character: char) -> char {
    if character.is_ascii() {
        return character.to_ascii_lowercase();
    }
    let mut mapped = character.to_lowercase();
    match (mapped.next(), mapped.next()) {
        (Some(only), None) => only,
        _ if character == '\u{130}' => 'i',
        _ => character,
    }
}

/// Go's `unicode.ToTitle`.
pub(crate) fn to_title(character: char) -> char {
    match character {
        '\u{1c4}'..='\u{1c6}' => '\u{1c5}',
        '\u{1c7}'..='\u{1c9}' => '\u{1c8}',
        '\u{1ca}'..='\u{1cc}' => '\u{1cb}',
        '\u{1f1}'..='\u{1f3}' => '\u{1f2}',
        '\u{10d0}'..='\u{10fa}' | '\u{10fd}'..='\u{10ff}' => character,
        _ => to_upper(character),
    }
}

/// Go's `unicode.IsSpace`.
pub(crate) fn is_space(character: char) -> bool {
    character.is_whitespace()
}

/// Go's `unicode.IsUpper`.
pub(crate) fn is_upper(character: char) -> bool {
    if character.is_ascii() {
        character.is_ascii_uppercase()
    } else {
        UPPER.holds(character)
    }
}

/// Go's `unicode.IsLower`.
pub(crate) fn is_lower(character: char) -> bool {
    if character.is_ascii() {
        character.is_ascii_lowercase()
    } else {
        LOWER.holds(character)
    }
}

/// Go's `unicode.IsTitle`.
pub(crate) fn is_title(character: char) -> bool {
    !character.is_ascii() && TITLE.holds(character)
}

/// Go's `unicode.IsNumber`.
pub(crate) fn is_number(character: char) -> bool {
    if character.is_ascii() {
        character.is_ascii_digit()
    } else {
        NUMBER.holds(character)
    }
}

/// Go's `unicode.IsPunct`.
pub(crate) fn is_punct(character: char) -> bool {
    PUNCT.holds(character)
}

/// A set of code points.
struct Category(Vec<(char, char)>);

impl Category {
    /// Takes the set from the tables of the regex library.
    fn of(pattern: &str) -> Self {
        let hir = regex_syntax::parse(pattern).expect("general categories are known");
        let HirKind::Class(Class::Unicode(class)) = hir.kind() else {
            return Self(Vec::new());
        };
        Self(
            class
                .iter()
                .map(|range| (range.start(), range.end()))
                .collect(),
        )
    }

    fn holds(&self, character: char) -> bool {
        let after = self.0.partition_point(|(start, _)| *start <= character);
        after > 0 && character <= self.0[after - 1].1
    }
}

static UPPER: LazyLock<Category> = LazyLock::new(|| Category::of(r"\p{Lu}"));
static LOWER: LazyLock<Category> = LazyLock::new(|| Category::of(r"\p{Ll}"));
static TITLE: LazyLock<Category> = LazyLock::new(|| Category::of(r"\p{Lt}"));
static NUMBER: LazyLock<Category> = LazyLock::new(|| Category::of(r"\p{N}"));
static PUNCT: LazyLock<Category> = LazyLock::new(|| Category::of(r"\p{P}"));

//! Classes of characters in brackets.

use super::super::class;
use super::{INVALID_RANGE, Parser, error};
use std::fmt::Write as _;

impl Parser<'_> {
    /// Parses a class in brackets.
    pub(super) fn class(&mut self) -> Result<(), String> {
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

    pub(super) fn posix_class(&mut self, text: &mut String) -> Result<bool, String> {
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

    pub(super) fn class_range(&mut self, text: &mut String, whole: &[u8]) -> Result<(), String> {
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

    pub(super) fn class_character(&mut self, whole: &[u8]) -> Result<u32, String> {
        match self.rest().first() {
            None => Err(error("missing closing ]", whole)),
            Some(b'\\') => self.escape(),
            Some(_) => self.next().map(u32::from),
        }
    }
}

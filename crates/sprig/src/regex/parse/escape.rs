//! What a backslash begins.

use super::super::class;
use super::{INVALID_RANGE, Parser, check_utf8, error};

impl Parser<'_> {
    pub(super) fn backslash(&mut self) -> Result<(), String> {
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

    pub(super) fn assertion(&mut self, text: &str) {
        self.at += 2;
        self.push(text);
    }

    /// Adds a literal by its number; surrogates match nothing.
    pub(super) fn literal_code(&mut self, code: u32) {
        match char::from_u32(code) {
            Some(character) => self.literal(character),
            None => self.push(class::NOTHING),
        }
    }

    /// Takes literal text up to `\E`.
    pub(super) fn quoted(&mut self) -> Result<(), String> {
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
    pub(super) fn escape(&mut self) -> Result<u32, String> {
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
    pub(super) fn hexadecimal(&mut self) -> Result<Option<u32>, String> {
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
    pub(super) fn unicode_class(&mut self) -> Result<String, String> {
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
}

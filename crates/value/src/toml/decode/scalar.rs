//! Booleans, numbers and times.

use super::super::TimeZone;
use super::super::lex::{Lexed, Mark, quoted};
use super::Parser;
use crate::gofmt::{self, NumberError};
use crate::value::Value;

impl Parser<'_> {
    pub(super) fn boolean(&mut self, start: Mark) -> Lexed<Value> {
        // What was read of `inf` or `nan` is put back but for its first letters.
        let read = String::from_utf8_lossy(self.lexer.since(start))
            .chars()
            .count();
        self.lexer.reset(start);
        for _ in 1..read {
            self.lexer.next()?;
        }
        let word = self.lexer.mark();
        self.lexer.skip(gofmt::is_letter)?;
        match self.lexer.since(word) {
            b"true" => Ok(Value::Bool(true)),
            b"false" => Ok(Value::Bool(false)),
            other => {
                let other = gofmt::quote(other);
                Err(self
                    .lexer
                    .fault(format!("expected value but found {other} instead")))
            }
        }
    }

    pub(super) fn signed_number(&mut self, start: Mark) -> Lexed<Value> {
        let first = self.lexer.next()?;
        let rest = match first {
            'i' => Some(['n', 'f']),
            'n' => Some(['a', 'n']),
            _ => None,
        };
        if let Some([second, third]) = rest {
            if self.lexer.accept(second)? && self.lexer.accept(third)? {
                return self.float(start);
            }
            let text = String::from_utf8_lossy(self.lexer.since(start)).into_owned();
            return Err(self.lexer.fault(format!("invalid float: '{text}'")));
        }
        match first {
            '0' => {
                let next = self.lexer.peek()?;
                if matches!(next, 'b' | 'o' | 'x') {
                    let text = String::from_utf8_lossy(self.lexer.since(start)).into_owned();
                    return Err(self.lexer.fault(format!(
                        "cannot use sign with non-decimal numbers: '{text}{next}'"
                    )));
                }
            }
            '.' => return Err(self.lexer.fault("floats must start with a digit, not '.'")),
            _ => {}
        }
        if !first.is_ascii_digit() {
            let shown = quoted(first);
            return Err(self
                .lexer
                .fault(format!("expected a digit but got {shown}")));
        }
        self.decimal(start)
    }

    /// Reads the rest of a decimal number.
    pub(super) fn decimal(&mut self, start: Mark) -> Lexed<Value> {
        self.lexer.skip(|c| c.is_ascii_digit() || c == '_')?;
        if matches!(self.lexer.peek()?, '.' | 'e' | 'E') {
            return self.float_tail(start);
        }
        self.integer(start)
    }

    pub(super) fn float_tail(&mut self, start: Mark) -> Lexed<Value> {
        self.lexer
            .skip(|c| c.is_ascii_digit() || matches!(c, '_' | '.' | '-' | '+' | 'e' | 'E'))?;
        self.float(start)
    }

    pub(super) fn number_or_time(&mut self) -> Lexed<Value> {
        let start = self.lexer.mark();
        if self.lexer.next()? == '0' {
            let base = self.lexer.peek()?;
            let (name, is_digit): (_, fn(char) -> bool) = match base {
                'b' => ("a binary", |c| matches!(c, '0' | '1')),
                'o' => ("an octal", |c| matches!(c, '0'..='7')),
                'x' if self.lexer.helm4 => ("a hexadecimal", |c| c.is_ascii_hexdigit()),
                'x' => ("a hexidecimal", |c| c.is_ascii_hexdigit()),
                '_' => return self.decimal(start),
                '.' | 'e' | 'E' => return self.float_tail(start),
                '0'..='9' => return self.digits_or_time(start),
                _ => return self.integer(start),
            };
            self.lexer.next()?;
            let next = self.lexer.peek()?;
            if !is_digit(next) {
                let text = String::from_utf8_lossy(self.lexer.since(start)).into_owned();
                return Err(self
                    .lexer
                    .fault(format!("not {name} number: '{text}{next}'")));
            }
            self.lexer.skip(|c| is_digit(c) || c == '_')?;
            return self.integer(start);
        }
        self.digits_or_time(start)
    }

    pub(super) fn digits_or_time(&mut self, start: Mark) -> Lexed<Value> {
        self.lexer.skip(|c| c.is_ascii_digit())?;
        match self.lexer.peek()? {
            '-' | ':' => {
                self.lexer.skip(|c| {
                    c.is_ascii_digit()
                        || matches!(c, '-' | ':' | 'T' | 't' | ' ' | '.' | 'Z' | 'z' | '+')
                })?;
                self.time(start)
            }
            '_' => self.decimal(start),
            '.' | 'e' | 'E' => self.float_tail(start),
            _ => self.integer(start),
        }
    }

    pub(super) fn integer(&mut self, start: Mark) -> Lexed<Value> {
        let text = self.lexer.since(start);
        let invalid = |problem: &str| {
            self.bad_value(format!("Invalid integer {}: {problem}", gofmt::quote(text)))
        };
        if !has_good_underscores(text) {
            return Err(invalid("underscores must be surrounded by digits"));
        }
        if has_leading_zero(text) {
            return Err(invalid("cannot have leading zeroes"));
        }
        gofmt::parse_int(text, 0).map(Value::int64).map_err(|_| {
            let text = String::from_utf8_lossy(text);
            self.bad_value(format!("{text} is out of range for int64"))
        })
    }

    pub(super) fn float(&mut self, start: Mark) -> Lexed<Value> {
        let text = self.lexer.since(start);
        let shown = gofmt::quote(text);
        let invalid = |problem: &str| self.bad_value(format!("Invalid float {shown}: {problem}"));
        let mut parts = text
            .split(|b| matches!(b, b'.' | b'e' | b'E'))
            .filter(|part| !part.is_empty())
            .peekable();
        let first = parts.peek().copied().unwrap_or_default();
        if !parts.all(has_good_underscores) {
            return Err(invalid("underscores must be surrounded by digits"));
        }
        if has_leading_zero(first) {
            return Err(invalid("cannot have leading zeroes"));
        }
        let has_good_points = text
            .iter()
            .zip(text.iter().skip(1).chain([&b'.']))
            .all(|(byte, next)| *byte != b'.' || next.is_ascii_digit());
        if !has_good_points {
            return Err(invalid("'.' must be followed by one or more digits"));
        }
        let plain: Vec<u8> = text.iter().copied().filter(|b| *b != b'_').collect();
        let (negative_nan, plain) = match &plain[..] {
            b"+nan" => (false, &b"nan"[..]),
            b"-nan" => (true, &b"nan"[..]),
            other => (false, other),
        };
        match gofmt::parse_float(plain) {
            Ok(f) if negative_nan => Ok(Value::Float(-f)),
            Ok(f) => Ok(Value::Float(f)),
            Err(NumberError::Range) => {
                let text = String::from_utf8_lossy(text);
                Err(self.bad_value(format!("{text} is out of range for float64")))
            }
            Err(_) => Err(self.bad_value(format!("Invalid float value: {shown}"))),
        }
    }

    pub(super) fn time(&mut self, start: Mark) -> Lexed<Value> {
        let text = String::from_utf8_lossy(self.lexer.since(start)).into_owned();
        let text = text.trim().replace('z', "Z").replace(['t', ' '], "T");
        let known = if self.lexer.helm4 {
            LAYOUTS
        } else {
            &LAYOUTS[..HELM3_LAYOUTS]
        };
        for (layout, zone) in known {
            if let Some(time) = self.times.read(layout, &text, *zone) {
                if lacks_leading_zero(text.as_bytes(), layout.as_bytes()) {
                    break;
                }
                return Ok(time);
            }
        }
        let shown = gofmt::quote(text.as_bytes());
        Err(self.bad_value(format!("invalid datetime: {shown}")))
    }
}

pub(super) fn has_leading_zero(text: &[u8]) -> bool {
    match text {
        [b'0', second, ..] => !matches!(second, b'b' | b'o' | b'x'),
        [b'-' | b'+', b'0', _, ..] => true,
        _ => false,
    }
}

/// Says whether every underscore stands between digits, and a digit at the end.
pub(super) fn has_good_underscores(text: &[u8]) -> bool {
    if matches!(
        text,
        b"nan" | b"+nan" | b"-nan" | b"inf" | b"+inf" | b"-inf"
    ) {
        return true;
    }
    let mut after_digit = false;
    for byte in text {
        if *byte == b'_' && !after_digit {
            return false;
        }
        after_digit = byte.is_ascii_hexdigit();
    }
    after_digit
}

/// The layouts of times, in the order in which they are tried.
pub(super) const LAYOUTS: &[(&str, TimeZone)] = &[
    ("2006-01-02T15:04:05.999999999Z07:00", TimeZone::Local),
    ("2006-01-02T15:04:05.999999999", TimeZone::LocalDatetime),
    ("2006-01-02", TimeZone::LocalDate),
    ("15:04:05.999999999", TimeZone::LocalTime),
    ("2006-01-02T15:04Z07:00", TimeZone::Local),
    ("2006-01-02T15:04", TimeZone::LocalDatetime),
    ("15:04", TimeZone::LocalTime),
];

/// How many of them Helm 3's library knows.
pub(super) const HELM3_LAYOUTS: usize = 4;

/// Finds numbers of one digit, which the reader of layouts lets pass.
pub(super) fn lacks_leading_zero(text: &[u8], layout: &[u8]) -> bool {
    layout
        .iter()
        .take_while(|b| !matches!(b, b'.' | b'Z'))
        .enumerate()
        .any(|(at, byte)| !byte.is_ascii_digit() && text.get(at) != Some(byte))
}

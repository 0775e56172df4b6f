//! Go's quoted strings, out and in.

use super::unicode::{Unicode, decode, is_print};
use std::fmt::Write;

/// Quotes as Go's `strconv.Quote` does, with the printable characters of Helm 4's Go.
pub fn quote(bytes: &[u8]) -> String {
    quote_for(bytes, Unicode::default())
}

/// Quotes as Go's `strconv.Quote` does in a Go with the given edition of Unicode.
pub fn quote_for(bytes: &[u8], unicode: Unicode) -> String {
    quote_bytes(bytes, |c| is_print(c, unicode))
}

/// Quotes as Go's `strconv.QuoteToASCII` does.
pub fn quote_ascii(bytes: &[u8]) -> String {
    quote_bytes(bytes, |c| matches!(c, ' '..='~'))
}

/// Quotes one character as Go's `strconv.QuoteRune` does; `ascii` escapes all others.
pub fn quote_char(c: char, ascii: bool, unicode: Unicode) -> String {
    let mut out = String::from("'");
    push_escaped(
        &mut out,
        c,
        '\'',
        if ascii { c.is_ascii() } else { true },
        unicode,
    );
    out.push('\'');
    out
}

fn quote_bytes(bytes: &[u8], plain: impl Fn(char) -> bool) -> String {
    let mut out = String::with_capacity(bytes.len() + 2);
    out.push('"');
    let mut rest = bytes;
    while !rest.is_empty() {
        let (decoded, width) = decode(rest);
        match decoded {
            Some(c) if c != '"' && c != '\\' && plain(c) => out.push(c),
            Some(c) => push_escape(&mut out, c, '"'),
            None => push_hex(&mut out, rest[0]),
        }
        rest = &rest[width..];
    }
    out.push('"');
    out
}

fn push_escaped(out: &mut String, c: char, quote: char, allowed: bool, unicode: Unicode) {
    if c != quote && c != '\\' && allowed && is_print(c, unicode) {
        out.push(c);
    } else {
        push_escape(out, c, quote);
    }
}

fn push_hex(out: &mut String, byte: u8) {
    write!(out, "\\x{byte:02x}").expect("writing to a string succeeds");
}

fn push_escape(out: &mut String, c: char, quote: char) {
    match c {
        '\\' => out.push_str("\\\\"),
        _ if c == quote => out.extend(['\\', c]),
        '\x07' => out.push_str("\\a"),
        '\x08' => out.push_str("\\b"),
        '\x0c' => out.push_str("\\f"),
        '\n' => out.push_str("\\n"),
        '\r' => out.push_str("\\r"),
        '\t' => out.push_str("\\t"),
        '\x0b' => out.push_str("\\v"),
        '\0'..='\x1f' | '\x7f' => push_hex(out, c as u8),
        '\u{80}'..='\u{ffff}' => {
            write!(out, "\\u{:04x}", u32::from(c)).expect("writing to a string succeeds");
        }
        _ => write!(out, "\\U{:08x}", u32::from(c)).expect("writing to a string succeeds"),
    }
}

/// Says whether a raw string between backquotes can hold `bytes` unchanged.
pub fn can_backquote(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).is_ok_and(|text| {
        text.chars().all(|c| match c {
            '\t' => true,
            '\0'..='\x1f' | '`' | '\x7f' | '\u{feff}' => false,
            // A replacement character written out passes; only a stray byte does not.
            _ => true,
        })
    })
}

/// Reads one possibly escaped character, as Go's `strconv.UnquoteChar` does.
///
/// Gives what it stands for and how many bytes of `text` it takes; `None` is Go's
/// `invalid syntax`.
pub fn unquote_char(text: &[u8], quote: u8) -> Option<(Unquoted, usize)> {
    let &first = text.first()?;
    if first == quote && (quote == b'\'' || quote == b'"') {
        return None;
    }
    if first >= 0x80 {
        let (c, width) = decode(text);
        return Some((Unquoted::Char(c.unwrap_or('\u{fffd}')), width));
    }
    if first != b'\\' {
        return Some((Unquoted::Byte(first), 1));
    }
    let &kind = text.get(1)?;
    let simple = match kind {
        b'a' => 7,
        b'b' => 8,
        b'f' => 12,
        b'n' => b'\n',
        b'r' => b'\r',
        b't' => b'\t',
        b'v' => 11,
        b'\\' => b'\\',
        b'\'' | b'"' if kind == quote => kind,
        b'x' => {
            let value = hex(text.get(2..4)?)?;
            return Some((Unquoted::Byte(value as u8), 4));
        }
        b'u' | b'U' => {
            let end = if kind == b'u' { 6 } else { 10 };
            let value = hex(text.get(2..end)?)?;
            return Some((Unquoted::Char(char::from_u32(value)?), end));
        }
        b'0'..=b'7' => {
            let mut value = 0;
            for &digit in text.get(1..4)? {
                if !(b'0'..=b'7').contains(&digit) {
                    return None;
                }
                value = value * 8 + u32::from(digit - b'0');
            }
            return Some((Unquoted::Byte(u8::try_from(value).ok()?), 4));
        }
        _ => return None,
    };
    Some((Unquoted::Byte(simple), 2))
}

/// What one character of a quoted string stands for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Unquoted {
    /// One byte: an ASCII character, or `\x` and octal escapes of any value.
    Byte(u8),
    /// A character to be encoded.
    Char(char),
}

impl Unquoted {
    /// Gives the code point.
    pub fn code(self) -> u32 {
        match self {
            Self::Byte(b) => u32::from(b),
            Self::Char(c) => u32::from(c),
        }
    }
}

fn hex(digits: &[u8]) -> Option<u32> {
    let mut value = 0_u32;
    for &digit in digits {
        value = (value << 4) | char::from(digit).to_digit(16)?;
    }
    Some(value)
}

/// Reads a string in double quotes, back quotes or single quotes (one character), as Go's
/// `strconv.Unquote` does; `None` is Go's `invalid syntax`.
pub fn unquote(text: &[u8]) -> Option<Vec<u8>> {
    let (&quote, rest) = text.split_first()?;
    let (&last, inner) = rest.split_last()?;
    if last != quote {
        return None;
    }
    if quote == b'`' {
        let raw = !inner.contains(&b'`');
        return raw.then(|| inner.iter().copied().filter(|b| *b != b'\r').collect());
    }
    if quote != b'"' && quote != b'\'' {
        return None;
    }
    let mut out = Vec::with_capacity(inner.len());
    let mut at = 0;
    let mut count = 0;
    while at < inner.len() {
        if inner[at] == b'\n' {
            return None;
        }
        // The closing quote is part of what is looked at: an escape must not swallow it.
        let (c, width) = unquote_char(&rest[at..], quote)?;
        match c {
            Unquoted::Byte(b) => out.push(b),
            Unquoted::Char(c) => {
                out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
            }
        }
        at += width;
        count += 1;
    }
    let whole = at == inner.len() && (quote == b'"' || count == 1);
    whole.then_some(out)
}

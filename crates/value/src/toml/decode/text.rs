//! Strings.

use super::super::lex::{END, Lexed, Mark, is_blank, is_break};
use super::Parser;
use crate::gofmt;
use crate::value::Value;

impl Parser<'_> {
    /// Reads a string up to the closing double quote.
    pub(super) fn basic_string(&mut self) -> Lexed<String> {
        let start = self.lexer.mark();
        let mut out = String::new();
        loop {
            match self.lexer.next()? {
                END => return Err(self.lexer.fault("unexpected EOF; expected '\"'")),
                c if is_break(c) => {
                    return Err(self.lexer.fault_before("strings cannot contain newlines"));
                }
                '\\' => self.escape(start, &mut out)?,
                '"' => return Ok(out),
                c => out.push(c),
            }
        }
    }

    pub(super) fn raw_string(&mut self) -> Lexed<String> {
        let mut out = String::new();
        loop {
            match self.lexer.next()? {
                END => return Err(self.lexer.fault("unexpected EOF; expected \"'\"")),
                c if is_break(c) => {
                    return Err(self.lexer.fault_before("strings cannot contain newlines"));
                }
                '\'' => return Ok(out),
                c => out.push(c),
            }
        }
    }

    /// Reads an escape sequence; `start` is where the string began.
    pub(super) fn escape(&mut self, start: Mark, out: &mut String) -> Lexed<()> {
        let c = self.lexer.next()?;
        let (count, word) = match c {
            'b' => return Self::put(out, '\u{8}'),
            't' => return Self::put(out, '\t'),
            'n' => return Self::put(out, '\n'),
            'f' => return Self::put(out, '\u{c}'),
            'r' => return Self::put(out, '\r'),
            '"' | '\\' => return Self::put(out, c),
            'e' if self.lexer.helm4 => return Self::put(out, '\u{1b}'),
            'x' if self.lexer.helm4 => (2, "two"),
            'u' => (4, "four"),
            'U' => (8, "eight"),
            ' ' | '\t' => return Err(self.bad_value(format!("invalid escape: '\\{c}'"))),
            _ => {
                return Err(self
                    .lexer
                    .typed_fault(format!("invalid escape in string '\\{c}'")));
            }
        };
        let digits = self.lexer.mark();
        for _ in 0..count {
            if !self.lexer.next()?.is_ascii_hexdigit() {
                let text = gofmt::quote(self.lexer.since(start));
                return Err(self.lexer.fault(format!(
                    "expected {word} hexadecimal digits after '\\{c}', but got {text} instead"
                )));
            }
        }
        let digits = String::from_utf8_lossy(self.lexer.since(digits)).into_owned();
        let code = u32::from_str_radix(&digits, 16).unwrap_or(u32::MAX);
        match char::from_u32(code) {
            Some(character) => Self::put(out, character),
            None => Err(self.bad_value(format!(
                "Escaped character '\\u{digits}' is not valid UTF-8."
            ))),
        }
    }

    #[expect(
        clippy::unnecessary_wraps,
        reason = "ends every arm of a match of results"
    )]
    pub(super) fn put(out: &mut String, character: char) -> Lexed<()> {
        out.push(character);
        Ok(())
    }

    /// Reads up to three closing quotes; up to two more before them belong to the text.
    pub(super) fn multiline(&mut self, quote: char) -> Lexed<String> {
        let start = self.lexer.mark();
        self.accept_break()?;
        let mut out = String::new();
        let mut quotes = 0;
        loop {
            let c = self.lexer.next()?;
            if c == quote {
                quotes += 1;
                out.push(c);
                if quotes >= 3 && self.lexer.peek()? != quote {
                    out.truncate(out.len() - 3);
                    return Ok(out);
                }
                if quotes == 6 {
                    let six = String::from(quote).repeat(6);
                    let other = if quote == '"' { '\'' } else { '"' };
                    return Err(self.lexer.fault(format!("unexpected {other}{six}{other}")));
                }
                continue;
            }
            quotes = 0;
            match c {
                END => {
                    let three = String::from(quote).repeat(3);
                    let other = if quote == '"' { '\'' } else { '"' };
                    return Err(self
                        .lexer
                        .fault(format!("unexpected EOF; expected {other}{three}{other}")));
                }
                '\\' if quote == '"' => {
                    if !self.escaped_break()? {
                        self.escape(start, &mut out)?;
                    }
                }
                _ => out.push(c),
            }
        }
    }

    /// Takes a line break right behind the opening quotes.
    pub(super) fn accept_break(&mut self) -> Lexed<()> {
        if self.lexer.peek()? == '\r' {
            self.lexer.next()?;
        }
        self.lexer.accept('\n')?;
        Ok(())
    }

    /// Takes white space that holds a line break, behind a backslash.
    pub(super) fn escaped_break(&mut self) -> Lexed<bool> {
        let mark = self.lexer.mark();
        self.lexer.skip(|c| is_blank(c) || is_break(c))?;
        if self.lexer.since(mark).contains(&b'\n') {
            return Ok(true);
        }
        self.lexer.reset(mark);
        Ok(false)
    }

    pub(super) fn multiline_string(&mut self) -> Lexed<Value> {
        self.multiline('"').map(Value::from)
    }

    pub(super) fn multiline_raw_string(&mut self) -> Lexed<Value> {
        self.multiline('\'').map(Value::from)
    }
}

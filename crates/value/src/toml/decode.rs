//! Reading.

mod scalar;
mod text;

use super::build::Builder;
use super::lex::{END, Fault, Lexed, Lexer, is_bare, is_blank, is_break, quoted};
use super::{MAX_DEPTH, Times, joined};
use crate::gofmt;
use crate::map::Map;
use crate::value::Value;

pub(super) fn decode(text: &[u8], helm4: bool, times: &dyn Times) -> Result<Map, String> {
    let text = [&b"\xff\xfe"[..], b"\xfe\xff", b"\xef\xbb\xbf"]
        .iter()
        .find_map(|mark| text.strip_prefix(*mark))
        .unwrap_or(text);
    if text.iter().take(6).any(|b| *b == 0) {
        return Err(
            "toml: line 1: files cannot contain NULL bytes; probably using UTF-16; TOML \
                    files must be UTF-8"
                .to_owned(),
        );
    }
    let mut parser = Parser {
        lexer: Lexer::new(text, helm4),
        builder: Builder::new(helm4),
        key: String::new(),
        key_line: 1,
        depth: 0,
        times,
    };
    match parser.document() {
        Ok(()) => Ok(parser.builder.root),
        Err(fault) => Err(parser.worded(&fault)),
    }
}

struct Parser<'a> {
    lexer: Lexer<'a>,
    builder: Builder,
    /// The key whose value is being read.
    key: String,
    /// The line of the last key.
    key_line: usize,
    depth: usize,
    times: &'a dyn Times,
}

impl Parser<'_> {
    /// Words a fault with its line and the last key.
    fn worded(&self, fault: &Fault) -> String {
        let context = joined(&self.builder.context);
        let last = match (self.key.is_empty(), self.builder.context.is_empty()) {
            (true, _) => context,
            (false, true) => self.key.clone(),
            (false, false) => format!("{context}.{}", self.key),
        };
        let Fault { message, line } = fault;
        if last.is_empty() {
            return format!("toml: line {line}: {message}");
        }
        format!(
            "toml: line {line} (last key {}): {message}",
            gofmt::quote(last.as_bytes())
        )
    }

    /// Reports what is wrong with the tables at the last key.
    fn at_key<T>(&self, outcome: Result<T, String>) -> Lexed<T> {
        outcome.map_err(|message| Fault {
            message,
            line: self.key_line,
        })
    }

    /// Reports what is wrong with the value that has just been read.
    fn bad_value(&self, message: String) -> Fault {
        Fault {
            message,
            line: self.lexer.line(),
        }
    }

    fn document(&mut self) -> Lexed<()> {
        loop {
            let mark = self.lexer.mark();
            match self.lexer.next()? {
                c if is_blank(c) || is_break(c) => {}
                '#' => self.comment()?,
                END => return Ok(()),
                '[' => {
                    self.header()?;
                    self.line_end()?;
                }
                _ => {
                    self.lexer.reset(mark);
                    let outer = self.builder.context.clone();
                    self.pair(None)?;
                    self.line_end()?;
                    self.builder.context = outer;
                }
            }
        }
    }

    /// Takes the rest of a comment, but for the line break.
    fn comment(&mut self) -> Lexed<()> {
        self.lexer.skip(|c| !is_break(c) && c != END)
    }

    /// Takes what may follow on the line of a value or a header.
    fn line_end(&mut self) -> Lexed<()> {
        self.lexer.skip(is_blank)?;
        let mark = self.lexer.mark();
        match self.lexer.next()? {
            '#' => self.comment(),
            END => {
                self.lexer.reset(mark);
                Ok(())
            }
            c if is_break(c) => Ok(()),
            c => Err(self.lexer.fault(format!(
                "expected a top-level item to end with a newline, comment, or EOF, but got {} \
                 instead",
                quoted(c)
            ))),
        }
    }

    /// Reads `[a.b]` or `[[a.b]]` behind the first bracket.
    fn header(&mut self) -> Lexed<()> {
        let as_array = self.lexer.peek()? == '[';
        if as_array {
            self.lexer.next()?;
        }
        let mut key = Vec::new();
        loop {
            self.lexer.skip(is_blank)?;
            match self.lexer.peek()? {
                ']' | END => {
                    return Err(self
                        .lexer
                        .fault("unexpected end of table name (table names cannot be empty)"));
                }
                '.' => {
                    return Err(self
                        .lexer
                        .fault("unexpected table separator (table names cannot be empty)"));
                }
                _ => key.push(self.key_part(key.is_empty())?),
            }
            self.lexer.skip(is_blank)?;
            match self.lexer.next()? {
                '.' => {}
                ']' => break,
                c => {
                    return Err(self.lexer.fault(format!(
                        "expected '.' or ']' to end table name, but got {} instead",
                        quoted(c)
                    )));
                }
            }
        }
        if as_array {
            let c = self.lexer.next()?;
            if c != ']' {
                return Err(self.lexer.fault(format!(
                    "expected end of table array name delimiter ']', but got {} instead",
                    quoted(c)
                )));
            }
        }
        let entered = self.builder.enter(&key, as_array);
        self.at_key(entered)?;
        self.builder.set_array(None, false);
        Ok(())
    }

    /// Reads one part of a key; the line of the first one is remembered.
    fn key_part(&mut self, is_first: bool) -> Lexed<String> {
        let start = self.lexer.mark();
        let quote = self.lexer.peek()?;
        let part = if matches!(quote, '"' | '\'') {
            self.lexer.next()?;
            if quote == '"' {
                self.basic_string()?
            } else {
                self.raw_string()?
            }
        } else {
            self.lexer.skip(is_bare)?;
            String::from_utf8_lossy(self.lexer.since(start)).into_owned()
        };
        if is_first {
            self.key_line = self.lexer.line();
        }
        Ok(part)
    }

    /// Reads `a.b = value` into the present table; within an inline table also into that.
    fn pair(&mut self, inline: Option<&Map>) -> Lexed<()> {
        self.lexer.skip(is_blank)?;
        match self.lexer.peek()? {
            '=' | END => {
                return Err(self.lexer.fault("unexpected '=': key name appears blank"));
            }
            '.' => {
                return Err(self
                    .lexer
                    .fault("unexpected '.': keys cannot start with a '.'"));
            }
            _ => {}
        }
        let mut key = Vec::new();
        loop {
            self.lexer.skip(is_blank)?;
            match self.lexer.peek()? {
                c @ ('=' | '.') => return Err(self.lexer.fault(format!("unexpected '{c}'"))),
                END => return Err(self.lexer.fault("unexpected '='")),
                _ => key.push(self.key_part(key.is_empty())?),
            }
            self.lexer.skip(is_blank)?;
            match self.lexer.next()? {
                '.' => {}
                '=' => break,
                END => {
                    return Err(self
                        .lexer
                        .fault("unexpected EOF; expected key separator '='"));
                }
                c => {
                    let message = format!("expected '.' or '=', but got {} instead", quoted(c));
                    return Err(if c == '\n' && self.lexer.helm4 {
                        self.lexer.fault_before(message)
                    } else {
                        self.lexer.fault(message)
                    });
                }
            }
        }
        let last = key.pop().unwrap_or_default();
        self.key.clone_from(&last);
        for part in &key {
            let mut path = self.builder.context.clone();
            path.push(part.clone());
            let entered = self.builder.enter_implicit(&path);
            self.at_key(entered)?;
        }
        let value = self.value(false)?;
        let set = self.builder.set(&last, value.clone());
        self.at_key(set)?;
        self.builder
            .set_array(Some(&last), matches!(value, Value::List(_)));
        match inline {
            Some(table) => self.set_inline(table, &key, &last, value),
            None => {
                self.key.clear();
                Ok(())
            }
        }
    }

    fn set_inline(&self, table: &Map, path: &[String], key: &str, value: Value) -> Lexed<()> {
        let mut table = table.clone();
        for part in path {
            if !table.contains(part.as_bytes()) {
                table.set(part.as_str(), Value::Map(Map::new()));
            }
            let Some(Value::Map(next)) = table.get(part.as_bytes()) else {
                let context = gofmt::quote(joined(&self.builder.context).as_bytes());
                return self.at_key(Err(format!("{context} is not a table")));
            };
            table = next;
        }
        table.set(key, value);
        Ok(())
    }

    /// Reads a value.
    fn value(&mut self, in_array: bool) -> Lexed<Value> {
        self.lexer.skip(is_blank)?;
        let start = self.lexer.mark();
        let first = self.lexer.next()?;
        match first {
            '0'..='9' => {
                self.lexer.reset(start);
                return self.number_or_time();
            }
            '[' => return self.nested(Self::array),
            '{' if in_array => return self.nested(|parser| parser.inline_table(true)),
            '{' => return self.nested(|parser| parser.inline_table(false)),
            '"' => {
                if self.accept_two('"')? {
                    return self.multiline_string();
                }
                return self.basic_string().map(Value::from);
            }
            '\'' => {
                if self.accept_two('\'')? {
                    return self.multiline_raw_string();
                }
                return self.raw_string().map(Value::from);
            }
            '.' => return Err(self.lexer.fault("floats must start with a digit, not '.'")),
            'i' | 'n' => {
                let is_number = self.lexer.accept('n')? && self.lexer.accept('f')?
                    || self.lexer.accept('a')? && self.lexer.accept('n')?;
                if is_number {
                    return self.float(start);
                }
            }
            '-' | '+' => return self.signed_number(start),
            _ => {}
        }
        if gofmt::is_letter(first) {
            return self.boolean(start);
        }
        match first {
            END => Err(self.lexer.fault("unexpected EOF; expected value")),
            '\n' if self.lexer.helm4 => Err(self
                .lexer
                .fault_before(format!("expected value but found {} instead", quoted('\n')))),
            c => Err(self
                .lexer
                .fault(format!("expected value but found {} instead", quoted(c)))),
        }
    }

    /// Takes two more quotes.
    fn accept_two(&mut self, quote: char) -> Lexed<bool> {
        let mark = self.lexer.mark();
        if self.lexer.accept(quote)? && self.lexer.accept(quote)? {
            return Ok(true);
        }
        self.lexer.reset(mark);
        Ok(false)
    }

    fn nested(&mut self, read: impl FnOnce(&mut Self) -> Lexed<Value>) -> Lexed<Value> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(self.lexer.fault("values are nested too deeply"));
        }
        let value = read(self);
        self.depth -= 1;
        value
    }

    fn array(&mut self) -> Lexed<Value> {
        let key = self.key.clone();
        self.builder.set_array(Some(&key), true);
        let mut items = Vec::new();
        loop {
            self.gap()?;
            let mark = self.lexer.mark();
            match self.lexer.next()? {
                ',' => return Err(self.lexer.fault("unexpected comma")),
                ']' => return Ok(Value::list(items)),
                _ => self.lexer.reset(mark),
            }
            items.push(self.value(true)?);
            self.gap()?;
            match self.lexer.next()? {
                ',' => {}
                ']' => return Ok(Value::list(items)),
                c => {
                    return Err(self.lexer.fault(format!(
                        "expected a comma (',') or array terminator (']'), but got {}",
                        shown(c)
                    )));
                }
            }
        }
    }

    /// Skips white space, line breaks and comments between values.
    fn gap(&mut self) -> Lexed<()> {
        loop {
            self.lexer.skip(|c| is_blank(c) || is_break(c))?;
            if !self.lexer.accept('#')? {
                return Ok(());
            }
            self.comment()?;
        }
    }

    /// Skips white space within an inline table; Helm 3's library takes no line breaks there.
    fn inline_gap(&mut self) -> Lexed<()> {
        loop {
            self.lexer.skip(is_blank)?;
            let mark = self.lexer.mark();
            match self.lexer.next()? {
                '#' => self.comment()?,
                c if is_break(c) && self.lexer.helm4 => {}
                c if is_break(c) => {
                    return Err(self
                        .lexer
                        .fault_before("newlines not allowed within inline tables"));
                }
                _ => {
                    self.lexer.reset(mark);
                    return Ok(());
                }
            }
        }
    }

    fn inline_table(&mut self, in_array: bool) -> Lexed<Value> {
        let table = Map::new();
        let outer_context = self.builder.context.clone();
        let outer_key = std::mem::take(&mut self.key);
        let mut path = outer_context.clone();
        path.push(outer_key.clone());
        self.builder.context.clone_from(&path);
        self.builder.mark_implicit(&path);
        let entered = self.builder.enter(&path, in_array);
        self.at_key(entered)?;
        loop {
            self.inline_gap()?;
            let mark = self.lexer.mark();
            match self.lexer.next()? {
                ',' => return Err(self.lexer.fault("unexpected comma")),
                '}' => break,
                _ => self.lexer.reset(mark),
            }
            self.pair(Some(&table))?;
            self.builder.context.clone_from(&path);
            self.inline_gap()?;
            match self.lexer.next()? {
                ',' => {
                    self.lexer.skip(is_blank)?;
                    if self.lexer.peek()? == '}' && !self.lexer.helm4 {
                        return Err(self
                            .lexer
                            .fault("trailing comma not allowed in inline tables"));
                    }
                }
                '}' => break,
                c => {
                    return Err(self.lexer.fault(format!(
                        "expected a comma or an inline table terminator '}}', but got {} instead",
                        shown(c)
                    )));
                }
            }
        }
        self.builder.context = outer_context;
        self.key = outer_key;
        Ok(Value::Map(table))
    }
}

/// A character as messages show it, with a name for the end.
fn shown(character: char) -> String {
    if character == END {
        "end of file".to_owned()
    } else {
        format!("'{character}'")
    }
}

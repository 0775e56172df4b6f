//! Reading.

use super::build::Builder;
use super::lex::{END, Fault, Lexed, Lexer, Mark, is_bare, is_blank, is_break, quoted};
use super::{MAX_DEPTH, TimeZone, Times, joined};
use crate::gofmt::{self, NumberError};
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

    fn boolean(&mut self, start: Mark) -> Lexed<Value> {
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

    fn signed_number(&mut self, start: Mark) -> Lexed<Value> {
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
    fn decimal(&mut self, start: Mark) -> Lexed<Value> {
        self.lexer.skip(|c| c.is_ascii_digit() || c == '_')?;
        if matches!(self.lexer.peek()?, '.' | 'e' | 'E') {
            return self.float_tail(start);
        }
        self.integer(start)
    }

    fn float_tail(&mut self, start: Mark) -> Lexed<Value> {
        self.lexer
            .skip(|c| c.is_ascii_digit() || matches!(c, '_' | '.' | '-' | '+' | 'e' | 'E'))?;
        self.float(start)
    }

    fn number_or_time(&mut self) -> Lexed<Value> {
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

    fn digits_or_time(&mut self, start: Mark) -> Lexed<Value> {
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

    fn integer(&mut self, start: Mark) -> Lexed<Value> {
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

    fn float(&mut self, start: Mark) -> Lexed<Value> {
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

    fn time(&mut self, start: Mark) -> Lexed<Value> {
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

    /// Reads a string up to the closing double quote.
    fn basic_string(&mut self) -> Lexed<String> {
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

    fn raw_string(&mut self) -> Lexed<String> {
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
    fn escape(&mut self, start: Mark, out: &mut String) -> Lexed<()> {
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
    fn put(out: &mut String, character: char) -> Lexed<()> {
        out.push(character);
        Ok(())
    }

    /// Reads up to three closing quotes; up to two more before them belong to the text.
    fn multiline(&mut self, quote: char) -> Lexed<String> {
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
    fn accept_break(&mut self) -> Lexed<()> {
        if self.lexer.peek()? == '\r' {
            self.lexer.next()?;
        }
        self.lexer.accept('\n')?;
        Ok(())
    }

    /// Takes white space that holds a line break, behind a backslash.
    fn escaped_break(&mut self) -> Lexed<bool> {
        let mark = self.lexer.mark();
        self.lexer.skip(|c| is_blank(c) || is_break(c))?;
        if self.lexer.since(mark).contains(&b'\n') {
            return Ok(true);
        }
        self.lexer.reset(mark);
        Ok(false)
    }

    fn multiline_string(&mut self) -> Lexed<Value> {
        self.multiline('"').map(Value::from)
    }

    fn multiline_raw_string(&mut self) -> Lexed<Value> {
        self.multiline('\'').map(Value::from)
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

fn has_leading_zero(text: &[u8]) -> bool {
    match text {
        [b'0', second, ..] => !matches!(second, b'b' | b'o' | b'x'),
        [b'-' | b'+', b'0', _, ..] => true,
        _ => false,
    }
}

/// Says whether every underscore stands between digits, and a digit at the end.
fn has_good_underscores(text: &[u8]) -> bool {
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
const LAYOUTS: &[(&str, TimeZone)] = &[
    ("2006-01-02T15:04:05.999999999Z07:00", TimeZone::Local),
    ("2006-01-02T15:04:05.999999999", TimeZone::LocalDatetime),
    ("2006-01-02", TimeZone::LocalDate),
    ("15:04:05.999999999", TimeZone::LocalTime),
    ("2006-01-02T15:04Z07:00", TimeZone::Local),
    ("2006-01-02T15:04", TimeZone::LocalDatetime),
    ("15:04", TimeZone::LocalTime),
];

/// How many of them Helm 3's library knows.
const HELM3_LAYOUTS: usize = 4;

/// Finds numbers of one digit, which the reader of layouts lets pass.
fn lacks_leading_zero(text: &[u8], layout: &[u8]) -> bool {
    layout
        .iter()
        .take_while(|b| !matches!(b, b'.' | b'Z'))
        .enumerate()
        .any(|(at, byte)| !byte.is_ascii_digit() && text.get(at) != Some(byte))
}

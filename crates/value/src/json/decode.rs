//! Reading.

use super::quote::quote;
use super::{Dialect, MAX_DEPTH};
use crate::bytes::Str;
use crate::entries::{Entries, Entry};
use crate::map::Map;
use crate::origin::Origin;
use crate::recent::Recent;
use crate::value::Value;

/// What the caller wants to read into.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Target {
    /// `interface {}`
    Any,
    /// `map[string]interface {}`
    Map,
    /// `[]interface {}`
    List,
}

/// A syntactically sound text.
pub(super) struct Decoded {
    /// What it holds.
    pub(super) value: Value,
    /// The first value that does not fit its place.
    pub(super) error: Option<String>,
}

/// Reads all of `text`.
///
/// # Errors
/// The first syntax error.
pub(super) fn decode(text: &[u8], dialect: Dialect, target: Target) -> Result<Decoded, String> {
    let mut reader = Reader::new(text, 0, dialect);
    reader.blanks();
    let value = reader.value()?;
    reader.blanks();
    if let Some(&byte) = text.get(reader.at) {
        return Err(reader.unexpected(byte, "after top-level value"));
    }
    let mut error = reader.error;
    let fits = matches!(
        (&value, target),
        (_, Target::Any)
            | (Value::Nil, _)
            | (Value::Map(_), Target::Map)
            | (Value::List(_), Target::List)
    );
    if !fits {
        let kind = match value {
            Value::Map(_) => "object",
            Value::List(_) => "array",
            Value::Str(_) => "string",
            Value::Bool(_) => "bool",
            _ => "number",
        };
        let wanted = if target == Target::Map {
            "map[string]interface {}"
        } else {
            "[]interface {}"
        };
        error = Some(format!(
            "json: cannot unmarshal {kind} into Go value of type {wanted}"
        ));
    }
    Ok(Decoded { value, error })
}

/// A step from a container to one of its members.
enum Step {
    /// Where the text of the key begins.
    Key(usize),
    Index(usize),
}

struct Reader<'a> {
    text: &'a [u8],
    at: usize,
    dialect: Dialect,
    depth: usize,
    path: Vec<Step>,
    error: Option<String>,
    recent: Recent,
}

impl<'a> Reader<'a> {
    fn new(text: &'a [u8], at: usize, dialect: Dialect) -> Self {
        Self {
            text,
            at,
            dialect,
            depth: 0,
            path: Vec::new(),
            error: None,
            recent: Recent::new(),
        }
    }

    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    fn blanks(&mut self) {
        const INDENT: [u8; 8] = [b' '; 8];
        while let Some(blank @ (b' ' | b'\t' | b'\r' | b'\n')) = self.peek() {
            self.at += 1;
            while blank == b'\n' && self.text[self.at..].first_chunk() == Some(&INDENT) {
                self.at += INDENT.len();
            }
        }
    }

    fn value(&mut self) -> Result<Value, String> {
        match self.peek() {
            None => Err(end()),
            Some(b'{') => self.object(),
            Some(b'[') => self.array(),
            Some(b'"') => Ok(Value::Str(self.string()?)),
            Some(b'-' | b'0'..=b'9') => self.number(),
            Some(b't') => self.literal(b"true", Value::Bool(true)),
            Some(b'f') => self.literal(b"false", Value::Bool(false)),
            Some(b'n') => self.literal(b"null", Value::Nil),
            Some(byte) => Err(self.unexpected(byte, "looking for beginning of value")),
        }
    }

    fn enter(&mut self) -> Result<(), String> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(match self.dialect {
                Dialect::Go123 => self.unexpected(self.text[self.at], "exceeded max depth"),
                Dialect::Go127 => "exceeded max depth".to_owned(),
            });
        }
        self.at += 1;
        self.blanks();
        Ok(())
    }

    fn object(&mut self) -> Result<Value, String> {
        self.enter()?;
        let mut entries = Entries::default();
        if self.peek() == Some(b'}') {
            self.at += 1;
            self.depth -= 1;
            return Ok(Value::Map(Map::from(entries)));
        }
        loop {
            match self.peek() {
                None => return Err(end()),
                Some(b'"') => {}
                Some(byte) => {
                    return Err(self.unexpected(byte, "looking for beginning of object key string"));
                }
            }
            let start = self.at;
            let key = self.string()?;
            self.blanks();
            match self.peek() {
                None => return Err(end()),
                Some(b':') => self.at += 1,
                Some(byte) => return Err(self.unexpected(byte, "after object key")),
            }
            self.blanks();
            self.path.push(Step::Key(start));
            let value = self.value()?;
            self.path.pop();
            let origin = Origin::NONE;
            entries.insert(key, Entry { value, origin });
            self.blanks();
            match self.peek() {
                None => return Err(end()),
                Some(b',') => self.at += 1,
                Some(b'}') => {
                    self.at += 1;
                    self.depth -= 1;
                    return Ok(Value::Map(Map::from(entries)));
                }
                Some(byte) => return Err(self.unexpected(byte, "after object key:value pair")),
            }
            self.blanks();
        }
    }

    fn array(&mut self) -> Result<Value, String> {
        self.enter()?;
        let mut items = Vec::new();
        if self.peek() == Some(b']') {
            self.at += 1;
            self.depth -= 1;
            return Ok(Value::list(items));
        }
        loop {
            self.path.push(Step::Index(items.len()));
            let item = self.value()?;
            self.path.pop();
            items.push(item);
            self.blanks();
            match self.peek() {
                None => return Err(end()),
                Some(b',') => self.at += 1,
                Some(b']') => {
                    self.at += 1;
                    self.depth -= 1;
                    return Ok(Value::list(items));
                }
                Some(byte) => return Err(self.unexpected(byte, "after array element")),
            }
            self.blanks();
        }
    }

    fn literal(&mut self, word: &'static [u8], value: Value) -> Result<Value, String> {
        for &expected in word {
            if self.peek() != Some(expected) {
                let name = String::from_utf8_lossy(word);
                let place = format!("in literal {name} (expecting '{}')", char::from(expected));
                return Err(self.broken(&place));
            }
            self.at += 1;
        }
        Ok(value)
    }

    fn number(&mut self) -> Result<Value, String> {
        let start = self.at;
        if self.peek() == Some(b'-') {
            self.at += 1;
        }
        match self.peek() {
            Some(b'0') => self.at += 1,
            Some(b'1'..=b'9') => self.digits(),
            _ => return Err(self.broken("in numeric literal")),
        }
        if self.peek() == Some(b'.') {
            self.at += 1;
            self.some_digits("after decimal point in numeric literal")?;
        }
        if let Some(b'e' | b'E') = self.peek() {
            self.at += 1;
            if let Some(b'+' | b'-') = self.peek() {
                self.at += 1;
            }
            self.some_digits("in exponent of numeric literal")?;
        }
        let text = std::str::from_utf8(&self.text[start..self.at]).unwrap_or("0");
        let number: f64 = text.parse().unwrap_or(0.0);
        if number.is_finite() {
            return Ok(Value::Float(number));
        }
        if self.error.is_none() {
            let place = self.place();
            self.error = Some(format!(
                "json: cannot unmarshal number {text} into {place} of type float64"
            ));
        }
        Ok(match self.dialect {
            Dialect::Go123 => Value::Nil,
            Dialect::Go127 => Value::Float(0.0),
        })
    }

    fn digits(&mut self) {
        while let Some(b'0'..=b'9') = self.peek() {
            self.at += 1;
        }
    }

    fn some_digits(&mut self, place: &str) -> Result<(), String> {
        if !matches!(self.peek(), Some(b'0'..=b'9')) {
            return Err(self.broken(match self.dialect {
                Dialect::Go123 => place,
                Dialect::Go127 => "in numeric literal",
            }));
        }
        self.digits();
        Ok(())
    }

    /// Says where a number that does not fit was to go.
    fn place(&self) -> String {
        let Some(last) = self.path.last().filter(|_| self.dialect == Dialect::Go127) else {
            return "Go value".to_owned();
        };
        let mut path = String::new();
        for step in &self.path {
            path.push('.');
            match step {
                Step::Index(index) => path += &index.to_string(),
                Step::Key(start) => {
                    let key = self.key_at(*start);
                    path += &key.to_text().replace('~', "~0").replace('/', "~1");
                }
            }
        }
        // A last name of digits only passes for an index.
        let tail = match last {
            Step::Index(_) => "0",
            Step::Key(_) => path.rsplit('.').next().unwrap_or(""),
        };
        let is_index = !tail.is_empty() && tail.bytes().all(|b| b.is_ascii_digit());
        if is_index {
            path
        } else {
            format!("Go struct field {path}")
        }
    }

    /// Reads a key again that has been read before.
    fn key_at(&self, start: usize) -> Str {
        let mut reader = Reader::new(self.text, start, self.dialect);
        reader.string().unwrap_or_else(|_| Str::from(""))
    }

    fn string(&mut self) -> Result<Str, String> {
        self.at += 1;
        let start = self.at;
        self.skip_plain_characters();
        if self.peek() == Some(b'"') {
            let raw = &self.text[start..self.at];
            self.at += 1;
            return Ok(self.recent.text(raw));
        }
        while let Some(byte) = self.peek() {
            match byte {
                b'"' => {
                    let raw = &self.text[start..self.at];
                    self.at += 1;
                    return Ok(match std::str::from_utf8(raw) {
                        Ok(text) => Str::from(text),
                        Err(_) => Str::from(replace_invalid(raw)),
                    });
                }
                b'\\' | 0..0x20 => return self.escaped_string(start),
                _ => self.at += 1,
            }
        }
        Err(end())
    }

    /// Goes past characters of a string that are ASCII and neither a quote, an escape nor a control
    /// character, eight at a time.
    fn skip_plain_characters(&mut self) {
        while let Some(word) = self.text[self.at..].first_chunk::<8>() {
            let special = special_bytes(u64::from_le_bytes(*word));
            self.at += special.trailing_zeros() as usize / 8;
            if special != 0 {
                return;
            }
        }
    }

    /// Reads the rest of a string from its first escape on.
    fn escaped_string(&mut self, start: usize) -> Result<Str, String> {
        let mut raw = self.text[start..self.at].to_vec();
        while let Some(byte) = self.peek() {
            match byte {
                b'"' => {
                    self.at += 1;
                    return Ok(match String::from_utf8(raw) {
                        Ok(text) => Str::from(text),
                        Err(error) => Str::from(replace_invalid(error.as_bytes())),
                    });
                }
                b'\\' => {
                    let character = self.escape()?;
                    raw.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
                }
                0..0x20 => {
                    return Err(self.unexpected(
                        byte,
                        match self.dialect {
                            Dialect::Go123 => "in string literal",
                            Dialect::Go127 => "in string",
                        },
                    ));
                }
                _ => {
                    raw.push(byte);
                    self.at += 1;
                }
            }
        }
        Err(end())
    }

    fn escape(&mut self) -> Result<char, String> {
        let start = self.at;
        self.at += 1;
        let simple = match self.peek() {
            Some(b'u') => return self.unicode_escape(start),
            Some(byte @ (b'"' | b'\\' | b'/')) => char::from(byte),
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            _ => return Err(self.bad_escape(start, "in string escape code")),
        };
        self.at += 1;
        Ok(simple)
    }

    fn unicode_escape(&mut self, start: usize) -> Result<char, String> {
        let unit = self.hex_unit(start)?;
        if !(0xd800..0xe000).contains(&unit) {
            return Ok(char::from_u32(unit).unwrap_or(char::REPLACEMENT_CHARACTER));
        }
        let second = self.at;
        if unit < 0xdc00 && self.text[second..].starts_with(b"\\u") {
            self.at += 1;
            let low = self.hex_unit(second)?;
            if (0xdc00..0xe000).contains(&low) {
                let code = 0x1_0000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
                return Ok(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER));
            }
            self.at = second;
        }
        Ok(char::REPLACEMENT_CHARACTER)
    }

    /// Reads `uXXXX` of the escape that began at `start`.
    fn hex_unit(&mut self, start: usize) -> Result<u32, String> {
        self.at += 1;
        let mut unit = 0;
        for _ in 0..4 {
            let digit = self.peek().and_then(|b| char::from(b).to_digit(16));
            let Some(digit) = digit else {
                return Err(self.bad_escape(start, "in \\u hexadecimal character escape"));
            };
            unit = unit << 4 | digit;
            self.at += 1;
        }
        Ok(unit)
    }

    fn bad_escape(&self, start: usize, place: &str) -> String {
        if self.dialect == Dialect::Go123 {
            return self.broken(place);
        }
        if self.peek().is_none() {
            return end();
        }
        let length = if self.text[start + 1] == b'u' { 6 } else { 2 };
        let what = &self.text[start..self.text.len().min(start + length)];
        let readable = std::str::from_utf8(what)
            .ok()
            .filter(|t| t.chars().all(is_readable));
        match readable {
            Some(text) => format!("invalid escape sequence `{text}` in string"),
            None => format!("invalid escape sequence {} in string", quote(what)),
        }
    }

    /// Reports the byte at hand; the older reader sees a blank where the text ends.
    fn broken(&self, place: &str) -> String {
        match (self.peek(), self.dialect) {
            (Some(byte), _) => self.unexpected(byte, place),
            (None, Dialect::Go123) => self.unexpected(b' ', place),
            (None, Dialect::Go127) => end(),
        }
    }

    fn unexpected(&self, byte: u8, place: &str) -> String {
        let shown = match self.dialect {
            Dialect::Go123 => quote_char(char::from(byte)),
            Dialect::Go127 => {
                let rest = &self.text[self.at..self.text.len().min(self.at + 4)];
                match rest
                    .utf8_chunks()
                    .next()
                    .and_then(|chunk| chunk.valid().chars().next())
                {
                    Some(character) => quote_char(character),
                    None => format!("'\\x{byte:x}'"),
                }
            }
        };
        format!("invalid character {shown} {place}")
    }
}

/// Marks, by its highest bit, the first byte of a word that ends a run of plain characters; what it
/// marks behind that byte means nothing.
fn special_bytes(word: u64) -> u64 {
    const ONES: u64 = u64::MAX / 255;
    const HIGH: u64 = ONES << 7;
    // Taking away n sets the highest bit of a byte below n.
    let below = |word: u64, n: u8| word.wrapping_sub(ONES * u64::from(n)) & !word;
    let equal = |b: u8| below(word ^ (ONES * u64::from(b)), 1);
    (word | below(word, 0x20) | equal(b'"') | equal(b'\\')) & HIGH
}

fn end() -> String {
    "unexpected end of JSON input".to_owned()
}

/// Puts U+FFFD in the place of every byte that is not UTF-8.
fn replace_invalid(raw: &[u8]) -> String {
    let mut text = String::with_capacity(raw.len());
    for chunk in raw.utf8_chunks() {
        text += chunk.valid();
        for _ in chunk.invalid() {
            text.push(char::REPLACEMENT_CHARACTER);
        }
    }
    text
}

/// Writes a character in single quotes as Go does.
fn quote_char(character: char) -> String {
    match character {
        '\'' => "'\\''".to_owned(),
        '"' => "'\"'".to_owned(),
        _ => {
            let quoted = quote(character.encode_utf8(&mut [0; 4]).as_bytes());
            format!("'{}'", &quoted[1..quoted.len() - 1])
        }
    }
}

/// Says whether a character of a bad escape sequence can be shown as it is.
fn is_readable(character: char) -> bool {
    if character.is_whitespace() || matches!(character, '`' | char::REPLACEMENT_CHARACTER) {
        return false;
    }
    matches!(character, '"' | '\\') || {
        let quoted = quote(character.encode_utf8(&mut [0; 4]).as_bytes());
        quoted.len() == character.len_utf8() + 2
    }
}

//! From text to tokens.

use crate::ast::Slice;
use crate::table::GoVersion;
use memchr::memchr;
use stator_value::Value;
use stator_value::gofmt::{decode, is_digit, is_letter, quote, sprintf};

/// The kinds of tokens.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Kind {
    /// The lexer gave up; its message says why.
    Error,
    Eof,
    Text,
    LeftDelim,
    RightDelim,
    LeftParen,
    RightParen,
    Pipe,
    Assign,
    Declare,
    /// Another printable ASCII character.
    Char,
    Bool,
    CharConstant,
    Number,
    Complex,
    Str,
    RawStr,
    Field,
    Identifier,
    Variable,
    Dot,
    Nil,
    Block,
    Break,
    Continue,
    Define,
    Else,
    End,
    If,
    Range,
    Template,
    With,
}

impl Kind {
    /// Keywords are shown as `<word>` in messages.
    pub(crate) fn is_keyword(self) -> bool {
        use Kind as K;
        matches!(
            self,
            K::Dot | K::Nil | K::Block | K::Break | K::Continue | K::Define | K::Else
        ) || matches!(self, K::End | K::If | K::Range | K::Template | K::With)
    }
}

/// A token: a kind and a byte range.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Token {
    pub(crate) kind: Kind,
    /// Whether there is space before it.
    pub(crate) spaced: bool,
    pub(crate) start: u32,
    pub(crate) end: u32,
}

impl Token {
    /// Says whether it is a field of what stands right before it.
    #[inline]
    pub(crate) fn continues_chain(self) -> bool {
        self.kind == Kind::Field && !self.spaced
    }

    /// Gives where it stands.
    #[inline]
    pub(crate) fn slice(self) -> Slice {
        Slice {
            start: self.start,
            end: self.end,
        }
    }
}

/// Splits a text into tokens.
pub(crate) struct Lexer<'a> {
    text: &'a [u8],
    at: usize,
    start: usize,
    inside_action: bool,
    /// Whether there is space before the next token.
    spaced: bool,
    parens: i32,
    error: String,
    /// End and number of newlines of each comment, where the release of Go forgets to count them.
    uncounted: Option<Vec<(usize, u32)>>,
}

const OPEN: &[u8] = b"{{";
const CLOSE: &[u8] = b"}}";

/// The ASCII bytes of words.
const WORD: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 128 {
        table[byte] = (byte as u8).is_ascii_alphanumeric() || byte == b'_' as usize;
        byte += 1;
    }
    table
};

fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n')
}

fn is_word(c: char) -> bool {
    c == '_' || is_letter(c) || is_digit(c)
}

fn newlines(bytes: &[u8]) -> u32 {
    bytes.iter().filter(|b| **b == b'\n').count() as u32
}

impl<'a> Lexer<'a> {
    pub(crate) fn new(text: &'a [u8], version: GoVersion) -> Self {
        // COMPAT(helm): Go 1.23 does not count the lines of comments, so that parse errors below
        // them name a line too far up; Helm 3 shows these numbers.
        let uncounted = (version < GoVersion::Go1_27).then(Vec::new);
        Self {
            text,
            at: 0,
            start: 0,
            inside_action: false,
            spaced: false,
            parens: 0,
            error: String::new(),
            uncounted,
        }
    }

    /// Gives the line of an offset, from 1, as Go counts.
    pub(crate) fn line(&self, offset: u32) -> u32 {
        let offset = (offset as usize).min(self.text.len());
        let missed = self
            .uncounted
            .iter()
            .flatten()
            .filter(|(end, _)| *end <= offset);
        1 + newlines(&self.text[..offset]) - missed.map(|(_, lines)| lines).sum::<u32>()
    }

    /// Gives the whole text.
    pub(crate) fn text(&self) -> &'a [u8] {
        self.text
    }

    /// Gives the bytes of a token.
    #[inline]
    pub(crate) fn bytes(&self, token: Token) -> &'a [u8] {
        &self.text[token.start as usize..token.end as usize]
    }

    /// Gives the message of an error token.
    pub(crate) fn message(&self) -> &str {
        &self.error
    }

    /// Appends all tokens; the last one is the end or an error.
    pub(crate) fn tokens(&mut self, tokens: &mut Vec<Token>) {
        loop {
            let token = if self.inside_action {
                self.action()
            } else {
                self.left_delim(tokens)
            };
            tokens.push(token);
            if matches!(token.kind, Kind::Eof | Kind::Error) {
                return;
            }
        }
    }

    fn rest(&self) -> &'a [u8] {
        &self.text[self.at..]
    }

    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    fn emit(&mut self, kind: Kind) -> Token {
        let token = Token {
            kind,
            spaced: self.spaced,
            start: self.start as u32,
            end: self.at as u32,
        };
        self.start = self.at;
        token
    }

    fn fail(&mut self, message: impl Into<String>) -> Token {
        let start = self.start as u32;
        self.error = message.into();
        Token {
            kind: Kind::Error,
            spaced: self.spaced,
            start,
            end: start,
        }
    }

    /// Gives the end of the spaces that begin at an offset.
    fn end_of_spaces(&self, mut at: usize) -> usize {
        while self.text.get(at).is_some_and(|b| is_space(*b)) {
            at += 1;
        }
        at
    }

    /// Says whether a right delimiter that does not trim is here.
    fn at_close(&self) -> bool {
        matches!(self.rest(), [b'}', b'}', ..])
    }

    /// Says whether a right delimiter is here, and whether it trims.
    fn right_delim(&self) -> Option<bool> {
        match self.rest() {
            [space, b'-', rest @ ..] if is_space(*space) && rest.starts_with(CLOSE) => Some(true),
            rest => rest.starts_with(CLOSE).then_some(false),
        }
    }

    /// Appends the text up to a left delimiter or the end, which is returned.
    fn left_delim(&mut self, tokens: &mut Vec<Token>) -> Token {
        loop {
            let Some(open) = find(self.rest(), *b"{{") else {
                self.at = self.text.len();
                if self.at > self.start {
                    tokens.push(self.emit(Kind::Text));
                }
                return self.emit(Kind::Eof);
            };
            self.at += open;
            let trims = matches!(&self.rest()[2..], [b'-', space, ..] if is_space(*space));
            let mut end = self.at;
            while trims && end > self.start && is_space(self.text[end - 1]) {
                end -= 1;
            }
            if end > self.start {
                tokens.push(Token {
                    kind: Kind::Text,
                    spaced: false,
                    start: self.start as u32,
                    end: end as u32,
                });
            }
            self.start = self.at;
            self.at += OPEN.len();
            let after_marker = if trims { 2 } else { 0 };
            if matches!(self.rest()[after_marker..], [b'/', b'*', ..]) {
                self.at += after_marker;
                self.start = self.at;
                if let Some(error) = self.comment() {
                    return error;
                }
                continue;
            }
            let token = self.emit(Kind::LeftDelim);
            self.inside_action = true;
            self.parens = 0;
            self.at += after_marker;
            self.start = self.at;
            return token;
        }
    }

    /// Skips a comment with its right delimiter.
    fn comment(&mut self) -> Option<Token> {
        let body = self.at + 2;
        let Some(end) = find(&self.text[body..], *b"*/") else {
            return Some(self.fail("unclosed comment"));
        };
        self.at = body + end + 2;
        let Some(trims) = self.right_delim() else {
            return Some(self.fail("comment ends before closing delimiter"));
        };
        if let Some(uncounted) = &mut self.uncounted {
            let lines = newlines(&self.text[self.start..self.at]);
            uncounted.push((self.at, lines));
        }
        self.close(trims);
        None
    }

    /// Steps over a right delimiter and the space that it trims.
    fn close(&mut self, trims: bool) {
        self.at += if trims { 2 + CLOSE.len() } else { CLOSE.len() };
        if trims {
            self.at = self.end_of_spaces(self.at);
        }
        self.start = self.at;
    }

    fn close_action(&mut self, trims: bool) -> Token {
        self.at += if trims { 2 } else { 0 };
        let start = self.at as u32;
        let token = Token {
            kind: Kind::RightDelim,
            spaced: self.spaced,
            start,
            end: start + CLOSE.len() as u32,
        };
        self.at -= if trims { 2 } else { 0 };
        self.close(trims);
        self.inside_action = false;
        self.spaced = false;
        token
    }

    fn action(&mut self) -> Token {
        let start = self.at;
        self.at = self.end_of_spaces(start);
        self.start = self.at;
        self.spaced = self.at > start;
        if self.spaced && matches!(self.rest(), [b'-', b'}', b'}', ..]) {
            // The last space belongs to the delimiter.
            self.at -= 1;
            self.start = self.at;
            return self.right_delim_token(true);
        }
        let Some(byte) = self.peek() else {
            return self.fail("unclosed action");
        };
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' => self.word(),
            b'}' if self.at_close() => self.right_delim_token(false),
            b'=' => self.single(Kind::Assign),
            b':' => {
                self.at += 1;
                if self.peek() == Some(b'=') {
                    self.single(Kind::Declare)
                } else {
                    self.fail("expected :=")
                }
            }
            b'|' => self.single(Kind::Pipe),
            b'"' => self.quoted(b'"', "unterminated quoted string", Kind::Str),
            b'\'' => self.quoted(b'\'', "unterminated character constant", Kind::CharConstant),
            b'`' => self.raw_quoted(),
            b'$' => {
                self.at += 1;
                self.name(Kind::Variable, Kind::Variable)
            }
            b'.' if !matches!(self.text.get(self.at + 1), None | Some(b'0'..=b'9')) => {
                self.at += 1;
                self.name(Kind::Dot, Kind::Field)
            }
            b'.' | b'+' | b'-' | b'0'..=b'9' => self.number(),
            b'(' => {
                self.parens += 1;
                self.single(Kind::LeftParen)
            }
            b')' => {
                self.parens -= 1;
                if self.parens < 0 {
                    self.at += 1;
                    return self.fail("unexpected right paren");
                }
                self.single(Kind::RightParen)
            }
            _ => {
                let c = decode(self.rest()).0.unwrap_or(char::REPLACEMENT_CHARACTER);
                if is_word(c) {
                    self.word()
                } else if byte.is_ascii_graphic() {
                    self.single(Kind::Char)
                } else {
                    let shown = code_point(c);
                    self.fail(format!("unrecognized character in action: {shown}"))
                }
            }
        }
    }

    fn single(&mut self, kind: Kind) -> Token {
        self.at += 1;
        self.emit(kind)
    }

    fn right_delim_token(&mut self, trims: bool) -> Token {
        if self.parens == 0 {
            self.close_action(trims)
        } else {
            self.fail("unclosed left paren")
        }
    }

    /// Steps over letters, digits and underscores.
    fn skip_word(&mut self) {
        loop {
            let rest = self.rest();
            let end = rest.iter().position(|b| !WORD[usize::from(*b)]);
            self.at += end.unwrap_or(rest.len());
            if self.peek().is_none_or(|b| b.is_ascii()) {
                return;
            }
            match decode(self.rest()) {
                (Some(c), width) if is_word(c) => self.at += width,
                _ => return,
            }
        }
    }

    /// Says whether what comes next may follow a word.
    fn at_terminator(&self) -> bool {
        match self.peek() {
            None | Some(b' ' | b'\t' | b'\r' | b'\n') => true,
            Some(b'.' | b',' | b'|' | b':' | b')' | b'(') => true,
            Some(_) => self.at_close(),
        }
    }

    fn bad_character(&mut self) -> Token {
        let c = decode(self.rest()).0.unwrap_or(char::REPLACEMENT_CHARACTER);
        self.fail(format!("bad character {}", code_point(c)))
    }

    /// A field or variable whose first character is past; `alone` is what that is by itself.
    fn name(&mut self, alone: Kind, named: Kind) -> Token {
        if self.at_terminator() {
            return self.emit(alone);
        }
        self.skip_word();
        if self.at_terminator() {
            self.emit(named)
        } else {
            self.bad_character()
        }
    }

    fn word(&mut self) -> Token {
        self.skip_word();
        if !self.at_terminator() {
            return self.bad_character();
        }
        let kind = match &self.text[self.start..self.at] {
            b"block" => Kind::Block,
            b"break" => Kind::Break,
            b"continue" => Kind::Continue,
            b"define" => Kind::Define,
            b"else" => Kind::Else,
            b"end" => Kind::End,
            b"if" => Kind::If,
            b"range" => Kind::Range,
            b"nil" => Kind::Nil,
            b"template" => Kind::Template,
            b"with" => Kind::With,
            b"true" | b"false" => Kind::Bool,
            _ => Kind::Identifier,
        };
        self.emit(kind)
    }

    /// A string or character constant; escapes are only stepped over.
    fn quoted(&mut self, quote: u8, unterminated: &str, kind: Kind) -> Token {
        self.at += 1;
        loop {
            match self.peek() {
                Some(b'\\') if !matches!(self.text.get(self.at + 1), None | Some(b'\n')) => {
                    self.at += 2;
                }
                None | Some(b'\n' | b'\\') => return self.fail(unterminated),
                Some(byte) => {
                    self.at += 1;
                    if byte == quote {
                        return self.emit(kind);
                    }
                }
            }
        }
    }

    fn raw_quoted(&mut self) -> Token {
        self.at += 1;
        match memchr(b'`', self.rest()) {
            Some(end) => {
                self.at += end + 1;
                self.emit(Kind::RawStr)
            }
            None => self.fail("unterminated raw quoted string"),
        }
    }

    fn number(&mut self) -> Token {
        let mut good = self.scan_number();
        let mut kind = Kind::Number;
        if good && matches!(self.peek(), Some(b'+' | b'-')) {
            good = self.scan_number() && self.text[self.at - 1] == b'i';
            kind = Kind::Complex;
        }
        if good {
            return self.emit(kind);
        }
        let shown = quote(&self.text[self.start..self.at]);
        self.fail(format!("bad number syntax: {shown}"))
    }

    fn accept(&mut self, set: &[u8]) -> bool {
        let found = self.peek().is_some_and(|b| set.contains(&b));
        self.at += usize::from(found);
        found
    }

    fn accept_run(&mut self, set: &[u8]) {
        while self.accept(set) {}
    }

    /// Steps over what looks like a number; the parser finds out whether it is one.
    fn scan_number(&mut self) -> bool {
        const DECIMAL: &[u8] = b"0123456789_";
        const HEX: &[u8] = b"0123456789abcdefABCDEF_";
        self.accept(b"+-");
        let mut digits = DECIMAL;
        if self.accept(b"0") {
            if self.accept(b"xX") {
                digits = HEX;
            } else if self.accept(b"oO") {
                digits = b"01234567_";
            } else if self.accept(b"bB") {
                digits = b"01_";
            }
        }
        self.accept_run(digits);
        if self.accept(b".") {
            self.accept_run(digits);
        }
        let exponent: &[u8] = if digits == DECIMAL { b"eE" } else { b"pP" };
        if (digits == DECIMAL || digits == HEX) && self.accept(exponent) {
            self.accept(b"+-");
            self.accept_run(DECIMAL);
        }
        self.accept(b"i");
        if let (Some(c), width) = decode(self.rest())
            && is_word(c)
        {
            self.at += width;
            return false;
        }
        true
    }
}

/// Finds the first occurrence of two bytes.
fn find(bytes: &[u8], pair: [u8; 2]) -> Option<usize> {
    let mut from = 0;
    while let Some(at) = memchr(pair[0], &bytes[from..]) {
        if bytes.get(from + at + 1) == Some(&pair[1]) {
            return Some(from + at);
        }
        from += at + 1;
    }
    None
}

/// Shows a character as `%#U` does.
fn code_point(c: char) -> String {
    let code = Value::int(i64::from(u32::from(c)));
    String::from_utf8_lossy(&sprintf(b"%#U", &[code])).into_owned()
}

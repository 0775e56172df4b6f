//! How a string is written: bare, quoted, or as a block.

use super::super::chars::{break_len, is_blank, width};
use super::super::resolve::is_plain_string;
use super::{Emitter, Form, Stop, Write};

/// How a string is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Style {
    Plain,
    Single,
    Double,
    Literal,
}

/// What a string holds that bears on how it can be written.
#[derive(Default)]
pub(super) struct Traits {
    /// Any line break.
    pub(super) breaks: bool,
    /// Indicators that a plain scalar in block context may not hold there.
    indicators: bool,
    leading_space: bool,
    leading_break: bool,
    trailing_space: bool,
    trailing_break: bool,
    /// A blank right behind a line break.
    break_space: bool,
    /// A blank right before a line break.
    space_break: bool,
    /// Characters that have to be escaped.
    special: bool,
    tabs: bool,
    /// Characters that do not survive the way through JSON and YAML.
    unreadable: bool,
    line_feeds: bool,
    wide: bool,
    spaces: bool,
}

impl Traits {
    /// Looks at every character of a string.
    pub(super) fn of(text: &[u8]) -> Self {
        let mut traits = Self {
            indicators: matches!(text, [b'-', b'-', b'-', ..] | [b'.', b'.', b'.', ..]),
            ..Self::default()
        };
        let (mut after_space, mut after_break, mut after_white) = (false, false, true);
        let mut at = 0;
        while at < text.len() {
            let byte = text[at];
            if matches!(byte, b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' | b'.' | b'/') {
                (after_space, after_break, after_white) = (false, false, false);
                at += 1;
                continue;
            }
            let len = width(byte).max(1);
            let next = text.get(at + len).copied();
            let white_follows = next.is_none_or(is_blank);
            let first = at == 0;
            match byte {
                b',' | b'[' | b']' | b'{' | b'}' | b'&' | b'*' | b'!' | b'|' | b'>' | b'\''
                | b'"' | b'%' | b'@' | b'`' => traits.indicators |= first,
                b'#' => traits.indicators |= first || after_white,
                b'?' | b'-' => traits.indicators |= first && white_follows,
                b':' => traits.indicators |= white_follows,
                b'\t' => traits.tabs = true,
                b'\n' => traits.line_feeds = true,
                0x20..=0x7E => {}
                _ => traits.look_at_wide(&text[at..]),
            }
            let is_break = break_len(text, at) > 0;
            if byte == b' ' {
                traits.spaces = true;
                traits.leading_space |= first;
                traits.trailing_space |= next.is_none();
                traits.break_space |= after_break;
                (after_space, after_break) = (true, false);
            } else if is_break {
                traits.breaks = true;
                traits.leading_break |= first;
                traits.trailing_break |= next.is_none();
                traits.space_break |= after_space;
                (after_space, after_break) = (false, true);
            } else {
                (after_space, after_break) = (false, false);
            }
            after_white = is_blank(byte) || is_break || byte == 0;
            at += len;
        }
        traits
    }

    /// Looks at a character that is not printable ASCII.
    fn look_at_wide(&mut self, text: &[u8]) {
        self.wide |= text[0] >= 0x80;
        match text {
            [0xC2, 0xA0..=0xBF, ..] | [0xC3..=0xEC | 0xEE, ..] | [0xED, 0x80..=0x9F, ..] => {}
            [0xEF, 0xBF, 0xBE | 0xBF, ..] | [0x7F | 0xC2, ..] => {
                self.special = true;
                self.unreadable = true;
            }
            [0xEF, 0xBB, 0xBF, ..] => self.special = true,
            [0xEF, ..] => {}
            _ => self.special = true,
        }
    }

    fn style(&self, text: &[u8], key: bool, form: Form) -> Style {
        let special = self.special || form == Form::V2 && self.tabs;
        let unquotable = self.break_space || self.space_break || special || self.tabs;
        let wanted = if self.line_feeds {
            Style::Literal
        } else if is_plain_string(text) {
            Style::Plain
        } else {
            Style::Double
        };
        match wanted {
            _ if key && self.breaks => Style::Double,
            Style::Literal => {
                let block = !(self.trailing_space || self.space_break || special);
                if block && !key {
                    Style::Literal
                } else {
                    Style::Double
                }
            }
            Style::Plain => {
                let ends = self.leading_space
                    || self.leading_break
                    || self.trailing_space
                    || self.trailing_break;
                if !(ends || unquotable || self.breaks || self.indicators) {
                    Style::Plain
                } else if unquotable {
                    Style::Double
                } else {
                    Style::Single
                }
            }
            style => style,
        }
    }
}

impl Emitter {
    /// Writes a string as a value, or as a key on one line.
    pub(super) fn string(&mut self, text: &[u8], traits: &Traits, key: bool) -> Write {
        if self.form == Form::V2 && traits.unreadable {
            return Err(Stop::NeedsJson);
        }
        self.deepen();
        match traits.style(text, key, self.form) {
            Style::Plain => self.plain(text, traits, !key),
            Style::Single => self.single(text, !key),
            Style::Double => self.double(text, !key),
            Style::Literal => self.literal(text),
        }
        self.undeepen();
        Ok(())
    }

    /// Writes a text that holds nothing special.
    pub(super) fn bare(&mut self, text: &[u8]) {
        self.space();
        self.put(text, text.len());
        self.whitespace = false;
        self.indention = false;
    }

    fn plain(&mut self, text: &[u8], traits: &Traits, fold: bool) {
        self.space();
        if fold && traits.spaces && self.column + text.len() > self.width {
            self.folded(text, |_, at| text[at + 1] != b' ', |_, _| {});
        } else {
            let columns = if traits.wide { count(text) } else { text.len() };
            self.put(text, columns);
        }
        self.whitespace = false;
        self.indention = false;
    }

    /// Writes a text and breaks lines at single blanks past the width, where `may_break` agrees.
    fn folded(
        &mut self,
        text: &[u8],
        may_break: impl Fn(&[u8], usize) -> bool,
        before: impl Fn(&mut Self, u8),
    ) {
        let (mut after_space, mut after_break) = (false, false);
        let mut at = 0;
        while at < text.len() {
            let byte = text[at];
            let breaks = break_len(text, at);
            if byte == b' ' {
                if !after_space && self.column > self.width && may_break(text, at) {
                    self.line();
                } else {
                    self.put(b" ", 1);
                }
                after_space = true;
                at += 1;
            } else if breaks > 0 {
                // Line feeds do not come here, so that this is a separator of more bytes.
                self.out.extend_from_slice(&text[at..at + breaks]);
                self.column = 0;
                self.indention = true;
                after_break = true;
                at += breaks;
            } else {
                if after_break {
                    self.line();
                }
                before(self, byte);
                let len = width(byte).max(1);
                self.put(&text[at..at + len], 1);
                self.indention = false;
                (after_space, after_break) = (false, false);
                at += len;
            }
        }
    }

    fn single(&mut self, text: &[u8], fold: bool) {
        self.indicator(b"'", true, false, false);
        let last = text.len() - 1;
        self.folded(
            text,
            |text, at| fold && at > 0 && at < last && text[at + 1] != b' ',
            |emitter, byte| {
                if byte == b'\'' {
                    emitter.put(b"'", 1);
                }
            },
        );
        self.indicator(b"'", false, false, false);
        self.whitespace = false;
        self.indention = false;
    }

    fn double(&mut self, text: &[u8], fold: bool) {
        self.indicator(b"\"", true, false, false);
        // COMPAT(helm): behind a byte order mark at its start, everything is escaped.
        let escape_all = text.starts_with(b"\xEF\xBB\xBF");
        let mut after_space = false;
        let mut at = 0;
        while at < text.len() {
            let byte = text[at];
            let len = width(byte).max(1).min(text.len() - at);
            let character = &text[at..at + len];
            if escape_all || needs_escape(character) {
                self.escape(character);
                after_space = false;
            } else if byte == b' ' {
                let inside = at > 0 && at + 1 < text.len();
                if fold && inside && !after_space && self.column > self.width {
                    self.line();
                    if text[at + 1] == b' ' {
                        self.put(b"\\", 1);
                    }
                } else {
                    self.put(b" ", 1);
                }
                after_space = true;
            } else {
                self.put(character, 1);
                after_space = false;
            }
            at += len;
        }
        self.indicator(b"\"", false, false, false);
        self.whitespace = false;
        self.indention = false;
    }

    fn escape(&mut self, character: &[u8]) {
        let c = std::str::from_utf8(character)
            .ok()
            .and_then(|text| text.chars().next());
        let c = c.unwrap_or(char::REPLACEMENT_CHARACTER);
        let short = match c {
            '\0' => '0',
            '\x07' => 'a',
            '\x08' => 'b',
            '\t' => 't',
            '\n' => 'n',
            '\x0B' => 'v',
            '\x0C' => 'f',
            '\r' => 'r',
            '\x1B' => 'e',
            '"' => '"',
            '\\' => '\\',
            '\u{85}' => 'N',
            '\u{A0}' => '_',
            '\u{2028}' => 'L',
            '\u{2029}' => 'P',
            _ => {
                let code = u32::from(c);
                let escaped = match code {
                    ..0x100 => format!("\\x{code:02X}"),
                    0x100..0x1_0000 => format!("\\u{code:04X}"),
                    _ => format!("\\U{code:08X}"),
                };
                self.put(escaped.as_bytes(), escaped.len());
                return;
            }
        };
        self.put(&[b'\\', short as u8], 2);
    }

    /// Writes a `|` block.
    pub(super) fn literal(&mut self, text: &[u8]) {
        self.indicator(b"|", true, false, false);
        if text[0] == b' ' || break_len(text, 0) > 0 {
            self.indicator(b"2", false, false, false);
        }
        let chomping: &[u8] = match trailing_breaks(text) {
            0 => b"-",
            1 => b"",
            _ => b"+",
        };
        if !chomping.is_empty() {
            self.indicator(chomping, false, false, false);
        }
        self.line_feed();
        self.indention = true;
        self.whitespace = true;
        let mut at_start = true;
        let mut at = 0;
        while at < text.len() {
            let end = text[at..]
                .iter()
                .position(|b| matches!(b, b'\n' | b'\r' | 0xC2 | 0xE2))
                .map_or(text.len(), |offset| at + offset);
            if end > at {
                self.literal_run(&text[at..end], &mut at_start);
                at = end;
                continue;
            }
            match break_len(text, at) {
                0 => {
                    let len = width(text[at]).max(1);
                    self.literal_run(&text[at..at + len], &mut at_start);
                    at += len;
                }
                1 => {
                    self.line_feed();
                    self.indention = true;
                    at_start = true;
                    at += 1;
                }
                len => {
                    self.put(&text[at..at + len], 1);
                    self.column = 0;
                    self.indention = true;
                    at_start = true;
                    at += len;
                }
            }
        }
    }

    fn literal_run(&mut self, run: &[u8], at_start: &mut bool) {
        if *at_start {
            self.line();
            *at_start = false;
        }
        self.put(run, count(run));
        self.indention = false;
    }
}

/// Counts characters.
fn count(text: &[u8]) -> usize {
    text.iter().filter(|b| **b & 0xC0 != 0x80).count()
}

/// Counts the line breaks at the end of a text, up to two; a lone break counts as two.
fn trailing_breaks(text: &[u8]) -> usize {
    let before = |end: usize| {
        let mut at = end.checked_sub(1)?;
        while at > 0 && text[at] & 0xC0 == 0x80 {
            at -= 1;
        }
        (break_len(text, at) > 0).then_some(at)
    };
    match before(text.len()) {
        None => 0,
        Some(0) => 2,
        Some(at) => 1 + usize::from(before(at).is_some()),
    }
}

/// Says whether a character is escaped within double quotes.
fn needs_escape(character: &[u8]) -> bool {
    match character {
        b"\"" | b"\\" => true,
        [0x20..=0x7E] => false,
        [0xC2, 0xA0..=0xBF] | [0xC3..=0xDF, _] => false,
        [0xE2, 0x80, 0xA8 | 0xA9] => true,
        [0xEF, 0xBB, 0xBF] | [0xEF, 0xBF, 0xBE | 0xBF] => true,
        [0xED, next, _] => *next >= 0xA0,
        [_, _, _] => false,
        _ => true,
    }
}

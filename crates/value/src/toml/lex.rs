//! Characters of a TOML text, with the line numbers that Go reports.

use crate::gofmt;

/// A fault and the line it is reported on.
pub(super) struct Fault {
    pub(super) message: String,
    pub(super) line: usize,
}

pub(super) type Lexed<T> = Result<T, Fault>;

/// Where the text ends, the library reads a NUL.
pub(super) const END: char = '\0';

/// A place in the text to come back to.
#[derive(Clone, Copy)]
pub(super) struct Mark {
    at: usize,
    line: usize,
    at_end: bool,
}

/// Reads characters.
pub(super) struct Lexer<'a> {
    text: &'a [u8],
    at: usize,
    line: usize,
    /// The end has been read, and not put back.
    at_end: bool,
    pub(super) helm4: bool,
}

impl<'a> Lexer<'a> {
    pub(super) fn new(text: &'a [u8], helm4: bool) -> Self {
        Self {
            text,
            at: 0,
            line: 1,
            at_end: false,
            helm4,
        }
    }

    pub(super) fn mark(&self) -> Mark {
        Mark {
            at: self.at,
            line: self.line,
            at_end: self.at_end,
        }
    }

    pub(super) fn reset(&mut self, mark: Mark) {
        (self.at, self.line, self.at_end) = (mark.at, mark.line, mark.at_end);
    }

    pub(super) fn line(&self) -> usize {
        self.line
    }

    /// The text since a mark.
    pub(super) fn since(&self, mark: Mark) -> &'a [u8] {
        &self.text[mark.at..self.at]
    }

    /// Takes a character.
    pub(super) fn next(&mut self) -> Lexed<char> {
        let rest = &self.text[self.at..];
        let (character, width) = gofmt::decode(rest);
        let Some(&byte) = rest.first() else {
            self.at_end = true;
            return Ok(END);
        };
        if byte == b'\n' {
            self.line += 1;
        }
        let Some(character) = character else {
            return Err(self.fault_here(format!("invalid UTF-8 byte: 0x{byte:02x}")));
        };
        let is_control = match character {
            '\t' | '\n' => false,
            '\r' => rest.get(1) != Some(&b'\n'),
            _ => character < ' ' || character == '\u{7f}',
        };
        if is_control {
            let code = u32::from(character);
            return Err(self.fault_here(format!(
                "TOML files cannot contain control characters: '0x{code:02x}'"
            )));
        }
        self.at += width;
        Ok(character)
    }

    /// Looks at the next character.
    pub(super) fn peek(&mut self) -> Lexed<char> {
        let mark = self.mark();
        let character = self.next();
        self.reset(mark);
        character
    }

    /// Takes the next character if it is this one.
    pub(super) fn accept(&mut self, wanted: char) -> Lexed<bool> {
        let mark = self.mark();
        if self.next()? == wanted {
            return Ok(true);
        }
        self.reset(mark);
        Ok(false)
    }

    /// Skips characters.
    pub(super) fn skip(&mut self, unwanted: impl Fn(char) -> bool) -> Lexed<()> {
        loop {
            let mark = self.mark();
            if !unwanted(self.next()?) {
                self.reset(mark);
                return Ok(());
            }
        }
    }

    fn fault_here(&self, message: String) -> Fault {
        Fault {
            message,
            line: self.line,
        }
    }

    fn is_behind_line_break(&self) -> bool {
        self.at >= 1 && self.text[self.at - 1] == b'\n'
    }

    /// Reports a fault; at the end of the text, on the last line that holds something.
    pub(super) fn fault(&self, message: impl Into<String>) -> Fault {
        // COMPAT(helm): Helm 3's library goes back a line even where none was begun.
        let before = usize::from(self.at_end && (!self.helm4 || self.is_behind_line_break()));
        Fault {
            message: message.into(),
            line: self.line - before,
        }
    }

    /// Reports a fault of the line before.
    pub(super) fn fault_before(&self, message: impl Into<String>) -> Fault {
        Fault {
            message: message.into(),
            line: self.line - 1,
        }
    }

    /// Reports a fault of a kind that is put on the line before at the end.
    pub(super) fn typed_fault(&self, message: impl Into<String>) -> Fault {
        if self.at_end {
            self.fault_before(message)
        } else {
            self.fault_here(message.into())
        }
    }
}

pub(super) fn is_blank(character: char) -> bool {
    matches!(character, ' ' | '\t')
}

pub(super) fn is_break(character: char) -> bool {
    matches!(character, '\n' | '\r')
}

pub(super) fn is_bare(character: char) -> bool {
    character.is_ascii_alphanumeric() || matches!(character, '_' | '-')
}

/// A character as messages show it.
pub(super) fn quoted(character: char) -> String {
    gofmt::quote_char(character, false, gofmt::Unicode::default())
}

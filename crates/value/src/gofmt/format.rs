//! Format strings.

use super::print::Printer;
use super::unicode::{Unicode, decode};
use crate::value::Value;

/// No width, precision or argument number may be larger.
const LARGEST: i64 = 1_000_000;

/// The state of one `Sprintf`.
struct Format<'a, 'b> {
    text: &'a [u8],
    at: usize,
    args: &'a [Value],
    next: usize,
    reordered: bool,
    good_number: bool,
    printer: Printer<'b>,
}

/// Formats `args` as Go's `fmt.Sprintf` does in a Go with the given edition of Unicode.
pub(super) fn sprintf(format: &[u8], args: &[Value], unicode: Unicode, out: &mut Vec<u8>) {
    let printer = Printer::new(out, unicode);
    let mut run = Format {
        text: format,
        at: 0,
        args,
        next: 0,
        reordered: false,
        good_number: true,
        printer,
    };
    run.all();
    run.extra();
}

impl Format<'_, '_> {
    fn all(&mut self) {
        while self.at < self.text.len() {
            let rest = &self.text[self.at..];
            let plain = rest.iter().position(|b| *b == b'%').unwrap_or(rest.len());
            self.printer.out.extend_from_slice(&rest[..plain]);
            self.at += plain;
            if self.at >= self.text.len() {
                return;
            }
            self.at += 1;
            if !self.directive() {
                return;
            }
        }
    }

    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    fn take(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    /// Handles what follows a `%`; `false` at a premature end.
    fn directive(&mut self) -> bool {
        self.good_number = true;
        self.printer.flags = super::flags::Flags::default();
        self.flags();
        let mut after_index = self.index();
        if self.take(b'*') {
            let width = self.int_arg();
            if width.is_none() {
                self.printer.text("%!(BADWIDTH)");
            }
            if width.is_some_and(|w| w < 0) {
                self.printer.flags.minus = true;
                self.printer.flags.zero = false;
            }
            self.printer.flags.width = width.map(|w| w.unsigned_abs() as usize);
            after_index = false;
        } else {
            self.printer.flags.width = self.number();
            if after_index && self.printer.flags.width.is_some() {
                self.good_number = false;
            }
        }
        if self.at + 1 < self.text.len() && self.take(b'.') {
            if after_index {
                self.good_number = false;
            }
            after_index = self.index();
            if self.take(b'*') {
                let prec = self.int_arg().and_then(|p| usize::try_from(p).ok());
                if prec.is_none() {
                    self.printer.text("%!(BADPREC)");
                }
                self.printer.flags.prec = prec;
                after_index = false;
            } else {
                self.printer.flags.prec = Some(self.number().unwrap_or(0));
            }
        }
        if !after_index {
            self.index();
        }
        let (verb, width) = decode(&self.text[self.at.min(self.text.len())..]);
        if width == 0 {
            self.printer.text("%!(NOVERB)");
            return false;
        }
        self.at += width;
        self.verb(verb.unwrap_or(char::REPLACEMENT_CHARACTER));
        true
    }

    fn flags(&mut self) {
        let flags = &mut self.printer.flags;
        while let Some(byte) = self.text.get(self.at) {
            match byte {
                b'#' => flags.sharp = true,
                b'0' => flags.zero = true,
                b'+' => flags.plus = true,
                b'-' => flags.minus = true,
                b' ' => flags.space = true,
                _ => return,
            }
            self.at += 1;
        }
    }

    fn verb(&mut self, verb: char) {
        if verb == '%' {
            self.printer.char('%');
        } else if !self.good_number {
            self.complain(verb, "(BADINDEX)");
        } else if let Some(arg) = self.args.get(self.next) {
            if matches!(verb, 'v' | 'w') {
                let flags = &mut self.printer.flags;
                flags.sharp_v = std::mem::take(&mut flags.sharp);
                flags.plus_v = std::mem::take(&mut flags.plus);
            }
            self.printer.arg(arg, verb);
            self.next += 1;
        } else {
            self.complain(verb, "(MISSING)");
        }
    }

    fn complain(&mut self, verb: char, what: &str) {
        self.printer.text("%!");
        self.printer.char(verb);
        self.printer.text(what);
    }

    /// Reads a decimal number; one that is too large takes the rest of the format with it.
    fn number(&mut self) -> Option<usize> {
        let mut number = None;
        while let Some(digit @ b'0'..=b'9') = self.peek() {
            let before = number.unwrap_or(0);
            if before > LARGEST {
                self.at = self.text.len();
                return None;
            }
            number = Some(before * 10 + i64::from(digit - b'0'));
            self.at += 1;
        }
        number.map(|n| n as usize)
    }

    /// Takes the next argument as a width or precision.
    fn int_arg(&mut self) -> Option<i64> {
        let number = match self.args.get(self.next) {
            Some(Value::Int(_, n)) => Some(*n),
            _ => None,
        };
        if self.next < self.args.len() {
            self.next += 1;
        }
        number.filter(|n| (-LARGEST..=LARGEST).contains(n))
    }

    /// Reads `[n]`; says whether a well-formed one was there.
    fn index(&mut self) -> bool {
        if self.peek() != Some(b'[') {
            return false;
        }
        self.reordered = true;
        let rest = &self.text[self.at..];
        let close = if rest.len() < 3 {
            None
        } else {
            rest.iter().position(|b| *b == b']')
        };
        let Some(close) = close else {
            self.good_number = false;
            self.at += 1;
            return false;
        };
        let digits = &rest[1..close];
        self.at += close + 1;
        let number = std::str::from_utf8(digits)
            .ok()
            .filter(|d| !d.starts_with('+'));
        let number = number.and_then(|d| d.parse::<usize>().ok());
        match number {
            Some(n) if n >= 1 && n <= self.args.len() => {
                self.next = n - 1;
                true
            }
            _ => {
                self.good_number = false;
                number.is_some()
            }
        }
    }

    /// Complains about arguments that no verb took.
    fn extra(&mut self) {
        if self.reordered || self.next >= self.args.len() {
            return;
        }
        self.printer.flags = super::flags::Flags::default();
        self.printer.text("%!(EXTRA ");
        for (i, arg) in self.args[self.next..].iter().enumerate() {
            if i > 0 {
                self.printer.text(", ");
            }
            if arg.is_nil() {
                self.printer.text("<nil>");
            } else {
                self.printer.text(&arg.go_type().to_string());
                self.printer.text("=");
                self.printer.arg(arg, 'v');
            }
        }
        self.printer.text(")");
    }
}

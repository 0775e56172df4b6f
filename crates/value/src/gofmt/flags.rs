//! Flags, width and precision, and the basic forms they shape.

use super::float::format_float;
use super::quote::{can_backquote, quote_ascii, quote_char, quote_for};
use super::unicode::{Unicode, first_runes, is_print, rune_count};

/// What stands between `%` and the verb.
#[derive(Clone, Copy, Default)]
pub(super) struct Flags {
    pub(super) width: Option<usize>,
    pub(super) prec: Option<usize>,
    pub(super) minus: bool,
    pub(super) plus: bool,
    pub(super) sharp: bool,
    pub(super) space: bool,
    pub(super) zero: bool,
    /// `%+v`: `plus` has moved here.
    pub(super) plus_v: bool,
    /// `%#v`: `sharp` has moved here.
    pub(super) sharp_v: bool,
}

impl Flags {
    fn padding(&self, count: usize, out: &mut Vec<u8>) {
        let byte = if self.zero && !self.minus { b'0' } else { b' ' };
        out.resize(out.len() + count, byte);
    }

    /// Writes `bytes` padded to the width, counted in code points.
    pub(super) fn pad(&self, bytes: &[u8], out: &mut Vec<u8>) {
        let Some(width) = self.width.filter(|w| *w > 0) else {
            out.extend_from_slice(bytes);
            return;
        };
        let fill = width.saturating_sub(rune_count(bytes));
        if self.minus {
            out.extend_from_slice(bytes);
            self.padding(fill, out);
        } else {
            self.padding(fill, out);
            out.extend_from_slice(bytes);
        }
    }

    fn pad_with_blanks(self, bytes: &[u8], out: &mut Vec<u8>) {
        Self {
            zero: false,
            ..self
        }
        .pad(bytes, out);
    }

    fn truncated<'a>(&self, bytes: &'a [u8]) -> &'a [u8] {
        match self.prec {
            Some(runes) => first_runes(bytes, runes),
            None => bytes,
        }
    }

    /// `%s`
    pub(super) fn string(&self, bytes: &[u8], out: &mut Vec<u8>) {
        self.pad(self.truncated(bytes), out);
    }

    /// `%q`
    pub(super) fn quoted(&self, bytes: &[u8], unicode: Unicode, out: &mut Vec<u8>) {
        let bytes = self.truncated(bytes);
        if self.sharp && can_backquote(bytes) {
            self.pad(&[b"`", bytes, b"`"].concat(), out);
        } else if self.plus {
            self.pad(quote_ascii(bytes).as_bytes(), out);
        } else {
            self.pad(quote_for(bytes, unicode).as_bytes(), out);
        }
    }

    /// `%x` and `%X` of strings and bytes.
    pub(super) fn hex(&self, bytes: &[u8], upper: bool, out: &mut Vec<u8>) {
        let bytes = &bytes[..self.prec.unwrap_or(usize::MAX).min(bytes.len())];
        let mut text = Vec::with_capacity(bytes.len() * 2);
        let digits: &[u8; 16] = if upper {
            b"0123456789ABCDEF"
        } else {
            b"0123456789abcdef"
        };
        for (i, byte) in bytes.iter().enumerate() {
            if self.space && i > 0 {
                text.push(b' ');
            }
            if self.sharp && (self.space || i == 0) {
                text.extend([b'0', if upper { b'X' } else { b'x' }]);
            }
            text.extend([
                digits[usize::from(byte >> 4)],
                digits[usize::from(byte & 15)],
            ]);
        }
        self.pad(&text, out);
    }

    /// Integers in a base; `verb` matters only as `O`.
    pub(super) fn integer(
        &self,
        bits: u64,
        signed: bool,
        base: u32,
        upper: bool,
        verb: char,
        out: &mut Vec<u8>,
    ) {
        let negative = signed && (bits as i64) < 0;
        let magnitude = if negative { bits.wrapping_neg() } else { bits };
        let mut prec = self.prec.unwrap_or(0);
        if self.prec.is_some() {
            if prec == 0 && magnitude == 0 {
                Self {
                    zero: false,
                    ..*self
                }
                .padding(self.width.unwrap_or(0), out);
                return;
            }
        } else if let Some(width) = self.width
            && self.zero
            && !self.minus
        {
            prec = width;
            if negative || self.plus || self.space {
                prec = prec.saturating_sub(1);
            }
        }
        // Built from the last character to the first.
        let mut text = Vec::with_capacity(24);
        let mut rest = magnitude;
        loop {
            let digit = char::from_digit((rest % u64::from(base)) as u32, base).unwrap_or('0');
            text.push(if upper {
                digit.to_ascii_uppercase()
            } else {
                digit
            } as u8);
            rest /= u64::from(base);
            if rest == 0 {
                break;
            }
        }
        text.resize(text.len().max(prec), b'0');
        if self.sharp {
            match base {
                2 => text.extend(*b"b0"),
                8 if text.last() != Some(&b'0') => text.push(b'0'),
                16 => text.extend([if upper { b'X' } else { b'x' }, b'0']),
                _ => {}
            }
        }
        if verb == 'O' {
            text.extend(*b"o0");
        }
        if negative {
            text.push(b'-');
        } else if self.plus {
            text.push(b'+');
        } else if self.space {
            text.push(b' ');
        }
        text.reverse();
        self.pad_with_blanks(&text, out);
    }

    /// `%U`
    pub(super) fn code_point(&self, code: u64, unicode: Unicode, out: &mut Vec<u8>) {
        let mut text = format!("U+{code:0width$X}", width = self.prec.unwrap_or(0).max(4));
        let shown = u32::try_from(code).ok().and_then(char::from_u32);
        if let Some(c) = shown.filter(|c| self.sharp && is_print(*c, unicode)) {
            text.extend([' ', '\'', c, '\'']);
        }
        self.pad_with_blanks(text.as_bytes(), out);
    }

    /// `%c`
    pub(super) fn character(&self, code: u64, out: &mut Vec<u8>) {
        self.pad(to_char(code).encode_utf8(&mut [0; 4]).as_bytes(), out);
    }

    /// `%q` of an integer.
    pub(super) fn quoted_char(&self, code: u64, unicode: Unicode, out: &mut Vec<u8>) {
        self.pad(
            quote_char(to_char(code), self.plus, unicode).as_bytes(),
            out,
        );
    }

    /// Floats; `form` as in `format_float`, `prec` where none is given.
    pub(super) fn float(&self, f: f64, form: u8, prec: i32, out: &mut Vec<u8>) {
        let prec = self.prec.map_or(prec, |p| p as i32);
        let mut text = format_float(f, form, prec, 64).into_bytes();
        if !matches!(text[0], b'-' | b'+') {
            text.insert(0, b'+');
        }
        if self.space && text[0] == b'+' && !self.plus {
            text[0] = b' ';
        }
        if matches!(text[1], b'I' | b'N') {
            // An infinity always shows its sign, "not a number" only on demand.
            let skip = usize::from(text[1] == b'N' && !self.space && !self.plus);
            self.pad_with_blanks(&text[skip..], out);
            return;
        }
        if self.sharp && form != b'b' {
            keep_zeros(&mut text, form, prec);
        }
        if self.plus || text[0] != b'+' {
            if let Some(width) = self.width
                && self.zero
                && !self.minus
                && width > text.len()
            {
                out.push(text[0]);
                self.padding(width - text.len(), out);
                out.extend_from_slice(&text[1..]);
            } else {
                self.pad(&text, out);
            }
        } else {
            self.pad(&text[1..], out);
        }
    }
}

fn to_char(code: u64) -> char {
    u32::try_from(code)
        .ok()
        .and_then(char::from_u32)
        .unwrap_or(char::REPLACEMENT_CHARACTER)
}

/// The flag `#` of floats: a point always, and the zeros that `%g` would drop.
fn keep_zeros(text: &mut Vec<u8>, form: u8, prec: i32) {
    let counted = matches!(form, b'g' | b'G' | b'x');
    let mut wanted = match prec {
        _ if !counted => 0,
        -1 => 6,
        prec => prec,
    };
    let hex = matches!(form, b'x' | b'X');
    let (mut point, mut nonzero) = (false, false);
    let mut end = text.len();
    for (i, &byte) in text.iter().enumerate().skip(1) {
        match byte {
            b'.' => point = true,
            b'p' | b'P' => {
                end = i;
                break;
            }
            b'e' | b'E' if !hex => {
                end = i;
                break;
            }
            _ => {
                nonzero |= byte != b'0';
                wanted -= i32::from(nonzero);
            }
        }
    }
    let tail = text.split_off(end);
    if !point {
        if text[1..] == *b"0" {
            wanted -= 1;
        }
        text.push(b'.');
    }
    text.resize(text.len() + usize::try_from(wanted).unwrap_or(0), b'0');
    text.extend(tail);
}

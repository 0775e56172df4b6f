//! Printing as Go's fmt and strconv packages do.
//!
//! Owns `%v` and all other verbs, quoting, and the text of numbers, in both directions. Knows no
//! YAML and no JSON.

mod flags;
mod float;
mod format;
mod number;
mod print;
mod quote;
mod tables;
mod unicode;

#[cfg(test)]
mod tests;

use crate::value::Value;
use print::Printer;

pub use float::format_float;
pub use number::{NumberError, parse_float, parse_int, parse_uint};
pub use quote::{
    Unquoted, can_backquote, quote, quote_ascii, quote_char, quote_for, unquote, unquote_char,
};
pub use unicode::{Unicode, decode, first_runes, is_digit, is_letter, is_print, rune_count};

/// Writes `value` as Go's `%v` does; no value and nil are `<nil>`.
pub fn display(value: &Value, out: &mut Vec<u8>) {
    match value {
        Value::Str(text) => out.extend_from_slice(text),
        _ => Printer::new(out, Unicode::default()).arg(value, 'v'),
    }
}

/// Writes `value` as Go does under one verb without flags, e.g. `s` or `v`.
pub fn display_as(value: &Value, verb: char, out: &mut Vec<u8>) {
    Printer::new(out, Unicode::default()).arg(value, verb);
}

/// Formats `args` as Go's `fmt.Sprintf` does, error forms such as `%!d(string=x)` included.
pub fn sprintf(format: &[u8], args: &[Value]) -> Vec<u8> {
    sprintf_for(Unicode::default(), format, args)
}

/// Formats as [`sprintf`] does in a Go with the given edition of Unicode, which `%q` shows.
pub fn sprintf_for(unicode: Unicode, format: &[u8], args: &[Value]) -> Vec<u8> {
    let mut out = Vec::with_capacity(format.len() + 16);
    format::sprintf(format, args, unicode, &mut out);
    out
}

/// Joins `args` as Go's `fmt.Sprint` does: a blank between two operands that are no strings.
pub fn sprint(args: &[Value]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut after_string = true;
    for (i, arg) in args.iter().enumerate() {
        let string = print::is_string(arg);
        if i > 0 && !string && !after_string {
            out.push(b' ');
        }
        display(arg, &mut out);
        after_string = string;
    }
    out
}

/// Joins `args` as Go's `fmt.Sprintln` does: blanks between all, a newline at the end.
pub fn sprintln(args: &[Value]) -> Vec<u8> {
    let mut out = Vec::new();
    for (i, arg) in args.iter().enumerate() {
        if i > 0 {
            out.push(b' ');
        }
        display(arg, &mut out);
    }
    out.push(b'\n');
    out
}

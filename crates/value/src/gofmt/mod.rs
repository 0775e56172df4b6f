//! Printing as Go's fmt and strconv packages do.
//!
//! Owns `%v` and all other verbs, quoting, and the text of numbers. Knows no YAML and no JSON.

use crate::Value;

/// Writes `value` as Go's `%v` does.
pub fn display(value: &Value, out: &mut Vec<u8>) {
    let _ = (value, out);
}

/// Formats `args` as Go's `fmt.Sprintf` does, error forms such as `%!d(string=x)` included.
pub fn sprintf(format: &[u8], args: &[Value]) -> Vec<u8> {
    let _ = (format, args);
    Vec::new()
}

/// Joins `args` as Go's `fmt.Sprint` does: a blank between two operands that are no strings.
pub fn sprint(args: &[Value]) -> Vec<u8> {
    let _ = args;
    Vec::new()
}

/// Joins `args` as Go's `fmt.Sprintln` does: blanks between all, a newline at the end.
pub fn sprintln(args: &[Value]) -> Vec<u8> {
    let _ = args;
    Vec::new()
}

/// Quotes as Go's `strconv.Quote` does.
pub fn quote(bytes: &[u8]) -> String {
    format!("{:?}", String::from_utf8_lossy(bytes))
}

/// Formats a number as Go's `strconv.FormatFloat` does; `prec` −1 asks for the shortest digits.
pub fn format_float(f: f64, fmt: u8, prec: i32, bits: u32) -> String {
    let _ = (fmt, prec, bits);
    f.to_string()
}

//! Small texts as Go writes them.

use stator_value::Value;
use stator_value::gofmt::{self, Unicode};
use std::io;

/// Quotes as Go's `%q` does.
pub(crate) fn quoted<T: AsRef<[u8]> + ?Sized>(text: &T) -> String {
    gofmt::quote(text.as_ref())
}

/// Prints as Go's `%v` does.
pub(crate) fn printed(value: &Value) -> String {
    let mut out = Vec::new();
    gofmt::display(value, &mut out);
    String::from_utf8_lossy(&out).into_owned()
}

/// Says whether Go's `unicode.IsPrint` holds.
pub(crate) fn is_print(c: char) -> bool {
    gofmt::is_print(c, Unicode::default())
}

/// Gives the cause of a failed system call in Go's words: `no such file or directory`.
pub(crate) fn io_cause(error: &io::Error) -> String {
    let text = error.to_string();
    let text = match error.raw_os_error() {
        Some(code) => text
            .strip_suffix(&format!(" (os error {code})"))
            .unwrap_or(&text),
        None => &text,
    };
    let mut chars = text.chars();
    match chars.next() {
        Some(first) => first.to_lowercase().chain(chars).collect(),
        None => String::new(),
    }
}

/// Gives the text of Go's `*PathError`: `open /x: no such file or directory`.
pub(crate) fn path_error(operation: &str, path: &str, error: &io::Error) -> String {
    format!("{operation} {path}: {}", io_cause(error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn system_errors_read_as_in_go() {
        let error = io::Error::from_raw_os_error(2);
        assert_eq!(
            path_error("open", "x", &error),
            "open x: no such file or directory"
        );
    }
}

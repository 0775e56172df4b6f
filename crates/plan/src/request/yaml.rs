//! YAML as Go writes it, for the settings of a profiler and for what is kept of its output.
//!
//! The reader of the settings is Python's, which knows YAML 1.1: whatever it would take for something
//! else is quoted, and exponents have a dot. Long lines are not folded.

use regex::Regex;
use serde_json::{Map, Number, Value as Json};
use std::cmp::Ordering;
use std::fmt::Write as _;
use std::sync::LazyLock;

/// Writes a value as a block with a final line break; keys are in Go's order.
pub(super) fn write(value: &Json) -> String {
    let mut out = String::new();
    match value {
        Json::Object(fields) if !fields.is_empty() => map(fields, 0, &mut out),
        Json::Array(items) if !items.is_empty() => list(items, 0, &mut out),
        other => {
            scalar(other, 0, &mut out);
            out.push('\n');
        }
    }
    out
}

fn map(fields: &Map<String, Json>, indent: usize, out: &mut String) {
    // Go's order is not total for every set of keys, which the standard sort may answer with a panic.
    let mut keys: Vec<&String> = Vec::with_capacity(fields.len());
    for key in fields.keys() {
        let at = keys.partition_point(|other| natural(other, key) != Ordering::Greater);
        keys.insert(at, key);
    }
    for (nth, key) in keys.into_iter().enumerate() {
        if nth > 0 {
            let _ = write!(out, "{:indent$}", "");
        }
        out.push_str(&text(key, true, 0));
        out.push(':');
        match &fields[key] {
            Json::Object(below) if !below.is_empty() => {
                let _ = write!(out, "\n{:indent$}  ", "");
                map(below, indent + 2, out);
            }
            Json::Array(items) if !items.is_empty() => {
                let _ = write!(out, "\n{:indent$}", "");
                list(items, indent, out);
            }
            other => {
                out.push(' ');
                scalar(other, indent, out);
                out.push('\n');
            }
        }
    }
}

fn list(items: &[Json], indent: usize, out: &mut String) {
    for (nth, item) in items.iter().enumerate() {
        if nth > 0 {
            let _ = write!(out, "{:indent$}", "");
        }
        out.push_str("- ");
        match item {
            Json::Object(below) if !below.is_empty() => map(below, indent + 2, out),
            Json::Array(below) if !below.is_empty() => list(below, indent + 2, out),
            other => {
                scalar(other, indent, out);
                out.push('\n');
            }
        }
    }
}

fn scalar(value: &Json, indent: usize, out: &mut String) {
    match value {
        Json::String(string) => out.push_str(&text(string, false, indent)),
        Json::Number(amount) => out.push_str(&number(amount)),
        Json::Array(_) => out.push_str("[]"),
        Json::Object(_) => out.push_str("{}"),
        Json::Null | Json::Bool(_) => {
            let _ = write!(out, "{value}");
        }
    }
}

/// A float that is whole is written as an integer; exponents have a dot before and two digits.
fn number(amount: &Number) -> String {
    let Some(float) = amount.as_f64().filter(|_| amount.is_f64()) else {
        return amount.to_string();
    };
    let magnitude = float.abs();
    if magnitude == 0.0 || (1e-4..1e21).contains(&magnitude) {
        return format!("{float}");
    }
    let text = format!("{float:e}");
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let dot = if mantissa.contains('.') { "" } else { ".0" };
    let (sign, digits) = match exponent.strip_prefix('-') {
        Some(digits) => ('-', digits),
        None => ('+', exponent),
    };
    format!("{mantissa}{dot}e{sign}{digits:0>2}")
}

fn text(string: &str, is_key: bool, indent: usize) -> String {
    let has_breaks = string.contains('\n');
    let is_special = |c: char| {
        c.is_control() && c != '\n'
            || matches!(c, '\u{feff}' | '\u{fffe}' | '\u{2028}' | '\u{2029}')
    };
    let is_blank_before_break = string.contains(" \n") || string.ends_with(' ');
    if string.contains(is_special) || has_breaks && (is_key || is_blank_before_break) {
        return quoted(string, is_special);
    }
    if has_breaks {
        return literal(string, indent);
    }
    if is_taken_for_something_else(string) {
        return format!("\"{string}\"");
    }
    if is_plain(string) {
        string.to_owned()
    } else {
        format!("'{}'", string.replace('\'', "''"))
    }
}

/// Double quotes with JSON's escapes, and with those that YAML needs besides.
fn quoted(string: &str, is_special: impl Fn(char) -> bool) -> String {
    let mut out = String::new();
    for c in Json::String(string.to_owned()).to_string().chars() {
        if is_special(c) {
            let _ = write!(out, "\\u{:04x}", u32::from(c));
        } else {
            out.push(c);
        }
    }
    out
}

/// A literal block: its first line says how it ends, and how it is indented where that is not plain.
fn literal(string: &str, indent: usize) -> String {
    let hint = if string.starts_with([' ', '\n']) {
        "2"
    } else {
        ""
    };
    let chomp = match string.strip_suffix('\n') {
        None => "-",
        Some(rest) if rest.is_empty() || rest.ends_with('\n') => "+",
        Some(_) => "",
    };
    let mut out = format!("|{hint}{chomp}");
    for line in string.strip_suffix('\n').unwrap_or(string).split('\n') {
        out.push('\n');
        if !line.is_empty() {
            let _ = write!(out, "{:indent$}  {line}", "");
        }
    }
    out
}

/// Whether a plain scalar may hold the text.
fn is_plain(text: &str) -> bool {
    const FIRST: &str = ",[]{}#&*!|>'\"%@`";
    let begins_badly = text.starts_with(|c| FIRST.contains(c))
        || matches!(text, "-" | "?")
        || ["- ", "? ", "---", "..."]
            .iter()
            .any(|start| text.starts_with(start));
    let is_padded = text.starts_with(' ') || text.ends_with(' ');
    !(begins_badly
        || is_padded
        || text.contains(": ")
        || text.ends_with(':')
        || text.contains(" #"))
}

/// Whether YAML 1.1 reads the plain text as no text: a flag, a number, a time, nothing.
fn is_taken_for_something_else(text: &str) -> bool {
    const WORDS: [&str; 11] = [
        "", "~", "null", "y", "n", "yes", "no", "on", "off", "true", "false",
    ];
    const NUMBER: &str = concat!(
        r"^[-+]?(0x[0-9a-fA-F_]+|0b[01_]+|0o[0-7_]+|[0-9][0-9_]*",
        r"|(\.[0-9]+|[0-9][0-9_]*(\.[0-9_]*)?)([eE][-+]?[0-9]+)?|\.(?i:inf)",
        r"|[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?)$|^\.(?i:nan)$",
        r"|^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([Tt ].*)?$",
    );
    static OTHER: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(NUMBER).expect("the expression is constant"));
    let is_word = WORDS.iter().any(|word| text.eq_ignore_ascii_case(word));
    let is_number = || {
        let starts_as_one = text.starts_with(|c: char| c.is_ascii_digit() || "+-.".contains(c));
        starts_as_one && (OTHER.is_match(text) || OTHER.is_match(&text.replace('_', "")))
    };
    is_word || matches!(text, "<<" | "=") || is_number()
}

/// Go's order of keys: as by letters, but numbers count by their value, and signs come before letters.
fn natural(a: &str, b: &str) -> Ordering {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let Some(at) = a.iter().zip(&b).position(|(a, b)| a != b) else {
        return a.len().cmp(&b.len());
    };
    match (a[at].is_alphabetic(), b[at].is_alphabetic()) {
        (true, true) => a[at].cmp(&b[at]),
        (false, false) => {
            // A zero belongs to the number before it, if there is one.
            let mut before = a[..at].iter().rev().take_while(|c| c.is_ascii_digit());
            let lead = u128::from((a[at] == '0' || b[at] == '0') && before.any(|&c| c != '0'));
            let amount = |text: &[char]| {
                let digits = text[at..].iter().map_while(|c| c.to_digit(10));
                digits.fold((lead, 0), |(value, count), digit| {
                    let value = value.saturating_mul(10).saturating_add(u128::from(digit));
                    (value, count + 1)
                })
            };
            amount(&a).cmp(&amount(&b)).then(a[at].cmp(&b[at]))
        }
        (a_is_letter, _) => a_is_letter.cmp(&!a_is_letter),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn blocks_are_written_as_go_writes_them() {
        let value = json!({
            "b": {"list": [1, {"x": 1, "y": [true, null]}, [1, [2]]], "empty": {}, "none": []},
            "a": "text", "a10": 1, "a9": 2, "dgdImage": 1, "dgd_image": 2, "a1b": 3,
        });
        let want = "a: text\na9: 2\na10: 1\na1b: 3\nb:\n  empty: {}\n  list:\n  - 1\n  - x: 1\n    \"y\":\n    - true\n    - null\n  - - 1\n    - - 2\n  none: []\ndgd_image: 2\ndgdImage: 1\n";
        assert_eq!(write(&value), want);
    }

    #[test]
    fn what_python_would_take_for_something_else_is_quoted() {
        for (given, want) in [
            (json!("0.20.0"), "0.20.0"),
            (json!("yes"), "\"yes\""),
            (json!("Off"), "\"Off\""),
            (json!("12:30"), "\"12:30\""),
            (json!("0755"), "\"0755\""),
            (json!("1_000"), "\"1_000\""),
            (json!("1e_5"), "\"1e_5\""),
            (json!("_1"), "_1"),
            (json!("1e5"), "\"1e5\""),
            (json!("2026-01-01"), "\"2026-01-01\""),
            (json!(""), "\"\""),
            (json!("a: b"), "'a: b'"),
            (json!("it's #1"), "'it''s #1'"),
            (json!("tab\there"), "\"tab\\there\""),
            (json!("--flag"), "--flag"),
            (json!("@x"), "'@x'"),
            (json!(1e-5), "1.0e-05"),
            (json!(1.5e30), "1.5e+30"),
            (json!(40.0), "40"),
            (json!(0.5), "0.5"),
            (json!(null), "null"),
        ] {
            assert_eq!(write(&given), format!("{want}\n"), "{given}");
        }
    }

    #[test]
    fn lines_are_kept_in_literal_blocks() {
        let value =
            json!({"a": {"one": "x\ny\n", "two": "x\n\ny", "three": "  x\n\n", "four": "x \ny"}});
        let want = "a:\n  four: \"x \\ny\"\n  one: |\n    x\n    y\n  three: |2+\n      x\n\n  two: |-\n    x\n\n    y\n";
        assert_eq!(write(&value), want);
    }
}

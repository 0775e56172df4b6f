//! Resource definitions as YAML: block style, sorted keys, strings quoted where they could be misread.

use serde_json::Value;

/// Writes an object as a YAML document.
pub(super) fn document(object: &Value) -> String {
    let mut out = String::new();
    block(object, 0, &mut out);
    out
}

/// Writes a collection as lines at this indentation.
fn block(value: &Value, indent: usize, out: &mut String) {
    match value {
        Value::Object(fields) => {
            let mut fields: Vec<_> = fields.iter().collect();
            fields.sort_by_key(|(key, _)| *key);
            for (key, value) in fields {
                out.push_str(&" ".repeat(indent));
                out.push_str(&scalar_text(key));
                out.push(':');
                after(value, indent, out);
            }
        }
        Value::Array(items) => {
            for item in items {
                out.push_str(&" ".repeat(indent));
                out.push('-');
                if let Value::Object(fields) = item
                    && !fields.is_empty()
                {
                    // The first key stands beside the dash, the others below it.
                    let mut lines = String::new();
                    block(item, indent + 2, &mut lines);
                    out.push(' ');
                    out.push_str(lines.trim_start_matches(' '));
                } else {
                    after(item, indent, out);
                }
            }
        }
        scalar => {
            out.push_str(&scalar_text_of(scalar));
            out.push('\n');
        }
    }
}

/// Writes what follows a colon or a dash.
fn after(value: &Value, indent: usize, out: &mut String) {
    match value {
        Value::Object(fields) if !fields.is_empty() => {
            out.push('\n');
            block(value, indent + 2, out);
        }
        // Lists are not indented below their key.
        Value::Array(items) if !items.is_empty() => {
            out.push('\n');
            block(value, indent, out);
        }
        scalar => {
            out.push(' ');
            out.push_str(&scalar_text_of(scalar));
            out.push('\n');
        }
    }
}

fn scalar_text_of(value: &Value) -> String {
    match value {
        Value::String(text) => scalar_text(text),
        other => other.to_string(),
    }
}

/// The text as it is where no reader can take it for anything else, and otherwise in JSON's quotes.
fn scalar_text(text: &str) -> String {
    let mut characters = text.chars();
    let is_word_start = characters.next().is_some_and(|c| c.is_ascii_alphabetic());
    let has_plain_characters = text
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || " .,;_-/()'+$=<>*\u{2026}".contains(c))
        && !text.ends_with(' ');
    let is_keyword = matches!(
        text.to_ascii_lowercase().as_str(),
        "y" | "n" | "yes" | "no" | "on" | "off" | "true" | "false" | "null"
    );
    if is_word_start && has_plain_characters && !is_keyword {
        text.to_owned()
    } else {
        Value::String(text.to_owned()).to_string()
    }
}

//! Quoted characters in error texts.

use std::fmt::Write as _;

/// Writes `bytes` in double quotes with Go's escapes.
pub(super) fn quote(bytes: &[u8]) -> String {
    let mut out = String::from("\"");
    for chunk in bytes.utf8_chunks() {
        for character in chunk.valid().chars() {
            push_escaped(&mut out, character);
        }
        for byte in chunk.invalid() {
            write!(out, "\\x{byte:02x}").expect("writing to memory cannot fail");
        }
    }
    out.push('"');
    out
}

fn push_escaped(out: &mut String, character: char) {
    let code = u32::from(character);
    match character {
        '"' | '\\' => {
            out.push('\\');
            out.push(character);
        }
        '\u{7}' => out.push_str("\\a"),
        '\u{8}' => out.push_str("\\b"),
        '\u{c}' => out.push_str("\\f"),
        '\n' => out.push_str("\\n"),
        '\r' => out.push_str("\\r"),
        '\t' => out.push_str("\\t"),
        '\u{b}' => out.push_str("\\v"),
        ' '..='~' => out.push(character),
        '\0'..' ' | '\u{7f}' => {
            write!(out, "\\x{code:02x}").expect("writing to memory cannot fail");
        }
        _ if character.escape_debug().len() == 1 => out.push(character),
        '\u{80}'..='\u{ffff}' => {
            write!(out, "\\u{code:04x}").expect("writing to memory cannot fail");
        }
        _ => write!(out, "\\U{code:08x}").expect("writing to memory cannot fail"),
    }
}

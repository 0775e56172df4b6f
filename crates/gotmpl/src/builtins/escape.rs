//! `html`, `js` and `urlquery`.

use super::Called;
use crate::function::Runtime;
use crate::pointer::show_pointee;
use stator_value::gofmt::{self, Unicode, decode, is_print};
use stator_value::{Str, Value};

/// Gives the text of the arguments: a lone string as it is, all else as `print` does, but with
/// `<no value>` for nil.
fn text(args: &[Value]) -> Str {
    if let [Value::Str(text)] = args {
        return text.clone();
    }
    let shown: Vec<Value> = args
        .iter()
        .map(|arg| match arg {
            Value::Invalid | Value::Nil => Value::from("<no value>"),
            Value::Object(object) if object.kind() == "ptr" => Value::from(show_pointee(arg)),
            _ => arg.clone(),
        })
        .collect();
    gofmt::sprint(&shown).into()
}

pub(super) fn html(_: &mut dyn Runtime, args: &[Value]) -> Called {
    let text = text(args);
    let mut out = Vec::with_capacity(text.len());
    for &byte in text.iter() {
        match byte {
            0 => out.extend_from_slice("\u{fffd}".as_bytes()),
            b'"' => out.extend_from_slice(b"&#34;"),
            b'\'' => out.extend_from_slice(b"&#39;"),
            b'&' => out.extend_from_slice(b"&amp;"),
            b'<' => out.extend_from_slice(b"&lt;"),
            b'>' => out.extend_from_slice(b"&gt;"),
            _ => out.push(byte),
        }
    }
    Ok(Value::str(out))
}

pub(super) fn js(_: &mut dyn Runtime, args: &[Value]) -> Called {
    Ok(Value::str(js_escaped(&text(args), Unicode::V17)))
}

pub(super) fn js_15(_: &mut dyn Runtime, args: &[Value]) -> Called {
    Ok(Value::str(js_escaped(&text(args), Unicode::V15)))
}

fn js_escaped(text: &[u8], unicode: Unicode) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(&byte) = rest.first() {
        let (decoded, width) = decode(rest);
        match byte {
            b'\\' | b'\'' | b'"' => out.extend([b'\\', byte]),
            b'<' | b'>' | b'&' | b'=' | 0..=0x1f => {
                out.extend_from_slice(format!("\\u{byte:04X}").as_bytes());
            }
            0x20..=0x7f => out.push(byte),
            _ => {
                // A stray byte stays: it decodes to the replacement character, which prints.
                let c = decoded.unwrap_or(char::REPLACEMENT_CHARACTER);
                if is_print(c, unicode) {
                    out.extend_from_slice(&rest[..width]);
                } else {
                    out.extend_from_slice(format!("\\u{:04X}", u32::from(c)).as_bytes());
                }
            }
        }
        rest = &rest[width..];
    }
    out
}

pub(super) fn urlquery(_: &mut dyn Runtime, args: &[Value]) -> Called {
    let text = text(args);
    let mut out = Vec::with_capacity(text.len());
    for &byte in text.iter() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => out.push(byte),
            b' ' => out.push(b'+'),
            _ => out.extend_from_slice(format!("%{byte:02X}").as_bytes()),
        }
    }
    Ok(Value::str(out))
}

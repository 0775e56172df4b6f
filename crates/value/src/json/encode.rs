//! Writing.

use super::{Dialect, MAX_DEPTH, Style};
use crate::limits::{LONGEST_TEXT, TOO_LONG};
use crate::list::List;
use crate::map::Map;
use crate::object::Object;
use crate::value::{IntKind, Value};
use base64_text::push_base64;
use std::io::Write as _;
use std::rc::Rc;

/// Below this depth nobody looks for containers that hold themselves.
const FREE_DEPTH: usize = 1000;

/// Writes `value` in `style`.
pub(super) fn encode(value: &Value, style: Style) -> Result<Vec<u8>, String> {
    let mut writer = Writer {
        out: Vec::with_capacity(128),
        style,
        depth: 0,
        open: Vec::new(),
    };
    writer.value(value)?;
    Ok(writer.out)
}

struct Writer {
    out: Vec<u8>,
    style: Style,
    depth: usize,
    /// Addresses of the containers being written, kept only below [`FREE_DEPTH`].
    open: Vec<*const ()>,
}

impl Writer {
    fn value(&mut self, value: &Value) -> Result<(), String> {
        match value {
            Value::Invalid | Value::Nil => self.out.extend_from_slice(b"null"),
            Value::Bool(true) => self.out.extend_from_slice(b"true"),
            Value::Bool(false) => self.out.extend_from_slice(b"false"),
            Value::Int(IntKind::Uint64, n) => self.digits(n.cast_unsigned()),
            Value::Int(_, n) => self.digits(*n),
            Value::Float(f) => self.float(*f)?,
            Value::Complex(..) => return Err("json: unsupported type: complex128".to_owned()),
            Value::Str(text) => self.string(text),
            Value::Bytes(bytes) => {
                self.out.push(b'"');
                push_base64(bytes, &mut self.out);
                self.out.push(b'"');
            }
            Value::List(list) => self.list(list)?,
            Value::Map(map) => self.map(map)?,
            Value::Object(object) => match object.json_fields() {
                Some(members) => self.structure(&members, object)?,
                None => self.value(&object.json())?,
            },
        }
        Ok(())
    }

    fn digits(&mut self, n: impl std::fmt::Display) {
        write!(self.out, "{n}").expect("writing to memory cannot fail");
    }

    fn float(&mut self, f: f64) -> Result<(), String> {
        if !f.is_finite() {
            let name = if f.is_nan() {
                "NaN"
            } else if f > 0.0 {
                "+Inf"
            } else {
                "-Inf"
            };
            return Err(format!("json: unsupported value: {name}"));
        }
        let size = f.abs();
        if size != 0.0 && !(1e-6..1e21).contains(&size) {
            let text = format!("{f:e}");
            match text.split_once('e') {
                Some((digits, exponent)) if !exponent.starts_with('-') => {
                    write!(self.out, "{digits}e+{exponent}")
                }
                _ => write!(self.out, "{text}"),
            }
            .expect("writing to memory cannot fail");
        } else if size < 1e15 && f.fract() == 0.0 && (f != 0.0 || f.is_sign_positive()) {
            self.digits(f as i64);
        } else {
            self.digits(f);
        }
        Ok(())
    }

    fn string(&mut self, text: &[u8]) {
        self.out.push(b'"');
        if text.iter().all(|b| is_always_plain(*b)) {
            self.out.extend_from_slice(text);
        } else if std::str::from_utf8(text).is_ok() {
            self.valid(text);
        } else {
            self.repaired(text);
        }
        self.out.push(b'"');
    }

    /// Writes a text that is not all UTF-8.
    fn repaired(&mut self, text: &[u8]) {
        for chunk in text.utf8_chunks() {
            self.valid(chunk.valid().as_bytes());
            for _ in chunk.invalid() {
                match self.style.dialect {
                    Dialect::Go123 => self.out.extend_from_slice(b"\\ufffd"),
                    Dialect::Go127 => self.out.extend_from_slice("\u{fffd}".as_bytes()),
                }
            }
        }
    }

    /// Writes valid UTF-8 with what JSON (and Go, for JavaScript's sake) wants escaped.
    fn valid(&mut self, text: &[u8]) {
        let mut done = 0;
        let mut at = 0;
        while at < text.len() {
            let byte = text[at];
            let (plain, width) = match byte {
                b'"' | b'\\' | 0..0x20 => (false, 1),
                b'<' | b'>' | b'&' => (!self.style.escape_html, 1),
                0xe2 => (
                    !matches!(text.get(at + 1..at + 3), Some([0x80, 0xa8 | 0xa9])),
                    3,
                ),
                _ => (true, 1),
            };
            if plain {
                at += 1;
                continue;
            }
            self.out.extend_from_slice(&text[done..at]);
            match byte {
                b'"' | b'\\' => self.out.extend_from_slice(&[b'\\', byte]),
                b'\n' => self.out.extend_from_slice(b"\\n"),
                b'\r' => self.out.extend_from_slice(b"\\r"),
                b'\t' => self.out.extend_from_slice(b"\\t"),
                8 => self.out.extend_from_slice(b"\\b"),
                12 => self.out.extend_from_slice(b"\\f"),
                0xe2 => {
                    self.out.extend_from_slice(b"\\u202");
                    self.out
                        .push(if text[at + 2] == 0xa8 { b'8' } else { b'9' });
                }
                _ => write!(self.out, "\\u{byte:04x}").expect("writing to memory cannot fail"),
            }
            at += width;
            done = at;
        }
        self.out.extend_from_slice(&text[done..]);
    }

    fn list(&mut self, list: &List) -> Result<(), String> {
        if list.is_nil() {
            self.out.extend_from_slice(b"null");
            return Ok(());
        }
        let items = list.items();
        if items.is_empty() {
            self.out.extend_from_slice(b"[]");
            return Ok(());
        }
        self.enter(std::ptr::from_ref(&*items).cast(), &list.go_type())?;
        self.out.push(b'[');
        for (at, item) in items.iter().enumerate() {
            self.separate(at > 0)?;
            self.value(item)?;
        }
        self.leave();
        self.out.push(b']');
        Ok(())
    }

    fn map(&mut self, map: &Map) -> Result<(), String> {
        if map.is_nil() {
            self.out.extend_from_slice(b"null");
            return Ok(());
        }
        let entries = map.entries();
        if entries.is_empty() {
            self.out.extend_from_slice(b"{}");
            return Ok(());
        }
        self.enter(std::ptr::from_ref(&*entries).cast(), &map.go_type())?;
        self.out.push(b'{');
        for (at, (key, entry)) in entries.iter().enumerate() {
            self.separate(at > 0)?;
            self.string(key);
            self.out.push(b':');
            if self.style.pretty {
                self.out.push(b' ');
            }
            self.value(&entry.value)?;
        }
        self.leave();
        self.out.push(b'}');
        Ok(())
    }

    fn structure(
        &mut self,
        members: &[(&'static str, Value)],
        object: &Rc<dyn Object>,
    ) -> Result<(), String> {
        if members.is_empty() {
            self.out.extend_from_slice(b"{}");
            return Ok(());
        }
        self.enter(Rc::as_ptr(object).cast(), &object.go_type())?;
        self.out.push(b'{');
        for (at, (name, value)) in members.iter().enumerate() {
            self.separate(at > 0)?;
            self.string(name.as_bytes());
            self.out.push(b':');
            if self.style.pretty {
                self.out.push(b' ');
            }
            self.value(value)?;
        }
        self.leave();
        self.out.push(b'}');
        Ok(())
    }

    /// Starts the next item of a container: comma, new line, indent.
    fn separate(&mut self, comma: bool) -> Result<(), String> {
        if self.out.len() > LONGEST_TEXT {
            return Err(TOO_LONG.to_owned());
        }
        if comma {
            self.out.push(b',');
        }
        self.new_line();
        Ok(())
    }

    fn new_line(&mut self) {
        if self.style.pretty {
            self.out.push(b'\n');
            self.out.resize(self.out.len() + 2 * self.depth, b' ');
        }
    }

    fn enter(&mut self, address: *const (), go_type: &crate::GoType) -> Result<(), String> {
        self.depth += 1;
        if self.depth > FREE_DEPTH {
            if self.open.contains(&address) {
                return Err(format!(
                    "json: unsupported value: encountered a cycle via {go_type}"
                ));
            }
            if self.depth > MAX_DEPTH {
                return Err("exceeded max depth".to_owned());
            }
            self.open.push(address);
        }
        Ok(())
    }

    fn leave(&mut self) {
        if self.depth > FREE_DEPTH {
            self.open.pop();
        }
        self.depth -= 1;
        self.new_line();
    }
}

/// Says whether a byte is written as it is in every style, whatever stands around it.
fn is_always_plain(byte: u8) -> bool {
    static PLAIN: [bool; 256] = {
        let mut plain = [false; 256];
        let mut byte = 0x20;
        while byte < 0x80 {
            plain[byte] = !matches!(byte as u8, b'"' | b'\\' | b'<' | b'>' | b'&');
            byte += 1;
        }
        plain
    };
    PLAIN[usize::from(byte)]
}

mod base64_text {
    //! Standard base64, which JSON uses for byte slices.

    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    /// Appends `bytes` in padded standard base64.
    pub(super) fn push_base64(bytes: &[u8], out: &mut Vec<u8>) {
        out.reserve(bytes.len().div_ceil(3) * 4);
        for group in bytes.chunks(3) {
            let byte = |at: usize| u32::from(group.get(at).copied().unwrap_or(0));
            let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
            for at in 0..4 {
                out.push(if at <= group.len() {
                    ALPHABET[(bits >> (18 - 6 * at)) as usize & 63]
                } else {
                    b'='
                });
            }
        }
    }
}

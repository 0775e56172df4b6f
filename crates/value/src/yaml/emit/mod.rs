//! Values as Go's YAML encoders print them.
//!
//! `toYaml` goes from Go values to JSON, from JSON to YAML's values and from there to text. All of
//! that is done in one walk; only what JSON or the reader would change or refuse (control
//! characters, very long keys, cycles) takes the long way round.

mod order;
mod scalar;
#[cfg(test)]
mod tests;

use super::build::{self, build};
use super::number::{write_general, write_json_fixed};
use super::{Options, compose, input};
use crate::bytes::Str;
use crate::entries::Entry;
use crate::json::{self, Dialect};
use crate::limits::{LONGEST_TEXT, TOO_LONG};
use crate::list::List;
use crate::map::Map;
use crate::value::{IntKind, Value};
use order::Order;
use scalar::Traits;
use stator_diag::SourceId;

/// Keys with more bytes take the long way: the reader has a limit for them.
const LONG_KEY: usize = 160;
/// Values nested deeper take the long way: they may contain themselves.
const DEEP: usize = 500;
/// How deep yaml v3 is followed.
const DEEPEST: usize = build::MAX_DEPTH;

/// Which encoder's form is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Form {
    /// yaml v2 behind JSON: `toYaml`.
    V2,
    /// yaml v3: `toYamlPretty`.
    V3,
}

/// Why writing stopped.
enum Stop {
    /// The value has to go through JSON.
    NeedsJson,
    /// Go gives up with this text.
    Fails(String),
}

type Write = Result<(), Stop>;

/// Writes a value as sigs.k8s.io/yaml's `Marshal` does.
pub(super) fn to_yaml(value: &Value) -> Result<Vec<u8>, String> {
    let mut emitter = Emitter::new(Form::V2, DEEP);
    match emitter.document(value) {
        Ok(()) => Ok(emitter.out),
        Err(Stop::NeedsJson) => through_json(value),
        Err(Stop::Fails(text)) => Err(text),
    }
}

/// Writes a value as yaml v3's encoder does with an indentation of two.
pub(super) fn to_yaml_pretty(value: &Value) -> Result<Vec<u8>, String> {
    let mut emitter = Emitter::new(Form::V3, DEEPEST);
    match emitter.document(value) {
        Ok(()) => Ok(emitter.out),
        Err(Stop::NeedsJson) => Err("yaml: the value is nested too deeply".to_owned()),
        Err(Stop::Fails(text)) => Err(text),
    }
}

/// Takes the way that Go takes: to JSON, back from it as YAML, and out.
fn through_json(value: &Value) -> Result<Vec<u8>, String> {
    let style = json::Style {
        escape_html: true,
        pretty: false,
        dialect: Dialect::Go123,
    };
    let json =
        json::write(value, style).map_err(|text| format!("error marshaling into JSON: {text}"))?;
    let options = Options {
        keep_integers: true,
        ..Options::default()
    };
    let value = compose::compose(input::Input::new(&json))
        .and_then(|tree| build(&tree, SourceId::NONE, options))
        .map_err(|fault| fault.text())?
        .value;
    let mut emitter = Emitter::new(Form::V2, DEEPEST);
    emitter.checked = true;
    match emitter.document(&value) {
        Ok(()) => Ok(emitter.out),
        Err(Stop::NeedsJson) => Err("yaml: exceeded max depth of 10000".to_owned()),
        Err(Stop::Fails(text)) => Err(text),
    }
}

struct Emitter {
    out: Vec<u8>,
    form: Form,
    /// The value has been through JSON already.
    checked: bool,
    deepest: usize,
    /// Column past which lines are folded.
    width: usize,
    column: usize,
    indent: i32,
    indents: Vec<i32>,
    /// Whether the last character was a blank.
    whitespace: bool,
    /// Whether the line holds but indentation and indicators so far.
    indention: bool,
}

impl Emitter {
    fn new(form: Form, deepest: usize) -> Self {
        Self {
            out: Vec::with_capacity(256),
            form,
            checked: false,
            deepest,
            width: if form == Form::V2 { 80 } else { usize::MAX },
            column: 0,
            indent: -1,
            indents: Vec::new(),
            whitespace: true,
            indention: true,
        }
    }

    fn document(&mut self, value: &Value) -> Write {
        self.node(value, false, 0)?;
        self.line();
        Ok(())
    }

    // ---- lines ----

    fn put(&mut self, text: &[u8], columns: usize) {
        self.out.extend_from_slice(text);
        self.column += columns;
    }

    fn line_feed(&mut self) {
        self.out.push(b'\n');
        self.column = 0;
    }

    /// Writes a blank where none is.
    fn space(&mut self) {
        if !self.whitespace {
            self.put(b" ", 1);
        }
    }

    /// Goes to the indentation, on a new line where needed.
    fn line(&mut self) {
        let indent = self.indent.max(0) as usize;
        if !self.indention || self.column > indent || self.column == indent && !self.whitespace {
            self.line_feed();
        }
        if self.column < indent {
            self.out.resize(self.out.len() + indent - self.column, b' ');
            self.column = indent;
        }
        self.whitespace = true;
        self.indention = true;
    }

    fn indicator(&mut self, text: &[u8], apart: bool, whitespace: bool, indention: bool) {
        if apart {
            self.space();
        }
        self.put(text, text.len());
        self.whitespace = whitespace;
        self.indention &= indention;
    }

    /// Indents what a scalar continues with.
    fn deepen(&mut self) {
        self.indents.push(self.indent);
        self.indent = if self.indent < 0 { 2 } else { self.indent + 2 };
    }

    /// Indents a collection.
    fn deepen_block(&mut self, keep: bool) {
        self.indents.push(self.indent);
        self.indent = match self.indent {
            ..0 => 0,
            indent if keep => indent,
            indent => indent + 2,
        };
    }

    fn undeepen(&mut self) {
        self.indent = self.indents.pop().unwrap_or(-1);
    }

    // ---- values ----

    fn node(&mut self, value: &Value, in_map: bool, depth: usize) -> Write {
        if depth > self.deepest {
            return Err(Stop::NeedsJson);
        }
        if self.out.len() > LONGEST_TEXT {
            return Err(Stop::Fails(TOO_LONG.to_owned()));
        }
        match value {
            Value::Invalid | Value::Nil => self.bare(b"null"),
            Value::Bool(true) => self.bare(b"true"),
            Value::Bool(false) => self.bare(b"false"),
            Value::Int(IntKind::Uint64, n) => self.bare((*n as u64).to_string().as_bytes()),
            Value::Int(_, n) => self.bare(n.to_string().as_bytes()),
            Value::Float(f) => return self.float(*f),
            Value::Str(text) => return self.text(text, false),
            Value::List(list) => return self.list(list, in_map, depth),
            Value::Map(map) => return self.map(map, depth),
            Value::Bytes(bytes) if self.form == Form::V3 => {
                let items = bytes
                    .iter()
                    .map(|b| Value::Int(IntKind::Uint8, i64::from(*b)));
                return self.items(items, in_map, depth);
            }
            Value::Object(object) => return self.node(&object.json(), in_map, depth + 1),
            Value::Complex(..) if self.form == Form::V3 => {
                return Err(Stop::Fails("cannot marshal type: complex128".to_owned()));
            }
            Value::Bytes(_) | Value::Complex(..) => return Err(Stop::NeedsJson),
        }
        Ok(())
    }

    fn float(&mut self, f: f64) -> Write {
        let mut text = Vec::new();
        if self.form == Form::V2 && !self.checked {
            if !f.is_finite() {
                return Err(Stop::NeedsJson);
            }
            // What JSON writes without a dot is an integer for YAML, where it fits one.
            if write_json_fixed(f, &mut text) && !text.contains(&b'.') {
                let digits = String::from_utf8_lossy(&text);
                if let Ok(n) = digits.parse::<i64>() {
                    self.bare(n.to_string().as_bytes());
                    return Ok(());
                }
                if digits.parse::<u64>().is_ok() {
                    self.bare(&text);
                    return Ok(());
                }
            }
            text.clear();
        }
        write_general(f, &mut text);
        self.bare(&text);
        Ok(())
    }

    fn text(&mut self, text: &Str, key: bool) -> Write {
        if std::str::from_utf8(text).is_err() {
            return self.invalid_text(text);
        }
        self.string(text, &Traits::of(text), key)
    }

    /// Writes a string that is not UTF-8: replaced by JSON, or in base64.
    fn invalid_text(&mut self, text: &[u8]) -> Write {
        if self.form == Form::V2 {
            return Err(Stop::NeedsJson);
        }
        self.space();
        self.put(b"!!binary", 8);
        self.whitespace = false;
        self.indention = false;
        let encoded = base64_lines(text);
        let traits = Traits::of(&encoded);
        self.deepen();
        if traits.breaks {
            self.literal(&encoded);
        } else {
            self.bare(&encoded);
        }
        self.undeepen();
        Ok(())
    }

    fn list(&mut self, list: &List, in_map: bool, depth: usize) -> Write {
        if list.is_nil() && self.form == Form::V2 {
            self.bare(b"null");
            return Ok(());
        }
        let items = list.items();
        self.items(items.iter(), in_map, depth)
    }

    fn items<V: std::borrow::Borrow<Value>>(
        &mut self,
        items: impl ExactSizeIterator<Item = V>,
        in_map: bool,
        depth: usize,
    ) -> Write {
        if items.len() == 0 {
            self.empty(b"[", b"]");
            return Ok(());
        }
        self.deepen_block(self.form == Form::V2 && in_map && !self.indention);
        for item in items {
            self.line();
            self.indicator(b"-", true, false, true);
            self.node(item.borrow(), false, depth + 1)?;
        }
        self.undeepen();
        Ok(())
    }

    fn map(&mut self, map: &Map, depth: usize) -> Write {
        if map.is_nil() && self.form == Form::V2 {
            self.bare(b"null");
            return Ok(());
        }
        let entries = map.entries();
        if entries.is_empty() {
            self.empty(b"{", b"}");
            return Ok(());
        }
        let order = if self.form == Form::V2 {
            Order::V2
        } else {
            Order::V3
        };
        let pairs: Vec<(&Str, &Entry)> = entries.iter().collect();
        let pairs = order::sort(pairs, order, |pair: &(&Str, &Entry)| pair.0.as_bytes());
        self.deepen_block(false);
        for (key, entry) in pairs {
            self.line();
            self.key(key)?;
            self.node(&entry.value, true, depth + 1)?;
        }
        self.undeepen();
        Ok(())
    }

    /// Writes a key with its colon.
    fn key(&mut self, key: &Str) -> Write {
        if self.form == Form::V2 && !self.checked && key.len() > LONG_KEY {
            return Err(Stop::NeedsJson);
        }
        let (Ok(_), traits) = (std::str::from_utf8(key), Traits::of(key)) else {
            return self.invalid_key(key);
        };
        if key.len() <= 128 && !traits.breaks {
            self.string(key, &traits, true)?;
            self.indicator(b":", false, false, false);
        } else {
            self.indicator(b"?", true, false, true);
            self.string(key, &traits, false)?;
            self.line();
            self.indicator(b":", true, false, true);
        }
        Ok(())
    }

    fn invalid_key(&mut self, key: &[u8]) -> Write {
        if base64_lines(key).contains(&b'\n') {
            self.indicator(b"?", true, false, true);
            self.invalid_text(key)?;
            self.line();
            self.indicator(b":", true, false, true);
        } else {
            self.invalid_text(key)?;
            self.indicator(b":", false, false, false);
        }
        Ok(())
    }

    fn empty(&mut self, open: &[u8], close: &[u8]) {
        self.indicator(open, true, true, false);
        self.indicator(close, false, false, false);
    }
}

/// Encodes bytes in base64, in lines of 70 where one does not do.
fn base64_lines(bytes: &[u8]) -> Vec<u8> {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut encoded = Vec::with_capacity(bytes.len() / 3 * 4 + 4);
    for group in bytes.chunks(3) {
        let mut three = [0; 4];
        three[1..=group.len()].copy_from_slice(group);
        let bits = u32::from_be_bytes(three);
        for k in 0..4 {
            let digit = DIGITS[(bits >> (18 - 6 * k) & 63) as usize];
            encoded.push(if k <= group.len() { digit } else { b'=' });
        }
    }
    if encoded.len() < 70 {
        return encoded;
    }
    let mut lines = Vec::with_capacity(encoded.len() + encoded.len() / 70 + 1);
    for line in encoded.chunks(70) {
        lines.extend_from_slice(line);
        lines.push(b'\n');
    }
    lines
}

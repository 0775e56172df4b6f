//! Walking a value under one verb.

use super::flags::Flags;
use super::unicode::Unicode;
use crate::bytes::Str;
use crate::list::Elem;
use crate::object::Object;
use crate::types::GoType;
use crate::value::{IntKind, Value};

/// Formats values into a buffer.
pub(super) struct Printer<'a> {
    pub(super) out: &'a mut Vec<u8>,
    pub(super) flags: Flags,
    pub(super) unicode: Unicode,
    /// Inside an error form such as `%!d(…)`, where methods are not called.
    erroring: bool,
    /// The containers being printed, once nesting is deep enough to suspect a cycle.
    path: Vec<Value>,
}

/// From this depth on, containers are checked against those around them.
const SUSPICIOUS_DEPTH: usize = 64;

/// Nothing is printed below this depth.
const DEEPEST: usize = 1_000;

/// Printing stops once there are more bytes than this.
const LARGEST_OUTPUT: usize = 1 << 28;

/// Stands for the address that Go prints of a pointer below the top.
const ADDRESS: u64 = 0xc0_0001_0000;

impl<'a> Printer<'a> {
    pub(super) fn new(out: &'a mut Vec<u8>, unicode: Unicode) -> Self {
        Self {
            out,
            flags: Flags::default(),
            unicode,
            erroring: false,
            path: Vec::new(),
        }
    }

    pub(super) fn text(&mut self, text: &str) {
        self.out.extend_from_slice(text.as_bytes());
    }

    pub(super) fn char(&mut self, c: char) {
        self.out
            .extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
    }

    /// Prints one argument of `Sprintf` and its siblings.
    pub(super) fn arg(&mut self, value: &Value, verb: char) {
        match (value, verb) {
            (Value::Invalid | Value::Nil, 'T' | 'v') => self.flags.pad(b"<nil>", self.out),
            (Value::Invalid | Value::Nil, _) => {
                self.text("%!");
                self.char(verb);
                self.text("(<nil>)");
            }
            (_, 'T') => self
                .flags
                .string(value.go_type().to_string().as_bytes(), self.out),
            (_, 'p') => self.pointer(value, 'p'),
            (Value::Bytes(bytes), _) => self.bytes(bytes, verb, "[]byte", value),
            _ => self.value(value, verb, 0),
        }
    }

    /// The error form for a verb that the type does not have.
    fn bad_verb(&mut self, verb: char, type_name: &str, value: &Value) {
        let before = std::mem::replace(&mut self.erroring, true);
        self.text("%!");
        self.char(verb);
        self.text("(");
        self.text(type_name);
        self.text("=");
        if value.is_nil() {
            self.text("<nil>");
        } else {
            self.arg(value, 'v');
        }
        self.text(")");
        self.erroring = before;
    }

    fn bad(&mut self, verb: char, value: &Value) {
        self.bad_verb(verb, &value.go_type().to_string(), value);
    }

    /// Says whether a value is not to be printed: it contains itself, it is nested too deeply, or
    /// there is far too much of it. Go would print until its stack or memory is used up.
    fn is_endless(&self, value: &Value, depth: usize) -> bool {
        let seen = |outer: &Value| match (outer, value) {
            (Value::Map(a), Value::Map(b)) => a.same(b),
            (Value::List(a), Value::List(b)) => a.same(b),
            _ => false,
        };
        depth > DEEPEST || self.path.iter().any(seen)
    }

    fn value(&mut self, value: &Value, verb: char, depth: usize) {
        if self.out.len() > LARGEST_OUTPUT {
            return;
        }
        if depth >= SUSPICIOUS_DEPTH && matches!(value, Value::Map(_) | Value::List(_)) {
            if self.is_endless(value, depth) {
                self.text("...");
                return;
            }
            self.path.push(value.clone());
            self.plain_value(value, verb, depth);
            self.path.pop();
        } else {
            self.plain_value(value, verb, depth);
        }
    }

    fn plain_value(&mut self, value: &Value, verb: char, depth: usize) {
        match value {
            // Below the top this is an interface that holds nothing.
            Value::Invalid | Value::Nil => match verb {
                'w' => self.bad_verb('w', "interface {}", &Value::Nil),
                _ if self.flags.sharp_v => self.text("interface {}(nil)"),
                _ => self.text("<nil>"),
            },
            Value::Bool(b) => match verb {
                't' | 'v' => self
                    .flags
                    .pad(if *b { b"true" } else { b"false" }, self.out),
                _ => self.bad(verb, value),
            },
            Value::Int(kind, n) => {
                if !self.integer(*n as u64, is_signed(*kind), verb) {
                    self.bad(verb, value);
                }
            }
            Value::Float(f) => {
                if !self.float(*f, verb) {
                    self.bad(verb, value);
                }
            }
            Value::Complex(re, im) => {
                if !matches!(
                    verb,
                    'v' | 'b' | 'g' | 'G' | 'x' | 'X' | 'f' | 'F' | 'e' | 'E'
                ) {
                    self.bad(verb, value);
                    return;
                }
                self.text("(");
                self.float(*re, verb);
                let plus = std::mem::replace(&mut self.flags.plus, true);
                self.float(*im, verb);
                self.flags.plus = plus;
                self.text("i)");
            }
            Value::Str(text) => {
                if !self.string(text, verb) {
                    self.bad(verb, value);
                }
            }
            Value::Bytes(bytes) => match verb {
                's' | 'q' | 'x' | 'X' => self.bytes(bytes, verb, "[]uint8", value),
                _ => {
                    let items = byte_values(bytes);
                    self.sequence("[]uint8", false, &items, verb, depth);
                }
            },
            Value::List(list) => {
                if verb == 'w' {
                    self.bad(verb, value);
                } else if matches!(list.elem(), Elem::Any) {
                    self.sequence("[]interface {}", list.is_nil(), &list.items(), verb, depth);
                } else {
                    let name = list.go_type().to_string();
                    self.sequence(&name, list.is_nil(), &list.items(), verb, depth);
                }
            }
            Value::Map(map) => {
                if verb == 'w' {
                    self.bad(verb, value);
                    return;
                }
                if self.flags.sharp_v {
                    self.text(&map.go_type().to_string());
                    if map.is_nil() {
                        self.text("(nil)");
                        return;
                    }
                    self.text("{");
                } else {
                    self.text("map[");
                }
                for (i, (key, entry)) in map.entries().iter().enumerate() {
                    self.separator(i);
                    if !self.string(key, verb) {
                        self.bad(verb, &Value::Str(key.clone()));
                    }
                    self.text(":");
                    self.value(&entry.value, verb, depth + 1);
                }
                self.text(if self.flags.sharp_v { "}" } else { "]" });
            }
            Value::Object(object) => self.object(object.as_ref(), value, verb, depth),
        }
    }

    fn separator(&mut self, index: usize) {
        if index > 0 {
            self.text(if self.flags.sharp_v { ", " } else { " " });
        }
    }

    fn sequence(&mut self, name: &str, nil: bool, items: &[Value], verb: char, depth: usize) {
        if self.flags.sharp_v {
            self.text(name);
            if nil {
                self.text("(nil)");
                return;
            }
        }
        self.text(if self.flags.sharp_v { "{" } else { "[" });
        for (i, item) in items.iter().enumerate() {
            self.separator(i);
            self.value(item, verb, depth + 1);
        }
        self.text(if self.flags.sharp_v { "}" } else { "]" });
    }

    fn object(&mut self, object: &dyn Object, value: &Value, verb: char, depth: usize) {
        if verb == 'w' {
            self.bad(verb, value);
            return;
        }
        if !self.erroring
            && !self.flags.sharp_v
            && matches!(verb, 'v' | 's' | 'x' | 'X' | 'q')
            && let Some(text) = object.string()
        {
            self.string(&Str::from(text), verb);
            return;
        }
        if let Some(number) = object.number() {
            if !self.integer(number as u64, !object.kind().starts_with('u'), verb) {
                self.bad(verb, value);
            }
            return;
        }
        let pointer = object.kind() == "ptr";
        if pointer && depth > 0 {
            self.pointer(value, verb);
            return;
        }
        let type_name = object.go_type().to_string();
        if let Some(pairs) = object.range() {
            let is_map = object.kind() == "map";
            if self.flags.sharp_v {
                self.text(&type_name);
                self.text("{");
            } else {
                self.text(if is_map { "map[" } else { "[" });
            }
            for (i, (key, item)) in pairs.iter().enumerate() {
                self.separator(i);
                if is_map {
                    self.value(key, verb, depth + 1);
                    self.text(":");
                }
                self.value(item, verb, depth + 1);
            }
            self.text(if self.flags.sharp_v { "}" } else { "]" });
            return;
        }
        let Some(fields) = object.struct_fields() else {
            let plain = object.plain();
            if !self.string(&Str::from(plain), if verb == 'v' { 's' } else { verb }) {
                self.bad(verb, value);
            }
            return;
        };
        if pointer {
            self.text("&");
        }
        if self.flags.sharp_v {
            self.text(type_name.trim_start_matches('*'));
        }
        self.text("{");
        for (i, (name, field)) in fields.iter().enumerate() {
            self.separator(i);
            if self.flags.plus_v || self.flags.sharp_v {
                self.text(name);
                self.text(":");
            }
            self.value(field, verb, depth + 1);
        }
        self.text("}");
    }

    fn integer(&mut self, bits: u64, signed: bool, verb: char) -> bool {
        let flags = self.flags;
        let out = &mut *self.out;
        match verb {
            'v' if flags.sharp_v && !signed => {
                Flags {
                    sharp: true,
                    ..flags
                }
                .integer(bits, false, 16, false, 'v', out);
            }
            'v' | 'd' => flags.integer(bits, signed, 10, false, verb, out),
            'b' => flags.integer(bits, signed, 2, false, verb, out),
            'o' | 'O' => flags.integer(bits, signed, 8, false, verb, out),
            'x' => flags.integer(bits, signed, 16, false, verb, out),
            'X' => flags.integer(bits, signed, 16, true, verb, out),
            'c' => flags.character(bits, out),
            'q' => flags.quoted_char(bits, self.unicode, out),
            'U' => flags.code_point(bits, self.unicode, out),
            _ => return false,
        }
        true
    }

    fn float(&mut self, f: f64, verb: char) -> bool {
        let (form, prec) = match verb {
            'v' => (b'g', -1),
            'b' | 'g' | 'G' | 'x' | 'X' => (verb as u8, -1),
            'f' | 'e' | 'E' => (verb as u8, 6),
            'F' => (b'f', 6),
            _ => return false,
        };
        self.flags.float(f, form, prec, self.out);
        true
    }

    fn string(&mut self, text: &[u8], verb: char) -> bool {
        match verb {
            'v' if self.flags.sharp_v => self.flags.quoted(text, self.unicode, self.out),
            'v' | 's' => self.flags.string(text, self.out),
            'x' => self.flags.hex(text, false, self.out),
            'X' => self.flags.hex(text, true, self.out),
            'q' => self.flags.quoted(text, self.unicode, self.out),
            _ => return false,
        }
        true
    }

    fn bytes(&mut self, bytes: &[u8], verb: char, name: &str, value: &Value) {
        match verb {
            'v' | 'd' if self.flags.sharp_v => {
                let items = byte_values(bytes);
                self.sequence(name, false, &items, 'v', 0);
            }
            'v' | 'd' => {
                self.text("[");
                for (i, byte) in bytes.iter().enumerate() {
                    self.separator(i);
                    self.flags
                        .integer(u64::from(*byte), false, 10, false, verb, self.out);
                }
                self.text("]");
            }
            's' | 'x' | 'X' | 'q' => {
                self.string(bytes, verb);
            }
            _ => self.value(value, verb, 0),
        }
    }

    /// Addresses differ from run to run in Go; ours is always the same one.
    fn pointer(&mut self, value: &Value, verb: char) {
        let has_address = match value {
            Value::Map(_) | Value::List(_) | Value::Bytes(_) => true,
            Value::Object(object) => matches!(object.kind(), "ptr" | "map" | "slice"),
            _ => false,
        };
        if !has_address {
            self.bad(verb, value);
            return;
        }
        let address = match value {
            Value::Map(map) if map.is_nil() => 0,
            Value::List(list) if list.is_nil() => 0,
            _ => ADDRESS,
        };
        if verb == 'v' && self.flags.sharp_v {
            self.text("(");
            self.text(&value.go_type().to_string());
            self.text(")(");
            Flags {
                sharp: true,
                ..self.flags
            }
            .integer(address, false, 16, false, 'v', self.out);
            self.text(")");
        } else if matches!(verb, 'v' | 'p') {
            let flags = Flags {
                sharp: !self.flags.sharp,
                ..self.flags
            };
            flags.integer(address, false, 16, false, 'v', self.out);
        } else if !matches!(verb, 'b' | 'o' | 'd' | 'x' | 'X')
            || !self.integer(address, false, verb)
        {
            self.bad(verb, value);
        }
    }
}

fn is_signed(kind: IntKind) -> bool {
    match kind {
        IntKind::Int | IntKind::Int64 | IntKind::Int32 | IntKind::Named(_) => true,
        IntKind::Uint8 | IntKind::Uint32 | IntKind::Uint64 => false,
    }
}

fn byte_values(bytes: &[u8]) -> Vec<Value> {
    bytes
        .iter()
        .map(|b| Value::Int(IntKind::Uint8, i64::from(*b)))
        .collect()
}

/// Says whether Go's `Sprint` counts the operand as a string, next to which it puts no blank.
pub(super) fn is_string(value: &Value) -> bool {
    match value {
        Value::Str(_) => true,
        Value::Object(object) => object.kind() == "string",
        _ => value.go_type() == GoType::Str && !value.is_nil(),
    }
}

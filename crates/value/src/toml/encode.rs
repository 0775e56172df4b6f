//! Writing.

use super::{EncodeError, MAX_DEPTH, Times, joined, push_key, push_quoted};
use crate::bytes::Str;
use crate::gofmt;
use crate::limits::{LONGEST_TEXT, TOO_LONG};
use crate::value::{IntKind, Value};
use std::cell::Cell;
use std::fmt::Write as _;

const INFALLIBLE: &str = "writing to memory cannot fail";
const NIL_IN_ARRAY: &str = "toml: cannot encode array with nil element";
const NO_KEY: &str = "toml: top-level values must be Go maps or structs";

pub(super) fn encode(value: &Value, helm4: bool, times: &dyn Times) -> Result<String, EncodeError> {
    if value.is_nil() {
        let text = "reflect: call of reflect.Value.Type on zero Value";
        return Err(EncodeError::Panicked(text.to_owned()));
    }
    let mut writer = Writer {
        out: String::new(),
        key: Vec::new(),
        helm4,
        times,
        steps: Cell::new(0),
    };
    writer.entry(value)?;
    Ok(writer.out)
}

/// What TOML makes of a value.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    /// Nil, which TOML cannot say.
    Nothing,
    Plain,
    Table,
    ArrayOfTables,
}

struct Writer<'a> {
    out: String,
    /// The keys on the way to the present table.
    key: Vec<String>,
    helm4: bool,
    times: &'a dyn Times,
    /// How many values were looked at.
    steps: Cell<usize>,
}

type Done = Result<(), EncodeError>;

fn refused(text: impl Into<String>) -> EncodeError {
    EncodeError::Refused(text.into())
}

/// The entries of a map or of a struct that is written like one.
fn entries(value: &Value) -> Vec<(String, Value)> {
    match value {
        Value::Map(map) => map
            .pairs()
            .into_iter()
            .map(|(key, v)| (key.to_text().into_owned(), v))
            .collect(),
        Value::Object(object) => match (object.struct_fields(), object.json()) {
            (Some(fields), _) => fields
                .into_iter()
                .map(|(name, v)| (name.to_owned(), v))
                .collect(),
            (None, Value::Map(map)) => entries(&Value::Map(map)),
            (None, _) => Vec::new(),
        },
        _ => Vec::new(),
    }
}

impl Writer<'_> {
    fn shape(&self, value: &Value, depth: usize) -> Result<Shape, EncodeError> {
        if depth > MAX_DEPTH {
            return Err(refused("the value is nested too deeply"));
        }
        self.steps.set(self.steps.get() + 1);
        if self.steps.get() > LONGEST_TEXT {
            return Err(refused(TOO_LONG));
        }
        Ok(match value {
            Value::Invalid | Value::Nil => Shape::Nothing,
            Value::Complex(..) => return Err(refused("unsupported type: complex128")),
            Value::Map(map) if map.is_nil() => Shape::Nothing,
            Value::Map(_) => Shape::Table,
            Value::List(list) if list.is_nil() => Shape::Nothing,
            Value::List(list) => {
                let items = list.items();
                let mut all_tables = !items.is_empty();
                for item in items.iter() {
                    match self.shape(item, depth + 1)? {
                        Shape::Nothing => return Err(refused(NIL_IN_ARRAY)),
                        Shape::Table => {}
                        Shape::Plain | Shape::ArrayOfTables => all_tables = false,
                    }
                }
                if all_tables {
                    Shape::ArrayOfTables
                } else {
                    Shape::Plain
                }
            }
            Value::Object(object) => {
                let is_table = self.times.write(&**object).is_none()
                    && object.number().is_none()
                    && (object.struct_fields().is_some() || matches!(object.json(), Value::Map(_)));
                if is_table { Shape::Table } else { Shape::Plain }
            }
            _ => Shape::Plain,
        })
    }

    /// Writes a value under the present key.
    fn entry(&mut self, value: &Value) -> Done {
        if let Value::Complex(..) = value {
            let key = joined(&self.key);
            return Err(refused(format!(
                "unsupported type for key '{key}': complex128"
            )));
        }
        match self.shape(value, 0)? {
            Shape::Nothing => Ok(()),
            Shape::Plain => self.key_value(value),
            Shape::Table => {
                if self.key.len() == 1 {
                    self.new_line();
                }
                self.header("[", "]");
                self.table(value)
            }
            Shape::ArrayOfTables => self.tables(value),
        }
    }

    fn indent(&mut self) {
        for _ in 1..self.key.len() {
            self.out.push_str("  ");
        }
    }

    /// Breaks the line unless nothing has been written yet.
    fn new_line(&mut self) {
        if !self.out.is_empty() {
            self.out.push('\n');
        }
    }

    fn header(&mut self, open: &str, close: &str) {
        if self.key.is_empty() {
            return;
        }
        self.indent();
        let key = joined(&self.key);
        write!(self.out, "{open}{key}{close}").expect(INFALLIBLE);
        self.new_line();
    }

    fn tables(&mut self, value: &Value) -> Done {
        if self.key.is_empty() {
            return Err(refused(NO_KEY));
        }
        let Value::List(list) = value else {
            return Ok(());
        };
        let items = list.items().clone();
        for item in items {
            self.new_line();
            self.header("[[", "]]");
            self.table(&item)?;
        }
        Ok(())
    }

    /// Splits entries into plain ones and those that become tables.
    fn sorted(&self, value: &Value) -> Result<[Vec<(String, Value)>; 2], EncodeError> {
        let (mut plain, mut tables) = (Vec::new(), Vec::new());
        for (key, value) in entries(value) {
            match self.shape(&value, 0)? {
                Shape::Table | Shape::ArrayOfTables => tables.push((key, value)),
                Shape::Nothing | Shape::Plain => plain.push((key, value)),
            }
        }
        Ok([plain, tables])
    }

    /// Writes the entries of a table, those that are tables last.
    fn table(&mut self, value: &Value) -> Done {
        if self.key.len() > MAX_DEPTH {
            return Err(refused("the value is nested too deeply"));
        }
        for (key, value) in self.sorted(value)?.into_iter().flatten() {
            self.key.push(key);
            self.entry(&value)?;
            self.key.pop();
        }
        Ok(())
    }

    fn key_value(&mut self, value: &Value) -> Done {
        let Some(key) = self.key.last().cloned() else {
            return self.element(value);
        };
        self.indent();
        push_key(&mut self.out, &key);
        self.out.push_str(" = ");
        self.element(value)?;
        self.new_line();
        Ok(())
    }

    /// Writes a value in place.
    fn element(&mut self, value: &Value) -> Done {
        if self.out.len() > LONGEST_TEXT {
            return Err(refused(TOO_LONG));
        }
        match value {
            Value::Str(text) => self.quoted(text),
            Value::Bool(b) => write!(self.out, "{b}").expect(INFALLIBLE),
            Value::Int(IntKind::Uint64, n) => {
                write!(self.out, "{}", n.cast_unsigned()).expect(INFALLIBLE);
            }
            Value::Int(_, n) => write!(self.out, "{n}").expect(INFALLIBLE),
            Value::Float(f) => self.float(*f),
            Value::Bytes(bytes) => {
                let numbers: Vec<String> = bytes.iter().map(u8::to_string).collect();
                write!(self.out, "[{}]", numbers.join(", ")).expect(INFALLIBLE);
            }
            Value::List(list) => {
                let items = list.items().clone();
                self.out.push('[');
                for (at, item) in items.iter().enumerate() {
                    if at > 0 {
                        self.out.push_str(", ");
                    }
                    self.element(item)?;
                }
                self.out.push(']');
            }
            Value::Map(_) => self.inline_table(value)?,
            Value::Object(object) => {
                if let Some(text) = self.times.write(&**object) {
                    self.out.push_str(&text);
                } else if self.shape(value, 0)? == Shape::Table {
                    self.inline_table(value)?;
                } else if let (Some(_), Some(text)) = (object.number(), object.string()) {
                    self.quoted(text.as_bytes());
                } else {
                    self.element(&object.json())?;
                }
            }
            Value::Complex(..) => return Err(refused("unexpected type: complex128")),
            Value::Invalid | Value::Nil => return Err(refused(NIL_IN_ARRAY)),
        }
        Ok(())
    }

    fn quoted(&mut self, text: &[u8]) {
        let text = Str::from(text);
        push_quoted(&mut self.out, &text.to_text());
    }

    fn float(&mut self, f: f64) {
        if !f.is_finite() {
            let sign = if f.is_sign_negative() { "-" } else { "" };
            let name = if f.is_nan() { "nan" } else { "inf" };
            write!(self.out, "{sign}{name}").expect(INFALLIBLE);
            return;
        }
        // COMPAT(helm): Helm 4's library takes the exponent form where it is shorter.
        let form = if self.helm4 { b'g' } else { b'f' };
        let text = gofmt::format_float(f, form, -1, 64);
        self.out.push_str(&text);
        if !text.contains(['.', 'e']) {
            self.out.push_str(".0");
        }
    }

    fn inline_table(&mut self, value: &Value) -> Done {
        let [plain, tables] = self.sorted(value)?;
        self.out.push('{');
        for (group, more_follow) in [(&plain, !tables.is_empty()), (&tables, false)] {
            for (at, (key, value)) in group.iter().enumerate() {
                if self.shape(value, 0)? == Shape::Nothing {
                    continue;
                }
                push_key(&mut self.out, key);
                self.out.push_str(" = ");
                self.element(value)?;
                // COMPAT(helm): the comma also stands before entries that are left out.
                if more_follow || at + 1 < group.len() {
                    self.out.push_str(", ");
                }
            }
        }
        self.out.push('}');
        Ok(())
    }
}

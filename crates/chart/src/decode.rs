//! Decoding a YAML tree into the fields of a Go struct, with Go's coercions and error texts.
//!
//! COMPAT(helm): a scalar for a string field becomes its text, names of fields match in any case,
//! null leaves a field alone, unknown fields are passed over, and the first mismatch is reported
//! only after everything else has been decoded.

use crate::compat::Compat;
use stator_value::{IntKind, Value, gofmt};
use std::collections::BTreeMap;

/// One step on the way from the document to a field.
#[derive(Clone, Debug)]
enum Step {
    /// A field of a struct type; the type's name is empty for anonymous structs.
    Field(&'static str, &'static str),
    Index(usize),
    Key(String),
}

/// Decodes one document and remembers the first mismatch.
#[derive(Debug)]
pub(crate) struct Decoder {
    compat: Compat,
    path: Vec<Step>,
    mismatch: Option<String>,
}

impl Decoder {
    pub(crate) fn new(compat: Compat) -> Self {
        Self {
            compat,
            path: Vec::new(),
            mismatch: None,
        }
    }

    /// Gives the first mismatch in the words of Helm's YAML reader.
    pub(crate) fn finish(self) -> Result<(), String> {
        match self.mismatch {
            None => Ok(()),
            Some(text) => Err(format!(
                "error unmarshaling JSON: while decoding JSON: json: {text}"
            )),
        }
    }

    /// Visits the entries of a struct's document in order; `field` gets the name as the struct has
    /// it and the value.
    pub(crate) fn fields(
        &mut self,
        value: &Value,
        structure: &'static str,
        type_name: &str,
        names: &[&'static str],
        mut field: impl FnMut(&mut Self, &'static str, &Value),
    ) {
        match value {
            Value::Map(map) => {
                for (key, value) in map.pairs() {
                    let exact = names.iter().find(|n| n.as_bytes() == &*key);
                    let named = exact.or_else(|| {
                        names
                            .iter()
                            .find(|n| n.as_bytes().eq_ignore_ascii_case(&key))
                    });
                    if let Some(name) = named {
                        self.path.push(Step::Field(structure, name));
                        field(self, name, &value);
                        self.path.pop();
                    }
                }
            }
            Value::Nil => {}
            other => self.fail(other, type_name),
        }
    }

    /// Decodes a string field.
    pub(crate) fn text(&mut self, value: &Value, slot: &mut String) {
        match coerced(value) {
            Some(text) => *slot = text,
            None if matches!(value, Value::Nil) => {}
            None => self.fail(value, "string"),
        }
    }

    /// Decodes a boolean field.
    pub(crate) fn flag(&mut self, value: &Value, slot: &mut bool) {
        match value {
            Value::Bool(b) => *slot = *b,
            Value::Nil => {}
            other => self.fail(other, "bool"),
        }
    }

    /// Decodes a list of strings.
    pub(crate) fn texts(&mut self, value: &Value, slot: &mut Option<Vec<String>>) {
        self.list(value, "[]string", slot, |decoder, item| {
            let mut text = String::new();
            decoder.text(item, &mut text);
            text
        });
    }

    /// Decodes a list.
    pub(crate) fn list<T>(
        &mut self,
        value: &Value,
        type_name: &str,
        slot: &mut Option<Vec<T>>,
        mut item: impl FnMut(&mut Self, &Value) -> T,
    ) {
        match value {
            Value::List(list) => {
                let mut items = Vec::with_capacity(list.len());
                for (i, value) in list.items().iter().enumerate() {
                    self.path.push(Step::Index(i));
                    items.push(item(self, value));
                    self.path.pop();
                }
                *slot = Some(items);
            }
            Value::Nil => *slot = None,
            other => self.fail(other, type_name),
        }
    }

    /// Decodes a map of strings.
    pub(crate) fn text_map(&mut self, value: &Value, slot: &mut Option<BTreeMap<String, String>>) {
        match value {
            Value::Map(map) => {
                let texts = slot.get_or_insert_default();
                for (key, value) in map.pairs() {
                    let key = key.to_text().into_owned();
                    let mut text = String::new();
                    self.path.push(Step::Key(key.clone()));
                    self.text(&value, &mut text);
                    self.path.pop();
                    texts.insert(key, text);
                }
            }
            Value::Nil => *slot = None,
            other => self.fail(other, "map[string]string"),
        }
    }

    /// Notes that `found` does not fit the place where the decoder stands.
    pub(crate) fn fail(&mut self, found: &Value, type_name: &str) {
        if self.mismatch.is_none() {
            let place = self.compat.pick(self.place_helm3(), self.place_helm4());
            let found = json_kind(found);
            self.mismatch = Some(format!(
                "cannot unmarshal {found} into {place} of type {type_name}"
            ));
        }
    }

    /// Go 1.23 names the struct that holds the field and the fields on the way.
    fn place_helm3(&self) -> String {
        let mut structure = None;
        let mut names = Vec::new();
        for step in &self.path {
            if let Step::Field(of, name) = step {
                structure = Some(*of);
                names.push(*name);
            }
        }
        match structure {
            None => "Go value".to_owned(),
            Some(of) => format!("Go struct field {of}.{}", names.join(".")),
        }
    }

    /// Go 1.27 names the path, indices and keys included, and no struct.
    fn place_helm4(&self) -> String {
        let mut path = String::new();
        for step in &self.path {
            path.push('.');
            match step {
                Step::Field(_, name) => path.push_str(name),
                Step::Index(i) => path.push_str(&i.to_string()),
                Step::Key(key) => path.push_str(key),
            }
        }
        match self.path.last() {
            None => "Go value".to_owned(),
            Some(Step::Index(_)) => path,
            Some(_) => format!("Go struct field {path}"),
        }
    }
}

/// Gives the text that a scalar becomes for a string field.
fn coerced(value: &Value) -> Option<String> {
    match value {
        Value::Str(text) => Some(text.to_text().into_owned()),
        Value::Bool(b) => Some(b.to_string()),
        Value::Int(IntKind::Uint64, n) => Some(n.cast_unsigned().to_string()),
        Value::Int(_, n) => Some(n.to_string()),
        Value::Float(f) => Some(gofmt::format_float(*f, b'g', -1, 64)),
        _ => None,
    }
}

fn json_kind(value: &Value) -> &'static str {
    match value {
        Value::Map(_) => "object",
        Value::List(_) => "array",
        Value::Bool(_) => "bool",
        Value::Int(..) | Value::Float(_) => "number",
        _ => "string",
    }
}

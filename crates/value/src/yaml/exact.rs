//! The slow and literal way from nodes to JSON, for documents that may not get there.
//!
//! Values keep the Go types that yaml v2 gives them, keys too, since the messages print them.

use super::build::{MAX_DEPTH, contains_itself, fault, key_text, too_many_aliases};
use super::error::{Fault, YamlError};
use super::number::write_general;
use super::resolve::{Scalar, resolve};
use super::tree::{NodeId, Shape, Tree};
use crate::gofmt::quote;
use crate::json::Dialect;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// A value as yaml v2 decodes it into `interface {}`.
enum GoValue {
    Scalar(Scalar<'static>),
    List(Vec<GoValue>),
    Map(BTreeMap<GoKey, GoValue>),
}

/// A key of a `map[interface {}]interface {}`; the order is that in which Go prints them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum GoKey {
    Nil,
    Str(Vec<u8>),
    Uint(u64),
    Int(i64),
    /// Not-a-number, which is equal to no other one.
    NotANumber(usize),
    /// The float's bits in an order that is that of the floats.
    Float(i64),
    Bool(bool),
}

impl GoKey {
    fn of(key: &Scalar<'_>, serial: usize) -> Self {
        match key {
            Scalar::Nil => Self::Nil,
            Scalar::Bool(b) => Self::Bool(*b),
            Scalar::Int(n) => Self::Int(*n),
            Scalar::Uint(n) => Self::Uint(*n),
            Scalar::Float(f) if f.is_nan() => Self::NotANumber(serial),
            Scalar::Float(f) => Self::Float(reorder((f + 0.0).to_bits() as i64)),
            Scalar::Str(text) => Self::Str(text.to_vec()),
        }
    }

    fn scalar(&self) -> Scalar<'_> {
        match self {
            Self::Nil => Scalar::Nil,
            Self::Bool(b) => Scalar::Bool(*b),
            Self::Int(n) => Scalar::Int(*n),
            Self::Uint(n) => Scalar::Uint(*n),
            Self::NotANumber(_) => Scalar::Float(f64::NAN),
            Self::Float(ordered) => Scalar::Float(f64::from_bits(reorder(*ordered) as u64)),
            Self::Str(text) => Scalar::Str(Cow::Borrowed(text)),
        }
    }
}

/// Turns a float's bits into an integer with the order of the floats, and back.
fn reorder(bits: i64) -> i64 {
    bits ^ (((bits >> 63) as u64) >> 1) as i64
}

/// Says what keeps a document from becoming JSON, if anything does.
pub(super) fn check(tree: &Tree<'_>, dialect: Dialect) -> Result<(), YamlError> {
    let mut decoder = Decoder {
        tree,
        count: 0,
        alias_count: 0,
        aliases: Vec::new(),
    };
    let value = decoder
        .value(tree.root, 0)
        .map_err(|fault| fault.into_error(0))?;
    if let Some(problem) = find_bad_key(&value) {
        return Err(YamlError::converting(&problem));
    }
    if let Some(f) = find_bad_float(&value) {
        let text = if f.is_nan() {
            "NaN"
        } else if f > 0.0 {
            "+Inf"
        } else {
            "-Inf"
        };
        return Err(YamlError::converting(&format!(
            "json: unsupported value: {text}"
        )));
    }
    if let Some(bracket) = find_too_deep(&value, 0) {
        return Err(YamlError::unmarshaling(&match dialect {
            Dialect::Go123 => format!("invalid character '{bracket}' exceeded max depth"),
            Dialect::Go127 => "exceeded max depth".to_owned(),
        }));
    }
    Ok(())
}

/// Gives the complaint about a mapping or a sequence that is used as a key.
pub(super) fn invalid_key(tree: &Tree<'_>, id: NodeId, count: usize) -> Result<String, Fault> {
    let mut decoder = Decoder {
        tree,
        count,
        alias_count: 0,
        aliases: Vec::new(),
    };
    let value = decoder.value(id, 0)?;
    let mut out = b"invalid map key: ".to_vec();
    write_go(&value, &mut out, true);
    Ok(String::from_utf8_lossy(&out).into_owned())
}

/// Replaces each byte that is not UTF-8, as JSON does.
pub(super) fn replace_invalid(bytes: &[u8]) -> Cow<'_, [u8]> {
    if std::str::from_utf8(bytes).is_ok() {
        return bytes.into();
    }
    let mut out = Vec::new();
    for chunk in bytes.utf8_chunks() {
        out.extend_from_slice(chunk.valid().as_bytes());
        for _ in chunk.invalid() {
            out.extend_from_slice("\u{FFFD}".as_bytes());
        }
    }
    out.into()
}

struct Decoder<'t> {
    tree: &'t Tree<'t>,
    count: usize,
    alias_count: usize,
    /// The aliases that are being followed.
    aliases: Vec<NodeId>,
}

impl Decoder<'_> {
    fn value(&mut self, id: NodeId, depth: usize) -> Result<GoValue, Fault> {
        let node = self.tree.node(id);
        self.count += 1;
        self.alias_count += usize::from(!self.aliases.is_empty());
        if too_many_aliases(self.alias_count, self.count) {
            return fault("document contains excessive aliasing", node.start);
        }
        Ok(match node.shape {
            // Deep enough to be too deep.
            Shape::Sequence if depth > MAX_DEPTH => GoValue::List(Vec::new()),
            Shape::Mapping if depth > MAX_DEPTH => GoValue::Map(BTreeMap::new()),
            Shape::Scalar {
                text,
                tag,
                implicit,
            } => {
                let scalar = resolve(tag, implicit, self.tree.bytes(text))
                    .or_else(|problem| fault(problem, node.start))?;
                GoValue::Scalar(owned(scalar))
            }
            Shape::Alias(target) => {
                self.follow(id)?;
                let value = self.value(target, depth)?;
                self.aliases.pop();
                value
            }
            Shape::Sequence => {
                let items = self
                    .tree
                    .children(id)
                    .map(|item| self.value(item, depth + 1));
                GoValue::List(items.collect::<Result<_, _>>()?)
            }
            Shape::Mapping => {
                let mut map = BTreeMap::new();
                self.mapping(id, &mut map, depth)?;
                GoValue::Map(map)
            }
        })
    }

    /// Starts to follow an alias.
    fn follow(&mut self, id: NodeId) -> Result<(), Fault> {
        if self.aliases.contains(&id) {
            return contains_itself(self.tree, id);
        }
        self.aliases.push(id);
        Ok(())
    }

    fn mapping(
        &mut self,
        id: NodeId,
        map: &mut BTreeMap<GoKey, GoValue>,
        depth: usize,
    ) -> Result<(), Fault> {
        for (key, value) in self.tree.pairs(id) {
            if self.tree.is_merge(key) {
                self.merge(value, map, depth)?;
                continue;
            }
            let key = match self.value(key, depth + 1)? {
                GoValue::Scalar(scalar) => GoKey::of(&scalar, map.len()),
                collection => {
                    let mut out = b"invalid map key: ".to_vec();
                    write_go(&collection, &mut out, true);
                    let problem = String::from_utf8_lossy(&out).into_owned();
                    return fault(problem, self.tree.node(key).start);
                }
            };
            let value = self.value(value, depth + 1)?;
            map.insert(key, value);
        }
        Ok(())
    }

    fn merge(
        &mut self,
        id: NodeId,
        map: &mut BTreeMap<GoKey, GoValue>,
        depth: usize,
    ) -> Result<(), Fault> {
        let tree = self.tree;
        match tree.node(id).shape {
            Shape::Mapping => self.mapping(id, map, depth),
            Shape::Alias(target) if matches!(tree.node(target).shape, Shape::Mapping) => {
                self.follow(id)?;
                self.mapping(target, map, depth)?;
                self.aliases.pop();
                Ok(())
            }
            Shape::Sequence => {
                let items: Vec<NodeId> = tree.children(id).collect();
                items
                    .into_iter()
                    .rev()
                    .try_for_each(|item| self.merge(item, map, depth))
            }
            _ => fault(
                "map merge requires map or sequence of maps as the value",
                tree.node(id).start,
            ),
        }
    }
}

fn owned(scalar: Scalar<'_>) -> Scalar<'static> {
    match scalar {
        Scalar::Nil => Scalar::Nil,
        Scalar::Bool(b) => Scalar::Bool(b),
        Scalar::Int(n) => Scalar::Int(n),
        Scalar::Uint(n) => Scalar::Uint(n),
        Scalar::Float(f) => Scalar::Float(f),
        Scalar::Str(text) => Scalar::Str(Cow::Owned(text.into_owned())),
    }
}

fn find_bad_key(value: &GoValue) -> Option<String> {
    match value {
        GoValue::Scalar(_) => None,
        GoValue::List(items) => items.iter().find_map(find_bad_key),
        GoValue::Map(map) => map.iter().find_map(|(key, value)| {
            let key = key.scalar();
            if key_text(&key).is_some() {
                return find_bad_key(value);
            }
            let type_name = if key == Scalar::Nil {
                "%!s(<nil>)"
            } else {
                "uint64"
            };
            let mut out = format!("unsupported map key of type: {type_name}, key: ").into_bytes();
            write_scalar(&key, &mut out, true);
            out.extend_from_slice(b", value: ");
            write_go(value, &mut out, true);
            Some(String::from_utf8_lossy(&out).into_owned())
        }),
    }
}

/// Finds the first float that JSON cannot hold, with the keys of maps in order.
fn find_bad_float(value: &GoValue) -> Option<f64> {
    match value {
        GoValue::Scalar(Scalar::Float(f)) => (!f.is_finite()).then_some(*f),
        GoValue::Scalar(_) => None,
        GoValue::List(items) => items.iter().find_map(find_bad_float),
        GoValue::Map(map) => {
            let mut entries: Vec<_> = map
                .iter()
                .filter_map(|(key, value)| {
                    key_text(&key.scalar()).map(|text| (text.into_owned(), value))
                })
                .collect();
            entries.sort_by(|a, b| a.0.cmp(&b.0));
            entries
                .into_iter()
                .find_map(|(_, value)| find_bad_float(value))
        }
    }
}

/// Gives the bracket with which JSON gets too deep.
fn find_too_deep(value: &GoValue, depth: usize) -> Option<char> {
    match value {
        GoValue::Scalar(_) => None,
        GoValue::List(_) if depth >= MAX_DEPTH => Some('['),
        GoValue::Map(_) if depth >= MAX_DEPTH => Some('{'),
        GoValue::List(items) => items.iter().find_map(|item| find_too_deep(item, depth + 1)),
        GoValue::Map(map) => map.values().find_map(|item| find_too_deep(item, depth + 1)),
    }
}

/// Writes a value in Go's syntax; at the top, nil has no type.
fn write_go(value: &GoValue, out: &mut Vec<u8>, top: bool) {
    match value {
        GoValue::Scalar(scalar) => write_scalar(scalar, out, top),
        GoValue::List(items) => {
            out.extend_from_slice(b"[]interface {}{");
            for (i, item) in items.iter().enumerate() {
                if i > 0 {
                    out.extend_from_slice(b", ");
                }
                write_go(item, out, false);
            }
            out.push(b'}');
        }
        GoValue::Map(map) => {
            out.extend_from_slice(b"map[interface {}]interface {}{");
            for (i, (key, value)) in map.iter().enumerate() {
                if i > 0 {
                    out.extend_from_slice(b", ");
                }
                write_scalar(&key.scalar(), out, false);
                out.push(b':');
                write_go(value, out, false);
            }
            out.push(b'}');
        }
    }
}

fn write_scalar(scalar: &Scalar<'_>, out: &mut Vec<u8>, top: bool) {
    match scalar {
        Scalar::Nil if top => out.extend_from_slice(b"<nil>"),
        Scalar::Nil => out.extend_from_slice(b"interface {}(nil)"),
        Scalar::Bool(b) => out.extend_from_slice(b.to_string().as_bytes()),
        Scalar::Int(n) => out.extend_from_slice(n.to_string().as_bytes()),
        Scalar::Uint(n) => out.extend_from_slice(format!("{n:#x}").as_bytes()),
        Scalar::Float(f) if f.is_nan() => out.extend_from_slice(b"NaN"),
        Scalar::Float(f) if f.is_infinite() => {
            out.extend_from_slice(if *f > 0.0 { b"+Inf" } else { b"-Inf" });
        }
        Scalar::Float(f) => write_general(*f, out),
        Scalar::Str(text) => out.extend_from_slice(quote(text).as_bytes()),
    }
}

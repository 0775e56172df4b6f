//! Copies of values that may go to another thread.

use crate::bytes::Str;
use crate::entries::Entry;
use crate::list::{Elem, List};
use crate::map::{Map, MapType};
use crate::origin::Origin;
use crate::value::{IntKind, Value};

/// A copy of a value as YAML makes them, with its origins; it shares nothing that can change.
#[derive(Clone, PartialEq, Debug)]
pub struct Frozen(Node);

#[derive(Clone, PartialEq, Debug)]
enum Node {
    Nil,
    Bool(bool),
    Int(IntKind, i64),
    Float(f64),
    Str(Str),
    List(Elem, Vec<Node>),
    Map(Vec<(Str, Origin, Node)>),
}

impl Frozen {
    /// Copies a value; `None` where it holds what only code makes: an object, a nil list or map, a map
    /// seen as another type.
    pub fn of(value: &Value) -> Option<Self> {
        Node::of(value).map(Self)
    }

    /// Makes the value again.
    pub fn thaw(self) -> Value {
        self.0.thaw()
    }
}

impl Node {
    fn of(value: &Value) -> Option<Self> {
        Some(match value {
            Value::Nil => Self::Nil,
            Value::Bool(flag) => Self::Bool(*flag),
            Value::Int(kind, n) => Self::Int(*kind, *n),
            Value::Float(f) => Self::Float(*f),
            Value::Str(text) => Self::Str(text.clone()),
            Value::List(list) if !list.is_nil() => {
                let items = list.items();
                Self::List(
                    list.elem(),
                    items.iter().map(Self::of).collect::<Option<_>>()?,
                )
            }
            Value::Map(map) if !map.is_nil() && map.map_type() == MapType::Any => {
                let entries = map.entries();
                let frozen = entries
                    .iter()
                    .map(|(key, entry)| Some((key.clone(), entry.origin, Self::of(&entry.value)?)));
                Self::Map(frozen.collect::<Option<_>>()?)
            }
            _ => return None,
        })
    }

    fn thaw(self) -> Value {
        match self {
            Self::Nil => Value::Nil,
            Self::Bool(flag) => Value::Bool(flag),
            Self::Int(kind, n) => Value::Int(kind, n),
            Self::Float(f) => Value::Float(f),
            Self::Str(text) => Value::Str(text),
            Self::List(elem, items) => {
                Value::List(List::of(elem, items.into_iter().map(Self::thaw).collect()))
            }
            Self::Map(entries) => {
                let map = Map::new();
                *map.entries_mut() = entries
                    .into_iter()
                    .map(|(key, origin, node)| {
                        let value = node.thaw();
                        (key, Entry { value, origin })
                    })
                    .collect();
                Value::Map(map)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::yaml;
    use stator_diag::{SourceId, Sources};

    #[test]
    fn a_copy_is_equal_and_knows_its_origins() {
        let text = b"a: [1, 2.5, null, {b: x}]\nc: {d: true, e: 18446744073709551615}\n";
        let source = Sources::new().add("values.yaml", "");
        let value = yaml::parse(text, source).unwrap();
        let frozen = Frozen::of(&value).unwrap();
        let there = std::thread::spawn(|| frozen);
        let copy = there.join().unwrap().thaw();
        assert_eq!(format!("{copy:?}"), format!("{value:?}"));
        let (copy, value) = (
            copy.as_map().unwrap().clone(),
            value.as_map().unwrap().clone(),
        );
        copy.set("a", Value::Nil);
        assert_eq!(copy.origin(b"c"), value.origin(b"c"));
        assert!(matches!(value.get(b"a"), Some(Value::List(_))));
        assert_ne!(value.origin(b"c").unwrap().source, SourceId::NONE);
    }

    #[test]
    fn what_only_code_makes_is_not_copied() {
        for value in [
            Value::Map(Map::nil()),
            Value::Map(Map::new().seen_as(MapType::Str)),
            Value::list(vec![Value::Invalid]),
        ] {
            assert_eq!(Frozen::of(&value), None);
        }
    }
}

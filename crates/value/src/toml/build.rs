//! The tables that a text fills, and what may be said about them twice.

use super::joined;
use crate::list::{Elem, List};
use crate::map::Map;
use crate::value::Value;
use std::collections::HashSet;

/// The document so far.
pub(super) struct Builder {
    pub(super) root: Map,
    /// The table that keys belong to.
    pub(super) context: Vec<String>,
    /// Tables that no header has named yet.
    implicit: HashSet<String>,
    arrays: HashSet<String>,
    helm4: bool,
}

/// Takes the table out of a value: the last one of an array of tables.
fn table_of(value: &Value) -> Option<Map> {
    match value {
        Value::Map(map) => Some(map.clone()),
        Value::List(list) if list.elem() == Elem::Map => {
            list.items().last().and_then(Value::as_map).cloned()
        }
        _ => None,
    }
}

impl Builder {
    pub(super) fn new(helm4: bool) -> Self {
        Self {
            root: Map::new(),
            context: Vec::new(),
            implicit: HashSet::new(),
            arrays: HashSet::new(),
            helm4,
        }
    }

    pub(super) fn mark_implicit(&mut self, key: &[String]) {
        self.implicit.insert(joined(key));
    }

    /// Remembers whether the value under a key of the present table is an array.
    pub(super) fn set_array(&mut self, key: Option<&str>, is_array: bool) {
        let mut path = self.context.clone();
        path.extend(key.filter(|key| !key.is_empty()).map(str::to_owned));
        if path.is_empty() {
            path.push(String::new());
        }
        let path = joined(&path);
        if is_array {
            self.arrays.insert(path)
        } else {
            self.arrays.remove(&path)
        };
    }

    /// Makes `key` the present table, with all tables on the way.
    pub(super) fn enter(&mut self, key: &[String], as_array: bool) -> Result<(), String> {
        let Some((last, parents)) = key.split_last() else {
            return Ok(());
        };
        let mut table = self.root.clone();
        for (at, part) in parents.iter().enumerate() {
            let path = &key[..=at];
            if !table.contains(part.as_bytes()) {
                self.mark_implicit(path);
                table.set(part.as_str(), Value::Map(Map::new()));
            }
            table = table
                .get(part.as_bytes())
                .as_ref()
                .and_then(table_of)
                .ok_or_else(|| format!("Key '{}' was already created as a hash.", joined(path)))?;
        }
        self.context = parents.to_vec();
        if as_array {
            if !table.contains(last.as_bytes()) {
                let tables = List::of(Elem::Map, Vec::new());
                table.set(last.as_str(), Value::List(tables));
            }
            match table.get(last.as_bytes()) {
                Some(Value::List(tables)) if tables.elem() == Elem::Map => {
                    tables.items_mut().push(Value::Map(Map::new()));
                }
                _ => {
                    return Err(format!(
                        "Key '{}' was already created and cannot be used as an array.",
                        joined(key)
                    ));
                }
            }
        } else {
            self.set(last, Value::Map(Map::new()))?;
        }
        self.context.push(last.clone());
        Ok(())
    }

    /// Makes `key` the present table without anybody having named it.
    pub(super) fn enter_implicit(&mut self, key: &[String]) -> Result<(), String> {
        self.mark_implicit(key);
        self.enter(key, false)
    }

    /// Sets a key of the present table.
    pub(super) fn set(&mut self, key: &str, value: Value) -> Result<(), String> {
        let mut table = self.root.clone();
        for (at, part) in self.context.iter().enumerate() {
            table = table
                .get(part.as_bytes())
                .as_ref()
                .and_then(table_of)
                .ok_or_else(|| {
                    let path = joined(&self.context[..=at]);
                    format!("Key '{path}' has already been defined.")
                })?;
        }
        let mut path = self.context.clone();
        path.push(key.to_owned());
        let path = joined(&path);
        if !table.contains(key.as_bytes()) {
            table.set(key, value);
            return Ok(());
        }
        let was_implicit = self.implicit.contains(&path);
        if self.arrays.contains(&path) {
            // COMPAT(helm): Helm 3's library lets an array be defined twice.
            if was_implicit || !self.helm4 {
                self.implicit.remove(&path);
                table.set(key, value);
                return Ok(());
            }
        } else if was_implicit {
            // The table that was made on the way stays, and is now named.
            self.implicit.remove(&path);
            return Ok(());
        }
        Err(format!("Key '{path}' has already been defined."))
    }
}

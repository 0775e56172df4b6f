//! Go maps with string keys: one shared, mutable, byte-sorted map.

use crate::bytes::Str;
use crate::origin::Origin;
use crate::types::GoType;
use crate::value::Value;
use std::cell::{Ref, RefCell, RefMut};
use std::collections::BTreeMap;
use std::rc::Rc;

/// The Go type under which a map is seen; the storage is the same.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum MapType {
    /// `map[string]interface {}`
    Any,
    /// Helm's `Values` (`chartutil.Values` in Helm 3, `common.Values` in Helm 4; the name is given).
    Values(&'static str),
    /// `map[string]string`
    Str,
}

/// A value in a map with the place that wrote it.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The value.
    pub value: Value,
    /// Who wrote it.
    pub origin: Origin,
}

/// A Go map; clones share the same storage, so a mutation shows through every alias.
#[derive(Clone, Debug)]
pub struct Map {
    entries: Rc<RefCell<BTreeMap<Str, Entry>>>,
    ty: MapType,
    nil: bool,
}

impl Default for Map {
    fn default() -> Self {
        Self::new()
    }
}

impl Map {
    /// Makes an empty `map[string]interface {}`.
    pub fn new() -> Self {
        Self { entries: Rc::default(), ty: MapType::Any, nil: false }
    }

    /// Makes a nil map: reads as empty; `set` on it is Go's "assignment to entry in nil map".
    pub fn nil() -> Self {
        Self { entries: Rc::default(), ty: MapType::Any, nil: true }
    }

    /// Says whether this is a nil map.
    pub fn is_nil(&self) -> bool {
        self.nil
    }

    /// Gives the same storage seen as another Go type.
    #[must_use]
    pub fn seen_as(&self, ty: MapType) -> Self {
        Self { entries: Rc::clone(&self.entries), ty, nil: self.nil }
    }

    /// Gives the type it is seen as.
    pub fn map_type(&self) -> MapType {
        self.ty
    }

    /// Gives the Go type.
    pub fn go_type(&self) -> GoType {
        match self.ty {
            MapType::Any => GoType::Map,
            MapType::Values(name) => GoType::Named(name),
            MapType::Str => GoType::Named("map[string]string"),
        }
    }

    /// Borrows the entries for reading, sorted by key bytes.
    pub fn entries(&self) -> Ref<'_, BTreeMap<Str, Entry>> {
        self.entries.borrow()
    }

    /// Borrows the entries for changing.
    pub fn entries_mut(&self) -> RefMut<'_, BTreeMap<Str, Entry>> {
        self.entries.borrow_mut()
    }

    /// Gives a copy of the value under `key`.
    pub fn get(&self, key: &[u8]) -> Option<Value> {
        self.entries.borrow().get(key).map(|e| e.value.clone())
    }

    /// Gives the origin of the entry under `key`.
    pub fn origin(&self, key: &[u8]) -> Option<Origin> {
        self.entries.borrow().get(key).map(|e| e.origin)
    }

    /// Says whether `key` is present.
    pub fn contains(&self, key: &[u8]) -> bool {
        self.entries.borrow().contains_key(key)
    }

    /// Sets `key` without an origin (templates, code).
    pub fn set(&self, key: impl Into<Str>, value: Value) {
        self.set_from(key, value, Origin::NONE);
    }

    /// Sets `key` with the place that wrote it.
    pub fn set_from(&self, key: impl Into<Str>, value: Value, origin: Origin) {
        self.entries.borrow_mut().insert(key.into(), Entry { value, origin });
    }

    /// Removes `key`.
    pub fn remove(&self, key: &[u8]) -> Option<Entry> {
        self.entries.borrow_mut().remove(key)
    }

    /// Gives the number of entries.
    pub fn len(&self) -> usize {
        self.entries.borrow().len()
    }

    /// Says whether there are no entries.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Gives all keys, sorted by bytes.
    pub fn keys(&self) -> Vec<Str> {
        self.entries.borrow().keys().cloned().collect()
    }

    /// Gives all keys and values, sorted by key bytes; safe to hold while the map changes.
    pub fn pairs(&self) -> Vec<(Str, Value)> {
        self.entries.borrow().iter().map(|(k, e)| (k.clone(), e.value.clone())).collect()
    }

    /// Says whether both are the same storage.
    pub fn same(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.entries, &other.entries)
    }
}

impl<K: Into<Str>> FromIterator<(K, Value)> for Map {
    fn from_iter<I: IntoIterator<Item = (K, Value)>>(pairs: I) -> Self {
        let map = Self::new();
        for (key, value) in pairs {
            map.set(key, value);
        }
        map
    }
}

//! Go maps with string keys: one shared, mutable, byte-sorted map.

use crate::bytes::Str;
use crate::entries::{Entries, Entry};
use crate::origin::Origin;
use crate::types::GoType;
use crate::value::Value;
use std::cell::{Cell, Ref, RefCell, RefMut};
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

/// A Go map; clones share the same storage, so a mutation shows through every alias.
#[derive(Clone, Debug)]
pub struct Map {
    storage: Rc<Storage>,
    view: View,
    nil: bool,
}

#[derive(Debug, Default)]
struct Storage {
    entries: RefCell<Entries>,
    /// What [`MapType::Values`] is called; kept here, so that a value stays three words.
    values_name: Cell<&'static str>,
}

#[derive(Clone, Copy, Debug)]
enum View {
    Any,
    Values,
    Str,
}

impl Default for Map {
    fn default() -> Self {
        Self::new()
    }
}

impl Map {
    /// Makes an empty `map[string]interface {}`.
    pub fn new() -> Self {
        Self {
            storage: Rc::default(),
            view: View::Any,
            nil: false,
        }
    }

    /// Makes a nil map: reads as empty; `set` on it is Go's "assignment to entry in nil map".
    pub fn nil() -> Self {
        Self {
            nil: true,
            ..Self::new()
        }
    }

    /// Says whether this is a nil map.
    pub fn is_nil(&self) -> bool {
        self.nil
    }

    /// Gives the same storage seen as another Go type.
    ///
    /// One storage has one name as `Values`: the last one given.
    #[must_use]
    pub fn seen_as(&self, ty: MapType) -> Self {
        let view = match ty {
            MapType::Any => View::Any,
            MapType::Str => View::Str,
            MapType::Values(name) => {
                self.storage.values_name.set(name);
                View::Values
            }
        };
        Self {
            storage: Rc::clone(&self.storage),
            view,
            nil: self.nil,
        }
    }

    /// Gives the type it is seen as.
    pub fn map_type(&self) -> MapType {
        match self.view {
            View::Any => MapType::Any,
            View::Str => MapType::Str,
            View::Values => MapType::Values(self.storage.values_name.get()),
        }
    }

    /// Gives the Go type.
    pub fn go_type(&self) -> GoType {
        match self.map_type() {
            MapType::Any => GoType::Map,
            MapType::Values(name) => GoType::Named(name),
            MapType::Str => GoType::Named("map[string]string"),
        }
    }

    /// Borrows the entries for reading, sorted by key bytes.
    pub fn entries(&self) -> Ref<'_, Entries> {
        self.storage.entries.borrow()
    }

    /// Borrows the entries for changing.
    pub fn entries_mut(&self) -> RefMut<'_, Entries> {
        self.storage.entries.borrow_mut()
    }

    /// Gives a copy of the value under `key`.
    pub fn get(&self, key: &[u8]) -> Option<Value> {
        self.storage
            .entries
            .borrow()
            .get(key)
            .map(|e| e.value.clone())
    }

    /// Gives the origin of the entry under `key`.
    pub fn origin(&self, key: &[u8]) -> Option<Origin> {
        self.storage.entries.borrow().get(key).map(|e| e.origin)
    }

    /// Says whether `key` is present.
    pub fn contains(&self, key: &[u8]) -> bool {
        self.storage.entries.borrow().contains_key(key)
    }

    /// Sets `key` without an origin (templates, code).
    pub fn set(&self, key: impl Into<Str>, value: Value) {
        self.set_from(key, value, Origin::NONE);
    }

    /// Sets `key` with the place that wrote it.
    pub fn set_from(&self, key: impl Into<Str>, value: Value, origin: Origin) {
        self.storage
            .entries
            .borrow_mut()
            .insert(key.into(), Entry { value, origin });
    }

    /// Removes `key`.
    pub fn remove(&self, key: &[u8]) -> Option<Entry> {
        self.storage.entries.borrow_mut().remove(key)
    }

    /// Gives the number of entries.
    pub fn len(&self) -> usize {
        self.storage.entries.borrow().len()
    }

    /// Says whether there are no entries.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Gives all keys, sorted by bytes.
    pub fn keys(&self) -> Vec<Str> {
        self.storage.entries.borrow().keys().cloned().collect()
    }

    /// Gives all keys and values, sorted by key bytes; safe to hold while the map changes.
    pub fn pairs(&self) -> Vec<(Str, Value)> {
        self.storage
            .entries
            .borrow()
            .iter()
            .map(|(k, e)| (k.clone(), e.value.clone()))
            .collect()
    }

    /// Says whether both are the same storage.
    pub fn same(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.storage, &other.storage)
    }
}

impl From<Entries> for Map {
    fn from(entries: Entries) -> Self {
        Self {
            storage: Rc::new(Storage {
                entries: RefCell::new(entries),
                values_name: Cell::default(),
            }),
            view: View::Any,
            nil: false,
        }
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

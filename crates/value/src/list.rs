//! Go slices.

use crate::types::GoType;
use crate::value::Value;
use std::cell::{Ref, RefCell, RefMut};
use std::rc::Rc;

/// What a slice may hold, which shows in its type name and in JSON of an empty one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Elem {
    /// `[]interface {}`
    Any,
    /// `[]string`
    Str,
    /// `[]int`
    Int,
    /// `[][]interface {}`, made by `chunk`
    List,
    /// `[]map[string]interface {}`, made by TOML
    Map,
    /// Another element type, e.g. `chart.Maintainer` pointers.
    Named(&'static str),
}

/// A Go slice; clones share the same storage, as slices do.
#[derive(Clone, Debug)]
pub struct List(Rc<Storage>);

#[derive(Debug)]
struct Storage {
    items: RefCell<Vec<Value>>,
    elem: Elem,
    nil: bool,
}

impl List {
    /// Makes a `[]interface {}`.
    pub fn new(items: Vec<Value>) -> Self {
        Self::of(Elem::Any, items)
    }

    /// Makes a slice of the given element type.
    pub fn of(elem: Elem, items: Vec<Value>) -> Self {
        Self(Rc::new(Storage {
            items: RefCell::new(items),
            elem,
            nil: false,
        }))
    }

    /// Makes a nil slice, which JSON prints as `null`.
    pub fn nil(elem: Elem) -> Self {
        Self(Rc::new(Storage {
            items: RefCell::default(),
            elem,
            nil: true,
        }))
    }

    /// Says whether this is a nil slice.
    pub fn is_nil(&self) -> bool {
        self.0.nil
    }

    /// Gives the element type.
    pub fn elem(&self) -> Elem {
        self.0.elem
    }

    /// Borrows the items for reading.
    pub fn items(&self) -> Ref<'_, Vec<Value>> {
        self.0.items.borrow()
    }

    /// Borrows the items for changing them in place (`sortAlpha` on a `[]string`).
    pub fn items_mut(&self) -> RefMut<'_, Vec<Value>> {
        self.0.items.borrow_mut()
    }

    /// Gives the number of items.
    pub fn len(&self) -> usize {
        self.0.items.borrow().len()
    }

    /// Says whether there are no items.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Gives a copy of item `index`.
    pub fn get(&self, index: usize) -> Option<Value> {
        self.0.items.borrow().get(index).cloned()
    }

    /// Says whether both are the same storage.
    pub fn same(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }

    /// Gives the Go type.
    pub fn go_type(&self) -> GoType {
        match self.0.elem {
            Elem::Any => GoType::List,
            Elem::Str => GoType::StrList,
            Elem::Int => GoType::Named("[]int"),
            Elem::List => GoType::Named("[][]interface {}"),
            Elem::Map => GoType::Named("[]map[string]interface {}"),
            Elem::Named(name) => GoType::Named(name),
        }
    }
}

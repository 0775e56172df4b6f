//! The functions a template may call, by name and by number.

use crate::function::Function;
use crate::hash::NameMap;
use std::hash::BuildHasherDefault;

/// Which release of Go's template package to follow where releases differ.
#[derive(Clone, Copy, PartialEq, Eq, Debug, PartialOrd, Ord)]
pub enum GoVersion {
    /// Go 1.23, which Helm 3.17 is built with.
    Go1_23,
    /// Go 1.27, which Helm 4.3 is built with: ranges over integers, says which types do not compare.
    Go1_27,
}

/// The number of a function in its table; parsed templates hold numbers, not names.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct FunctionId(pub(crate) u16);

/// An immutable table of functions: Go's built-ins and what the caller adds.
pub struct FunctionTable {
    version: GoVersion,
    functions: Vec<Function>,
    names: NameMap<&'static [u8], FunctionId>,
    map_methods: Vec<Function>,
}

impl FunctionTable {
    /// Go's `and`, which evaluates lazily; a function of that name from another group has its own
    /// number and does not.
    pub(crate) const AND: FunctionId = FunctionId(0);
    /// Go's `or`.
    pub(crate) const OR: FunctionId = FunctionId(1);
    /// Go's `call`.
    pub(crate) const CALL: FunctionId = FunctionId(2);

    /// Makes a table of Go's built-ins and of the given groups; a later group wins over an earlier
    /// one and over the built-ins.
    ///
    /// # Panics
    /// With more than 65,535 functions.
    pub fn new(version: GoVersion, groups: &[&[Function]]) -> Self {
        let own = crate::builtins::functions(version);
        let count = own.len() + groups.iter().map(|group| group.len()).sum::<usize>();
        let mut table = Self {
            version,
            functions: Vec::with_capacity(count),
            names: NameMap::with_capacity_and_hasher(count, BuildHasherDefault::default()),
            map_methods: Vec::new(),
        };
        for group in [&own[..]].iter().chain(groups) {
            for function in *group {
                table.add(*function);
            }
        }
        table
    }

    fn add(&mut self, function: Function) {
        let id = FunctionId(u16::try_from(self.functions.len()).expect("fewer than 65,536"));
        self.functions.push(function);
        self.names.insert(function.name.as_bytes(), id);
    }

    /// Adds methods that maps seen as [`stator_value::MapType::Values`] have; the first argument
    /// of each is the map. As with all methods of Go that others may call, a name begins with a
    /// capital letter.
    #[must_use]
    pub fn with_map_methods(mut self, methods: &[Function]) -> Self {
        self.map_methods.extend_from_slice(methods);
        self
    }

    /// Gives the release of Go that is followed.
    pub fn version(&self) -> GoVersion {
        self.version
    }

    /// Finds a function by name.
    pub fn find(&self, name: &str) -> Option<FunctionId> {
        self.find_bytes(name.as_bytes())
    }

    pub(crate) fn find_bytes(&self, name: &[u8]) -> Option<FunctionId> {
        self.names.get(name).copied()
    }

    /// Gives a function by number.
    #[inline]
    pub fn get(&self, id: FunctionId) -> &Function {
        &self.functions[usize::from(id.0)]
    }

    /// Iterates over the names in no particular order.
    pub fn names(&self) -> impl Iterator<Item = &'static str> {
        self.names.values().map(|id| self.get(*id).name)
    }

    pub(crate) fn map_method(&self, name: &[u8]) -> Option<&Function> {
        // Most names are keys of values, which begin with a small letter.
        if !name.first().is_some_and(u8::is_ascii_uppercase) {
            return None;
        }
        self.map_methods.iter().find(|m| m.name.as_bytes() == name)
    }
}

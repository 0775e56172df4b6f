//! The entries of a map, sorted by key bytes.
//!
//! Nearly all maps are small. Their entries stand in one piece of memory, which takes a third of
//! what a tree takes for them and is quicker to make, to search and to drop. Maps that grow beyond
//! that become trees, so that filling them never takes time in the square of their size.

use crate::bytes::Str;
use crate::origin::Origin;
use crate::value::Value;
use std::cmp::Ordering;
use std::collections::{BTreeMap, btree_map};
use std::{slice, vec};

/// How many entries stand in one piece of memory.
const FEW: usize = 64;

/// A value in a map with the place that wrote it.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The value.
    pub value: Value,
    /// Who wrote it.
    pub origin: Origin,
}

/// The entries of a map, sorted by key bytes.
#[derive(Clone, Debug)]
pub struct Entries(Form);

#[derive(Clone, Debug)]
#[expect(
    clippy::box_collection,
    reason = "keeps what is rare from making what is frequent larger"
)]
enum Form {
    Few(Vec<(Str, Entry)>),
    Many(Box<BTreeMap<Str, Entry>>),
}

impl Default for Entries {
    fn default() -> Self {
        Self(Form::Few(Vec::new()))
    }
}

impl Entries {
    /// Gives the number of entries.
    pub fn len(&self) -> usize {
        match &self.0 {
            Form::Few(pairs) => pairs.len(),
            Form::Many(tree) => tree.len(),
        }
    }

    /// Says whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Gives the entry under `key`.
    pub fn get(&self, key: &[u8]) -> Option<&Entry> {
        match &self.0 {
            // Most keys differ in length already, which a look at each tells.
            Form::Few(pairs) => pairs.iter().find(|(k, _)| **k == *key).map(|(_, e)| e),
            Form::Many(tree) => tree.get(key),
        }
    }

    /// Gives the entry under `key` for changing.
    pub fn get_mut(&mut self, key: &[u8]) -> Option<&mut Entry> {
        match &mut self.0 {
            Form::Few(pairs) => pairs.iter_mut().find(|(k, _)| **k == *key).map(|(_, e)| e),
            Form::Many(tree) => tree.get_mut(key),
        }
    }

    /// Says whether `key` is present.
    pub fn contains_key(&self, key: &[u8]) -> bool {
        self.get(key).is_some()
    }

    /// Puts an entry under `key`; gives the one that was there.
    pub fn insert(&mut self, key: Str, entry: Entry) -> Option<Entry> {
        let pairs = match &mut self.0 {
            Form::Many(tree) => return tree.insert(key, entry),
            Form::Few(pairs) => pairs,
        };
        match place(pairs, &key) {
            Ok(at) => return Some(std::mem::replace(&mut pairs[at].1, entry)),
            Err(at) if pairs.len() < FEW => pairs.insert(at, (key, entry)),
            Err(_) => {
                let mut tree: BTreeMap<_, _> = std::mem::take(pairs).into_iter().collect();
                tree.insert(key, entry);
                self.0 = Form::Many(Box::new(tree));
            }
        }
        None
    }

    /// Takes the entry under `key` out.
    pub fn remove(&mut self, key: &[u8]) -> Option<Entry> {
        match &mut self.0 {
            Form::Few(pairs) => place(pairs, key).ok().map(|at| pairs.remove(at).1),
            Form::Many(tree) => tree.remove(key),
        }
    }

    /// Takes out all entries that `keep` does not want.
    pub fn retain(&mut self, mut keep: impl FnMut(&Str, &mut Entry) -> bool) {
        match &mut self.0 {
            Form::Few(pairs) => pairs.retain_mut(|(key, entry)| keep(key, entry)),
            Form::Many(tree) => tree.retain(keep),
        }
    }

    /// Iterates over keys and entries.
    pub fn iter(&self) -> Iter<'_> {
        match &self.0 {
            Form::Few(pairs) => Iter::Few(pairs.iter()),
            Form::Many(tree) => Iter::Many(tree.iter()),
        }
    }

    /// Iterates over the keys.
    pub fn keys(&self) -> impl Iterator<Item = &Str> {
        self.iter().map(|(key, _)| key)
    }

    /// Iterates over the entries.
    pub fn values(&self) -> impl Iterator<Item = &Entry> {
        self.iter().map(|(_, entry)| entry)
    }

    /// Iterates over the entries for changing them.
    pub fn values_mut(&mut self) -> impl Iterator<Item = &mut Entry> {
        let (few, many) = match &mut self.0 {
            Form::Few(pairs) => (pairs.iter_mut(), None),
            Form::Many(tree) => ([].iter_mut(), Some(tree.values_mut())),
        };
        few.map(|(_, entry)| entry)
            .chain(many.into_iter().flatten())
    }
}

/// Finds the place of a key, or where it is to be put in.
fn place(pairs: &[(Str, Entry)], key: &[u8]) -> Result<usize, usize> {
    match pairs.last() {
        // Keys often come sorted.
        Some((last, _)) if compare(last, key) != Ordering::Less => {
            pairs.binary_search_by(|(k, _)| compare(k, key))
        }
        _ => Err(pairs.len()),
    }
}

/// Compares keys; most differ in their first byte.
fn compare(a: &[u8], b: &[u8]) -> Ordering {
    a.first().cmp(&b.first()).then_with(|| a.cmp(b))
}

/// Iterates over keys and entries.
#[derive(Clone, Debug)]
pub enum Iter<'a> {
    /// Of a small map.
    Few(slice::Iter<'a, (Str, Entry)>),
    /// Of a large map.
    Many(btree_map::Iter<'a, Str, Entry>),
}

impl<'a> Iterator for Iter<'a> {
    type Item = (&'a Str, &'a Entry);

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        match self {
            Self::Few(pairs) => pairs.next().map(|(key, entry)| (key, entry)),
            Self::Many(tree) => tree.next(),
        }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        match self {
            Self::Few(pairs) => pairs.size_hint(),
            Self::Many(tree) => tree.size_hint(),
        }
    }
}

/// Iterates over keys and entries, which it owns.
#[derive(Debug)]
pub enum IntoIter {
    /// Of a small map.
    Few(vec::IntoIter<(Str, Entry)>),
    /// Of a large map.
    Many(btree_map::IntoIter<Str, Entry>),
}

impl Iterator for IntoIter {
    type Item = (Str, Entry);

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        match self {
            Self::Few(pairs) => pairs.next(),
            Self::Many(tree) => tree.next(),
        }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        match self {
            Self::Few(pairs) => pairs.size_hint(),
            Self::Many(tree) => tree.size_hint(),
        }
    }
}

impl<'a> IntoIterator for &'a Entries {
    type Item = (&'a Str, &'a Entry);
    type IntoIter = Iter<'a>;
    fn into_iter(self) -> Iter<'a> {
        self.iter()
    }
}

impl IntoIterator for Entries {
    type Item = (Str, Entry);
    type IntoIter = IntoIter;
    fn into_iter(self) -> IntoIter {
        match self.0 {
            Form::Few(pairs) => IntoIter::Few(pairs.into_iter()),
            Form::Many(tree) => IntoIter::Many(tree.into_iter()),
        }
    }
}

impl Extend<(Str, Entry)> for Entries {
    fn extend<I: IntoIterator<Item = (Str, Entry)>>(&mut self, pairs: I) {
        let pairs = pairs.into_iter();
        if let Form::Few(own) = &mut self.0 {
            let more = pairs.size_hint().0.min(FEW.saturating_sub(own.len()));
            own.reserve_exact(more);
        }
        for (key, entry) in pairs {
            self.insert(key, entry);
        }
    }
}

impl FromIterator<(Str, Entry)> for Entries {
    fn from_iter<I: IntoIterator<Item = (Str, Entry)>>(pairs: I) -> Self {
        let pairs: Vec<(Str, Entry)> = pairs.into_iter().collect();
        let is_sorted = pairs.is_sorted_by(|(a, _), (b, _)| compare(a, b) == Ordering::Less);
        if is_sorted && pairs.len() <= FEW {
            return Self(Form::Few(pairs));
        }
        let mut entries = Self::default();
        entries.extend(pairs);
        entries
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(n: i64) -> Entry {
        Entry {
            value: Value::int(n),
            origin: Origin::NONE,
        }
    }

    fn number(entry: &Entry) -> i64 {
        match entry.value {
            Value::Int(_, n) => n,
            _ => -1,
        }
    }

    /// Compares with a tree after each step of a walk through many keys.
    #[test]
    fn entries_are_those_of_a_tree_at_every_size() {
        let mut entries = Entries::default();
        let mut tree = BTreeMap::new();
        for step in 0..400_i64 {
            let key = Str::from(format!("k{}", step * 7919 % 131));
            let old = entries.insert(key.clone(), entry(step));
            assert_eq!(old.as_ref().map(number), tree.insert(key.clone(), step));
            assert_eq!(entries.get(&key).map(number), Some(step));
            if step % 3 == 0 {
                let gone = Str::from(format!("k{}", step * 31 % 131));
                let removed = entries.remove(&gone);
                assert_eq!(removed.as_ref().map(number), tree.remove(&gone));
                assert!(!entries.contains_key(&gone));
            }
            let pairs = entries.iter().map(|(k, e)| (k, number(e)));
            assert!(pairs.eq(tree.iter().map(|(k, n)| (k, *n))));
            assert_eq!(entries.len(), tree.len());
        }
        entries.retain(|_, e| number(e) % 2 == 0);
        tree.retain(|_, n| *n % 2 == 0);
        let pairs = entries.into_iter().map(|(k, e)| (k, number(&e)));
        assert!(pairs.eq(tree));
    }
}

//! Keys that are written twice in one map: Helm takes the last one and says nothing.

use super::tree::Node;
use crate::bytes::Str;
use stator_diag::{SourceId, Span};
use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;

/// Why a key counts as written twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DuplicateKind {
    /// The same key twice in one map; the later one wins.
    Key,
    /// A merge (`<<`) behind the key replaces the value that the key was given.
    Merge,
}

/// A key that is written twice in one map.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Duplicate {
    /// What happened.
    pub kind: DuplicateKind,
    /// Path of the key, e.g. `a.b[2].c`.
    pub path: String,
    /// The key's first place.
    pub first: Span,
    /// The key's later place, whose value counts.
    pub second: Span,
}

enum Step {
    Key(Str),
    Item(usize),
}

/// A map that is being built.
#[derive(Default)]
struct Level {
    /// Where each key was written, and in which merged map (0 = in this one).
    seen: HashMap<Str, (Span, usize)>,
    /// Number of merged maps so far.
    merged: usize,
    /// The merged maps that are being read.
    open: Vec<usize>,
    merge_key: Option<Span>,
}

/// Watches a value being built and notes duplicates.
pub(super) struct Watch {
    source: SourceId,
    base: u32,
    levels: Vec<Level>,
    path: Vec<Step>,
    found: Vec<Duplicate>,
    /// Places that were reported; what an anchor holds is read once for each alias.
    reported: HashSet<(u32, u32)>,
}

impl Watch {
    pub(super) fn new(source: SourceId, base: u32) -> Self {
        Self {
            source,
            base,
            levels: Vec::new(),
            path: Vec::new(),
            found: Vec::new(),
            reported: HashSet::new(),
        }
    }

    /// Gives what was found, in the order of the later places.
    pub(super) fn finish(mut self) -> Vec<Duplicate> {
        self.found.sort_by_key(|d| (d.second.start, d.first.start));
        self.found
    }

    pub(super) fn open_map(&mut self) {
        self.levels.push(Level::default());
    }

    pub(super) fn close_map(&mut self) {
        self.levels.pop();
    }

    /// Notes a `<<`.
    pub(super) fn merge(&mut self, key: &Node) {
        let span = self.span(key);
        let Some(level) = self.levels.last_mut() else {
            return;
        };
        if level.open.is_empty()
            && let Some(first) = level.merge_key.replace(span)
        {
            self.path.push(Step::Key("<<".into()));
            self.report(DuplicateKind::Key, first, span);
            self.path.pop();
        }
    }

    /// Starts a map that is merged into the current one.
    pub(super) fn open_merge(&mut self) {
        if let Some(level) = self.levels.last_mut() {
            level.merged += 1;
            level.open.push(level.merged);
        }
    }

    pub(super) fn close_merge(&mut self) {
        if let Some(level) = self.levels.last_mut() {
            level.open.pop();
        }
    }

    pub(super) fn enter_item(&mut self, index: usize) {
        self.path.push(Step::Item(index));
    }

    pub(super) fn enter_key(&mut self, name: &Str, key: &Node) {
        self.path.push(Step::Key(name.clone()));
        let span = self.span(key);
        let Some(level) = self.levels.last_mut() else {
            return;
        };
        let map = level.open.last().copied().unwrap_or(0);
        let kind = match level.seen.insert(name.clone(), (span, map)) {
            Some((first, before)) if before == map => Some((DuplicateKind::Key, first)),
            Some((first, 0)) => Some((DuplicateKind::Merge, first)),
            _ => None,
        };
        if let Some((kind, first)) = kind {
            self.report(kind, first, span);
        }
    }

    /// Leaves a key or an item.
    pub(super) fn leave(&mut self) {
        self.path.pop();
    }

    fn span(&self, node: &Node) -> Span {
        let (start, end) = (self.base + node.start.at, self.base + node.end);
        Span {
            source: self.source,
            start,
            end,
        }
    }

    fn report(&mut self, kind: DuplicateKind, first: Span, second: Span) {
        if !self.reported.insert((first.start, second.start)) {
            return;
        }
        let mut path = String::new();
        for step in &self.path {
            match step {
                Step::Key(key) if !path.is_empty() => {
                    let _ = write!(path, ".{key}");
                }
                Step::Key(key) => path.push_str(&key.to_text()),
                Step::Item(index) => {
                    let _ = write!(path, "[{index}]");
                }
            }
        }
        self.found.push(Duplicate {
            kind,
            path,
            first,
            second,
        });
    }
}

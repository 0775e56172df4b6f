//! Templates by name, with overlays for texts executed on the fly.

use crate::ast::Tree;
use crate::hash::NameMap;
use std::sync::Arc;

/// Definitions that hide those of the layer below.
pub(crate) struct Layer<'p> {
    trees: NameMap<Arc<str>, Arc<Tree>>,
    below: Option<&'p Layer<'p>>,
}

impl<'p> Layer<'p> {
    /// Makes an empty layer.
    pub(crate) fn over(below: Option<&'p Layer<'p>>) -> Self {
        Self {
            trees: NameMap::default(),
            below,
        }
    }

    /// Finds a template.
    pub(crate) fn find(&self, name: &str) -> Option<&Arc<Tree>> {
        let mut layer = self;
        loop {
            // Most overlays are empty or hold one name: not worth hashing for.
            if !layer.trees.is_empty()
                && let Some(tree) = layer.trees.get(name)
            {
                return Some(tree);
            }
            layer = layer.below?;
        }
    }

    /// Adds a template; an empty one replaces nothing.
    pub(crate) fn add(&mut self, tree: &Arc<Tree>) {
        if !tree.is_empty() || self.find(&tree.name).is_none() {
            self.trees.insert(Arc::clone(&tree.name), Arc::clone(tree));
        }
    }

    /// Iterates over the names of this layer.
    pub(crate) fn names(&self) -> impl Iterator<Item = &Arc<str>> {
        self.trees.keys()
    }
}

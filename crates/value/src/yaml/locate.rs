//! Where a text writes the value at a path.

use super::build::key_text;
use super::compose::compose;
use super::error::YamlError;
use super::input::Input;
use super::resolve::resolve;
use super::tree::{NONE, NodeId, Shape, Tree};
use stator_diag::{SourceId, Span};

/// One step of a path into a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step<'p> {
    /// Into a map.
    Key(&'p [u8]),
    /// Into a list, from 0.
    Index(usize),
}

/// Where a value is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Location {
    /// Its key; none for list items and the document itself.
    pub key: Option<Span>,
    /// The value; that of an alias is the alias.
    pub value: Span,
}

/// A text taken apart, to look up places in it.
pub struct Locator<'t> {
    tree: Tree<'t>,
    source: SourceId,
    base: u32,
}

impl<'t> Locator<'t> {
    /// Takes the first document of `text` apart; `base` is added to every offset.
    ///
    /// # Errors
    /// As for [`parse`](super::parse), where the text is no YAML.
    pub fn new(text: &'t [u8], source: SourceId, base: u32) -> Result<Self, YamlError> {
        super::check_length(text, base)?;
        let tree = compose(Input::new(text)).map_err(|fault| fault.into_error(base))?;
        Ok(Self { tree, source, base })
    }

    /// Finds the value at `path` as reading would give it: through aliases and merges, the last of
    /// equal keys.
    pub fn locate(&self, path: &[Step<'_>]) -> Option<Location> {
        if self.tree.root == NONE {
            return None;
        }
        let (mut key, mut value) = (None, self.tree.root);
        for step in path {
            let container = self.follow(value);
            match step {
                Step::Index(index) => {
                    if !matches!(self.tree.node(container).shape, Shape::Sequence) {
                        return None;
                    }
                    key = None;
                    value = self.tree.children(container).nth(*index)?;
                }
                Step::Key(name) => {
                    let (found, at) = self.find(container, name, 0)?;
                    key = Some(found);
                    value = at;
                }
            }
        }
        Some(Location {
            key: key.map(|key| self.span(key)),
            value: self.span(value),
        })
    }

    /// Goes from an alias to what it stands for.
    fn follow(&self, id: NodeId) -> NodeId {
        match self.tree.node(id).shape {
            Shape::Alias(target) => target,
            _ => id,
        }
    }

    fn find(&self, id: NodeId, name: &[u8], depth: usize) -> Option<(NodeId, NodeId)> {
        // An anchor may merge itself.
        if depth > 100 || !matches!(self.tree.node(id).shape, Shape::Mapping) {
            return None;
        }
        let mut last = None;
        for (key, value) in self.tree.pairs(id) {
            if self.tree.is_merge(key) {
                let merged = self.follow(value);
                let found = if matches!(self.tree.node(merged).shape, Shape::Sequence) {
                    let mut items = self.tree.children(merged);
                    items.find_map(|item| self.find(self.follow(item), name, depth + 1))
                } else {
                    self.find(merged, name, depth + 1)
                };
                last = found.or(last);
            } else if self.is_named(self.follow(key), name) {
                last = Some((key, value));
            }
        }
        last
    }

    fn is_named(&self, key: NodeId, name: &[u8]) -> bool {
        let Shape::Scalar {
            text,
            tag,
            implicit,
        } = self.tree.node(key).shape
        else {
            return false;
        };
        let text = self.tree.bytes(text);
        resolve(tag, implicit, text)
            .is_ok_and(|scalar| key_text(&scalar).is_some_and(|text| *text == *name))
    }

    fn span(&self, id: NodeId) -> Span {
        let node = self.tree.node(id);
        let (start, end) = (self.base + node.start.at, self.base + node.end);
        Span {
            source: self.source,
            start,
            end: end.max(start),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "\
a: &x
  b: [1, \"two\", {c: d}]
  1: one
m:
  <<: *x
  e: |
    text
a2: *x
e:
";

    fn found(path: &[Step<'_>]) -> Option<(&'static str, &'static str)> {
        let locator = Locator::new(TEXT.as_bytes(), SourceId::NONE, 0).unwrap();
        let cut = |span: Span| &TEXT[span.start as usize..span.end as usize];
        locator
            .locate(path)
            .map(|at| (at.key.map_or("", cut), cut(at.value)))
    }

    #[test]
    fn keys_and_items_are_found() {
        use Step::{Index, Key};
        assert_eq!(
            found(&[Key(b"a"), Key(b"b"), Index(1)]),
            Some(("", "\"two\""))
        );
        assert_eq!(
            found(&[Key(b"a"), Key(b"b"), Index(2), Key(b"c")]),
            Some(("c", "d"))
        );
        assert_eq!(found(&[Key(b"a"), Key(b"1")]), Some(("1", "one")));
        assert_eq!(found(&[Key(b"e")]), Some(("e", "")));
        assert_eq!(found(&[Key(b"a"), Key(b"b"), Index(3)]), None);
        assert_eq!(found(&[Key(b"a"), Index(0)]), None);
    }

    #[test]
    fn aliases_and_merges_are_followed() {
        use Step::Key;
        assert_eq!(found(&[Key(b"m"), Key(b"1")]), Some(("1", "one")));
        assert_eq!(found(&[Key(b"a2")]), Some(("a2", "*x")));
        assert_eq!(found(&[Key(b"a2"), Key(b"1")]), Some(("1", "one")));
        assert_eq!(found(&[Key(b"m"), Key(b"e")]), Some(("e", "|\n    text\n")));
    }

    #[test]
    fn offsets_start_at_the_base() {
        let locator = Locator::new(b"a: b", SourceId::NONE, 10).unwrap();
        let at = locator.locate(&[Step::Key(b"a")]).unwrap();
        assert_eq!((at.value.start, at.value.end), (13, 14));
    }
}

//! The nodes of one document, as written.

use super::scan::{Mark, Piece};
use std::borrow::Cow;

/// Names a node of a [`Tree`].
pub(super) type NodeId = u32;

/// Stands for "no node".
pub(super) const NONE: NodeId = NodeId::MAX;

/// The tags that mean something to yaml v2.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tag {
    /// None given.
    None,
    Null,
    Bool,
    Str,
    Int,
    Float,
    Timestamp,
    Binary,
    Merge,
    /// Any other; the scalar stays a string.
    Other,
}

impl Tag {
    /// Knows a tag by its full name.
    pub(super) fn of(name: &[u8]) -> Self {
        match name.strip_prefix(b"tag:yaml.org,2002:") {
            Some(b"null") => Self::Null,
            Some(b"bool") => Self::Bool,
            Some(b"str") => Self::Str,
            Some(b"int") => Self::Int,
            Some(b"float") => Self::Float,
            Some(b"timestamp") => Self::Timestamp,
            Some(b"binary") => Self::Binary,
            Some(b"merge") => Self::Merge,
            _ if name.is_empty() => Self::None,
            _ => Self::Other,
        }
    }

    /// Gives the short form that messages use.
    pub(super) fn short(self) -> &'static str {
        match self {
            Self::Null => "!!null",
            Self::Bool => "!!bool",
            Self::Str => "!!str",
            Self::Int => "!!int",
            Self::Float => "!!float",
            Self::Timestamp => "!!timestamp",
            Self::Binary => "!!binary",
            Self::Merge => "!!merge",
            Self::None | Self::Other => "",
        }
    }
}

/// What a node is.
#[derive(Clone, Copy, Debug)]
pub(super) enum Shape {
    Scalar {
        text: Piece,
        tag: Tag,
        /// Its text decides its type.
        implicit: bool,
    },
    /// Its children, by their siblings, are the items.
    Sequence,
    /// Its children, by their siblings, are keys and values in turn.
    Mapping,
    Alias(NodeId),
}

/// A node.
#[derive(Clone, Copy, Debug)]
pub(super) struct Node {
    pub(super) shape: Shape,
    pub(super) start: Mark,
    /// Offset behind the node.
    pub(super) end: u32,
    pub(super) first_child: NodeId,
    pub(super) next: NodeId,
}

/// A document.
pub(super) struct Tree<'t> {
    pub(super) text: Cow<'t, [u8]>,
    pub(super) scratch: Vec<u8>,
    pub(super) nodes: Vec<Node>,
    /// `NONE` where the stream holds no document.
    pub(super) root: NodeId,
}

impl Tree<'_> {
    /// Gives a node.
    #[inline]
    pub(super) fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id as usize]
    }

    /// Gives the bytes of a piece.
    #[inline]
    pub(super) fn bytes(&self, piece: Piece) -> &[u8] {
        piece.get(&self.text, &self.scratch)
    }

    /// Iterates over the children of a node.
    #[inline]
    pub(super) fn children(&self, id: NodeId) -> impl Iterator<Item = NodeId> {
        let mut next = self.node(id).first_child;
        std::iter::from_fn(move || {
            let id = next;
            (id != NONE).then(|| next = self.node(id).next).map(|()| id)
        })
    }

    /// Iterates over the keys and values of a mapping.
    #[inline]
    pub(super) fn pairs(&self, id: NodeId) -> impl Iterator<Item = (NodeId, NodeId)> {
        let mut children = self.children(id);
        std::iter::from_fn(move || Some((children.next()?, children.next()?)))
    }

    /// Says whether a key asks for a merge.
    #[inline]
    pub(super) fn is_merge(&self, key: NodeId) -> bool {
        match self.node(key).shape {
            Shape::Scalar {
                text,
                tag,
                implicit,
            } => (implicit || tag == Tag::Merge) && self.bytes(text) == b"<<",
            _ => false,
        }
    }
}

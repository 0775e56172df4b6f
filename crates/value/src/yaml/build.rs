//! From nodes to values, by way of JSON as sigs.k8s.io/yaml goes.
//!
//! What cannot go through JSON is only noted here; the module `exact` then says which of several
//! such things Helm reports, or that a later key has replaced them all.

use super::duplicate::Watch;
use super::error::{Fault, Stage};
use super::exact;
use super::number::write_general_32;
use super::resolve::{Scalar, resolve};
use super::scan::Mark;
use super::tree::{NodeId, Shape, Tag, Tree};
use super::{Duplicate, Options, Wanted};
use crate::bytes::Str;
use crate::entries::{Entries, Entry};
use crate::list::List;
use crate::map::Map;
use crate::origin::Origin;
use crate::value::{IntKind, Value};
use stator_diag::SourceId;
use std::borrow::Cow;

/// How deep JSON may nest.
pub(super) const MAX_DEPTH: usize = 10_000;

/// Counts of nodes read between which the allowed share of those read through aliases shrinks.
const ALIAS_RANGE: (f64, f64) = (400_000.0, 4_000_000.0);

/// What came of building.
pub(super) struct Built {
    pub(super) value: Value,
    /// Something in the document may not go through JSON.
    pub(super) doubtful: bool,
    pub(super) duplicates: Vec<Duplicate>,
}

/// Builds the value of a document.
pub(super) fn build(tree: &Tree<'_>, source: SourceId, options: Options) -> Result<Built, Fault> {
    let mut builder = Builder {
        tree,
        source,
        base: options.base,
        keep_integers: options.keep_integers,
        letters_are_texts: options.letters_are_texts,
        // The document counts as a node.
        count: 1,
        alias_count: 0,
        aliases: Vec::new(),
        doubtful: false,
        watch: options
            .find_duplicates
            .then(|| Watch::new(source, options.base)),
    };
    let value = if tree.root == super::tree::NONE {
        Value::Nil
    } else {
        builder.value(tree.root, 0, options.wanted)?
    };
    Ok(Built {
        value,
        doubtful: builder.doubtful,
        duplicates: builder.watch.map(Watch::finish).unwrap_or_default(),
    })
}

struct Builder<'t> {
    tree: &'t Tree<'t>,
    source: SourceId,
    base: u32,
    keep_integers: bool,
    letters_are_texts: bool,
    count: usize,
    alias_count: usize,
    /// The aliases that are being followed.
    aliases: Vec<NodeId>,
    doubtful: bool,
    watch: Option<Watch>,
}

pub(super) fn fault<T>(problem: impl Into<Cow<'static, str>>, mark: Mark) -> Result<T, Fault> {
    Err(Fault::new(Stage::Builder, problem, mark))
}

/// Complains about an alias within what it stands for.
pub(super) fn contains_itself<T>(tree: &Tree<'_>, id: NodeId) -> Result<T, Fault> {
    let node = tree.node(id);
    let name = &tree.text[node.start.at as usize + 1..node.end as usize];
    let name = String::from_utf8_lossy(name);
    fault(format!("anchor '{name}' value contains itself"), node.start)
}

/// Says whether so many nodes of so many may have been read through aliases.
pub(super) fn too_many_aliases(alias_count: usize, count: usize) -> bool {
    if alias_count <= 100 || count <= 1000 {
        return false;
    }
    let (low, high) = ALIAS_RANGE;
    let count = count as f64;
    let allowed = if count <= low {
        0.99
    } else if count >= high {
        0.10
    } else {
        0.99 - 0.89 * ((count - low) / (high - low))
    };
    alias_count as f64 / count > allowed
}

/// Writes a scalar key as JSON knows it; none where it cannot be a key.
pub(super) fn key_text<'a>(key: &'a Scalar<'a>) -> Option<Cow<'a, [u8]>> {
    Some(match key {
        Scalar::Str(text) => json_text(text),
        Scalar::Int(n) => n.to_string().into_bytes().into(),
        Scalar::Float(f) => {
            let mut out = Vec::new();
            write_general_32(*f, &mut out);
            out.into()
        }
        Scalar::Bool(b) => (if *b { &b"true"[..] } else { b"false" }).into(),
        Scalar::Nil | Scalar::Uint(_) => return None,
    })
}

/// Gives what is left of a string after JSON: invalid bytes, which only `!!binary` can bring,
/// are replaced.
fn json_text<'a>(text: &'a Cow<'a, [u8]>) -> Cow<'a, [u8]> {
    match text {
        Cow::Borrowed(text) => (*text).into(),
        Cow::Owned(bytes) => exact::replace_invalid(bytes),
    }
}

impl<'t> Builder<'t> {
    /// Counts a node that is read.
    fn tally(&mut self, mark: Mark) -> Result<(), Fault> {
        self.count += 1;
        if !self.aliases.is_empty() {
            self.alias_count += 1;
        }
        if too_many_aliases(self.alias_count, self.count) {
            return fault("document contains excessive aliasing", mark);
        }
        Ok(())
    }

    fn value(&mut self, id: NodeId, depth: usize, wanted: Wanted) -> Result<Value, Fault> {
        let node = self.tree.node(id);
        self.tally(node.start)?;
        if depth >= MAX_DEPTH && matches!(node.shape, Shape::Sequence | Shape::Mapping) {
            self.doubtful = true;
            return Ok(Value::Nil);
        }
        match node.shape {
            Shape::Scalar { .. } => {
                let scalar = self.scalar(id)?;
                Ok(self.scalar_value(&scalar, wanted))
            }
            Shape::Alias(target) => self.through_alias(id, |b| b.value(target, depth, wanted)),
            Shape::Sequence => {
                let mut items = Vec::new();
                for (index, child) in self.tree.children(id).enumerate() {
                    self.enter(|watch| watch.enter_item(index));
                    let item = self.value(child, depth + 1, wanted.of_items())?;
                    if wanted != Wanted::Nothing {
                        items.push(item);
                    }
                    self.enter(Watch::leave);
                }
                Ok(if wanted == Wanted::Nothing {
                    Value::Nil
                } else {
                    Value::List(List::new(items))
                })
            }
            Shape::Mapping => {
                let mut entries = Entries::default();
                self.enter(Watch::open_map);
                self.mapping(id, &mut entries, depth, wanted)?;
                self.enter(Watch::close_map);
                Ok(if wanted == Wanted::Nothing {
                    Value::Nil
                } else {
                    Value::Map(Map::from(entries))
                })
            }
        }
    }

    fn enter(&mut self, tell: impl FnOnce(&mut Watch)) {
        if let Some(watch) = &mut self.watch {
            tell(watch);
        }
    }

    fn through_alias<T>(
        &mut self,
        id: NodeId,
        read: impl FnOnce(&mut Self) -> Result<T, Fault>,
    ) -> Result<T, Fault> {
        if self.aliases.contains(&id) {
            return contains_itself(self.tree, id);
        }
        self.aliases.push(id);
        let read = read(self)?;
        self.aliases.pop();
        Ok(read)
    }

    fn scalar(&self, id: NodeId) -> Result<Scalar<'t>, Fault> {
        let node = self.tree.node(id);
        let Shape::Scalar {
            text,
            tag,
            implicit,
        } = node.shape
        else {
            return Ok(Scalar::Nil);
        };
        let bytes = self.tree.bytes(text);
        let is_letter = matches!(bytes, b"y" | b"Y" | b"n" | b"N");
        if self.letters_are_texts && is_letter && tag == Tag::None {
            return Ok(Scalar::Str(Cow::Borrowed(bytes)));
        }
        resolve(tag, implicit, bytes).or_else(|problem| fault(problem, node.start))
    }

    fn scalar_value(&mut self, scalar: &Scalar<'_>, wanted: Wanted) -> Value {
        match scalar {
            Scalar::Str(_) if wanted == Wanted::Nothing => Value::Nil,
            Scalar::Nil => Value::Nil,
            Scalar::Bool(b) => Value::Bool(*b),
            Scalar::Int(n) if self.keep_integers => Value::int(*n),
            Scalar::Int(n) => Value::Float(*n as f64),
            Scalar::Uint(n) if self.keep_integers => Value::Int(IntKind::Uint64, *n as i64),
            Scalar::Uint(n) => Value::Float(*n as f64),
            Scalar::Float(f) => {
                self.doubtful |= !f.is_finite();
                Value::Float(*f)
            }
            Scalar::Str(text) => Value::Str(Str::from(&*json_text(text))),
        }
    }

    /// Reads a mapping into `entries`, which may hold some already where this is a merge.
    fn mapping(
        &mut self,
        id: NodeId,
        entries: &mut Entries,
        depth: usize,
        wanted: Wanted,
    ) -> Result<(), Fault> {
        for (key, value) in self.tree.pairs(id) {
            if self.tree.is_merge(key) {
                let node = self.tree.node(key);
                self.enter(|watch| watch.merge(node));
                self.merge(value, entries, depth, wanted)?;
                continue;
            }
            let Some(name) = self.key(key)? else {
                // Only looked at for what may be wrong with it.
                self.doubtful = true;
                self.value(value, depth + 1, Wanted::Nothing)?;
                continue;
            };
            let below = wanted.under(&name);
            if below == Wanted::Nothing && self.watch.is_none() {
                self.value(value, depth + 1, below)?;
                continue;
            }
            let name = Str::from(&*name);
            let node = self.tree.node(key);
            self.enter(|watch| watch.enter_key(&name, node));
            let value = self.value(value, depth + 1, below)?;
            self.enter(Watch::leave);
            if below == Wanted::Nothing {
                continue;
            }
            let origin = Origin {
                source: self.source,
                start: self.base + node.start.at,
            };
            entries.insert(name, Entry { value, origin });
        }
        Ok(())
    }

    /// Reads a key; none where JSON has no such key.
    fn key(&mut self, id: NodeId) -> Result<Option<Cow<'t, [u8]>>, Fault> {
        let node = self.tree.node(id);
        self.tally(node.start)?;
        match node.shape {
            Shape::Scalar { .. } => Ok(match self.scalar(id)? {
                Scalar::Str(Cow::Borrowed(text)) => Some(text.into()),
                other => key_text(&other).map(|text| text.into_owned().into()),
            }),
            Shape::Alias(target) => self.through_alias(id, |b| b.key(target)),
            Shape::Sequence | Shape::Mapping => {
                let problem = exact::invalid_key(self.tree, id, self.count)?;
                fault(problem, node.start)
            }
        }
    }

    /// Reads what stands behind `<<` into `entries`.
    fn merge(
        &mut self,
        id: NodeId,
        entries: &mut Entries,
        depth: usize,
        wanted: Wanted,
    ) -> Result<(), Fault> {
        match self.tree.node(id).shape {
            Shape::Mapping | Shape::Alias(_) => self.merge_one(id, entries, depth, wanted),
            Shape::Sequence => {
                // The first one wins, so that it comes last.
                let items: Vec<NodeId> = self.tree.children(id).collect();
                items
                    .into_iter()
                    .rev()
                    .try_for_each(|item| self.merge_one(item, entries, depth, wanted))
            }
            Shape::Scalar { .. } => self.no_map_to_merge(id),
        }
    }

    fn merge_one(
        &mut self,
        id: NodeId,
        entries: &mut Entries,
        depth: usize,
        wanted: Wanted,
    ) -> Result<(), Fault> {
        let node = self.tree.node(id);
        let target = match node.shape {
            Shape::Alias(target) => target,
            _ => id,
        };
        if !matches!(self.tree.node(target).shape, Shape::Mapping) {
            return self.no_map_to_merge(id);
        }
        self.tally(node.start)?;
        self.enter(Watch::open_merge);
        if target == id {
            self.mapping(id, entries, depth, wanted)?;
        } else {
            self.through_alias(id, |b| {
                b.tally(node.start)?;
                b.mapping(target, entries, depth, wanted)
            })?;
        }
        self.enter(Watch::close_merge);
        Ok(())
    }

    fn no_map_to_merge(&self, id: NodeId) -> Result<(), Fault> {
        fault(
            "map merge requires map or sequence of maps as the value",
            self.tree.node(id).start,
        )
    }
}

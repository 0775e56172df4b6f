//! Putting values over a chart's defaults, down into its subcharts.
//!
//! Maps are shared as Helm shares them: what it changes through one name is seen through another,
//! and templates can tell.

use crate::compat::Compat;
use crate::error::{Error, Phase};
use crate::notice::Notice;
use crate::session::Session;
use crate::trace::{Event, Tracer, ValuesPath};
use crate::tree::{NodeId, Tree};
use stator_value::{Entry, List, Map, Origin, Str, Value, gofmt};
use std::fmt;

/// Gives a copy that shares nothing.
pub(crate) fn deep_copy(map: &Map) -> Map {
    copied(map, |_, value| Some(deep_copy_value(value)))
}

/// Copies the entries whose values `copy` gives, with their origins.
fn copied(map: &Map, mut copy: impl FnMut(&Str, &Value) -> Option<Value>) -> Map {
    let copied = Map::new();
    let entries = map.entries();
    let kept = entries.iter().filter_map(|(key, entry)| {
        let value = copy(key, &entry.value)?;
        let origin = entry.origin;
        Some((key.clone(), Entry { value, origin }))
    });
    *copied.entries_mut() = kept.collect();
    copied
}

fn deep_copy_value(value: &Value) -> Value {
    match value {
        Value::Map(map) => Value::Map(deep_copy(map)),
        Value::List(list) => {
            let items = list.items().iter().map(deep_copy_value).collect();
            Value::List(List::of(list.elem(), items))
        }
        other => other.clone(),
    }
}

/// Whether nulls are worked off or kept for a later pass.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Nulls {
    /// A null removes the default below it.
    Apply,
    /// A null stays.
    Keep,
}

/// Whose the lower one of two tables is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Lower {
    /// Nobody's: it may be changed, and what is taken from it need not be copied.
    Spare,
    /// A chart's: it stays as it is.
    Kept,
}

/// What is taken over from the defaults of charts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Defaults {
    /// Copies, since templates may change them.
    Copied,
    /// The tables themselves, where the pass does not put anything into them: what comes of it may
    /// only be read.
    Shared,
}

/// How Helm's warnings name a place: the chart's names and keys so far.
#[derive(Clone, Copy)]
struct Label<'a> {
    parent: Option<&'a Label<'a>>,
    name: &'a str,
}

impl<'a> Label<'a> {
    const NONE: Label<'static> = Label {
        parent: None,
        name: "",
    };

    fn then(&'a self, name: &'a str) -> Self {
        Self {
            parent: Some(self),
            name,
        }
    }
}

impl fmt::Display for Label<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(parent) = self.parent else {
            return f.write_str(self.name);
        };
        let before = parent.to_string();
        if before.is_empty() {
            f.write_str(self.name)
        } else {
            write!(f, "{before}.{}", self.name)
        }
    }
}

/// One pass of coalescing.
pub(crate) struct Coalescer<'a, 't> {
    tree: &'a Tree,
    session: &'a mut Session,
    tracer: &'a mut Tracer<'t>,
    compat: Compat,
    taking: Defaults,
}

impl<'a, 't> Coalescer<'a, 't> {
    pub(crate) fn new(
        tree: &'a Tree,
        session: &'a mut Session,
        tracer: &'a mut Tracer<'t>,
        taking: Defaults,
    ) -> Self {
        let compat = session.compat;
        Self {
            tree,
            session,
            tracer,
            compat,
            taking,
        }
    }

    /// Gives `values` (`None`: none at all) over the defaults of the chart and its subcharts; `path` is
    /// where the chart's values stand among the root's.
    pub(crate) fn run(
        &mut self,
        node: NodeId,
        values: Option<&Map>,
        path: &ValuesPath<'_>,
        nulls: Nulls,
    ) -> Result<Map, Error> {
        let dest = values.map_or_else(Map::new, deep_copy);
        self.chart(node, &dest, &Label::NONE, path, nulls)?;
        Ok(dest)
    }

    fn chart(
        &mut self,
        node: NodeId,
        dest: &Map,
        label: &Label<'_>,
        path: &ValuesPath<'_>,
        nulls: Nulls,
    ) -> Result<(), Error> {
        let name = self.tree.name(node);
        let label = label.then(name);
        self.defaults(node, dest, &label, path, nulls);
        for &child in self.tree.children(node) {
            let key = Str::from(self.tree.name(child));
            let path = path.key(&key);
            let section = match dest.get(&key) {
                None => {
                    let section = Map::new();
                    dest.set(key.clone(), Value::Map(section.clone()));
                    section
                }
                Some(Value::Map(section)) => section,
                Some(other) => return Err(self.mismatch(&key, &other, dest, path)),
            };
            self.globals(&section, dest, &label, &path);
            self.chart(child, &section, &label, &path, nulls)?;
        }
        Ok(())
    }

    /// Makes the error about a subchart's section that is no map.
    fn mismatch(&self, key: &Str, found: &Value, dest: &Map, path: ValuesPath<'_>) -> Error {
        let printed = gofmt::sprintf(b"%t", std::slice::from_ref(found));
        let text = format!(
            "type mismatch on {key}: {}",
            String::from_utf8_lossy(&printed)
        );
        let origin = dest.origin(key).unwrap_or(Origin::NONE);
        Error::new(Phase::Dependencies, text).with_fault(crate::error::Fault {
            message: format!("`{path}` holds the values of a subchart and must be a map"),
            places: vec![crate::error::Place::Value {
                origin,
                label: "set to something else here".to_owned(),
            }],
            values_path: Some(path.to_string()),
            ..Default::default()
        })
    }

    /// Fills `dest` with the chart's own defaults.
    fn defaults(
        &mut self,
        node: NodeId,
        dest: &Map,
        label: &Label<'_>,
        path: &ValuesPath<'_>,
        nulls: Nulls,
    ) {
        let tree = self.tree;
        for (key, default) in &*tree.values(node).entries() {
            let path = path.key(key);
            let Some(present) = dest.get(key) else {
                self.take_default(node, dest, (key, default), &path, nulls);
                continue;
            };
            match (&present, &default.value) {
                (Value::Nil, _) if nulls == Nulls::Apply => {
                    let by = dest.remove(key).map_or(Origin::NONE, |e| e.origin);
                    self.tracer.tell(|| Event::Removed {
                        path,
                        by,
                        loser: default,
                    });
                }
                (Value::Map(above), Value::Map(below)) => {
                    let nulls = if self.is_child(node, key) {
                        Nulls::Keep
                    } else {
                        nulls
                    };
                    let key = key.to_text();
                    let label = label.then(&key);
                    if self.drops_nulls(nulls) && holds_null(below) {
                        let below = self.without_nulls(below, &path);
                        self.tables(above, &below, &label, &path, (nulls, Lower::Spare));
                    } else {
                        self.tables(above, below, &label, &path, (nulls, Lower::Kept));
                    }
                }
                (Value::Map(_), below) => {
                    if !matches!(below, Value::Nil) {
                        let path = format!("{label}.{key}");
                        self.session.notice(Notice::DefaultNoTable { path });
                    }
                    self.tell_kept(dest, key, default, path, true);
                }
                _ => self.tell_kept(dest, key, default, path, false),
            }
        }
    }

    /// Takes over a default that nothing stands over.
    fn take_default(
        &mut self,
        node: NodeId,
        dest: &Map,
        (key, default): (&Str, &Entry),
        path: &ValuesPath<'_>,
        nulls: Nulls,
    ) {
        let by = default.origin;
        let drops_nulls = self.drops_nulls(nulls);
        if drops_nulls && matches!(default.value, Value::Nil) {
            self.tracer.tell(|| Event::NullDropped { path: *path, by });
            return;
        }
        let value = match &default.value {
            Value::Map(map) if drops_nulls && holds_null(map) => {
                Value::Map(self.without_nulls(map, path))
            }
            value if self.is_left_alone(node, key) => value.clone(),
            value => deep_copy_value(value),
        };
        dest.set_from(key.clone(), value, by);
    }

    /// Says whether nothing is put into the table that a chart has under this key, during the pass or
    /// after it.
    fn is_left_alone(&self, node: NodeId, key: &Str) -> bool {
        self.taking == Defaults::Shared && **key != *b"global" && !self.is_child(node, key)
    }

    /// COMPAT(helm): Helm 4 drops the nulls of defaults, Helm 3 hands them on.
    fn drops_nulls(&self, nulls: Nulls) -> bool {
        self.compat.is_helm4() && nulls == Nulls::Apply
    }

    fn is_child(&self, node: NodeId, key: &Str) -> bool {
        self.tree
            .children(node)
            .iter()
            .any(|c| self.tree.name(*c).as_bytes() == &**key)
    }

    fn tell_kept(
        &mut self,
        dest: &Map,
        key: &Str,
        loser: &Entry,
        path: ValuesPath<'_>,
        mismatched: bool,
    ) {
        if !self.tracer.is_on() {
            return;
        }
        let entries = dest.entries();
        let Some(winner) = entries.get(key) else {
            return;
        };
        self.tracer.tell(|| {
            if mismatched {
                Event::Mismatched {
                    path,
                    kept: winner,
                    ignored: loser,
                }
            } else {
                Event::Overridden {
                    path,
                    winner,
                    loser,
                }
            }
        });
    }

    /// Gives a copy that shares nothing and holds no nulls, at any depth of maps.
    fn without_nulls(&mut self, map: &Map, path: &ValuesPath<'_>) -> Map {
        if self.tracer.is_on() {
            let entries = map.entries();
            for (key, entry) in entries
                .iter()
                .filter(|(_, e)| matches!(e.value, Value::Nil))
            {
                let (path, by) = (path.key(key), entry.origin);
                self.tracer.tell(|| Event::NullDropped { path, by });
            }
        }
        copied(map, |key, value| match value {
            Value::Nil => None,
            Value::Map(inner) => Some(Value::Map(self.without_nulls(inner, &path.key(key)))),
            other => Some(deep_copy_value(other)),
        })
    }

    /// Copies the parent's globals into a subchart's section and merges them over its own.
    ///
    /// COMPAT(helm): maps two levels below `global` stay shared between parent and subcharts, so what
    /// a subchart's section adds there shows in the parent.
    fn globals(&mut self, section: &Map, parent: &Map, label: &Label<'_>, path: &ValuesPath<'_>) {
        let own = match section.get(b"global") {
            None => Map::new(),
            Some(Value::Map(map)) => map,
            Some(_) => return self.session.notice(Notice::GlobalDestinationNoTable),
        };
        let given = match parent.get(b"global") {
            None => Map::new(),
            Some(Value::Map(map)) => map,
            Some(_) => return self.session.notice(Notice::GlobalSourceNoTable),
        };
        let given: Vec<(Str, Entry)> = given
            .entries()
            .iter()
            .map(|(k, e)| (k.clone(), e.clone()))
            .collect();
        let path = path.name("global");
        for (key, entry) in given {
            let path = path.key(&key);
            let present = own.get(&key);
            let Value::Map(table) = &entry.value else {
                if matches!(present, Some(Value::Map(_))) {
                    let key = key.to_text().into_owned();
                    self.session.notice(Notice::GlobalIsTable { key });
                } else {
                    self.tracer.tell(|| Event::GlobalCopied {
                        path,
                        entry: &entry,
                    });
                    own.entries_mut().insert(key, entry);
                }
                continue;
            };
            let copy = Map::new();
            copy.entries_mut().clone_from(&table.entries());
            match present {
                None => {}
                Some(Value::Map(below)) => {
                    let key = key.to_text();
                    let how = (Nulls::Keep, Lower::Spare);
                    self.tables(&copy, &below, &label.then(&key), &path, how);
                }
                Some(_) => {
                    let key = key.to_text().into_owned();
                    self.session.notice(Notice::GlobalConflict { key });
                    continue;
                }
            }
            self.tracer.tell(|| Event::GlobalCopied {
                path,
                entry: &entry,
            });
            let value = Value::Map(copy);
            own.entries_mut().insert(
                key,
                Entry {
                    value,
                    origin: entry.origin,
                },
            );
        }
        let origin = section.origin(b"global").unwrap_or(Origin::NONE);
        section.set_from("global", Value::Map(own), origin);
    }

    /// Puts `dst` over `src`, in place.
    fn tables(
        &mut self,
        dst: &Map,
        src: &Map,
        label: &Label<'_>,
        path: &ValuesPath<'_>,
        how: (Nulls, Lower),
    ) {
        if how.1 == Lower::Kept {
            for (key, below) in &*src.entries() {
                self.entry_below(dst, key, below, label, path.key(key), how);
            }
            return;
        }
        let below: Vec<(Str, Entry)> = src
            .entries()
            .iter()
            .map(|(k, e)| (k.clone(), e.clone()))
            .collect();
        if self.compat.is_helm4() {
            overlay_nulls(dst, src);
        }
        for (key, below) in below {
            self.entry_below(dst, &key, &below, label, path.key(&key), how);
        }
    }

    /// Puts `dst` over one entry.
    fn entry_below(
        &mut self,
        dst: &Map,
        key: &Str,
        below: &Entry,
        label: &Label<'_>,
        path: ValuesPath<'_>,
        how: (Nulls, Lower),
    ) {
        let Some(present) = dst.get(key) else {
            let value = match how.1 {
                Lower::Spare => below.value.clone(),
                Lower::Kept => deep_copy_value(&below.value),
            };
            dst.set_from(key.clone(), value, below.origin);
            return;
        };
        if matches!(present, Value::Nil) {
            self.null_over(dst, key, below, label, path, how.0);
            return;
        }
        match (&present, &below.value) {
            (Value::Map(above), Value::Map(below)) => {
                let key = key.to_text();
                self.tables(above, below, &label.then(&key), &path, how);
            }
            (_, Value::Map(_)) => {
                let path_text = label.then(&key.to_text()).to_string();
                let value = below.value.clone();
                self.session.notice(Notice::KeptOverTable {
                    path: path_text,
                    value,
                });
                self.tell_kept(dst, key, below, path, true);
            }
            (Value::Map(_), other) if !matches!(other, Value::Nil) => {
                let path_text = label.then(&key.to_text()).to_string();
                let value = below.value.clone();
                self.session.notice(Notice::KeptTable {
                    path: path_text,
                    value,
                });
                self.tell_kept(dst, key, below, path, true);
            }
            _ => self.tell_kept(dst, key, below, path, false),
        }
    }

    /// Works off a null that stands over `below`.
    fn null_over(
        &mut self,
        dst: &Map,
        key: &Str,
        below: &Entry,
        label: &Label<'_>,
        path: ValuesPath<'_>,
        nulls: Nulls,
    ) {
        let helm4 = self.compat.is_helm4();
        // COMPAT(helm): Helm 4 keeps a null over a null.
        if nulls == Nulls::Apply && !(helm4 && matches!(below.value, Value::Nil)) {
            let by = dst.remove(key).map_or(Origin::NONE, |e| e.origin);
            self.tracer.tell(|| Event::Removed {
                path,
                by,
                loser: below,
            });
            return;
        }
        if !helm4 && matches!(below.value, Value::Map(_)) {
            let path = label.then(&key.to_text()).to_string();
            self.session.notice(Notice::KeptOverTable {
                path,
                value: below.value.clone(),
            });
        }
        self.tell_kept(dst, key, below, path, false);
    }
}

/// Says whether there is a null at any depth of maps.
fn holds_null(map: &Map) -> bool {
    map.entries().values().any(|entry| match &entry.value {
        Value::Nil => true,
        Value::Map(inner) => holds_null(inner),
        _ => false,
    })
}

/// COMPAT(helm): Helm 4 first writes the nulls of the upper map into the lower one, which may be
/// shared.
fn overlay_nulls(dst: &Map, src: &Map) {
    let nulls: Vec<(Str, Origin)> = dst
        .entries()
        .iter()
        .filter(|(_, e)| matches!(e.value, Value::Nil))
        .map(|(k, e)| (k.clone(), e.origin))
        .collect();
    let mut entries = src.entries_mut();
    for (key, origin) in nulls {
        entries.insert(
            key,
            Entry {
                value: Value::Nil,
                origin,
            },
        );
    }
}

/// Merges tables outside the coalescing of charts, for imports: `dst` wins, nulls stay. `path` is
/// where the tables stand.
pub(crate) fn merge_tables(
    tree: &Tree,
    session: &mut Session,
    tracer: &mut Tracer<'_>,
    path: &ValuesPath<'_>,
    (dst, src): (&Map, &Map),
) {
    let mut pass = Coalescer::new(tree, session, tracer, Defaults::Copied);
    pass.tables(dst, src, &Label::NONE, path, (Nulls::Keep, Lower::Spare));
}

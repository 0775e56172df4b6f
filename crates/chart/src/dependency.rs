//! Which dependencies a run has: aliases, tags, conditions; and what parents import from them.

use crate::chart::Chart;
use crate::coalesce::{self, Coalescer, Defaults, Nulls};
use crate::compat::Compat;
use crate::error::{Error, Fault, Phase};
use crate::gotext::printed;
use crate::metadata::Dependency;
use crate::notice::Notice;
use crate::render::Absent;
use crate::session::Session;
use crate::trace::{Event, Pass, Trace, Tracer, ValuesPath};
use crate::tree::{EntryId, NodeId, Tree};
use stator_sprig::semver::{Constraint, Version};
use stator_value::{Map, Value};

/// Checks that every chart that `Chart.yaml` lists is there, disabled ones too, but for remote ones
/// that `absent` lets pass; [`process`] refuses those that turn out to be enabled where it says so.
pub(crate) fn check_present(chart: &Chart, absent: Absent, session: &Session) -> Result<(), Error> {
    let missing: Vec<&Dependency> = chart
        .metadata
        .dependencies
        .iter()
        .flatten()
        .filter(|d| !chart.dependencies.iter().any(|c| c.metadata.name == d.name))
        .filter(|d| absent == Absent::Refused || !is_remote(&d.repository))
        .collect();
    if missing.is_empty() {
        Ok(())
    } else {
        Err(missing_error(&missing, session))
    }
}

fn is_remote(repository: &str) -> bool {
    ["http://", "https://", "oci://"]
        .iter()
        .any(|scheme| repository.starts_with(scheme))
}

fn missing_error(missing: &[&Dependency], session: &Session) -> Error {
    let names: Vec<&str> = missing.iter().map(|d| d.name.as_str()).collect();
    let names = names.join(", ");
    let advice = session.compat.pick(
        "An error occurred while checking for chart dependencies. You may need to run \
         `helm dependency build` to fetch missing dependencies",
        "an error occurred while checking for chart dependencies. You may need to run \
         'helm dependency build' to fetch missing dependencies",
    );
    let fault = Fault {
        message: format!("charts that Chart.yaml lists are not in charts/: {names}"),
        hints: missing.iter().map(|d| fetch_hint(d)).collect(),
        ..Fault::default()
    };
    let text = format!("{advice}: found in Chart.yaml, but missing in charts/ directory: {names}");
    Error::new(Phase::Dependencies, text).with_fault(fault)
}

/// Says how to get a chart.
fn fetch_hint(dependency: &Dependency) -> String {
    let Dependency {
        name,
        version,
        repository,
        ..
    } = dependency;
    let base = repository.trim_end_matches('/');
    if base.starts_with("oci://") {
        format!("helm pull {base}/{name} --version '{version}', then put the file into charts/")
    } else if is_remote(base) {
        format!(
            "helm pull {name} --repo {base} --version '{version}', then put the file into charts/"
        )
    } else {
        format!("put the chart {name} into charts/")
    }
}

/// Works off the dependency lists of all charts: first who is there, then what is imported.
pub(crate) fn process(
    tree: &mut Tree,
    values: &Map,
    absent: Absent,
    session: &mut Session,
    observer: Option<&mut (dyn Trace + 'static)>,
) -> Result<(), Error> {
    let mut tracer = Tracer::new(observer, Pass::Enabling);
    let mut processor = Processor {
        tree,
        session,
        tracer: &mut tracer,
    };
    processor.enable(Tree::ROOT, values, "", 0)?;
    if absent != Absent::LeftOut {
        processor.refuse_absent()?;
    }
    processor.tracer.pass = Pass::Importing;
    processor.import_all(Tree::ROOT)
}

struct Processor<'a, 't> {
    tree: &'a mut Tree,
    session: &'a mut Session,
    tracer: &'a mut Tracer<'t>,
}

impl Processor<'_, '_> {
    /// Decides which dependencies of a chart stay, then goes on with those.
    fn enable(
        &mut self,
        node: NodeId,
        values: &Map,
        prefix: &str,
        depth: usize,
    ) -> Result<(), Error> {
        let Some(entries) = self.tree.meta(node).entries.clone() else {
            return Ok(());
        };
        let children = self.aliased(node, &entries)?;
        self.tree.set_children(node, children);
        for &entry in &entries {
            self.tree.entry_mut(entry).dependency.enabled = true;
        }
        // COMPAT(helm): below the root, these are the parent's values with the chart's defaults beside
        // its section and not in it. They decide about the dependencies and nothing else, so what
        // beats what among them is told to nobody.
        let mut silent = Tracer::new(None, self.tracer.pass);
        let tracer = if node == Tree::ROOT {
            &mut *self.tracer
        } else {
            &mut silent
        };
        let values = Coalescer::new(self.tree, self.session, tracer, Defaults::Shared).run(
            node,
            Some(values),
            &ValuesPath::ROOT,
            Nulls::Apply,
        )?;
        self.apply_tags(&entries, &values);
        self.apply_conditions(&entries, &values, prefix);
        let (kept, dropped): (Vec<EntryId>, Vec<EntryId>) = entries
            .iter()
            .partition(|e| self.tree.entry(**e).dependency.enabled);
        let is_dropped = |name: &str, tree: &Tree| {
            dropped
                .iter()
                .any(|e| tree.entry(*e).dependency.name == name)
        };
        let kept = kept
            .into_iter()
            .filter(|e| !is_dropped(&self.tree.entry(*e).dependency.name, self.tree));
        let kept: Vec<EntryId> = kept.collect();
        let children: Vec<NodeId> = self
            .tree
            .children(node)
            .iter()
            .copied()
            .filter(|c| !is_dropped(self.tree.name(*c), self.tree))
            .collect();
        for &child in &children {
            let prefix = format!("{prefix}{}.", self.tree.name(child));
            self.enable(child, &values, &prefix, depth + 1)?;
        }
        self.tree.meta_mut(node).entries = (!kept.is_empty()).then_some(kept);
        self.tree.set_children(node, children);
        Ok(())
    }

    /// Gives the children of a chart after aliasing: first those that no entry matches, then one
    /// copy for each entry.
    fn aliased(&mut self, node: NodeId, entries: &[EntryId]) -> Result<Vec<NodeId>, Error> {
        let present: Vec<NodeId> = self.tree.children(node).to_vec();
        let mut children: Vec<NodeId> = present
            .iter()
            .copied()
            .filter(|c| !entries.iter().any(|e| self.fits(*e, *c)))
            .collect();
        for &entry in entries {
            let found = present.iter().copied().find(|c| self.fits(entry, *c));
            match found {
                Some(found) => children.push(self.copy_for(found, entry)?),
                None => {
                    let name = &self.tree.entry(entry).dependency.name;
                    let absent = !present.iter().any(|c| self.tree.name(*c) == name);
                    self.tree.entry_mut(entry).absent = absent;
                }
            }
            let dependency = &mut self.tree.entry_mut(entry).dependency;
            if !dependency.alias.is_empty() {
                dependency.name.clone_from(&dependency.alias);
            }
        }
        Ok(children)
    }

    fn fits(&self, entry: EntryId, child: NodeId) -> bool {
        let dependency = &self.tree.entry(entry).dependency;
        self.tree.name(child) == dependency.name
            && is_compatible(
                &dependency.version,
                &self.tree.chart(child).metadata.version,
                self.session.compat,
            )
    }

    /// COMPAT(helm): Helm 3 shares the entries and the children of the copies of a chart, so that the
    /// second alias of a chart finds its dependencies already renamed and its imports worked off.
    fn copy_for(&mut self, child: NodeId, entry: EntryId) -> Result<NodeId, Error> {
        let helm4 = self.session.compat.is_helm4();
        let copy = self.tree.copy(child)?;
        self.tree.own_meta(copy, helm4);
        if helm4 {
            let children = self.tree.children(child).to_vec();
            let children = children
                .into_iter()
                .map(|c| self.tree.copy(c))
                .collect::<Result<Vec<_>, _>>()?;
            self.tree.set_children(copy, children);
        }
        let alias = self.tree.entry(entry).dependency.alias.clone();
        if !alias.is_empty() {
            self.tree.meta_mut(copy).name = alias.into();
        }
        Ok(copy)
    }

    fn apply_tags(&mut self, entries: &[EntryId], values: &Map) {
        let Some(Value::Map(tags)) = values.get(b"tags") else {
            return;
        };
        for &entry in entries {
            let dependency = &mut self.tree.entry_mut(entry).dependency;
            let mut found = [false, false];
            for tag in dependency.tags.iter().flatten() {
                match tags.get(tag.as_bytes()) {
                    None => {}
                    Some(Value::Bool(b)) => found[usize::from(b)] = true,
                    Some(_) => self.session.notice(Notice::TagNotBool {
                        tag: tag.clone(),
                        chart: dependency.name.clone(),
                    }),
                }
            }
            dependency.enabled = found != [true, false];
        }
    }

    /// The first path that holds a boolean decides.
    fn apply_conditions(&mut self, entries: &[EntryId], values: &Map, prefix: &str) {
        for &entry in entries {
            let dependency = &mut self.tree.entry_mut(entry).dependency;
            for path in dependency
                .condition
                .trim()
                .split(',')
                .filter(|p| !p.is_empty())
            {
                match value_at(values, &format!("{prefix}{path}")) {
                    None => {}
                    Some(Value::Bool(b)) => {
                        dependency.enabled = b;
                        break;
                    }
                    Some(_) => self.session.notice(Notice::ConditionNotBool {
                        path: path.to_owned(),
                        chart: dependency.name.clone(),
                    }),
                }
            }
        }
    }

    /// Refuses enabled dependencies of the root that are not in `charts/`.
    fn refuse_absent(&self) -> Result<(), Error> {
        let entries = self.tree.meta(Tree::ROOT).entries.iter().flatten();
        let absent: Vec<&Dependency> = entries
            .map(|e| self.tree.entry(*e))
            .filter(|e| e.absent)
            .map(|e| &e.dependency)
            .collect();
        let listed = &self.tree.chart(Tree::ROOT).metadata.dependencies;
        let written: Vec<&Dependency> = absent
            .iter()
            .filter_map(|d| {
                let key = |l: &Dependency| {
                    if l.alias.is_empty() {
                        l.name == d.name
                    } else {
                        l.alias == d.name
                    }
                };
                listed.iter().flatten().find(|l| key(l))
            })
            .collect();
        if written.is_empty() {
            Ok(())
        } else {
            Err(missing_error(&written, self.session))
        }
    }

    /// Works off imports, children first.
    fn import_all(&mut self, node: NodeId) -> Result<(), Error> {
        for child in self.tree.children(node).to_vec() {
            self.import_all(child)?;
        }
        self.import(node)
    }

    /// Makes the chart's defaults of its own, those of its subcharts and what it imports from them.
    ///
    /// COMPAT(helm): this happens for every chart that lists dependencies, also where nothing is
    /// imported, and takes only defaults into account.
    fn import(&mut self, node: NodeId) -> Result<(), Error> {
        let Some(entries) = self.tree.meta(node).entries.clone() else {
            return Ok(());
        };
        let section = self.tree.section(node).join(".");
        let root = ValuesPath::ROOT;
        let path = if section.is_empty() {
            root
        } else {
            root.name(&section)
        };
        let mut imports = Vec::new();
        for entry in entries {
            let chart = self.tree.entry(entry).dependency.name.clone();
            let wanted = self.tree.take_imports(entry).into_iter();
            imports.extend(wanted.map(|import| (chart.clone(), import)));
        }
        // Imports are put into what they are taken from.
        let taking = if imports.is_empty() {
            Defaults::Shared
        } else {
            Defaults::Copied
        };
        let mut coalescer = Coalescer::new(self.tree, self.session, self.tracer, taking);
        let mut values = coalescer.run(node, None, &path, Nulls::Keep)?;
        if !imports.is_empty() {
            let imported = Map::new();
            for (chart, import) in imports {
                if let Some(table) = self.imported_table(&values, &path, &chart, &import)? {
                    let tables = (&imported, &table);
                    coalesce::merge_tables(self.tree, self.session, self.tracer, &path, tables);
                }
            }
            values = coalesce::deep_copy(&values);
            let tables = (&values, &imported);
            coalesce::merge_tables(self.tree, self.session, self.tracer, &path, tables);
        }
        self.tree.set_values(node, values);
        Ok(())
    }

    /// Gives the table that one import names, in the place where the parent wants it.
    fn imported_table(
        &mut self,
        values: &Map,
        section: &ValuesPath<'_>,
        chart: &str,
        import: &Value,
    ) -> Result<Option<Map>, Error> {
        let (child, parent) = match import {
            Value::Str(name) => (format!("exports.{name}"), ".".to_owned()),
            Value::Map(pair) => (
                self.pair_text(pair, "child")?,
                self.pair_text(pair, "parent")?,
            ),
            _ => return Ok(None),
        };
        let path = format!("{chart}.{child}");
        match table_at(values, &path) {
            Ok(table) => {
                self.tracer.tell(|| Event::Imported {
                    from: section.name(&path),
                    to: &parent,
                });
                Ok(Some(nested(&parent, table)))
            }
            Err(key) => {
                let notice = if matches!(import, Value::Str(_)) {
                    Notice::ImportMissing { key }
                } else {
                    Notice::ImportFromChartMissing {
                        chart: chart.to_owned(),
                        key,
                    }
                };
                self.session.notice(notice);
                Ok(None)
            }
        }
    }

    /// COMPAT(helm): Helm 3 panics where `child` or `parent` is no text; Helm 4 prints what is there.
    fn pair_text(&self, pair: &Map, key: &str) -> Result<String, Error> {
        let value = pair.get(key.as_bytes()).unwrap_or(Value::Nil);
        match &value {
            Value::Str(text) => Ok(text.to_text().into_owned()),
            other if self.session.compat.is_helm4() => Ok(printed(other)),
            other => {
                let found = match other {
                    Value::Nil => "nil".to_owned(),
                    // Helm has read it from JSON.
                    Value::Int(..) => "float64".to_owned(),
                    other => other.go_type().to_string(),
                };
                Err(Error::new(
                    Phase::Dependencies,
                    format!("interface conversion: interface {{}} is {found}, not string"),
                ))
            }
        }
    }
}

/// Says whether a version lies in a range; what does not parse does not.
pub(crate) fn is_compatible(range: &str, version: &str, compat: Compat) -> bool {
    let helm4 = compat.is_helm4();
    match (
        Constraint::parse(range, helm4),
        Version::parse(version, helm4),
    ) {
        (Ok(range), Ok(version)) => range.check(&version),
        _ => false,
    }
}

/// Puts a table under a path; `.` is the root.
fn nested(path: &str, table: Map) -> Map {
    if path == "." {
        return table;
    }
    path.split('.').rev().fold(table, |inner, name| {
        [(name, Value::Map(inner))].into_iter().collect()
    })
}

/// Finds the table at a dotted path; the error is the name at which the way ended.
pub(crate) fn table_at(values: &Map, path: &str) -> Result<Map, String> {
    let mut table = values.clone();
    for name in path.split('.') {
        table = match table.get(name.as_bytes()) {
            Some(Value::Map(inner)) => inner,
            _ => return Err(name.to_owned()),
        };
    }
    Ok(table)
}

/// Finds the value at a dotted path, unless it is a table.
pub(crate) fn value_at(values: &Map, path: &str) -> Option<Value> {
    let (table, key) = match path.rsplit_once('.') {
        Some((tables, key)) => (table_at(values, tables).ok()?, key),
        None => (values.clone(), path),
    };
    table
        .get(key.as_bytes())
        .filter(|v| !matches!(v, Value::Map(_)))
}

//! `.Chart`: a struct for Helm 3, a map with the same names for Helm 4.

use super::structure::{Field, Struct};
use crate::compat::Compat;
use crate::metadata::{Dependency, Maintainer, Metadata};
use crate::tree::{DependencyEntry, NodeId, Tree};
use stator_value::{Elem, List, Map, MapType, Value};
use std::collections::BTreeMap;

/// Makes the `.Chart` of a chart.
pub(super) fn of(tree: &Tree, node: NodeId, compat: Compat) -> Value {
    let fields = metadata(tree, node, compat);
    let is_root = Value::Bool(tree.is_root(node));
    match compat {
        Compat::Helm3 => {
            let metadata = Struct::new("chart.Metadata", fields).into_value();
            let fields = vec![
                Field::new("Metadata", "", metadata),
                Field::new("IsRoot", "IsRoot", is_root),
            ];
            Struct::new("struct { chart.Metadata; IsRoot bool }", fields).into_value()
        }
        Compat::Helm4 => {
            let map = as_map(fields);
            map.set("IsRoot", is_root);
            Value::Map(map)
        }
    }
}

fn as_map(fields: Vec<Field>) -> Map {
    fields.into_iter().map(|f| (f.name, f.value)).collect()
}

fn text(name: &'static str, json: &'static str, text: &str) -> Field {
    Field::optional(name, json, text.into())
}

fn metadata(tree: &Tree, node: NodeId, compat: Compat) -> Vec<Field> {
    let m: &Metadata = tree.chart(node).metadata();
    vec![
        text("Name", "name", tree.name(node)),
        text("Home", "home", &m.home),
        texts("Sources", "sources", m.sources.as_deref(), compat),
        text("Version", "version", &m.version),
        text("Description", "description", &m.description),
        texts("Keywords", "keywords", m.keywords.as_deref(), compat),
        maintainers(m.maintainers.as_deref(), compat),
        text("Icon", "icon", &m.icon),
        text("APIVersion", "apiVersion", &m.api_version),
        text("Condition", "condition", &m.condition),
        text("Tags", "tags", &m.tags),
        text("AppVersion", "appVersion", &m.app_version),
        Field::optional("Deprecated", "deprecated", m.deprecated.into()),
        Field::optional(
            "Annotations",
            "annotations",
            text_map(m.annotations.as_ref()),
        ),
        text("KubeVersion", "kubeVersion", &m.kube_version),
        dependencies(tree, node, compat),
        text("Type", "type", &m.kind),
    ]
}

/// A `[]string`, which Helm 4 turns into a list of anything, never nil.
fn texts(
    name: &'static str,
    json: &'static str,
    items: Option<&[String]>,
    compat: Compat,
) -> Field {
    let value = match (items, compat) {
        (None, Compat::Helm3) => List::nil(Elem::Str),
        (items, _) => {
            let items = items
                .unwrap_or_default()
                .iter()
                .map(|t| t.as_str().into())
                .collect();
            List::of(compat.pick(Elem::Str, Elem::Any), items)
        }
    };
    Field::optional(name, json, Value::List(value))
}

fn text_map(items: Option<&BTreeMap<String, String>>) -> Value {
    let map = match items {
        None => Map::nil(),
        Some(items) => items
            .iter()
            .map(|(k, v)| (k.as_str(), v.as_str().into()))
            .collect(),
    };
    Value::Map(map.seen_as(MapType::Str))
}

fn maintainers(people: Option<&[Maintainer]>, compat: Compat) -> Field {
    let fields = |p: &Maintainer| {
        vec![
            text("Name", "name", &p.name),
            text("Email", "email", &p.email),
            text("URL", "url", &p.url),
        ]
    };
    let made = people.map(|people| people.iter().map(fields).collect());
    let value = records(made, "[]*chart.Maintainer", "*chart.Maintainer", compat);
    Field::optional("Maintainers", "maintainers", value)
}

fn dependencies(tree: &Tree, node: NodeId, compat: Compat) -> Field {
    let entries = tree.meta(node).entries.as_ref();
    let made = entries.map(|list| {
        list.iter()
            .map(|e| dependency(tree.entry(*e), compat))
            .collect()
    });
    let value = records(made, "[]*chart.Dependency", "*chart.Dependency", compat);
    Field::optional("Dependencies", "dependencies", value)
}

fn dependency(entry: &DependencyEntry, compat: Compat) -> Vec<Field> {
    let d: &Dependency = &entry.dependency;
    let imports = d.import_values.as_ref();
    let imports = match imports {
        // COMPAT(helm): working off the imports makes an empty list nil.
        Some(list) if !(entry.imports_done && list.is_empty()) => List::new(
            list.iter()
                .filter_map(|v| import(v, entry.imports_done))
                .collect(),
        ),
        _ => compat.pick(List::nil(Elem::Any), List::new(Vec::new())),
    };
    vec![
        Field::new("Name", "name", d.name.as_str().into()),
        text("Version", "version", &d.version),
        Field::new("Repository", "repository", d.repository.as_str().into()),
        text("Condition", "condition", &d.condition),
        texts("Tags", "tags", d.tags.as_deref(), compat),
        Field::optional("Enabled", "enabled", d.enabled.into()),
        Field::optional("ImportValues", "import-values", Value::List(imports)),
        text("Alias", "alias", &d.alias),
    ]
}

/// Once worked off, an import shows as a pair of texts.
fn import(value: &Value, is_done: bool) -> Option<Value> {
    if !is_done {
        return Some(value.clone());
    }
    let (child, parent) = match value {
        Value::Str(name) => (format!("exports.{name}").into(), ".".into()),
        Value::Map(pair) => (pair.get(b"child")?, pair.get(b"parent")?),
        _ => return None,
    };
    let pair: Map = [("child", child), ("parent", parent)].into_iter().collect();
    Some(Value::Map(pair.seen_as(MapType::Str)))
}

/// A list of pointers to structs, or for Helm 4 of maps.
fn records(
    items: Option<Vec<Vec<Field>>>,
    list_type: &'static str,
    item_type: &'static str,
    compat: Compat,
) -> Value {
    let list = match (items, compat) {
        (None, Compat::Helm3) => List::nil(Elem::Named(list_type)),
        (Some(items), Compat::Helm3) => {
            let pointer = |fields| {
                Struct {
                    is_pointer: true,
                    ..Struct::new(item_type, fields)
                }
                .into_value()
            };
            List::of(
                Elem::Named(list_type),
                items.into_iter().map(pointer).collect(),
            )
        }
        (items, Compat::Helm4) => {
            let items = items.unwrap_or_default();
            List::new(items.into_iter().map(|f| Value::Map(as_map(f))).collect())
        }
    };
    Value::List(list)
}

//! The fields in which two objects differ.

use super::{added, fields_of, merge_keys, secrecy};
use serde_json::Value as Json;
use stator_api::annotations;
use stator_api::quantity;
use std::collections::BTreeSet;

/// One field that differs.
#[derive(Clone, PartialEq, Debug)]
pub struct FieldChange {
    /// Path of the field; items of lists by name where they have one.
    pub path: String,
    /// What exists; `None` where the field is added.
    pub before: Option<Json>,
    /// What is planned; `None` where the field goes.
    pub after: Option<Json>,
}

impl FieldChange {
    /// Says whether the field is this one or below it, or holds it.
    pub(super) fn is_below(&self, prefix: &str) -> bool {
        let starts = |path: &str, prefix: &str| {
            let rest = path.strip_prefix(prefix);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
        };
        starts(&self.path, prefix) || starts(prefix, &self.path)
    }
}

/// Gives the fields in which the planned object differs from the one that exists.
pub(super) fn changes(before: &Json, after: &Json) -> Vec<FieldChange> {
    let mut comparison = Comparison {
        is_stored: added::is_stored(before),
        is_secret: after.get("kind").and_then(Json::as_str) == Some("Secret"),
        path: Vec::new(),
        found: Vec::new(),
    };
    for key in all_keys(Some(before), Some(after)) {
        let sides = (before.get(key), after.get(key));
        match key.as_str() {
            "apiVersion" | "kind" | "status" => {}
            "metadata" => comparison.metadata(sides.0, sides.1),
            key => comparison.field(key, sides.0, sides.1),
        }
    }
    comparison.found
}

/// The keys that either side has, sorted.
fn all_keys<'j>(before: Option<&'j Json>, after: Option<&'j Json>) -> BTreeSet<&'j String> {
    let sides = [fields_of(before), fields_of(after)];
    sides
        .into_iter()
        .flatten()
        .flat_map(|side| side.keys())
        .collect()
}

struct Comparison {
    /// Whether the object that exists went through an API server.
    is_stored: bool,
    is_secret: bool,
    /// Steps as they are written.
    path: Vec<String>,
    found: Vec<FieldChange>,
}

impl Comparison {
    fn metadata(&mut self, before: Option<&Json>, after: Option<&Json>) {
        self.path.push("metadata".to_owned());
        let side = |side: Option<&Json>, key: &str| side.and_then(|side| side.get(key)).cloned();
        for key in all_keys(before, after) {
            let (mut before, mut after) = (side(before, key), side(after, key));
            match key.as_str() {
                "name" | "namespace" => continue,
                key if added::is_of_the_server(key) => continue,
                "labels" | "annotations" => {
                    own_entries(&mut before, &mut after, self.is_stored);
                }
                _ => {}
            }
            self.field(key, before.as_ref(), after.as_ref());
        }
        self.path.pop();
    }

    fn field(&mut self, key: &str, before: Option<&Json>, after: Option<&Json>) {
        let parent = self.path.last().cloned().unwrap_or_default();
        let plain = !key.is_empty() && key.bytes().all(|b| b.is_ascii_alphanumeric());
        self.path.push(if plain {
            key.to_owned()
        } else {
            format!("[{key}]")
        });
        match (before, after) {
            (Some(before), Some(after)) => self.value(key, &parent, before, after),
            (Some(before), None) => {
                let is_filled = self.is_stored && added::is_filled(key, before);
                if !is_filled && !is_nothing(before) {
                    self.push(key, Some(before), None);
                }
            }
            (None, Some(after)) => {
                if !is_nothing(after) {
                    self.push(key, None, Some(after));
                }
            }
            (None, None) => {}
        }
        self.path.pop();
    }

    fn value(&mut self, key: &str, parent: &str, before: &Json, after: &Json) {
        match (before, after) {
            (Json::Object(old), Json::Object(new)) => {
                for key in all_keys(Some(before), Some(after)) {
                    self.field(key, old.get(key), new.get(key));
                }
            }
            (Json::Array(old), Json::Array(new)) => self.list(key, old, new),
            _ if before == after || same_number(before, after) => {}
            _ if is_amount(key, parent) && same_amount(before, after) => {}
            _ => self.push(key, Some(before), Some(after)),
        }
    }

    fn list(&mut self, key: &str, before: &[Json], after: &[Json]) {
        let is_scalar = |item: &Json| !item.is_object() && !item.is_array();
        if before.iter().chain(after).all(is_scalar) {
            // A command line reads as a whole.
            if before != after {
                let list = |items: &[Json]| Json::Array(items.to_vec());
                self.push(key, Some(&list(before)), Some(&list(after)));
            }
            return;
        }
        match merge_keys::names(key, before, after) {
            Some((old, new)) => self.named_items(key, (&old, before), (&new, after)),
            None => {
                for index in 0..before.len().max(after.len()) {
                    let name = index.to_string();
                    self.item(key, &name, before.get(index), after.get(index));
                }
            }
        }
    }

    /// Items in the planned order, those that go behind them.
    fn named_items(
        &mut self,
        list: &str,
        before: (&[String], &[Json]),
        after: (&[String], &[Json]),
    ) {
        let find = |(names, items): (&[String], &[Json]), name: &String| {
            names
                .iter()
                .position(|other| other == name)
                .and_then(|nth| items.get(nth))
                .cloned()
        };
        for name in after.0 {
            let (old, new) = (find(before, name), find(after, name));
            self.item(list, name, old.as_ref(), new.as_ref());
        }
        for name in before.0.iter().filter(|name| !after.0.contains(*name)) {
            self.item(list, name, find(before, name).as_ref(), None);
        }
    }

    fn item(&mut self, list: &str, name: &str, before: Option<&Json>, after: Option<&Json>) {
        self.path.push(format!("[{name}]"));
        match (before, after) {
            (Some(before), Some(after)) => {
                // A variable is a secret by its own name.
                let holder = if matches!(list, "env" | "envs") {
                    name
                } else {
                    list
                };
                self.variable(holder, before, after);
            }
            (before, after) => self.push(list, before, after),
        }
        self.path.pop();
    }

    fn variable(&mut self, name: &str, before: &Json, after: &Json) {
        let first = self.found.len();
        self.value(name, "", before, after);
        if secrecy::is_secret_name(name) {
            for change in self.found.iter_mut().skip(first) {
                let is_value = change.path.rsplit('.').next() == Some("value");
                for side in [&mut change.before, &mut change.after] {
                    *side = side
                        .take()
                        .map(|v| if is_value { secrecy::HIDDEN.into() } else { v });
                }
            }
        }
    }

    fn push(&mut self, key: &str, before: Option<&Json>, after: Option<&Json>) {
        let in_data = self
            .path
            .first()
            .is_some_and(|step| step == "data" || step == "stringData");
        let hides = self.is_secret && in_data;
        let shown = |value: &Json| {
            if hides {
                secrecy::HIDDEN.into()
            } else {
                secrecy::shown(key, value)
            }
        };
        let mut path = String::new();
        for step in &self.path {
            if !path.is_empty() && !step.starts_with('[') {
                path.push('.');
            }
            path.push_str(step);
        }
        self.found.push(FieldChange {
            path,
            before: before.map(shown),
            after: after.map(shown),
        });
    }
}

/// Leaves out the marks of the last write, and of a stored object what others put there.
fn own_entries(before: &mut Option<Json>, after: &mut Option<Json>, is_stored: bool) {
    let planned = fields_of(after.as_ref()).cloned().unwrap_or_default();
    for side in [before, after] {
        if let Some(Json::Object(entries)) = side {
            entries.retain(|key, _| {
                key != annotations::LAST_APPLIED_HASH
                    && key != annotations::LAST_APPLIED_GENERATION
                    && (!is_stored || planned.contains_key(key))
            });
            if entries.is_empty() {
                *side = None;
            }
        }
    }
}

/// What says nothing whether it is there or not.
fn is_nothing(value: &Json) -> bool {
    match value {
        Json::Null => true,
        Json::String(text) => text.is_empty(),
        Json::Array(items) => items.is_empty(),
        _ => false,
    }
}

fn same_number(before: &Json, after: &Json) -> bool {
    before.is_number() && after.is_number() && before.as_f64() == after.as_f64()
}

fn is_amount(key: &str, parent: &str) -> bool {
    matches!(parent, "limits" | "requests" | "custom" | "capacity")
        || matches!(key, "sizeLimit" | "size" | "storage" | "divisor")
}

fn same_amount(before: &Json, after: &Json) -> bool {
    let canonical = |value: &Json| match value {
        Json::String(text) => Some(quantity::canonical(text).ok()?.into_owned()),
        Json::Number(number) => Some(quantity::canonical(&number.to_string()).ok()?.into_owned()),
        _ => None,
    };
    let (before, after) = (canonical(before), canonical(after));
    before.is_some() && before == after
}

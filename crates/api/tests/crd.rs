//! The resource definitions against the recorded surface, and the chart's files against the definitions.
//!
//! `STATOR_BLESS=1 cargo test -p stator-api --test crd` writes the chart's files anew.

#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a test compares and writes files, and its helpers may fail it"
)]

mod canonical;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use canonical::digest;
use serde_json::{Map, Value, json};
use stator_api::crd::{self, Definition};

fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn surface() -> Value {
    let text = std::fs::read_to_string(workspace().join("tests/corpus/crd-surface.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

fn recorded(surface: &Value, definition: &Definition) -> Value {
    surface["crds"][definition.object["metadata"]["name"].as_str().unwrap()].clone()
}

#[test]
fn the_six_kinds_are_defined() {
    let surface = surface();
    let ours: BTreeSet<String> = crd::all()
        .iter()
        .map(|d| d.object["metadata"]["name"].as_str().unwrap().to_owned())
        .collect();
    let theirs: BTreeSet<String> = surface["crds"]
        .as_object()
        .unwrap()
        .keys()
        .cloned()
        .collect();
    assert_eq!(ours, theirs);
}

#[test]
fn a_definition_is_found_by_its_kind() {
    for definition in crd::all() {
        assert_eq!(crd::of_kind(definition.kind()).as_ref(), Some(&definition));
    }
}

#[test]
fn schemas_have_the_recorded_digests() {
    let surface = surface();
    for definition in crd::all() {
        let recorded = recorded(&surface, &definition);
        assert_eq!(
            json!(digest(definition.schema())),
            recorded["versions"][0]["schemaSha256"],
            "{}",
            definition.kind()
        );
    }
}

#[test]
fn names_columns_subresources_and_annotations_are_the_recorded_ones() {
    let surface = surface();
    for definition in crd::all() {
        let recorded = recorded(&surface, &definition);
        let spec = &definition.object["spec"];
        assert_eq!(spec["group"], surface["group"]);
        assert_eq!(spec["names"], recorded["names"]);
        assert_eq!(spec["scope"], recorded["scope"]);
        assert_eq!(
            spec.get("conversion").cloned().unwrap_or_default(),
            recorded["conversion"]
        );
        assert_eq!(spec["versions"].as_array().unwrap().len(), 1);
        let (version, expected) = (&spec["versions"][0], &recorded["versions"][0]);
        for key in ["name", "served", "storage"] {
            assert_eq!(version[key], expected[key]);
        }
        assert_eq!(
            version.get("deprecated").cloned().unwrap_or(json!(false)),
            expected["deprecated"]
        );
        assert_eq!(
            version.get("subresources").cloned().unwrap_or(json!({})),
            expected["subresources"]
        );
        let columns: Vec<Value> = version["additionalPrinterColumns"]
            .as_array()
            .unwrap()
            .iter()
            .map(|column| {
                let mut column = column.clone();
                column.as_object_mut().unwrap().remove("description");
                column["priority"] = json!(0);
                column
            })
            .collect();
        assert_eq!(json!(columns), expected["printerColumns"]);
        let mut annotations = recorded["annotations"].clone();
        // Ours survives an uninstall on all six, so that no worker's record is lost.
        annotations["helm.sh/resource-policy"] = json!("keep");
        assert_eq!(definition.object["metadata"]["annotations"], annotations);
    }
}

/// The flat entries of the surface file, recomputed from a schema.
fn paths(schema: &Value, known: &Map<String, Value>) -> BTreeMap<String, Value> {
    let mut found = BTreeMap::new();
    walk(schema, "", false, known, &mut found);
    found
}

fn walk(
    node: &Value,
    path: &str,
    required: bool,
    known: &Map<String, Value>,
    found: &mut BTreeMap<String, Value>,
) {
    if !path.is_empty() {
        found.insert(path.to_owned(), entry(node, required));
        let inlined = known
            .get(path)
            .is_some_and(|entry| entry.get("inlinedWith").is_some());
        if inlined {
            let main = &node["properties"]["mainContainer"];
            walk(main, &format!("{path}.mainContainer"), false, known, found);
            return;
        }
        if known
            .get(path)
            .is_some_and(|entry| entry.get("embedded").is_some())
        {
            return;
        }
    }
    for (name, property) in node["properties"].as_object().into_iter().flatten() {
        let is_required = node["required"]
            .as_array()
            .is_some_and(|r| r.contains(&json!(name)));
        let dot = if path.is_empty() { "" } else { "." };
        walk(
            property,
            &format!("{path}{dot}{name}"),
            is_required,
            known,
            found,
        );
    }
    if let Some(items) = node.get("items") {
        walk(items, &format!("{path}[]"), false, known, found);
    }
    if let Some(values) = node.get("additionalProperties") {
        walk(values, &format!("{path}{{}}"), false, known, found);
    }
}

fn entry(node: &Value, required: bool) -> Value {
    let is_quantity = node.get("x-kubernetes-int-or-string").is_some();
    let mut validations = Map::new();
    for key in [
        "minimum",
        "minLength",
        "maxItems",
        "maxProperties",
        "pattern",
    ] {
        if let Some(value) = node.get(key) {
            validations.insert(key.to_owned(), value.clone());
        }
    }
    if let Some(rules) = node.get("x-kubernetes-validations") {
        validations.insert("cel".to_owned(), rules.clone());
    }
    json!({
        "type": if is_quantity { json!("int-or-string") } else { node["type"].clone() },
        "format": if is_quantity { json!("quantity") } else { node["format"].clone() },
        "required": required,
        "default": node["default"],
        "hasDefault": node.get("default").is_some(),
        "enum": node["enum"],
        "validations": if validations.is_empty() { Value::Null } else { Value::Object(validations) },
    })
}

#[test]
fn every_recorded_path_is_there_and_no_other() {
    let surface = surface();
    for definition in crd::all() {
        let recorded = recorded(&surface, &definition);
        let known = recorded["paths"].as_object().unwrap();
        let ours = paths(definition.schema(), known);
        let theirs: BTreeMap<String, Value> = known
            .iter()
            .map(|(path, entry)| {
                let mut entry = entry.clone();
                let fields = entry.as_object_mut().unwrap();
                for extra in [
                    "embedded",
                    "relaxed",
                    "inlinedWith",
                    "extensions",
                    "schemaSha256",
                    "schemaSha256WithoutMainContainer",
                ] {
                    fields.remove(extra);
                }
                (path.clone(), entry)
            })
            .collect();
        for (path, entry) in &theirs {
            assert_eq!(ours.get(path), Some(entry), "{}: {path}", definition.kind());
        }
        let extra: Vec<_> = ours
            .keys()
            .filter(|path| !theirs.contains_key(*path))
            .collect();
        assert!(extra.is_empty(), "{}: {extra:?}", definition.kind());
    }
}

#[test]
fn every_field_of_ours_is_described() {
    let surface = surface();
    for definition in crd::all() {
        let recorded = recorded(&surface, &definition);
        for path in recorded["paths"].as_object().unwrap().keys() {
            // Items and values are described by what holds them.
            if path.ends_with(['}', ']']) || path == "metadata" {
                continue;
            }
            let pointer = format!("/{}", path.replace("[]", ".[]").replace("{}", ".{}"))
                .replace(".[]", "/items")
                .replace(".{}", "/additionalProperties")
                .replace('.', "/");
            let mut node = definition.schema();
            for part in pointer.split('/').skip(1) {
                node = match part {
                    "items" | "additionalProperties" => &node[part],
                    name => &node["properties"][name],
                };
            }
            assert!(
                node["description"].is_string(),
                "{}: {path}",
                definition.kind()
            );
        }
    }
}

#[test]
fn client_side_apply_has_room_for_every_definition() {
    for definition in crd::all() {
        let size = serde_json::to_string(&definition.object).unwrap().len();
        assert!(
            size < 262_144 - 40_000,
            "{}: {size} bytes",
            definition.kind()
        );
    }
}

#[test]
fn files_hold_no_template_action() {
    for definition in crd::all() {
        assert!(!definition.to_yaml().contains("{{"), "{}", definition.file);
    }
}

#[test]
fn files_read_back_as_the_objects() {
    for definition in crd::all() {
        let read: Value = serde_saphyr::from_str(&definition.to_yaml()).unwrap();
        assert_eq!(read, definition.object, "{}", definition.file);
    }
}

#[test]
fn chart_files_are_what_is_generated() {
    let folder = workspace().join("charts/crds/templates");
    let bless = std::env::var_os("STATOR_BLESS").is_some();
    if bless {
        std::fs::create_dir_all(&folder).unwrap();
    }
    let mut expected = BTreeSet::new();
    for definition in crd::all() {
        let file = folder.join(&definition.file);
        let text = definition.to_yaml();
        if bless {
            std::fs::write(&file, &text).unwrap();
        }
        let written = std::fs::read_to_string(&file).unwrap_or_default();
        assert!(
            written == text,
            "{} is out of date: run with STATOR_BLESS=1",
            definition.file
        );
        expected.insert(definition.file);
    }
    let present: BTreeSet<String> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(present, expected);
}

//! The platform's values file repeats what its parts say of their keys, and says nothing else.

use std::fs;

use stator_platform::{Key, read_keys};
use stator_testkit::workspace_root;
use stator_value::json;

fn keys(folder: &str) -> Vec<Key> {
    let file = workspace_root()
        .join("charts")
        .join(folder)
        .join("values.yaml");
    read_keys(&fs::read_to_string(file).unwrap()).unwrap()
}

/// What a key says, without the keys below it.
fn says(key: &Key) -> String {
    let Key {
        doc,
        types,
        choices,
        open,
        default,
        ..
    } = key;
    let default = if key.children.is_empty() {
        json::to_json(default, false).unwrap()
    } else {
        Vec::new()
    };
    let default = String::from_utf8_lossy(&default);
    format!("{doc:?} {types:?} {choices:?} {open} {default}")
}

/// Compares the keys of a section with those of its part; gives a line for each that differs.
fn differing(section: &[Key], part: &[Key], path: &str, all: bool) -> Vec<String> {
    let mut lines = Vec::new();
    for key in section {
        let path = format!("{path}.{}", key.name);
        match part.iter().find(|it| it.name == key.name) {
            None => lines.push(format!("{path}: its part does not know it")),
            Some(own) if says(own) != says(key) => {
                lines.push(format!("{path}: {}\nits part: {}", says(key), says(own)));
            }
            Some(own) => lines.extend(differing(&key.children, &own.children, &path, all)),
        }
    }
    if all {
        let is_shown = |own: &&Key| section.iter().any(|key| key.name == own.name);
        let hidden = part.iter().filter(|own| !is_shown(own));
        lines.extend(hidden.map(|own| format!("{path}.{}: not in the platform's file", own.name)));
    }
    lines
}

#[test]
fn sections_of_the_platform_file_say_what_their_parts_say() {
    let platform = keys("platform");
    let mut lines = Vec::new();
    // The operator's section is whole; of the stores it shows a part.
    for (part, all) in [("dynamo-operator", true), ("nats", false), ("etcd", false)] {
        let section = platform.iter().find(|key| key.name == part).unwrap();
        let (switch, shown): (Vec<Key>, Vec<Key>) = section
            .children
            .iter()
            .cloned()
            .partition(|key| key.name == "enabled");
        assert_eq!(switch.len(), 1, "{part} can be turned off");
        let own = keys(&format!("platform/charts/{part}"));
        lines.extend(differing(&shown, &own, part, all));
    }
    assert!(lines.is_empty(), "{}", lines.join("\n"));
}

//! By which field the items of a list are told apart.

use serde_json::Value as Json;

/// Lists of maps with the fields that name an item; the first that names all of them counts.
const KEYS: [(&str, &[&str]); 18] = [
    ("containers", &["name"]),
    ("initContainers", &["name"]),
    ("ephemeralContainers", &["name"]),
    ("volumes", &["name"]),
    ("env", &["name"]),
    ("envs", &["name"]),
    ("volumeMounts", &["mountPath", "mountPoint"]),
    ("volumeDevices", &["devicePath"]),
    ("ports", &["containerPort", "port"]),
    ("imagePullSecrets", &["name"]),
    ("secrets", &["name"]),
    ("hostAliases", &["ip"]),
    ("topologySpreadConstraints", &["topologyKey"]),
    ("resourceClaims", &["name"]),
    ("claims", &["name"]),
    ("cliques", &["name"]),
    ("podCliqueScalingGroups", &["name"]),
    ("pvcs", &["name"]),
];

/// The names of the items of both lists under the key that tells them apart; `None` where none does.
pub(super) fn names(
    list: &str,
    before: &[Json],
    after: &[Json],
) -> Option<(Vec<String>, Vec<String>)> {
    let (_, keys) = KEYS.iter().find(|(name, _)| *name == list)?;
    keys.iter()
        .find_map(|key| Some((named(before, key)?, named(after, key)?)))
}

fn named(items: &[Json], key: &str) -> Option<Vec<String>> {
    let mut names = Vec::with_capacity(items.len());
    for item in items {
        let name = match item.get(key)? {
            Json::String(text) => text.clone(),
            Json::Number(number) => number.to_string(),
            _ => return None,
        };
        if names.contains(&name) {
            return None;
        }
        names.push(name);
    }
    Some(names)
}

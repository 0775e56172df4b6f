//! The namespace of the current context, which Helm takes where none is given.

use stator_value::{Map, Value, yaml};
use std::env;
use std::path::PathBuf;

/// Gives the namespace of the current context of the kubeconfig, where there is one.
pub(crate) fn namespace() -> Option<String> {
    let documents: Vec<Map> = paths().iter().filter_map(read).collect();
    let current = documents.iter().find_map(|d| text(d, "current-context"))?;
    documents.iter().find_map(|d| namespace_of(d, &current))
}

fn paths() -> Vec<PathBuf> {
    match env::var_os("KUBECONFIG").filter(|list| !list.is_empty()) {
        Some(list) => env::split_paths(&list).collect(),
        None => env::home_dir()
            .map(|home| home.join(".kube").join("config"))
            .into_iter()
            .collect(),
    }
}

fn read(path: &PathBuf) -> Option<Map> {
    let content = std::fs::read(path).ok()?;
    yaml::parse_map(&content, stator_diag::SourceId::NONE).ok()
}

fn text(map: &Map, key: &str) -> Option<String> {
    let value = map.get(key.as_bytes())?;
    let text = value.as_str()?.to_text().into_owned();
    (!text.is_empty()).then_some(text)
}

fn namespace_of(document: &Map, context: &str) -> Option<String> {
    let Some(Value::List(contexts)) = document.get(b"contexts") else {
        return None;
    };
    contexts.items().iter().find_map(|entry| {
        let entry = entry.as_map()?;
        if text(entry, "name")? != context {
            return None;
        }
        text(entry.get(b"context")?.as_map()?, "namespace")
    })
}

//! The recorded corpus, where it is at hand.

use k8s_openapi::api::core::v1::Secret;
use serde_json::Value as Json;
use sha2::{Digest as _, Sha256};
use stator_api::config::{self, OperatorConfig};
use stator_plan::{Apis, Observed, PullSecrets};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// The corpus beside the repository; `None` where there is none.
pub(crate) fn root() -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus");
    root.is_dir().then_some(root)
}

pub(crate) fn text(path: &Path) -> Option<String> {
    #[expect(clippy::disallowed_methods, reason = "a test reads its corpus")]
    std::fs::read_to_string(path).ok()
}

/// File names in a folder, sorted.
pub(crate) fn files(folder: &Path) -> Vec<String> {
    #[expect(clippy::disallowed_methods, reason = "a test reads its corpus")]
    let entries = std::fs::read_dir(folder).into_iter().flatten();
    let mut names: Vec<String> = entries
        .flatten()
        .map(|e| e.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

/// The documents of a YAML file that are maps.
pub(crate) fn documents(path: &Path) -> Vec<Json> {
    let Some(text) = text(path) else {
        return Vec::new();
    };
    let mut parts = vec![String::new()];
    for line in text.lines() {
        if line.starts_with("---") {
            parts.push(String::new());
        } else if let Some(part) = parts.last_mut() {
            part.push_str(line);
            part.push('\n');
        }
    }
    // As the recorder read its inputs: `y` is a text.
    let options = || serde_saphyr::options! { strict_booleans: true };
    let parsed = parts
        .iter()
        .filter_map(|part| serde_saphyr::from_str_with_options::<Json>(part, options()).ok());
    parsed.filter(Json::is_object).collect()
}

pub(crate) fn decode<T: serde::de::DeserializeOwned>(json: &Json) -> T {
    serde_json::from_value(json.clone()).unwrap()
}

pub(crate) fn namespace_of(case: &str) -> String {
    let mut name = "ns-".to_owned();
    for byte in &Sha256::digest(case.as_bytes())[..3] {
        let _ = write!(name, "{byte:02x}");
    }
    name
}

/// The operator's settings that a folder was recorded with.
pub(crate) fn config(folder: &Path, case: &str) -> Option<OperatorConfig> {
    let candidates = [
        folder.join(format!("args.{case}.txt")),
        folder.join("args.txt"),
        folder.join("../args.txt"),
    ];
    let flags = candidates.iter().find_map(|path| text(path))?;
    let flags = flags
        .lines()
        .map(str::trim)
        .filter(|l| !l.is_empty())
        .map(str::to_owned);
    Some(config::parse(flags.collect::<Vec<_>>()).unwrap().config)
}

pub(crate) fn apis(mode: &str) -> Apis {
    let base = Apis {
        inference: true,
        istio: true,
        ..Apis::default()
    };
    match mode {
        "lws" => Apis {
            lws: true,
            volcano: true,
            ..base
        },
        "grove" => Apis {
            grove: true,
            ..base
        },
        "kai" | "grove-kai" => Apis {
            grove: true,
            kai: true,
            ..base
        },
        _ => base,
    }
}

/// What existed before the graph was applied.
pub(crate) fn observed(
    root: &Path,
    group: &str,
    namespace: &str,
    config: &OperatorConfig,
    docs: &[Json],
) -> Observed {
    let inputs = root.join("objects/inputs");
    let mut found = Observed::default();
    let mut extra = Vec::new();
    if group.contains("mpi-secret") {
        extra.extend(documents(&inputs.join("mpi-secret.yaml")));
    }
    let knows_pulls = group.contains("pull-secrets") && !group.contains("cold");
    if knows_pulls || group.starts_with("features") || group.starts_with("random") {
        extra.extend(documents(&inputs.join("pull-secrets.yaml")));
    }
    if group.ends_with("kai") {
        extra.extend(documents(&inputs.join("kai-queues.yaml")));
    }
    if !group.contains("mpi-missing") {
        let home = if group.contains("restricted/") {
            namespace
        } else {
            "dynamo-system"
        };
        extra.push(serde_json::json!({
            "kind": "Secret", "metadata": {"name": "mpi-run-ssh-secret", "namespace": home},
            "type": "Opaque", "data": {"private.key": "dGVzdA==", "private.key.pub": "dGVzdA=="},
        }));
    }
    let mut secrets: Vec<Secret> = Vec::new();
    for mut doc in extra {
        let name = doc["metadata"]["name"]
            .as_str()
            .unwrap_or_default()
            .to_owned();
        match doc["kind"].as_str() {
            Some("Secret") => {
                if doc["metadata"]["namespace"].is_null() {
                    doc["metadata"]["namespace"] = namespace.into();
                }
                if name == config.mpi_run_ssh_secret_name
                    && doc["metadata"]["namespace"] == config.mpi_run_ssh_secret_namespace.as_str()
                {
                    found.mpi_secret = Some(decode(&doc));
                }
                secrets.push(decode(&doc));
            }
            Some("Queue") => {
                found.queues.insert(name);
            }
            _ => {}
        }
    }
    found.pull_secrets = PullSecrets::index(&secrets);
    for doc in docs {
        if doc["kind"] == "PersistentVolumeClaim"
            && let Some(name) = doc["metadata"]["name"].as_str()
        {
            found.claims.insert(name.to_owned());
        }
        for claim in doc["spec"]["pvcs"].as_array().into_iter().flatten() {
            if claim["create"] != true
                && let Some(name) = claim["name"].as_str()
            {
                found.claims.insert(name.to_owned());
            }
        }
    }
    found
}

/// A status as data, with times masked as in the recordings.
pub(crate) fn masked(status: impl serde::Serialize) -> Json {
    fn mask(value: &mut Json) {
        match value {
            Json::Object(fields) => {
                for (key, value) in fields.iter_mut() {
                    if matches!(key.as_str(), "lastTransitionTime" | "lastScaleTime") {
                        *value = "<time>".into();
                    }
                    mask(value);
                }
            }
            Json::Array(items) => items.iter_mut().for_each(mask),
            _ => {}
        }
    }
    let mut value = serde_json::to_value(status).unwrap();
    mask(&mut value);
    value
}

/// Takes the generation out of the graph's condition: the reference leaves it out (workloads 5.3).
pub(crate) fn without_ready_generation(mut status: Json) -> Json {
    for condition in status["conditions"].as_array_mut().into_iter().flatten() {
        if condition["type"] == "Ready"
            && let Some(fields) = condition.as_object_mut()
        {
            fields.remove("observedGeneration");
        }
    }
    status
}

pub(crate) fn now() -> k8s_openapi::apimachinery::pkg::apis::meta::v1::Time {
    decode(&"2026-01-01T00:00:00Z".into())
}

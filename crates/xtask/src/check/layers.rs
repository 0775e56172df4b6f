//! Dependencies point downwards and pure crates stay pure.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::{Context, Result};
use serde_json::Value;

use crate::layers::{IMPURE, IMPURE_CALLS, LAYERS, Layer, layer};
use crate::process;
use crate::workspace::Workspace;

pub(super) fn findings(workspace: &Workspace) -> Result<Vec<String>> {
    let metadata = workspace.metadata()?;
    let packages = metadata["packages"]
        .as_array()
        .context("cargo metadata has no packages")?;
    let mut findings = Vec::new();
    for package in packages {
        findings.extend(package_findings(package)?);
    }
    for layer in LAYERS.iter().filter(|layer| layer.is_pure) {
        if !workspace.path(format!("crates/{}", layer.name)).is_dir() {
            continue;
        }
        findings.extend(impure_crates(layer, &tree(workspace, layer)?));
        let lints = format!("crates/{}/clippy.toml", layer.name);
        findings.extend(allowed_calls(
            &lints,
            &workspace.read(&lints).unwrap_or_default(),
        ));
    }
    Ok(findings)
}

/// Where one package of `cargo metadata` breaks the table.
fn package_findings(package: &Value) -> Result<Vec<String>> {
    let manifest = package["manifest_path"]
        .as_str()
        .context("a package without manifest")?;
    let folder = Path::new(manifest)
        .parent()
        .and_then(Path::file_name)
        .unwrap_or_default();
    let folder = folder.to_string_lossy();
    let Some(user) = layer(&folder) else {
        return Ok(vec![format!("crates/{folder}: not in the table of layers")]);
    };
    let mut findings = Vec::new();
    if package["name"] != user.package() {
        findings.push(format!(
            "crates/{folder}: its package has to be {}",
            user.package()
        ));
    }
    for dependency in package["dependencies"].as_array().into_iter().flatten() {
        let Some(used) = ours(dependency) else {
            continue;
        };
        // Tests may look at anything but the tasks; they are not what others depend on.
        let is_allowed = match dependency["kind"].as_str() {
            Some("dev") => used.name != "xtask",
            _ => user.may_use(used),
        };
        if !is_allowed {
            findings.push(format!("crates/{folder}: may not use `{}`", used.name));
        }
    }
    Ok(findings)
}

/// Which of our crates a dependency is.
fn ours(dependency: &Value) -> Option<&'static Layer> {
    let name = dependency["name"].as_str()?;
    LAYERS.iter().find(|layer| layer.package() == name)
}

/// Every crate that is linked into a crate of ours.
fn tree(workspace: &Workspace, layer: &Layer) -> Result<String> {
    let mut cargo = process::cargo(workspace);
    // Asked for one package alone, so that no feature counts that only another one turns on.
    cargo
        .args([
            "tree",
            "--edges=normal",
            "--prefix=none",
            "--format={p}",
            "--package",
        ])
        .arg(layer.package());
    process::output(&mut cargo)
}

fn impure_crates(layer: &Layer, tree: &str) -> Vec<String> {
    let names: BTreeSet<&str> = tree
        .lines()
        .filter_map(|line| line.split(' ').next())
        .collect();
    names
        .into_iter()
        .filter(|name| IMPURE.contains(name) && !layer.exceptions.contains(name))
        .map(|name| {
            let package = layer.package();
            format!(
                "crates/{}: is pure but brings `{name}` (`cargo tree -p {package} -i {name}` says why)",
                layer.name
            )
        })
        .collect()
}

fn allowed_calls(file: &str, lints: &str) -> Vec<String> {
    IMPURE_CALLS
        .iter()
        .filter(|call| !lints.contains(&format!("path = \"{call}\"")))
        .map(|call| format!("{file}: does not disallow {call}"))
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn package(folder: &str, name: &str, dependencies: Value) -> Value {
        json!({
            "name": name, "manifest_path": format!("x/crates/{folder}/Cargo.toml"),
            "dependencies": dependencies,
        })
    }

    #[test]
    fn upward_and_sideways_dependencies_are_found() {
        let package = package(
            "plan",
            "stator-plan",
            json!([
                {"name": "stator-api", "kind": null},
                {"name": "stator-rules", "kind": null},
                {"name": "stator-chart", "kind": "build"},
                {"name": "serde", "kind": null},
                {"name": "stator-testkit", "kind": "dev"},
                {"name": "stator-xtask", "kind": "dev"},
            ]),
        );
        assert_eq!(
            package_findings(&package).unwrap(),
            [
                "crates/plan: may not use `rules`",
                "crates/plan: may not use `chart`",
                "crates/plan: may not use `xtask`",
            ]
        );
    }

    #[test]
    fn unknown_crates_and_wrong_names_are_found() {
        let unknown = package("utils", "stator-utils", json!([]));
        assert_eq!(
            package_findings(&unknown).unwrap(),
            ["crates/utils: not in the table of layers"]
        );
        let misnamed = package("cli", "stator-cli", json!([]));
        assert_eq!(
            package_findings(&misnamed).unwrap(),
            ["crates/cli: its package has to be stator"]
        );
    }

    #[test]
    fn runtimes_in_pure_crates_are_found_through_others() {
        let tree = "stator-api v0.9.0 (x)\nkube v5.0.0\ntokio v1.54.1\ntokio v1.54.1 (*)\n";
        let [api, certs] = ["api", "certs"].map(|name| layer(name).unwrap());
        assert_eq!(impure_crates(api, tree).len(), 1);
        assert!(impure_crates(certs, "rcgen v0.14.10\n").is_empty());
        assert_eq!(impure_crates(api, "rcgen v0.14.10\n").len(), 1);
    }

    #[test]
    fn missing_lint_file_is_found_call_by_call() {
        assert_eq!(allowed_calls("f", "").len(), IMPURE_CALLS.len());
        assert_eq!(
            allowed_calls("f", "{ path = \"std::fs::read\" }").len(),
            IMPURE_CALLS.len() - 1
        );
    }
}

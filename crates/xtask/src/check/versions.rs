//! One version for the workspace and its charts.

use anyhow::Result;

use crate::chart_file::{dependencies, field};
use crate::workspace::Workspace;

/// Charts that keep the versions of the charts they stand in for: both are labels of every object.
const PINNED: &[&str] = &["etcd", "nats"];

pub(super) fn findings(workspace: &Workspace) -> Result<Vec<String>> {
    let version = workspace.version()?;
    let mut findings = Vec::new();
    for file in workspace.files()? {
        if file.starts_with("charts/") && file.ends_with("/Chart.yaml") {
            findings.extend(chart_findings(&file, &workspace.read(&file)?, &version));
        }
    }
    Ok(findings)
}

fn chart_findings(file: &str, chart: &str, version: &str) -> Vec<String> {
    let mut findings = Vec::new();
    let name = field(chart, "name").unwrap_or_default();
    if !PINNED.contains(&name) {
        for key in ["version", "appVersion"] {
            // A library or a chart of definitions has no application.
            let found = field(chart, key);
            if found != Some(version) && (found.is_some() || key == "version") {
                let found = found.unwrap_or("absent");
                findings.push(format!(
                    "{file}: {key} is {found}, the workspace's is {version}"
                ));
            }
        }
    }
    for used in dependencies(chart) {
        let is_ours = used.repository.is_empty() || used.repository.starts_with("file://");
        if is_ours && used.version != version && !PINNED.contains(&used.name) {
            findings.push(format!(
                "{file}: dependency {} is {}, the workspace's version is {version}",
                used.name, used.version
            ));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHART: &str = "name: p\nversion: 0.9.0\nappVersion: \"0.9.0\"\ndependencies:\n  - name: a\n    version: 0.9.0\n    \
                         repository: \"\"\n  # etcd keeps its own\n  - name: etcd\n    version: 12.0.18\n  - name: far\n    \
                         version: v1\n    repository: oci://x/y\nkeywords:\n  - z\n";

    #[test]
    fn equal_versions_are_fine() {
        assert_eq!(chart_findings("f", CHART, "0.9.0"), [""; 0]);
    }

    #[test]
    fn each_place_that_lags_behind_is_found() {
        assert_eq!(
            chart_findings("f", CHART, "0.9.1"),
            [
                "f: version is 0.9.0, the workspace's is 0.9.1",
                "f: appVersion is 0.9.0, the workspace's is 0.9.1",
                "f: dependency a is 0.9.0, the workspace's version is 0.9.1",
            ]
        );
    }

    #[test]
    fn charts_that_stand_in_for_others_keep_their_versions() {
        assert_eq!(
            chart_findings("f", "name: nats\nversion: 1.3.2\n", "0.9.0"),
            [""; 0]
        );
    }

    #[test]
    fn chart_without_version_is_found() {
        assert_eq!(
            chart_findings("f", "name: x\n", "0.9.0"),
            ["f: version is absent, the workspace's is 0.9.0"]
        );
    }
}

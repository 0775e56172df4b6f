//! Outside crates are declared once, and each has its reason.

use anyhow::Result;

use crate::workspace::Workspace;

/// Where the reasons are.
const REASONS: &str = "docs/dependencies.md";

pub(super) fn findings(workspace: &Workspace) -> Result<Vec<String>> {
    let mut findings = Vec::new();
    for file in workspace.files()? {
        let is_manifest = file.starts_with("crates/") && file.ends_with("/Cargo.toml");
        if is_manifest && file.matches('/').count() == 2 {
            findings.extend(own_versions(&file, &workspace.read(&file)?));
        }
    }
    let reasons = workspace.read(REASONS)?;
    findings.extend(without_reason(&workspace.read("Cargo.toml")?, &reasons));
    Ok(findings)
}

/// Dependencies of a package that do not come from the workspace's table.
fn own_versions(file: &str, manifest: &str) -> Vec<String> {
    entries(manifest, |section| section.ends_with("dependencies"))
        .filter(|(_, entry)| !entry.contains("workspace = true") && !entry.contains(".workspace"))
        .map(|(number, entry)| {
            format!(
                "{file}:{number}: `{}` is not taken from the workspace",
                name(entry)
            )
        })
        .collect()
}

/// Dependencies of the workspace's table that no row of the reasons names.
fn without_reason(manifest: &str, reasons: &str) -> Vec<String> {
    let is_word = |c: char| c.is_ascii_alphanumeric() || "-_".contains(c);
    let words: Vec<&str> = reasons
        .lines()
        .filter(|line| line.starts_with('|'))
        .flat_map(|line| line.split(|c| !is_word(c)))
        .collect();
    entries(manifest, |section| section == "workspace.dependencies")
        .filter(|(_, entry)| !entry.contains("path = "))
        .filter(|(_, entry)| !words.contains(&name(entry)))
        .map(|(number, entry)| {
            format!(
                "Cargo.toml:{number}: `{}` has no row in {REASONS}",
                name(entry)
            )
        })
        .collect()
}

/// The numbered entries of the sections that are wanted.
fn entries(
    manifest: &str,
    is_wanted: impl Fn(&str) -> bool,
) -> impl Iterator<Item = (usize, &str)> {
    let mut is_inside = false;
    manifest
        .lines()
        .enumerate()
        .filter_map(move |(index, line)| {
            if let Some(section) = line.strip_prefix('[') {
                is_inside = is_wanted(section.trim_end().trim_end_matches(']'));
                return None;
            }
            let starts = line.starts_with(|c: char| c.is_ascii_alphanumeric());
            (is_inside && starts && line.contains('=')).then_some((index + 1, line))
        })
}

fn name(entry: &str) -> &str {
    entry.split(['=', '.', ' ']).next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_of_a_package_are_found_in_every_section() {
        let manifest = "[package]\nversion = \"1\"\n[dependencies]\nserde = { workspace = true }\nclap = \"4\"\n\
                        anyhow.workspace = true\n[target.'cfg(unix)'.dependencies]\nnix = \"1\"\n[features]\nx = []\n";
        assert_eq!(
            own_versions("f", manifest),
            [
                "f:5: `clap` is not taken from the workspace",
                "f:8: `nix` is not taken from the workspace",
            ]
        );
    }

    #[test]
    fn every_dependency_needs_a_row() {
        let manifest = "[workspace.dependencies]\nours = { path = \"crates/x\" }\nserde = \"1\"\nserde_json = \"1\"\ntar = \"0.4\"\n";
        let reasons =
            "serde and tar in prose do not count\n| plain types | serde, serde_json | – |\n";
        assert_eq!(
            without_reason(manifest, reasons),
            ["Cargo.toml:5: `tar` has no row in docs/dependencies.md"]
        );
    }
}

//! No file names a folder of one developer's machine.

use std::fs;

use anyhow::Result;

use crate::workspace::Workspace;

/// Top folders under which only one machine has anything.
const MACHINE: &[&str] = &["/work/", "/root/", "/home/"];

/// Folders inside container images, which every machine has.
const IN_IMAGES: &[&str] = &[
    "/home/dynamo",
    "/home/nonroot",
    "/home/ubuntu",
    "/root/.cache",
    "/root/.ssh",
];

/// This file names what it looks for.
const ITSELF: &str = "crates/xtask/src/check/paths.rs";

pub(super) fn findings(workspace: &Workspace) -> Result<Vec<String>> {
    let mut findings = Vec::new();
    for file in workspace.files()?.iter().filter(|file| *file != ITSELF) {
        // Archives and pictures are not text.
        let Ok(text) = String::from_utf8(fs::read(workspace.path(file))?) else {
            continue;
        };
        for (index, line) in text.lines().enumerate() {
            if let Some(path) = machine_path(line) {
                findings.push(format!("{file}:{}: names {path}", index + 1));
            }
        }
    }
    Ok(findings)
}

/// The first path of a machine in a line.
fn machine_path(line: &str) -> Option<&str> {
    MACHINE
        .iter()
        .flat_map(|top| line.match_indices(top))
        .find_map(|(index, _)| {
            // In `a/home/b` or `https://x.y/home/` it is a part of another path.
            let is_inner =
                line[..index].ends_with(|c: char| c.is_alphanumeric() || ")]}>_-.*$~%".contains(c));
            let path = &line[index..];
            let end = path.find(|c: char| c.is_whitespace() || "\"'`,;)]}<>".contains(c));
            let path = &path[..end.unwrap_or(path.len())];
            let is_known = IN_IMAGES.iter().any(|known| {
                path.strip_prefix(known)
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
            });
            (!is_inner && !is_known).then_some(path)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn machine_folders_are_found() {
        for (line, path) in [
            ("cd /work/repo && x", "/work/repo"),
            ("file:///home/me/x.yaml", "/home/me/x.yaml"),
            ("see \"/root/x\".", "/root/x"),
            ("--a=/home/dynamo-old/x", "/home/dynamo-old/x"),
        ] {
            assert_eq!(machine_path(line), Some(path), "{line}");
        }
    }

    #[test]
    fn other_paths_are_not() {
        for line in [
            "mountPath: /home/dynamo/.cache/huggingface",
            "https://example.org/home/page",
            "/workspace/x /workdir/ /roots/x",
            "$HOME/work/x",
            "target/work/x",
        ] {
            assert_eq!(machine_path(line), None, "{line}");
        }
    }
}

//! Recorded answers that no test looks at any more.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;

use crate::workspace::{Workspace, has_extension};

/// Where recorded answers are.
const CORPUS: &str = "tests/corpus/";

pub(super) fn findings(workspace: &Workspace) -> Result<Vec<String>> {
    let files = workspace.files()?;
    let mut findings = Vec::new();
    for file in &files {
        if file.ends_with(".snap.new") || file.ends_with(".pending-snap") {
            findings.push(format!("{file}: a snapshot that nobody has reviewed"));
        } else if has_extension(file, "snap") {
            let text = workspace.read(file)?;
            let source = header(&text, "source").map(|source| workspace.read(source));
            let input = header(&text, "input_file").map(|input| workspace.path(input).exists());
            let source = source.transpose().ok().flatten();
            findings.extend(snapshot_finding(file, source.as_deref(), input));
        }
    }
    findings.extend(unread(&files, &readers(workspace, &files)?));
    Ok(findings)
}

/// What is wrong with one snapshot, given the source that its header names.
fn snapshot_finding(file: &str, source: Option<&str>, input: Option<bool>) -> Option<String> {
    let Some(source) = source else {
        return Some(format!("{file}: the source that its header names is gone"));
    };
    if input == Some(false) {
        return Some(format!("{file}: its input file is gone"));
    }
    let name = snapshot_name(file);
    // A snapshot is named in the source or called as its test; insta numbers further ones of a test
    // and drops a leading `test_`.
    let unnumbered = name
        .rsplit_once('-')
        .filter(|(_, end)| end.parse::<u32>().is_ok());
    let unnumbered = unnumbered.map_or(name, |(start, _)| start);
    let is_named = [name, unnumbered].iter().any(|name| {
        source.contains(&format!("\"{name}\""))
            || source.contains(&format!("fn {name}("))
            || source.contains(&format!("fn test_{name}("))
    });
    (!is_named).then(|| format!("{file}: no test or snapshot called `{name}` in its source"))
}

/// A field of the header of a snapshot.
fn header<'a>(snapshot: &'a str, key: &str) -> Option<&'a str> {
    let header = snapshot.strip_prefix("---\n")?.split_once("\n---")?.0;
    header.lines().find_map(|line| {
        Some(
            line.strip_prefix(key)?
                .strip_prefix(':')?
                .trim()
                .trim_matches('"'),
        )
    })
}

/// The last part of `module__sub__name@input.snap`, without the input.
fn snapshot_name(file: &str) -> &str {
    let name = file.rsplit('/').next().unwrap_or(file);
    let name = name.strip_suffix(".snap").unwrap_or(name);
    let name = name.split('@').next().unwrap_or(name);
    name.rsplit("__").next().unwrap_or(name)
}

/// The texts in which a part of the corpus may be named: code and scripts, and nothing else.
fn readers(workspace: &Workspace, files: &[String]) -> Result<String> {
    let mut text = String::new();
    for file in files {
        let is_reader = (has_extension(file, "rs") && !file.ends_with("check/orphans.rs"))
            || file.starts_with(".ci/")
            || has_extension(file, "py");
        if is_reader {
            text.push_str(&workspace.read(file)?);
        }
    }
    Ok(text)
}

/// The entries of the corpus whose name no reader has in quotes or as a part of a quoted path.
fn unread(files: &[String], readers: &str) -> Vec<String> {
    let mut entries: BTreeMap<&str, usize> = BTreeMap::new();
    for file in files {
        if let Some(path) = file.strip_prefix(CORPUS) {
            let entry = path.split('/').next().unwrap_or(path);
            *entries.entry(entry).or_default() += 1;
        }
    }
    let is_word = |c: char| c.is_alphanumeric() || "._-".contains(c);
    let words: BTreeSet<&str> = readers.split(|c| !is_word(c)).collect();
    entries
        .into_iter()
        .filter(|(entry, _)| !words.contains(entry) && !entry.eq_ignore_ascii_case("README.md"))
        .map(|(entry, count)| format!("{CORPUS}{entry}: no test reads it ({count} files)"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn snapshot_names_lose_module_and_input() {
        assert_eq!(
            snapshot_name("crates/x/tests/snapshots/cases__lists@a.txt.snap"),
            "lists"
        );
        assert_eq!(
            snapshot_name("a/stator_x__y__tests__two_parts-2.snap"),
            "two_parts-2"
        );
    }

    #[test]
    fn snapshot_without_its_test_is_found() {
        let finding = |source, input| snapshot_finding("s/m__old-2.snap", source, input);
        assert_eq!(finding(Some("fn old() {}"), None), None);
        assert_eq!(finding(Some("fn test_old() {}"), None), None);
        assert_eq!(
            finding(Some("assert_snapshot!(\"old-2\", x)"), Some(true)),
            None
        );
        for (source, input, end) in [
            (
                Some("fn older() {}"),
                None,
                "no test or snapshot called `old-2` in its source",
            ),
            (None, None, "the source that its header names is gone"),
            (Some("fn old() {}"), Some(false), "its input file is gone"),
        ] {
            assert!(
                finding(source, input).unwrap().ends_with(end),
                "{source:?} {input:?}"
            );
        }
    }

    #[test]
    fn headers_are_read_up_to_their_end() {
        let text = "---\nsource: crates/x/tests/a.rs\ninput_file: \"b.yaml\"\n---\nsnapshot: no\n";
        assert_eq!(header(text, "source"), Some("crates/x/tests/a.rs"));
        assert_eq!(header(text, "input_file"), Some("b.yaml"));
        assert_eq!(header(text, "snapshot"), None);
    }

    #[test]
    fn corpus_folders_that_no_code_names_are_found() {
        let files = [
            "tests/corpus/used/a",
            "tests/corpus/gone/a",
            "tests/corpus/gone/b",
            "x",
        ];
        let files = files.map(str::to_owned);
        assert_eq!(
            unread(&files, "repository_corpus(\"used/a\"); \"long-gone\""),
            ["tests/corpus/gone: no test reads it (2 files)"]
        );
    }
}

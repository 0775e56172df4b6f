//! A label, annotation or environment variable is a constant of `crates/api`, never a literal elsewhere.

use anyhow::Result;

use super::rust_source;
use crate::workspace::{Workspace, has_extension};

/// How the names begin that belong to `crates/api`.
const KEYS: &[&str] = &[
    "nvidia.com/",
    "DYN_",
    "grove.io/",
    "kai.scheduler/",
    "leaderworkerset.sigs.k8s.io/",
    "scheduling.run.ai/",
];

/// Where such a literal may stand all the same: the beginning of a path, and why.
const ALLOWED: &[(&str, &str)] = &[
    ("crates/api/", "the constants themselves"),
    (
        "crates/testkit/",
        "fixtures are written as users write them",
    ),
    ("crates/xtask/", "this check names what it looks for"),
];

pub(super) fn findings(workspace: &Workspace) -> Result<Vec<String>> {
    let mut findings = Vec::new();
    for file in workspace.files()? {
        if !is_searched(&file) {
            continue;
        }
        for literal in rust_source::literals(&workspace.read(&file)?) {
            if let Some(key) = key_in(&literal.text) {
                findings.push(format!(
                    "{file}:{}: `{key}…` is spelt out: use or add the constant in crates/api",
                    literal.line
                ));
            }
        }
    }
    Ok(findings)
}

/// Whether a file is code that has to use the constants. Tests spell things out on purpose: a
/// wrong constant must not agree with itself.
fn is_searched(file: &str) -> bool {
    let is_code = file.starts_with("crates/") && has_extension(file, "rs");
    let is_test = ["/tests/", "/benches/", "/examples/"]
        .iter()
        .any(|part| file.contains(part))
        || file.ends_with("/tests.rs")
        || file.ends_with("_tests.rs");
    is_code && !is_test && !ALLOWED.iter().any(|(path, _)| file.starts_with(path))
}

/// The key that a literal spells out; an address of a web page is none.
fn key_in(text: &str) -> Option<&'static str> {
    KEYS.iter().copied().find(|key| {
        text.match_indices(key).any(|(index, _)| {
            let before = &text[..index];
            let word = before
                .rsplit(char::is_whitespace)
                .next()
                .unwrap_or_default();
            let continues = before.ends_with(|c: char| c.is_ascii_alphanumeric() || c == '_');
            !(word.contains("://") || (continues && key.ends_with('_')))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_found_whole_or_in_sentences() {
        for text in [
            "nvidia.com/dynamo-component",
            "set DYN_NAMESPACE first",
            "dynamo.nvidia.com/x",
            "see https://docs.nvidia.com/x about nvidia.com/x",
        ] {
            assert!(key_in(text).is_some(), "{text}");
        }
    }

    #[test]
    fn addresses_codes_and_other_words_are_no_keys() {
        for text in [
            "https://docs.nvidia.com/dynamo",
            "DYN0102",
            "MY_DYN_X",
            "nvidia.com",
        ] {
            assert_eq!(key_in(text), None, "{text}");
        }
    }

    #[test]
    fn only_code_outside_the_api_is_searched() {
        assert!(is_searched("crates/plan/src/lib.rs"));
        for file in [
            "crates/api/src/labels.rs",
            "crates/plan/src/x/tests.rs",
            "crates/plan/tests/case.rs",
            "charts/platform/values.yaml",
        ] {
            assert!(!is_searched(file), "{file}");
        }
    }
}

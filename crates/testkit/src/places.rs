//! Where things are on the machine that runs the test, found at run time.

use std::env;
use std::path::{Path, PathBuf};

/// The folder of the workspace, the nearest one upwards whose manifest has a `[workspace]` table.
///
/// Cargo tells a running test its package's folder; a test binary started by hand looks upwards
/// from the current folder, and last from where it was compiled.
///
/// # Panics
/// When no such folder exists, that is when the binary was carried away from its sources.
pub fn workspace_root() -> PathBuf {
    let starts = [
        env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from),
        env::current_dir().ok(),
        Some(PathBuf::from(env!("CARGO_MANIFEST_DIR"))),
    ];
    starts
        .iter()
        .flatten()
        .find_map(|start| workspace_above(start))
        .expect("tests run in a checkout of the workspace")
}

/// A folder of the recorded corpus that lies beside the checkout, or nothing where it is absent.
///
/// Tests that need it return early without it: a plain clone does not have it, and everything that
/// must hold there is in [`repository_corpus`].
pub fn corpus(name: &str) -> Option<PathBuf> {
    let folder = workspace_root().join("../shared/corpus").join(name);
    folder.is_dir().then_some(folder)
}

/// A folder of the recorded answers that are part of the repository, `tests/corpus/<name>`.
///
/// # Panics
/// When it does not exist: it is tracked, so its absence is a mistake in the test.
pub fn repository_corpus(name: &str) -> PathBuf {
    let folder = workspace_root().join("tests/corpus").join(name);
    assert!(folder.exists(), "tests/corpus/{name} does not exist");
    folder
}

fn workspace_above(start: &Path) -> Option<PathBuf> {
    start
        .ancestors()
        .find(|folder| is_workspace(folder))
        .map(Path::to_path_buf)
}

fn is_workspace(folder: &Path) -> bool {
    std::fs::read_to_string(folder.join("Cargo.toml"))
        .is_ok_and(|manifest| manifest.lines().any(|line| line.trim() == "[workspace]"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn root_holds_the_workspace_manifest_and_this_crate() {
        let root = workspace_root();
        assert!(root.join("Cargo.lock").is_file());
        assert!(root.join("crates/testkit/src/places.rs").is_file());
    }

    #[test]
    fn a_package_folder_is_not_taken_for_the_workspace() {
        assert!(!is_workspace(&workspace_root().join("crates/testkit")));
    }

    #[test]
    fn unknown_corpus_folder_is_absent() {
        assert_eq!(corpus("no-such-folder"), None);
    }
}

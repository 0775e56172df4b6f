//! The checkout that the tasks work on.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::process;

/// Whether a file's name ends in a dot and this word.
pub(crate) fn has_extension(file: &str, word: &str) -> bool {
    Path::new(file).extension().is_some_and(|end| end == word)
}

/// The workspace's folder and what git and cargo know about it.
#[derive(Debug)]
pub(crate) struct Workspace {
    root: PathBuf,
}

impl Workspace {
    /// The workspace that this program was started in.
    pub(crate) fn find() -> Result<Self> {
        Self::at(&stator_testkit::workspace_root())
    }

    /// The workspace in a folder.
    pub(crate) fn at(root: &Path) -> Result<Self> {
        let root = root
            .canonicalize()
            .with_context(|| format!("no folder {}", root.display()))?;
        Ok(Self { root })
    }

    /// A path inside it.
    pub(crate) fn path(&self, relative: impl AsRef<Path>) -> PathBuf {
        self.root.join(relative)
    }

    /// Its folder.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// The text of a file inside it.
    pub(crate) fn read(&self, relative: impl AsRef<Path>) -> Result<String> {
        let relative = relative.as_ref();
        fs::read_to_string(self.path(relative))
            .with_context(|| format!("cannot read {}", relative.display()))
    }

    /// Every file that git tracks or would, sorted; paths with slashes, relative to the root.
    ///
    /// Files that are not ignored count before they are added: a check that waits for `git add`
    /// finds things too late.
    pub(crate) fn files(&self) -> Result<Vec<String>> {
        let mut git = Command::new("git");
        git.current_dir(&self.root).args([
            "ls-files",
            "--cached",
            "--others",
            "--exclude-standard",
            "-z",
        ]);
        let listed = process::output(&mut git)?;
        let mut files: Vec<String> = listed
            .split('\0')
            .filter(|name| !name.is_empty() && self.path(name).is_file())
            .map(str::to_owned)
            .collect();
        files.sort();
        files.dedup();
        Ok(files)
    }

    /// The version of all our packages.
    pub(crate) fn version(&self) -> Result<String> {
        let manifest = self.read("Cargo.toml")?;
        let table = manifest
            .split("[workspace.package]")
            .nth(1)
            .unwrap_or_default();
        table
            .lines()
            .take_while(|line| !line.starts_with('['))
            .find_map(|line| line.strip_prefix("version = \"")?.strip_suffix('"'))
            .map(str::to_owned)
            .context("Cargo.toml has no version under [workspace.package]")
    }

    /// What `cargo metadata` says about our packages alone.
    pub(crate) fn metadata(&self) -> Result<Value> {
        let mut cargo = process::cargo(self);
        cargo.args(["metadata", "--format-version=1", "--no-deps"]);
        serde_json::from_str(&process::output(&mut cargo)?).context("cargo metadata is not JSON")
    }

    /// The folder that cargo builds into.
    pub(crate) fn target(&self) -> Result<PathBuf> {
        let metadata = self.metadata()?;
        let target = metadata["target_directory"].as_str();
        Ok(target
            .context("cargo metadata names no target_directory")?
            .into())
    }

    /// Builds the `stator` command as it is shipped and gives its file.
    pub(crate) fn built_stator(&self) -> Result<PathBuf> {
        let mut cargo = process::cargo(self);
        cargo.args([
            "build",
            "--release",
            "--package",
            "stator",
            "--bin",
            "stator",
        ]);
        process::run(&mut cargo)?;
        let file = self.target()?.join("release/stator");
        ensure!(file.is_file(), "cargo built no {}", file.display());
        Ok(file)
    }

    /// Builds an example as the command is shipped and gives its file.
    pub(crate) fn built_example(&self, package: &str, name: &str) -> Result<PathBuf> {
        let mut cargo = process::cargo(self);
        cargo.args([
            "build",
            "--release",
            "--package",
            package,
            "--example",
            name,
        ]);
        process::run(&mut cargo)?;
        let file = self.target()?.join("release/examples").join(name);
        ensure!(file.is_file(), "cargo built no {}", file.display());
        Ok(file)
    }
}

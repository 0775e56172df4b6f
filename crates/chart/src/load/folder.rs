//! Reading a chart folder: names sorted, symbolic links followed, ignored files left out.

use super::{Budget, MAX_CHART_BYTES, MAX_FILE_BYTES};
use crate::chart::File;
use crate::error::{Error, Phase};
use crate::gotext::{path_error, quoted};
use crate::ignore::Rules;
use crate::notice::Notice;
use crate::session::Session;
use std::fs::{self, Metadata};
use std::io;
use std::path::{Component, Path, PathBuf};

/// How deep folders may nest, links included.
const MAX_DEPTH: usize = 256;

/// Reads all files of the chart in `root`.
pub(super) fn files(
    root: &Path,
    session: &mut Session,
    budget: &mut Budget,
) -> Result<Vec<File>, Error> {
    let mut walk = Walk {
        rules: rules(root)?,
        session,
        budget,
        left: MAX_CHART_BYTES,
        files: Vec::new(),
    };
    let found = fs::metadata(root).map_err(|e| failed("lstat", &root.to_string_lossy(), &e))?;
    walk.visit(root, "", &found, 0)?;
    Ok(walk.files)
}

/// Gives the path without `.` and `..` parts, as Go's `filepath.Abs` does.
pub(super) fn cleaned(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => {
                out.pop();
            }
            Component::CurDir => {}
            other => out.push(other),
        }
    }
    out
}

fn rules(root: &Path) -> Result<Rules, Error> {
    let path = root.join(".helmignore");
    let rules = match super::read_file(&path) {
        Ok(text) => Rules::parse(&text).map_err(|e| Error::new(Phase::Load, e.to_string()))?,
        Err(e) if e.kind() == io::ErrorKind::NotFound => Rules::default(),
        Err(e) => return Err(failed("open", &path.to_string_lossy(), &e)),
    };
    Ok(rules.with_defaults())
}

fn failed(operation: &str, path: &str, error: &io::Error) -> Error {
    Error::new(Phase::Load, path_error(operation, path, error))
}

struct Walk<'a> {
    rules: Rules,
    session: &'a mut Session,
    budget: &'a mut Budget,
    /// Bytes that Helm 4 still allows for this folder.
    left: u64,
    files: Vec<File>,
}

impl Walk<'_> {
    /// Visits a file or folder; `name` is its path from the root, empty for the root itself.
    fn visit(
        &mut self,
        path: &Path,
        name: &str,
        found: &Metadata,
        depth: usize,
    ) -> Result<(), Error> {
        let shown = path.to_string_lossy();
        if depth > MAX_DEPTH {
            return Err(Error::new(
                Phase::Load,
                format!("{shown}: folders nest deeper than {MAX_DEPTH}"),
            ));
        }
        if found.is_symlink() {
            let resolved = fs::canonicalize(path).map_err(|e| {
                let cause = path_error("lstat", &shown, &e);
                Error::new(
                    Phase::Load,
                    format!("error evaluating symlink {shown}: {cause}"),
                )
            })?;
            let target = resolved.to_string_lossy().into_owned();
            self.session.notice(Notice::SymbolicLink {
                path: shown.clone().into_owned(),
                resolved: target.clone(),
            });
            let found =
                fs::symlink_metadata(&resolved).map_err(|e| failed("lstat", &target, &e))?;
            return self.visit(path, name, &found, depth + 1);
        }
        if !name.is_empty() {
            if self.rules.ignores(name, found.is_dir()) {
                return Ok(());
            }
            if !found.is_dir() {
                return self.read(path, name, found);
            }
        } else if !found.is_dir() {
            return Ok(());
        }
        for child in names(path).map_err(|e| failed("open", &shown, &e))? {
            let path = path.join(&child);
            let shown = path.to_string_lossy();
            let found = fs::symlink_metadata(&path).map_err(|e| failed("lstat", &shown, &e))?;
            let child = child.to_string_lossy();
            let name = if name.is_empty() {
                child.into_owned()
            } else {
                format!("{name}/{child}")
            };
            self.visit(&path, &name, &found, depth + 1)?;
        }
        Ok(())
    }

    fn read(&mut self, path: &Path, name: &str, found: &Metadata) -> Result<(), Error> {
        let shown = path.to_string_lossy();
        if !found.is_file() {
            return Err(Error::new(
                Phase::Load,
                format!("cannot load irregular file {shown} as it has file mode type bits set"),
            ));
        }
        self.check_size(name, found.len())?;
        self.budget.take(found.len())?;
        let data = super::read_file(path).map_err(|e| {
            failed("open", &shown, &e).wrapped(format_args!("error reading {name}: "))
        })?;
        self.left = self.left.saturating_sub(data.len() as u64);
        self.files.push(File::new(name, &data));
        Ok(())
    }

    fn check_size(&self, name: &str, size: u64) -> Result<(), Error> {
        if self.session.compat.is_helm4() {
            if size <= self.left {
                return Ok(());
            }
            let text =
                format!("chart exceeds maximum decompressed size of {MAX_CHART_BYTES} bytes");
            return Err(Error::new(
                Phase::Load,
                format!("error reading {name}: {text}"),
            ));
        }
        if size <= MAX_FILE_BYTES {
            return Ok(());
        }
        let base = crate::paths::base(name);
        Err(Error::new(
            Phase::Load,
            format!(
                "chart file {} is larger than the maximum file size {MAX_FILE_BYTES}",
                quoted(base)
            ),
        ))
    }
}

/// Lists a folder, sorted by bytes.
#[expect(clippy::disallowed_methods, reason = "this module reads chart folders")]
fn names(path: &Path) -> io::Result<Vec<std::ffi::OsString>> {
    let mut names = fs::read_dir(path)?
        .map(|e| e.map(|e| e.file_name()))
        .collect::<io::Result<Vec<_>>>()?;
    names.sort();
    Ok(names)
}

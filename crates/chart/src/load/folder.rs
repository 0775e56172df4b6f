//! Reading a chart folder: names sorted, symbolic links followed, ignored files left out.

use super::likely::Likely;
use super::{Budget, DEFERRED_BYTES, MAX_CHART_BYTES, MAX_FILE_BYTES};
use crate::chart::File;
use crate::error::{Error, Phase};
use crate::gotext::{path_error, quoted};
use crate::ignore::Rules;
use crate::notice::Notice;
use crate::session::Session;
use std::fs::{self, Metadata};
use std::io::{self, Read as _};
use std::path::{Component, Path, PathBuf};

/// How deep folders may nest, links included.
const MAX_DEPTH: usize = 256;

/// Reads all files of the chart in `root`.
pub(super) fn files(
    root: &Path,
    session: &mut Session,
    budget: &mut Budget,
    likely: &mut Likely,
) -> Result<Vec<File>, Error> {
    let mut walk = Walk {
        rules: rules(root)?,
        session,
        budget,
        likely,
        left: MAX_CHART_BYTES,
        files: Vec::new(),
        buffer: Vec::new(),
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
    /// Who hands templates to the parser.
    likely: &'a mut Likely,
    /// Bytes that Helm 4 still allows for this folder.
    left: u64,
    files: Vec<File>,
    /// What every file is read into first, so that its memory is touched once.
    buffer: Vec<u8>,
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
                // Go names what the link leads to.
                let target = fs::read_link(path).unwrap_or_default();
                let target = cleaned(&path.parent().unwrap_or(path).join(target));
                let cause = path_error("lstat", &target.to_string_lossy(), &e);
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
        let failed = |e| failed("open", &shown, &e).wrapped(format_args!("error reading {name}: "));
        if found.len() >= DEFERRED_BYTES && self.budget.open > 0 && !is_needed(name) {
            self.budget.open -= 1;
            let file = super::open(path).map_err(failed)?;
            self.left = self.left.saturating_sub(found.len());
            self.files.push(self.deferred(name, file));
            return Ok(());
        }
        super::read_into(path, found.len(), &mut self.buffer).map_err(failed)?;
        self.left = self.left.saturating_sub(self.buffer.len() as u64);
        let file = File::new(name, &self.buffer);
        self.likely.see(&file);
        self.files.push(file);
        Ok(())
    }

    /// Makes a file that is read when somebody asks for it: the custom resource definitions of a
    /// chart are often most of it, and seldom printed.
    fn deferred(&self, name: &str, mut file: fs::File) -> File {
        let late_fault = self.budget.late_fault.clone();
        let shown = name.to_owned();
        File::deferred(name, move || {
            let mut data = Vec::new();
            if let Err(error) = file.read_to_end(&mut data) {
                let text = format!(
                    "error reading {shown}: {}",
                    path_error("read", &shown, &error)
                );
                late_fault.get_or_init(|| text);
            }
            data
        })
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

/// Says whether loading a chart looks into the file.
fn is_needed(name: &str) -> bool {
    let base = crate::paths::base(name);
    let is_own = ["Chart.", "values.", "requirements."];
    is_own.iter().any(|start| base.starts_with(start))
        || name.split('/').any(|folder| folder == "templates")
        || crate::paths::extension(base) == ".tgz"
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

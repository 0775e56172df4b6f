//! Charts from folders and archives: the only part of the crate that reads files.
//!
//! A folder is read as Helm reads it, symbolic links included; an archive may come from anybody, so
//! everything about it is bounded and nothing in it can name a place outside.

mod archive;
mod assemble;
mod disk;
mod folder;
mod likely;

use crate::chart::{Chart, File, LateFault};
use crate::error::{Error, Phase};
use crate::gotext::{path_error, quoted};
use crate::session::Session;
use likely::Likely;
use stator_value::Str;
use std::io::{Read as _, Seek as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// How deep charts may nest in `charts/`.
const MAX_CHART_DEPTH: usize = 64;

/// How many files a chart with all its subcharts may have.
const MAX_FILES: usize = 100_000;

/// How many bytes all files of a chart may have, archives in archives included.
const MAX_TOTAL_BYTES: u64 = 400 << 20;

/// How many files stay open to be read on demand; processes may usually have 1024 open.
const MAX_OPEN_FILES: u64 = 256;

/// From how many bytes on a file is read on demand only.
const DEFERRED_BYTES: u64 = 16 << 10;

/// Helm 3's limit of one file.
const MAX_FILE_BYTES: u64 = 5 << 20;

/// Helm's limit of one archive, unpacked, and Helm 4's of a folder.
const MAX_CHART_BYTES: u64 = 100 << 20;

/// Finds the chart that a command line names: a folder or an archive.
///
/// # Errors
/// Nothing is there. A path gets Helm's text; what may be a repository's chart, one of our own.
pub fn locate(name: &str) -> Result<PathBuf, Error> {
    let name = name.trim();
    if let Ok(path) = std::path::absolute(name)
        && path.exists()
        && !name.is_empty()
    {
        return Ok(folder::cleaned(&path));
    }
    if name.starts_with('.') || name.starts_with('/') {
        return Err(Error::new(
            Phase::Load,
            format!("path {} not found", quoted(name)),
        ));
    }
    Err(Error::new(
        Phase::Load,
        format!(
            "chart {} is neither a folder nor an archive here, and charts are not fetched: \
             run `helm pull {name}` and name the file that it writes",
            quoted(name)
        ),
    ))
}

/// Loads a chart from a folder or from a `.tgz` archive; `shown` is how messages name it.
///
/// # Errors
/// Helm's text for what cannot be read or is no chart.
pub fn load(path: &Path, shown: &str, session: &mut Session) -> Result<Chart, Error> {
    let text = path.to_string_lossy();
    let found = std::fs::metadata(path)
        .map_err(|e| Error::new(Phase::Load, path_error("stat", &text, &e)))?;
    let mut budget = Budget::default();
    let files = if found.is_dir() {
        folder::files(path, session, &mut budget)?
    } else {
        let files = archive::file(path, session.compat, &mut budget)?;
        session.ahead = Some(Likely::see_all(&files, session));
        files
    };
    assemble::root(files, path, shown, found.is_dir(), session, &mut budget)
}

/// Loads a chart from the bytes of a `.tgz` archive.
///
/// # Errors
/// As for [`load`].
pub fn from_archive(bytes: &[u8], shown: &str, session: &mut Session) -> Result<Chart, Error> {
    let mut budget = Budget::default();
    let files = archive::bytes(bytes, shown, session.compat, &mut budget)?;
    assemble::root(files, Path::new(shown), shown, false, session, &mut budget)
}

/// Makes a chart from files in memory, whose names are paths from the chart's root with slashes.
///
/// # Errors
/// As for [`load`].
pub fn from_files<'a>(
    files: impl IntoIterator<Item = (&'a str, &'a [u8])>,
    shown: &str,
    session: &mut Session,
) -> Result<Chart, Error> {
    let mut files: Vec<File> = files.into_iter().map(|(n, d)| File::new(n, d)).collect();
    files.sort_by(|a, b| a.name.cmp(&b.name));
    session.ahead = Some(Likely::see_all(&files, session));
    assemble::root(
        files,
        Path::new(shown),
        shown,
        true,
        session,
        &mut Budget::default(),
    )
}

/// Reads what a values flag names: a path, or `-` for standard input.
///
/// # Errors
/// Helm's text; for an address, one of our own, since nothing is fetched.
pub fn read_values(name: &str) -> Result<Vec<u8>, String> {
    if name.trim() == "-" {
        let mut text = Vec::new();
        let read = std::io::stdin().lock().read_to_end(&mut text);
        return read
            .map(|_| text)
            .map_err(|e| path_error("read", "/dev/stdin", &e));
    }
    if ["http://", "https://", "oci://"]
        .iter()
        .any(|scheme| name.starts_with(scheme))
    {
        return Err(format!(
            "{name} is not fetched: save it to a file and name that"
        ));
    }
    read_file(Path::new(name)).map_err(|e| path_error("open", name, &e))
}

fn read_file(path: &Path) -> std::io::Result<Vec<u8>> {
    let mut text = Vec::new();
    open(path)?.read_to_end(&mut text)?;
    Ok(text)
}

/// Reads a file of which the length is known, with one call of the system and without a copy where it
/// is as long as that.
fn read_expected(file: &mut std::fs::File, expected: u64) -> std::io::Result<Str> {
    let expected = usize::try_from(expected).unwrap_or(0);
    let mut data: Arc<[u8]> = std::iter::repeat_n(0, expected).collect();
    let room = Arc::get_mut(&mut data).unwrap_or_default();
    if expected > 0 && file.read_exact(room).is_ok() {
        return Ok(data.into());
    }
    file.rewind()?;
    let mut data = Vec::new();
    file.read_to_end(&mut data)?;
    Ok(data.into())
}

#[expect(
    clippy::disallowed_methods,
    reason = "this module is the one that reads files"
)]
fn open(path: &Path) -> std::io::Result<std::fs::File> {
    std::fs::File::open(path)
}

/// What is left to read.
#[derive(Clone, Debug)]
struct Budget {
    files: usize,
    bytes: u64,
    late_fault: LateFault,
}

impl Default for Budget {
    fn default() -> Self {
        Self {
            files: MAX_FILES,
            bytes: MAX_TOTAL_BYTES,
            late_fault: LateFault::default(),
        }
    }
}

impl Budget {
    /// Takes one file of the given size.
    fn take(&mut self, bytes: u64) -> Result<(), Error> {
        match (self.files.checked_sub(1), self.bytes.checked_sub(bytes)) {
            (Some(files), Some(bytes)) => {
                (self.files, self.bytes) = (files, bytes);
                Ok(())
            }
            (None, _) => Err(too_many_files()),
            (_, None) => Err(Error::new(
                Phase::Load,
                format!("chart and its subcharts have more than {MAX_TOTAL_BYTES} bytes"),
            )),
        }
    }
}

fn too_many_files() -> Error {
    let text = format!("chart has more than {MAX_FILES} files");
    Error::new(Phase::Load, text)
}

#[cfg(test)]
mod tests;

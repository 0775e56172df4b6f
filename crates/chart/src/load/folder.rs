//! Reading a chart folder: names sorted, symbolic links followed, ignored files left out.

use super::disk::{Kind, Spot};
use super::likely::Likely;
use super::{
    Budget, DEFERRED_BYTES, MAX_CHART_BYTES, MAX_FILE_BYTES, MAX_FILES, MAX_OPEN_FILES,
    too_many_files,
};
use crate::chart::{File, LateFault};
use crate::compat::Compat;
use crate::error::{Error, Phase};
use crate::gotext::{path_error, quoted};
use crate::helper::{Helper, Shared};
use crate::ignore::Rules;
use crate::notice::Notice;
use crate::render::Ahead;
use crate::session::Session;
use stator_value::Str;
use std::fs;
use std::io::{self, Read as _};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// How many folders stay open until their files are read.
const MAX_OPEN_FOLDERS: usize = 64;

/// How deep folders may nest, links included.
const MAX_DEPTH: usize = 256;

/// Reads all files of the chart in `root`, and has its templates parsed.
pub(super) fn files(
    root: &Path,
    session: &mut Session,
    budget: &mut Budget,
) -> Result<Vec<File>, Error> {
    let mut walk = Walk {
        rules: rules(root)?,
        reading: Reading::new(session, budget),
        session,
        left: MAX_FILES,
        folders: MAX_OPEN_FOLDERS,
    };
    let found = fs::metadata(root).map_err(|e| failed("lstat", &root.to_string_lossy(), &e))?;
    let walked = walk.visit(&Spot::at(root), "", found.file_type().into(), 0);
    let files = walk.reading.files(session, budget)?;
    // Helm reads each file when it comes by it: what is wrong with one comes before what stopped the
    // walk behind it.
    walked.map(|()| files)
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
    /// How many more files there may be.
    left: usize,
    /// How many more folders may stay open until their files are read.
    folders: usize,
    /// Where the files are read.
    reading: Reading,
}

impl Walk<'_> {
    /// Visits a file or folder; `name` is its path from the root, empty for the root itself.
    fn visit(&mut self, spot: &Spot, name: &str, found: Kind, depth: usize) -> Result<(), Error> {
        let path = &*spot.path;
        let shown = || path.to_string_lossy();
        if depth > MAX_DEPTH {
            return Err(Error::new(
                Phase::Load,
                format!("{}: folders nest deeper than {MAX_DEPTH}", shown()),
            ));
        }
        if found == Kind::Link {
            let resolved = fs::canonicalize(path).map_err(|e| {
                // Go names what the link leads to.
                let target = fs::read_link(path).unwrap_or_default();
                let target = cleaned(&path.parent().unwrap_or(path).join(target));
                let cause = path_error("lstat", &target.to_string_lossy(), &e);
                Error::new(
                    Phase::Load,
                    format!("error evaluating symlink {}: {cause}", shown()),
                )
            })?;
            let target = resolved.to_string_lossy().into_owned();
            self.session.notice(Notice::SymbolicLink {
                path: shown().into_owned(),
                resolved: target.clone(),
            });
            let found =
                fs::symlink_metadata(&resolved).map_err(|e| failed("lstat", &target, &e))?;
            return self.visit(spot, name, found.file_type().into(), depth + 1);
        }
        if !name.is_empty() {
            if self.rules.ignores(name, found == Kind::Folder) {
                return Ok(());
            }
            if found != Kind::Folder {
                return self.enter(spot, name, found);
            }
        } else if found != Kind::Folder {
            return Ok(());
        }
        let children = spot.children(self.folders > 0);
        self.folders = self.folders.saturating_sub(1);
        for child in children.map_err(|e| failed("open", &shown(), &e))? {
            let spot = &child.spot;
            let found =
                { child.kind() }.map_err(|e| failed("lstat", &spot.path.to_string_lossy(), &e))?;
            let child = child.name.to_string_lossy();
            let name = if name.is_empty() {
                child.into_owned()
            } else {
                [name, "/", &child].concat()
            };
            self.visit(spot, &name, found, depth + 1)?;
        }
        Ok(())
    }

    fn enter(&mut self, spot: &Spot, name: &str, found: Kind) -> Result<(), Error> {
        if found != Kind::File {
            let shown = spot.path.display();
            return Err(Error::new(
                Phase::Load,
                format!("cannot load irregular file {shown} as it has file mode type bits set"),
            ));
        }
        self.left = self.left.checked_sub(1).ok_or_else(too_many_files)?;
        self.reading.add(name, spot);
        Ok(())
    }
}

/// A file to read.
struct Entry {
    /// Its path from the root of the chart.
    name: String,
    spot: Spot,
    allowance: Arc<Allowance>,
}

/// What may still be read, by all threads.
struct Allowance {
    /// How many bytes one file may have.
    of_file: u64,
    bytes: AtomicU64,
    /// How many more files may stay open to be read on demand.
    open: AtomicU64,
}

/// What was read of a file that has so many bytes.
struct Found {
    len: u64,
    content: Content,
}

enum Content {
    Here(Str),
    /// It is read when somebody asks for it: the custom resource definitions of a chart are often most
    /// of it, and seldom printed.
    Later(fs::File),
    /// It, or all together, is more than is allowed.
    TooBig,
}

fn take(left: &AtomicU64, taken: u64) -> bool {
    let rest = |left: u64| left.checked_sub(taken);
    left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, rest)
        .is_ok()
}

/// Files being read, while more are still being found.
struct Reading {
    contents: Shared<Numbered, (usize, io::Result<Found>)>,
    /// All files, in their order.
    entries: Vec<Arc<Entry>>,
    allowance: Arc<Allowance>,
    helper: Helper,
}

/// A file with its place among all.
type Numbered = (usize, Arc<Entry>);

/// From how many files on two threads get through sooner than one.
const MANY_FILES: usize = 8;

impl Reading {
    fn new(session: &Session, budget: &Budget) -> Self {
        let is_helm4 = session.compat.is_helm4();
        let allowance = Allowance {
            of_file: if is_helm4 {
                MAX_CHART_BYTES
            } else {
                MAX_FILE_BYTES
            },
            bytes: budget.bytes.into(),
            open: MAX_OPEN_FILES.into(),
        };
        Self {
            contents: Shared::new(2, |entries, tell| {
                entries.for_each(|(number, entry): Numbered| tell((number, entry.read())));
            }),
            entries: Vec::new(),
            allowance: Arc::new(allowance),
            helper: session.room.helper.clone(),
        }
    }

    /// Adds a file, which the helper may read at once.
    fn add(&mut self, name: &str, spot: &Spot) {
        let entry = Arc::new(Entry {
            name: name.to_owned(),
            spot: spot.clone(),
            allowance: Arc::clone(&self.allowance),
        });
        self.contents.push((self.entries.len(), Arc::clone(&entry)));
        self.entries.push(entry);
        if self.entries.len() == MANY_FILES {
            self.contents.share_with(&self.helper);
        }
    }

    /// Reads what is left, and hands templates to the parser.
    fn files(self, session: &mut Session, budget: &mut Budget) -> Result<Vec<File>, Error> {
        let Self {
            contents, entries, ..
        } = self;
        let mut ahead = Ahead::new(session);
        if contents.is_shared() {
            ahead.share();
        }
        let mut likely = Likely::new(ahead);
        let mut files: Vec<Option<Result<Weighed, Error>>> = Vec::new();
        files.resize_with(entries.len(), || None);
        contents.finish(|(number, found)| {
            let file = entries[number].file(found, &budget.late_fault);
            if let Ok(Weighed { file, .. }) = &file {
                likely.see(file);
            }
            files[number] = Some(file);
        });
        session.ahead = Some(likely.into_ahead());
        let mut left = MAX_CHART_BYTES;
        let files = files.into_iter().flatten().map(|file| {
            let Weighed { len, file } = file?;
            check_size(&file.name, len, left, session.compat)?;
            budget.take(len)?;
            left -= len.min(left);
            Ok(file)
        });
        files.collect()
    }
}

/// Fails where a file is bigger than Helm 3 lets a file be, or Helm 4 what is `left` of the folder.
fn check_size(name: &str, len: u64, left: u64, compat: Compat) -> Result<(), Error> {
    let text = if compat.is_helm4() {
        if len <= left {
            return Ok(());
        }
        format!(
            "error reading {name}: chart exceeds maximum decompressed size of {MAX_CHART_BYTES} bytes"
        )
    } else {
        if len <= MAX_FILE_BYTES {
            return Ok(());
        }
        let base = quoted(crate::paths::base(name));
        format!("chart file {base} is larger than the maximum file size {MAX_FILE_BYTES}")
    };
    Err(Error::new(Phase::Load, text))
}

impl Entry {
    fn read(&self) -> io::Result<Found> {
        let mut file = self.spot.open()?;
        let len = file.metadata()?.len();
        let allowance = &*self.allowance;
        let content = if len > allowance.of_file || !take(&allowance.bytes, len) {
            Content::TooBig
        } else if len >= DEFERRED_BYTES && !is_needed(&self.name) && take(&allowance.open, 1) {
            Content::Later(file)
        } else {
            Content::Here(super::read_expected(&mut file, len)?)
        };
        Ok(Found { len, content })
    }

    /// Makes a file of what was read.
    fn file(&self, found: io::Result<Found>, late_fault: &LateFault) -> Result<Weighed, Error> {
        let (name, path) = (&self.name, &self.spot.path);
        let Found { len, content } = found.map_err(|e| {
            let shown = path.to_string_lossy();
            // Helm asks for the kind of a file before it opens it.
            if let Err(e) = fs::symlink_metadata(path) {
                return failed("lstat", &shown, &e);
            }
            failed("open", &shown, &e).wrapped(format_args!("error reading {name}: "))
        })?;
        let file = match content {
            Content::Here(data) => File::new(&**name, data),
            Content::Later(file) => deferred(name, file, late_fault),
            // Which is an error further on.
            Content::TooBig => File::new(&**name, ""),
        };
        Ok(Weighed { len, file })
    }
}

/// A file and how many bytes it has.
struct Weighed {
    len: u64,
    file: File,
}

/// Makes a file that is read when somebody asks for it.
fn deferred(name: &str, mut file: fs::File, late_fault: &LateFault) -> File {
    let late_fault = late_fault.clone();
    let shown = name.to_owned();
    File::deferred(name, move || {
        let mut data = Vec::new();
        if let Err(error) = file.read_to_end(&mut data) {
            let cause = path_error("read", &shown, &error);
            late_fault.get_or_init(|| format!("error reading {shown}: {cause}"));
        }
        data
    })
}

/// Says whether loading a chart looks into the file.
fn is_needed(name: &str) -> bool {
    let base = crate::paths::base(name);
    let is_own = ["Chart.", "values.", "requirements."];
    is_own.iter().any(|start| base.starts_with(start))
        || name.split('/').any(|folder| folder == "templates")
        || crate::paths::extension(base) == ".tgz"
}

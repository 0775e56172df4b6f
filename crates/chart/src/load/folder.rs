//! Reading a chart folder: names sorted, symbolic links followed, ignored files left out.

use super::likely::Likely;
use super::{
    Budget, DEFERRED_BYTES, MAX_CHART_BYTES, MAX_FILE_BYTES, MAX_FILES, MAX_OPEN_FILES,
    too_many_files,
};
use crate::chart::{File, LateFault};
use crate::compat::Compat;
use crate::error::{Error, Phase};
use crate::gotext::{path_error, quoted};
use crate::helper::{Asked, Feed, Helper, Queue};
use crate::ignore::Rules;
use crate::notice::Notice;
use crate::render::Ahead;
use crate::session::Session;
use stator_value::Str;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::io::{self, Read as _};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

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
    };
    let found = fs::metadata(root).map_err(|e| failed("lstat", &root.to_string_lossy(), &e))?;
    let walked = walk.visit(root, "", Kind::of(found.file_type()), 0);
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
    /// Where the files are read.
    reading: Reading,
}

impl Walk<'_> {
    /// Visits a file or folder; `name` is its path from the root, empty for the root itself.
    fn visit(&mut self, path: &Path, name: &str, found: Kind, depth: usize) -> Result<(), Error> {
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
            return self.visit(path, name, Kind::of(found.file_type()), depth + 1);
        }
        if !name.is_empty() {
            if self.rules.ignores(name, found == Kind::Folder) {
                return Ok(());
            }
            if found != Kind::Folder {
                return self.enter(path, name, found);
            }
        } else if found != Kind::Folder {
            return Ok(());
        }
        for (child, kind) in children(path).map_err(|e| failed("open", &shown(), &e))? {
            let path = path.join(&child);
            let found = kind.map_or_else(|| kind_of(&path), Ok)?;
            let child = child.to_string_lossy();
            let name = if name.is_empty() {
                child.into_owned()
            } else {
                [name, "/", &child].concat()
            };
            self.visit(&path, &name, found, depth + 1)?;
        }
        Ok(())
    }

    fn enter(&mut self, path: &Path, name: &str, found: Kind) -> Result<(), Error> {
        if found != Kind::File {
            let shown = path.display();
            return Err(Error::new(
                Phase::Load,
                format!("cannot load irregular file {shown} as it has file mode type bits set"),
            ));
        }
        self.left = self.left.checked_sub(1).ok_or_else(too_many_files)?;
        self.reading.add(name, path);
        Ok(())
    }
}

/// A file to read.
struct Entry {
    /// Its path from the root of the chart.
    name: String,
    path: PathBuf,
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
    feed: Feed<Numbered>,
    queue: Arc<Queue<Numbered>>,
    /// All files, in their order.
    entries: Vec<Arc<Entry>>,
    allowance: Arc<Allowance>,
    helper: Helper,
    /// What the helper reads, once there is enough.
    there: Option<Asked<Vec<(usize, io::Result<Found>)>>>,
}

type Numbered = (usize, Arc<Entry>);

/// From how many files on two threads get through sooner than one.
const MANY_FILES: usize = 8;

impl Reading {
    fn new(session: &Session, budget: &Budget) -> Self {
        let (feed, queue) = Queue::new(2);
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
            feed,
            queue,
            entries: Vec::new(),
            allowance: Arc::new(allowance),
            helper: session.room.helper.clone(),
            there: None,
        }
    }

    /// Adds a file, which the helper may read at once.
    fn add(&mut self, name: &str, path: &Path) {
        let entry = Arc::new(Entry {
            name: name.to_owned(),
            path: path.to_owned(),
            allowance: Arc::clone(&self.allowance),
        });
        self.feed.push((self.entries.len(), Arc::clone(&entry)));
        self.entries.push(entry);
        if self.entries.len() == MANY_FILES {
            let queue = Arc::clone(&self.queue);
            self.there = Some(self.helper.ask(move || {
                let read = |(number, entry): Numbered| (number, entry.read());
                queue.things().map(read).collect()
            }));
        }
    }

    /// Reads what is left, and hands templates to the parser.
    fn files(self, session: &mut Session, budget: &mut Budget) -> Result<Vec<File>, Error> {
        let Self {
            feed,
            queue,
            entries,
            there,
            ..
        } = self;
        drop(feed);
        let mut ahead = Ahead::new(session);
        if there.is_some() {
            ahead.share();
        }
        let mut likely = Likely::new(ahead);
        let mut files: Vec<Option<Result<Weighed, Error>>> = Vec::new();
        files.resize_with(entries.len(), || None);
        let mut take = |number: usize, found| {
            let file = entries[number].file(found, &budget.late_fault);
            if let Ok(Weighed { file, .. }) = &file {
                likely.see(file);
            }
            files[number] = Some(file);
        };
        for (number, entry) in queue.things() {
            take(number, entry.read());
        }
        for (number, found) in there.map_or_else(Vec::new, Asked::take) {
            take(number, found);
        }
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
        let mut file = super::open(&self.path)?;
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
        let Self { name, path, .. } = self;
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

/// Asks what a name stands for.
fn kind_of(path: &Path) -> Result<Kind, Error> {
    let found = fs::symlink_metadata(path);
    let found = found.map_err(|e| failed("lstat", &path.to_string_lossy(), &e))?;
    Ok(Kind::of(found.file_type()))
}

/// What stands in a folder.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Kind {
    File,
    Folder,
    Link,
    /// A device, a pipe, a socket.
    Other,
}

impl Kind {
    fn of(found: fs::FileType) -> Self {
        if found.is_file() {
            Self::File
        } else if found.is_dir() {
            Self::Folder
        } else if found.is_symlink() {
            Self::Link
        } else {
            Self::Other
        }
    }
}

/// Lists a folder, names sorted by bytes; the kind of what is in it may not be known.
fn children(path: &Path) -> io::Result<Vec<(OsString, Option<Kind>)>> {
    let mut children = list(path)?;
    children.sort_unstable_by(|(a, _), (b, _)| a.cmp(b));
    Ok(children)
}

#[cfg(not(target_os = "linux"))]
#[expect(clippy::disallowed_methods, reason = "this module reads chart folders")]
fn list(path: &Path) -> io::Result<Vec<(OsString, Option<Kind>)>> {
    let known = |e: fs::DirEntry| (e.file_name(), e.file_type().ok().map(Kind::of));
    fs::read_dir(path)?.map(|e| e.map(known)).collect()
}

/// The standard library's way opens an arena of the C library for one small buffer.
#[cfg(target_os = "linux")]
fn list(path: &Path) -> io::Result<Vec<(OsString, Option<Kind>)>> {
    use rustix::fs::{FileType, RawDir};
    use std::os::unix::ffi::OsStrExt as _;

    // More than any name needs.
    let mut room = Vec::with_capacity(16 << 10);
    let mut entries = RawDir::new(super::open(path)?, room.spare_capacity_mut());
    let mut found = Vec::new();
    while let Some(entry) = entries.next() {
        let entry = entry?;
        let kind = match entry.file_type() {
            FileType::RegularFile => Some(Kind::File),
            FileType::Directory => Some(Kind::Folder),
            FileType::Symlink => Some(Kind::Link),
            FileType::Unknown => None,
            _ => Some(Kind::Other),
        };
        let name = entry.file_name().to_bytes();
        if !matches!(name, b"." | b"..") {
            found.push((OsStr::from_bytes(name).to_owned(), kind));
        }
    }
    Ok(found)
}

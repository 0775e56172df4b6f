//! Reading a chart folder: names sorted, symbolic links followed, ignored files left out.

use super::likely::{self, Likely};
use super::{Budget, DEFERRED_BYTES, MAX_CHART_BYTES, MAX_FILE_BYTES};
use crate::chart::File;
use crate::error::{Error, Phase};
use crate::gotext::{path_error, quoted};
use crate::helper::{Asked, Helper, Queue};
use crate::ignore::Rules;
use crate::notice::Notice;
use crate::render::Ahead;
use crate::session::Session;
use stator_value::Str;
use std::ffi::OsString;
use std::fs::{self, DirEntry, Metadata};
use std::io::{self, Read as _};
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, mpsc};

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
        reading: Reading::new(session.room.helper.clone()),
        session,
        budget,
        left: MAX_CHART_BYTES,
    };
    let found = fs::metadata(root).map_err(|e| failed("lstat", &root.to_string_lossy(), &e))?;
    let walked = walk.visit(root, "", &found, 0);
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
    budget: &'a mut Budget,
    /// Bytes that Helm 4 still allows for this folder.
    left: u64,
    /// Where the files are read.
    reading: Reading,
}

/// A file to read.
struct Entry {
    /// Its path from the root of the chart.
    name: String,
    path: PathBuf,
    /// How many bytes it is expected to have.
    len: u64,
    /// Whether it is read when somebody asks for it: the custom resource definitions of a chart are
    /// often most of it, and seldom printed.
    is_deferred: bool,
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
        let shown = || path.to_string_lossy();
        if depth > MAX_DEPTH {
            return Err(Error::new(
                Phase::Load,
                format!("{}: folders nest deeper than {MAX_DEPTH}", shown()),
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
            return self.visit(path, name, &found, depth + 1);
        }
        if !name.is_empty() {
            if self.rules.ignores(name, found.is_dir()) {
                return Ok(());
            }
            if !found.is_dir() {
                return self.enter(path, name, found);
            }
        } else if !found.is_dir() {
            return Ok(());
        }
        for (child, entry) in children(path).map_err(|e| failed("open", &shown(), &e))? {
            let path = path.join(&child);
            let found = entry
                .metadata()
                .map_err(|e| failed("lstat", &path.to_string_lossy(), &e))?;
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

    fn enter(&mut self, path: &Path, name: &str, found: &Metadata) -> Result<(), Error> {
        if !found.is_file() {
            let shown = path.display();
            return Err(Error::new(
                Phase::Load,
                format!("cannot load irregular file {shown} as it has file mode type bits set"),
            ));
        }
        self.check_size(name, found.len())?;
        self.budget.take(found.len())?;
        self.left = self.left.saturating_sub(found.len());
        let is_deferred = found.len() >= DEFERRED_BYTES && self.budget.open > 0 && !is_needed(name);
        self.budget.open -= usize::from(is_deferred);
        self.reading.add(Entry {
            name: name.to_owned(),
            path: path.to_owned(),
            len: found.len(),
            is_deferred,
        });
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

/// Files being read, while more are still being found.
struct Reading {
    sender: mpsc::Sender<Numbered>,
    queue: Arc<Queue<Numbered>>,
    /// All files, in their order.
    entries: Vec<Arc<Entry>>,
    helper: Helper,
    /// What the helper reads, once there is enough.
    there: Option<Asked<Vec<(usize, io::Result<Content>)>>>,
}

type Numbered = (usize, Arc<Entry>);

/// From how many files on two threads get through sooner than one.
const MANY_FILES: usize = 32;

/// What was read of a file.
enum Content {
    Here(Str),
    Later(fs::File),
}

impl Reading {
    fn new(helper: Helper) -> Self {
        let (sender, queue) = Queue::new();
        Self {
            sender,
            queue,
            entries: Vec::new(),
            helper,
            there: None,
        }
    }

    /// Adds a file, which the helper may read at once.
    fn add(&mut self, entry: Entry) {
        let entry = Arc::new(entry);
        let _ = self.sender.send((self.entries.len(), Arc::clone(&entry)));
        self.entries.push(entry);
        if self.entries.len() == MANY_FILES {
            let queue = Arc::clone(&self.queue);
            self.there = Some(self.helper.ask(move || {
                let next = std::iter::from_fn(|| queue.next());
                next.map(|(number, entry)| (number, entry.read())).collect()
            }));
        }
    }

    /// Reads what is left, and hands templates to the parser.
    fn files(self, session: &mut Session, budget: &Budget) -> Result<Vec<File>, Error> {
        let Self {
            sender,
            queue,
            entries,
            helper,
            there,
        } = self;
        drop(sender);
        let templates = entries.iter().filter(|e| likely::is_template(&e.name));
        let mut ahead = Ahead::new(session);
        if there.is_some() || Ahead::is_worth_sharing(templates.map(|e| e.len)) {
            ahead.share(&helper);
        }
        let mut likely = Likely::new(ahead);
        let mut files: Vec<Option<Result<File, Error>>> = Vec::new();
        files.resize_with(entries.len(), || None);
        let mut take = |number: usize, content| {
            let file = entries[number].file(content, budget);
            if let Ok(file) = &file {
                likely.see(file);
            }
            files[number] = Some(file);
        };
        while let Some((number, entry)) = queue.next() {
            take(number, entry.read());
        }
        for (number, content) in there.map_or_else(Vec::new, Asked::take) {
            take(number, content);
        }
        session.ahead = Some(likely.into_ahead());
        files.into_iter().flatten().collect()
    }
}

impl Entry {
    fn read(&self) -> io::Result<Content> {
        if self.is_deferred {
            super::open(&self.path).map(Content::Later)
        } else {
            super::read_expected(&self.path, self.len).map(Content::Here)
        }
    }

    /// Makes a file of what was read.
    fn file(&self, content: io::Result<Content>, budget: &Budget) -> Result<File, Error> {
        let Self { name, path, .. } = self;
        match content {
            Ok(Content::Here(data)) => Ok(File::new(&**name, data)),
            Ok(Content::Later(file)) => Ok(deferred(name, file, budget)),
            Err(e) => {
                let error = failed("open", &path.to_string_lossy(), &e);
                Err(error.wrapped(format_args!("error reading {name}: ")))
            }
        }
    }
}

/// Makes a file that is read when somebody asks for it.
fn deferred(name: &str, mut file: fs::File, budget: &Budget) -> File {
    let late_fault = budget.late_fault.clone();
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

/// Lists a folder, names sorted by bytes.
#[expect(clippy::disallowed_methods, reason = "this module reads chart folders")]
fn children(path: &Path) -> io::Result<Vec<(OsString, DirEntry)>> {
    let mut children = fs::read_dir(path)?
        .map(|e| e.map(|e| (e.file_name(), e)))
        .collect::<io::Result<Vec<_>>>()?;
    children.sort_unstable_by(|(a, _), (b, _)| a.cmp(b));
    Ok(children)
}

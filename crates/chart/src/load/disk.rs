//! Folders and files as the system gives them.
//!
//! On Linux a folder is listed through one small buffer, where the standard library's way sets up an
//! arena of the C library, and what is in it is opened by its name in the folder: the system need not
//! follow the whole path again for each file.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What a name stands for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    File,
    Folder,
    Link,
    /// A device, a pipe, a socket.
    Other,
}

impl From<fs::FileType> for Kind {
    fn from(found: fs::FileType) -> Self {
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

/// Where something is.
#[derive(Clone, Debug)]
pub(super) struct Spot {
    pub(super) path: PathBuf,
    /// The folder that it is in, if that is open.
    folder: Option<Arc<File>>,
}

/// What stands in a folder.
pub(super) struct Child {
    pub(super) name: OsString,
    pub(super) spot: Spot,
    kind: Option<Kind>,
}

impl Child {
    /// Says what it is; asks the system where its folder did not tell.
    pub(super) fn kind(&self) -> io::Result<Kind> {
        match self.kind {
            Some(kind) => Ok(kind),
            None => Ok(fs::symlink_metadata(&self.spot.path)?.file_type().into()),
        }
    }
}

impl Spot {
    pub(super) fn at(path: &Path) -> Self {
        let path = path.to_owned();
        Self { path, folder: None }
    }

    /// Lists a folder, names sorted by bytes. With `is_kept` it stays open as long as its children's
    /// spots are in use.
    pub(super) fn children(&self, is_kept: bool) -> io::Result<Vec<Child>> {
        let (mut found, folder) = self.list()?;
        let folder = folder.filter(|_| is_kept).map(Arc::new);
        found.sort_unstable_by(|(a, _), (b, _)| a.cmp(b));
        let child = |(name, kind)| Child {
            spot: Self {
                path: self.path.join(&name),
                folder: folder.clone(),
            },
            name,
            kind,
        };
        Ok(found.into_iter().map(child).collect())
    }

    /// Opens a file.
    pub(super) fn open(&self) -> io::Result<File> {
        #[cfg(target_os = "linux")]
        if let (Some(folder), Some(name)) = (&self.folder, self.path.file_name()) {
            use rustix::fs::{Mode, OFlags, openat};
            let flags = OFlags::RDONLY | OFlags::CLOEXEC;
            return Ok(openat(folder, name, flags, Mode::empty())?.into());
        }
        super::open(&self.path)
    }

    #[cfg(not(target_os = "linux"))]
    #[expect(clippy::disallowed_methods, reason = "this module reads chart folders")]
    fn list(&self) -> io::Result<(Vec<(OsString, Option<Kind>)>, Option<File>)> {
        let known = |e: fs::DirEntry| (e.file_name(), e.file_type().ok().map(Kind::from));
        let listed = fs::read_dir(&self.path)?.map(|e| e.map(known));
        Ok((listed.collect::<io::Result<_>>()?, None))
    }

    #[cfg(target_os = "linux")]
    fn list(&self) -> io::Result<(Vec<(OsString, Option<Kind>)>, Option<File>)> {
        use rustix::fs::{FileType, RawDir};
        use std::ffi::OsStr;
        use std::os::unix::ffi::OsStrExt as _;

        let folder = self.open()?;
        // More than any name needs.
        let mut room = Vec::with_capacity(16 << 10);
        let mut entries = RawDir::new(&folder, room.spare_capacity_mut());
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
        Ok((found, Some(folder)))
    }
}

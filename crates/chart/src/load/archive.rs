//! Reading a chart archive: gzip over tar, from anybody.
//!
//! Nothing is written and no link is followed; sizes are counted before and while unpacking.

use super::{Budget, MAX_CHART_BYTES, MAX_FILE_BYTES};
use crate::chart::File;
use crate::compat::Compat;
use crate::error::{Error, Phase};
use crate::gotext::{path_error, quoted};
use crate::paths;
use flate2::read::MultiGzDecoder;
use std::io::{self, Read};
use std::path::Path;

/// How many bytes a gzip stream may unpack to: Helm's limit of the files, and room for headers.
const MAX_STREAM_BYTES: u64 = MAX_CHART_BYTES + (64 << 20);

/// How many bytes the archive file itself may have.
const MAX_ARCHIVE_BYTES: u64 = MAX_STREAM_BYTES;

/// Reads the files of the archive at `path`.
pub(super) fn file(path: &Path, compat: Compat, budget: &mut Budget) -> Result<Vec<File>, Error> {
    let shown = path.to_string_lossy();
    let failed = |e: io::Error| Error::new(Phase::Load, path_error("open", &shown, &e));
    let size = std::fs::metadata(path).map_err(failed)?.len();
    if size > MAX_ARCHIVE_BYTES {
        return Err(too_large(compat));
    }
    let raw = super::read_file(path).map_err(failed)?;
    bytes(&raw, &shown, compat, budget)
}

/// Reads the files of an archive that messages call `shown`.
pub(super) fn bytes(
    raw: &[u8],
    shown: &str,
    compat: Compat,
    budget: &mut Budget,
) -> Result<Vec<File>, Error> {
    check_kind(shown, raw)?;
    files(raw, compat, budget).map_err(|e| match e {
        Fault::Header => Error::new(
            Phase::Load,
            format!(
                "file '{shown}' does not appear to be a valid chart file \
                 (details: gzip: invalid header)"
            ),
        ),
        // COMPAT(helm): Helm 4 looks at the archive twice and swallows the cause the first time.
        Fault::Other(e) if compat.is_helm4() => {
            let cause = e.to_string();
            Error::new(Phase::Load, "unable to load chart archive").with_fault(
                crate::error::Fault {
                    message: cause,
                    ..Default::default()
                },
            )
        }
        Fault::Other(e) => e,
    })
}

/// Reads the files of an archive inside a chart.
pub(super) fn nested(raw: &[u8], compat: Compat, budget: &mut Budget) -> Result<Vec<File>, Error> {
    files(raw, compat, budget).map_err(|e| match e {
        Fault::Header => Error::new(Phase::Load, "gzip: invalid header"),
        Fault::Other(e) => e,
    })
}

/// Why an archive could not be read.
enum Fault {
    /// It does not begin as gzip does.
    Header,
    Other(Error),
}

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        Self::Other(error)
    }
}

fn files(raw: &[u8], compat: Compat, budget: &mut Budget) -> Result<Vec<File>, Fault> {
    if raw.is_empty() {
        return Err(Error::new(Phase::Load, "EOF").into());
    }
    if !raw.starts_with(b"\x1F\x8B\x08") {
        return Err(Fault::Header);
    }
    let mut stream = Counted {
        inner: MultiGzDecoder::new(raw),
        left: MAX_STREAM_BYTES,
    };
    let mut archive = tar::Archive::new(&mut stream);
    let mut files = Vec::new();
    let mut left = MAX_CHART_BYTES;
    let entries = archive.entries().map_err(|e| broken(&e, compat))?;
    let mut was_read = false;
    for entry in entries {
        let mut entry = match entry {
            Ok(entry) => entry,
            // COMPAT(helm): the last file need not be filled up to a whole block.
            Err(e) if was_read && is_end_within_skip(&e) => return at_least_one(files),
            Err(e) => return Err(broken(&e, compat).into()),
        };
        was_read = false;
        let path = entry.path_bytes();
        let path = String::from_utf8_lossy(&path).into_owned();
        let kind = entry.header().entry_type();
        if kind.is_dir() || path.ends_with('/') || kind.is_pax_global_extensions() {
            continue;
        }
        let name = inner_name(&path)?;
        let size = entry.size();
        check_size(&path, size, left, compat)?;
        budget.take(size)?;
        let mut data = Vec::with_capacity(usize::try_from(size.min(1 << 20)).unwrap_or_default());
        // Links carry no data: as in Helm they become empty files and are never followed.
        if !kind.is_symlink() && !kind.is_hard_link() {
            (&mut entry)
                .take(left)
                .read_to_end(&mut data)
                .map_err(|e| broken(&e, compat))?;
            if (data.len() as u64) < size {
                return Err(broken(&io::ErrorKind::UnexpectedEof.into(), compat).into());
            }
            was_read = true;
        }
        left = left.saturating_sub(data.len() as u64);
        if left == 0 {
            return Err(too_large(compat).into());
        }
        files.push(File::new(name, data));
    }
    check_end(&mut stream).map_err(|e| broken(&e, compat))?;
    at_least_one(files)
}

fn at_least_one(files: Vec<File>) -> Result<Vec<File>, Fault> {
    if files.is_empty() {
        return Err(Error::new(Phase::Load, "no files in chart archive").into());
    }
    Ok(files)
}

/// Knows the tar library's error for a stream that ends within what is skipped.
fn is_end_within_skip(error: &io::Error) -> bool {
    error.to_string() == "unexpected EOF during skip"
}

/// Reads the block behind the first empty one, with which Go's reader finds the end of an archive: it
/// has to be empty as well, or not there at all.
fn check_end(stream: &mut impl Read) -> io::Result<()> {
    let mut block = Vec::new();
    stream.take(BLOCK_BYTES).read_to_end(&mut block)?;
    match block.len() as u64 {
        0 => Ok(()),
        BLOCK_BYTES if block.iter().all(|b| *b == 0) => Ok(()),
        BLOCK_BYTES => Err(io::ErrorKind::Other.into()),
        _ => Err(io::ErrorKind::UnexpectedEof.into()),
    }
}

/// The size of the blocks that a tar archive is made of.
const BLOCK_BYTES: u64 = 512;

/// Gives the path inside the chart of an entry's path, whose first part is the chart's folder.
fn inner_name(path: &str) -> Result<String, Error> {
    let refuse = |text: &str| Err(Error::new(Phase::Load, text));
    let delimiter = if path.contains('\\') { '\\' } else { '/' };
    let (first, rest) = path.split_once(delimiter).unwrap_or((path, ""));
    let name = rest.replace(delimiter, "/");
    if name.starts_with('/') {
        return refuse("chart illegally contains absolute paths");
    }
    let name = paths::clean(&name);
    if name == "." {
        return Err(Error::new(
            Phase::Load,
            format!(
                "chart illegally contains content outside the base directory: {}",
                quoted(path)
            ),
        ));
    }
    if name.starts_with("..") {
        return refuse("chart illegally references parent directory");
    }
    let bytes = name.as_bytes();
    if bytes.len() > 2 && bytes[0].is_ascii_alphabetic() && &bytes[1..3] == b":/" {
        return refuse("chart contains illegally named files");
    }
    if first == "Chart.yaml" {
        return refuse("chart yaml not in base directory");
    }
    Ok(name)
}

fn check_size(path: &str, size: u64, left: u64, compat: Compat) -> Result<(), Error> {
    if size > left {
        return Err(too_large(compat));
    }
    if !compat.is_helm4() && size > MAX_FILE_BYTES {
        return Err(Error::new(
            Phase::Load,
            format!(
                "decompressed chart file {} is larger than the maximum file size {MAX_FILE_BYTES}",
                quoted(path)
            ),
        ));
    }
    Ok(())
}

fn too_large(compat: Compat) -> Error {
    let what = compat.pick("maximum file size", "maximum size");
    Error::new(
        Phase::Load,
        format!("decompressed chart is larger than the {what} {MAX_CHART_BYTES}"),
    )
}

/// Gives the error of a stream that cannot be unpacked, in Go's words where it has them.
fn broken(error: &io::Error, compat: Compat) -> Error {
    let text = match error.kind() {
        io::ErrorKind::FileTooLarge => return too_large(compat),
        io::ErrorKind::UnexpectedEof => "unexpected EOF",
        io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData => "gzip: invalid checksum",
        _ if is_end_within_skip(error) => "unexpected EOF",
        _ if error.to_string() == "failed to read entire block" => "unexpected EOF",
        _ => "archive/tar: invalid tar header",
    };
    Error::new(Phase::Load, text).with_fault(crate::error::Fault {
        message: format!("the archive is damaged: {error}"),
        ..Default::default()
    })
}

/// A reader that fails once it has given too much.
struct Counted<R> {
    inner: R,
    left: u64,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buffer)?;
        match self.left.checked_sub(n as u64) {
            Some(left) => {
                self.left = left;
                Ok(n)
            }
            None => Err(io::ErrorKind::FileTooLarge.into()),
        }
    }
}

/// Refuses what does not begin as gzip does, with Helm's hint where it is YAML.
fn check_kind(shown: &str, raw: &[u8]) -> Result<(), Error> {
    if raw.starts_with(b"\x1F\x8B\x08") {
        return Ok(());
    }
    let yaml = [".yml", ".yaml"].iter().any(|e| shown.ends_with(e));
    let text = if yaml {
        format!("file '{shown}' seems to be a YAML file, but expected a gzipped archive")
    } else {
        let kind = content_type(raw);
        format!("file '{shown}' does not appear to be a gzipped archive; got '{kind}'")
    };
    Err(Error::new(Phase::Load, text))
}

/// Guesses a content type from the first bytes as Go's `http.DetectContentType` does, for the
/// kinds that people mistake for a chart.
///
/// COMPAT(helm): the buffer that is looked at has 512 bytes and is filled with NULs, so that short
/// texts count as binary.
fn content_type(raw: &[u8]) -> &'static str {
    const SIGNS: &[(&[u8], &str)] = &[
        (b"%PDF-", "application/pdf"),
        (b"PK\x03\x04", "application/zip"),
        (b"\x89PNG\x0D\x0A\x1A\x0A", "image/png"),
        (b"\xFF\xD8\xFF", "image/jpeg"),
        (b"GIF87a", "image/gif"),
        (b"GIF89a", "image/gif"),
        (b"Rar!\x1A\x07\x00", "application/x-rar-compressed"),
        (b"\x00asm", "application/wasm"),
        (b"<?xml", "text/xml; charset=utf-8"),
        (b"\xFE\xFF", "text/plain; charset=utf-16be"),
        (b"\xFF\xFE", "text/plain; charset=utf-16le"),
        (b"\xEF\xBB\xBF", "text/plain; charset=utf-8"),
    ];
    for (sign, kind) in SIGNS {
        if raw.starts_with(sign) {
            return kind;
        }
    }
    let control = |b: &u8| matches!(b, 0..=8 | 0x0B | 0x0E..=0x1A | 0x1C..=0x1F);
    if raw.len() < 512 || raw[..512].iter().any(control) {
        "application/octet-stream"
    } else {
        "text/plain; charset=utf-8"
    }
}

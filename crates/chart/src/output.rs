//! What a render prints: one stream, a selection of it, or files.

use crate::compat::Compat;
use crate::error::{Error, Phase};
use crate::manifest::{self, HookEvent, Manifest};
use crate::pathmatch::Pattern;
use crate::paths;
use crate::render::Rendered;
use crate::text;
use std::sync::Arc;

/// What is to be printed.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    /// `--include-crds`
    pub include_crds: bool,
    /// `--no-hooks`
    pub no_hooks: bool,
    /// `--skip-tests`
    pub skip_tests: bool,
    /// `-s`/`--show-only`, file patterns
    pub show_only: Vec<String>,
}

/// How a file is opened.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum WriteMode {
    /// Emptied first.
    Create,
    /// Added to.
    Append,
    /// COMPAT(helm): added to where it exists, even from an earlier run.
    AppendIfPresent,
}

/// One write into the output folder.
#[derive(Clone, Debug)]
pub struct FileWrite {
    /// Path inside the output folder; never leads out of it.
    pub path: String,
    /// What is written.
    pub content: Vec<u8>,
    /// How the file is opened.
    pub mode: WriteMode,
}

/// Gives all that `helm template` prints on standard output.
///
/// # Errors
/// Helm's text for a pattern of `show_only` that nothing matches.
pub fn stream(
    rendered: &Rendered,
    selection: &Selection,
    compat: Compat,
) -> Result<Vec<u8>, Error> {
    let mut all = Vec::with_capacity(rendered.size() + 1024);
    if selection.include_crds {
        for crd in &rendered.crds {
            document(&mut all, &crd.path, crd.content());
        }
        rendered.check_read()?;
    }
    for manifest in &rendered.manifests {
        document(&mut all, &manifest.path, &manifest.content);
    }
    trim_in_place(&mut all);
    all.push(b'\n');
    for manifest in hooks(rendered, selection) {
        document(&mut all, &manifest.path, &manifest.content);
    }
    if selection.show_only.is_empty() {
        Ok(all)
    } else {
        selected(&all, selection, compat)
    }
}

/// Gives what `--debug` prints on standard output after a failed render.
pub fn failed_stream(partial: &[u8]) -> Vec<u8> {
    let mut all = text::trim(partial).to_vec();
    all.push(b'\n');
    all
}

/// Gives the writes of `--output-dir`; with `release_folder`, manifests go to a folder of that name.
///
/// # Errors
/// A path that leads out of the folder, which a chart's name can make.
pub fn files(
    rendered: &Rendered,
    selection: &Selection,
    release_folder: Option<&str>,
) -> Result<Vec<FileWrite>, Error> {
    let mut writes = Vec::new();
    let mut begun: Vec<String> = Vec::new();
    let mut write = |path: String, source: &Arc<str>, content: &[u8], hook: bool| {
        check_inside(&path)?;
        let mode = if hook {
            WriteMode::AppendIfPresent
        } else if begun.contains(&path) {
            WriteMode::Append
        } else {
            begun.push(path.clone());
            WriteMode::Create
        };
        let mut text = Vec::with_capacity(content.len() + 64);
        document(&mut text, source, content);
        writes.push(FileWrite {
            path,
            content: text,
            mode,
        });
        Ok(())
    };
    if selection.include_crds {
        for crd in &rendered.crds {
            write(crd.path.to_string(), &crd.path, crd.content(), false)?;
        }
        rendered.check_read()?;
    }
    let placed = |path: &str| match release_folder {
        Some(folder) => format!("{folder}/{path}"),
        None => path.to_owned(),
    };
    for manifest in &rendered.manifests {
        write(
            placed(&manifest.path),
            &manifest.path,
            &manifest.content,
            false,
        )?;
    }
    for manifest in hooks(rendered, selection) {
        write(
            placed(&manifest.path),
            &manifest.path,
            &manifest.content,
            true,
        )?;
    }
    Ok(writes)
}

fn check_inside(path: &str) -> Result<(), Error> {
    let clean = paths::clean(path);
    if path.starts_with('/') || clean == ".." || clean.starts_with("../") || path.contains('\0') {
        return Err(Error::new(
            Phase::Output,
            format!("refusing to write {path}: it lies outside the output folder"),
        ));
    }
    Ok(())
}

fn hooks<'a>(
    rendered: &'a Rendered,
    selection: &'a Selection,
) -> impl Iterator<Item = &'a Manifest> {
    let wanted = move |events: &[HookEvent]| {
        !selection.no_hooks && !(selection.skip_tests && events.contains(&HookEvent::Test))
    };
    rendered
        .hooks
        .iter()
        .filter(move |h| wanted(&h.events))
        .map(|h| &h.manifest)
}

pub(crate) fn document(out: &mut Vec<u8>, path: &str, content: &[u8]) {
    out.extend_from_slice(b"---\n# Source: ");
    out.extend_from_slice(path.as_bytes());
    out.push(b'\n');
    out.extend_from_slice(content);
    out.push(b'\n');
}

fn trim_in_place(all: &mut Vec<u8>) {
    let end = text::trim_end(all).len();
    all.truncate(end);
    let start = all.len() - text::trim_start(all).len();
    all.drain(..start);
}

/// Gives the documents whose source matches the patterns, pattern by pattern.
fn selected(all: &[u8], selection: &Selection, compat: Compat) -> Result<Vec<u8>, Error> {
    let documents = manifest::documents(all, compat);
    let mut out = Vec::new();
    for wanted in &selection.show_only {
        let pattern = Pattern::parse(wanted).ok();
        let mut missing = true;
        for range in &documents {
            let document = &all[range.clone()];
            let Some(source) = source(document) else {
                continue;
            };
            if pattern.as_ref().is_some_and(|p| p.matches(&source)) {
                missing = false;
                out.extend_from_slice(b"---\n");
                out.extend_from_slice(document);
                out.push(b'\n');
            }
        }
        if missing {
            return Err(Error::new(
                Phase::Output,
                format!("could not find template {wanted} in chart"),
            ));
        }
    }
    Ok(out)
}

/// Finds the path behind the chart's name in the first source line of a document.
fn source(document: &[u8]) -> Option<String> {
    const MARK: &[u8] = b"# Source: ";
    let mut at = 0;
    while let Some(found) = text::find(document, MARK, at) {
        let rest = &document[found + MARK.len()..];
        // The chart's name may hold anything but a slash, even line ends.
        if let Some(slash) = rest.iter().position(|b| *b == b'/').filter(|n| *n > 0) {
            let path = rest[slash + 1..]
                .split(|b| *b == b'\n')
                .next()
                .unwrap_or_default();
            if !path.is_empty() {
                return Some(String::from_utf8_lossy(path).into_owned());
            }
        }
        at = found + 1;
    }
    None
}

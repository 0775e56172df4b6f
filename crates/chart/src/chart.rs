//! A chart in memory.

use crate::metadata::Metadata;
use stator_value::{Map, Str};
use std::cell::{LazyCell, OnceCell};
use std::rc::Rc;

/// A file of a chart.
#[derive(Clone, Debug)]
pub struct File {
    /// Path from the chart's root, with slashes.
    pub name: Rc<str>,
    content: Content,
}

#[derive(Clone, Debug)]
enum Content {
    Here(Str),
    Later(Rc<LazyCell<Str, Later>>),
}

type Later = Box<dyn FnOnce() -> Str>;

impl File {
    /// Makes a file; a byte order mark at its start is dropped.
    pub fn new(name: impl Into<Rc<str>>, data: impl Into<Str>) -> Self {
        Self {
            name: name.into(),
            content: Content::Here(without_mark(data.into())),
        }
    }

    /// Makes a file whose content is read when it is first asked for.
    pub(crate) fn deferred(
        name: impl Into<Rc<str>>,
        read: impl FnOnce() -> Vec<u8> + 'static,
    ) -> Self {
        let read: Later = Box::new(move || without_mark(read().into()));
        Self {
            name: name.into(),
            content: Content::Later(Rc::new(LazyCell::new(read))),
        }
    }

    /// Gives the same file under another name.
    pub(crate) fn renamed(&self, name: impl Into<Rc<str>>) -> Self {
        Self {
            name: name.into(),
            content: self.content.clone(),
        }
    }

    /// Gives the content, without a byte order mark.
    pub fn data(&self) -> &Str {
        match &self.content {
            Content::Here(data) => data,
            Content::Later(later) => LazyCell::force(later),
        }
    }
}

fn without_mark(data: Str) -> Str {
    match data.strip_prefix(b"\xEF\xBB\xBF") {
        Some(rest) => rest.into(),
        None => data,
    }
}

/// What went wrong while a file was read that is read on demand.
pub(crate) type LateFault = Rc<OnceCell<String>>;

/// A loaded chart with its subcharts; never changed once it is loaded.
#[derive(Clone, Debug)]
pub struct Chart {
    pub(crate) metadata: Metadata,
    pub(crate) templates: Vec<File>,
    pub(crate) files: Vec<File>,
    pub(crate) values: Map,
    pub(crate) schema: Option<Str>,
    pub(crate) dependencies: Vec<Rc<Chart>>,
    /// Why a file could not be read that is read on demand; the same for all charts of one load.
    pub(crate) late_fault: LateFault,
}

impl Chart {
    /// Gives what `Chart.yaml` says.
    pub fn metadata(&self) -> &Metadata {
        &self.metadata
    }

    /// Gives the files under `templates/`, in the order they were read.
    pub fn templates(&self) -> &[File] {
        &self.templates
    }

    /// Gives the files that `.Files` shows.
    pub fn files(&self) -> &[File] {
        &self.files
    }

    /// Gives the default values.
    pub fn values(&self) -> &Map {
        &self.values
    }

    /// Gives `values.schema.json`.
    pub fn schema(&self) -> Option<&[u8]> {
        self.schema.as_deref()
    }

    /// Gives the charts under `charts/`, by file name.
    pub fn dependencies(&self) -> &[Rc<Chart>] {
        &self.dependencies
    }
}

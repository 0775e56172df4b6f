//! A chart in memory.

use crate::metadata::Metadata;
use stator_value::{Map, Str};
use std::rc::Rc;

/// A file of a chart.
#[derive(Clone, Debug)]
pub struct File {
    /// Path from the chart's root, with slashes.
    pub name: Rc<str>,
    /// Content, without a byte order mark.
    pub data: Str,
}

impl File {
    /// Makes a file; a byte order mark at its start is dropped.
    pub fn new(name: impl Into<Rc<str>>, data: &[u8]) -> Self {
        let data = data.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(data);
        Self {
            name: name.into(),
            data: Str::from(data),
        }
    }
}

/// A loaded chart with its subcharts; never changed once it is loaded.
#[derive(Clone, Debug)]
pub struct Chart {
    pub(crate) metadata: Metadata,
    pub(crate) templates: Vec<File>,
    pub(crate) files: Vec<File>,
    pub(crate) values: Map,
    pub(crate) schema: Option<Str>,
    pub(crate) dependencies: Vec<Rc<Chart>>,
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

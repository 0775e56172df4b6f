//! Making a chart of its files.

use super::{Budget, MAX_CHART_DEPTH, archive};
use crate::chart::{Chart, File};
use crate::error::{Error, Fault, Phase, Place};
use crate::gotext::path_error;
use crate::metadata::{Draft, Metadata};
use crate::notice::Notice;
use crate::paths;
use crate::session::Session;
use crate::values::document;
use stator_diag::SourceId;
use stator_value::yaml::{self, YamlError};
use stator_value::{Map, Str, Value};
use std::collections::BTreeMap;
use std::path::Path;
use std::rc::Rc;

/// Makes the root chart. Helm 4 first finds out the chart's API version.
pub(super) fn root(
    files: Vec<File>,
    path: &Path,
    shown: &str,
    is_folder: bool,
    session: &mut Session,
    budget: &mut Budget,
) -> Result<Chart, Error> {
    let mut assembler = Assembler {
        session,
        budget,
        depth: 0,
    };
    if assembler.session.compat.is_helm4() {
        assembler.detect(&files, path, shown, is_folder)?;
    }
    assembler.chart(files, shown)
}

struct Assembler<'a> {
    session: &'a mut Session,
    budget: &'a mut Budget,
    depth: usize,
}

/// What the files of a chart turn into before its subcharts are made.
#[derive(Default)]
struct Parts {
    draft: Draft,
    has_metadata: bool,
    templates: Vec<File>,
    files: Vec<File>,
    values: Map,
    schema: Option<Str>,
    subcharts: BTreeMap<Rc<str>, Vec<File>>,
}

impl Assembler<'_> {
    fn detect(
        &mut self,
        files: &[File],
        path: &Path,
        shown: &str,
        is_folder: bool,
    ) -> Result<(), Error> {
        let Some(file) = files.iter().find(|f| &*f.name == "Chart.yaml") else {
            if !is_folder {
                let text = "unable to detect chart version, no Chart.yaml found";
                return Err(Error::new(Phase::Load, text));
            }
            let path = path.join("Chart.yaml");
            let path = path.to_string_lossy();
            let cause = path_error("open", &path, &std::io::Error::from_raw_os_error(2));
            return Err(Error::new(
                Phase::Load,
                format!("unable to detect chart at {path}: {cause}"),
            ));
        };
        let mut draft = Draft::default();
        self.read_metadata(file, shown, "loader.chartBase", &mut draft)?;
        match &*draft.metadata_mut().api_version {
            "" | "v1" | "v2" => Ok(()),
            "v3" => Err(Error::new(Phase::Load, "invalid chart apiVersion")),
            _ => Err(Error::new(Phase::Load, "unsupported chart version")),
        }
    }

    fn chart(&mut self, files: Vec<File>, shown: &str) -> Result<Chart, Error> {
        if self.depth > MAX_CHART_DEPTH {
            return Err(Error::new(
                Phase::Load,
                format!("charts nest deeper than {MAX_CHART_DEPTH}"),
            ));
        }
        let mut parts = Parts::default();
        let type_name = self.session.compat.pick("chart.Metadata", "v2.Metadata");
        for file in files.iter().filter(|f| &*f.name == "Chart.yaml") {
            parts.has_metadata = true;
            self.read_metadata(file, shown, type_name, &mut parts.draft)?;
            let version = &mut parts.draft.metadata_mut().api_version;
            if version.is_empty() {
                "v1".clone_into(version);
            }
        }
        for file in files {
            self.sort(file, shown, &mut parts)?;
        }
        if !parts.has_metadata {
            return Err(Error::new(Phase::Load, "Chart.yaml file is missing"));
        }
        let metadata = parts
            .draft
            .validated(self.session.compat)
            .map_err(|text| Error::new(Phase::Load, format!("validation: {text}")))?;
        let dependencies = self.subcharts(parts.subcharts, shown, &metadata)?;
        Ok(Chart {
            metadata,
            templates: parts.templates,
            files: parts.files,
            values: parts.values,
            schema: parts.schema,
            dependencies,
            late_fault: self.budget.late_fault.clone(),
        })
    }

    /// Puts one file where it belongs.
    fn sort(&mut self, file: File, shown: &str, parts: &mut Parts) -> Result<(), Error> {
        let type_name = self.session.compat.pick("chart.Metadata", "v2.Metadata");
        match &*file.name {
            "Chart.yaml" => {}
            "Chart.lock" => self.check_lock(&file, shown)?,
            "values.yaml" => parts.values = self.values(&file, shown)?,
            "values.schema.json" => parts.schema = Some(file.data().clone()),
            "requirements.yaml" => {
                parts.has_metadata = true;
                let first = parts.draft.metadata_mut().api_version == "v1";
                if !first {
                    self.session.notice(Notice::RequirementsInV2);
                }
                self.read_metadata(&file, shown, type_name, &mut parts.draft)?;
                if parts.draft.metadata_mut().api_version == "v1" {
                    parts.files.push(file);
                }
            }
            "requirements.lock" => {
                self.check_lock(&file, shown)?;
                parts.has_metadata = true;
                if parts.draft.metadata_mut().api_version == "v1" {
                    parts.files.push(file);
                } else {
                    self.session.notice(Notice::RequirementsLockInV2);
                }
            }
            name if name.starts_with("templates/") => parts.templates.push(file),
            name => match name.strip_prefix("charts/") {
                Some(inner) if paths::extension(name) != ".prov" => {
                    let chart = inner.split('/').next().unwrap_or(inner);
                    let inner = file.renamed(inner);
                    parts.subcharts.entry(chart.into()).or_default().push(inner);
                }
                _ => parts.files.push(file),
            },
        }
        Ok(())
    }

    fn read_metadata(
        &mut self,
        file: &File,
        shown: &str,
        type_name: &'static str,
        draft: &mut Draft,
    ) -> Result<(), Error> {
        let name = &file.name;
        let document = yaml::parse_typed(file.data(), SourceId::NONE)
            .map_err(|e| unreadable(file, shown, &e))?;
        draft
            .read(&document, type_name, self.session.compat)
            .map_err(|text| Error::new(Phase::Load, format!("cannot load {name}: {text}")))
    }

    fn values(&mut self, file: &File, shown: &str) -> Result<Map, Error> {
        let source = self
            .session
            .sources
            .add_shared(format!("{shown}/{}", file.name), file.data().clone());
        document::read(file.data(), source, self.session.compat)
            .map_err(|e| e.into_error(Phase::Load, "cannot load values.yaml: "))
    }

    /// A lock file is read for its faults only: nothing of it shows in a render.
    fn check_lock(&mut self, file: &File, shown: &str) -> Result<(), Error> {
        let found =
            yaml::parse(file.data(), SourceId::NONE).map_err(|e| unreadable(file, shown, &e))?;
        if matches!(found, Value::Map(_) | Value::Nil) {
            return Ok(());
        }
        let mut decoder = crate::decode::Decoder::new(self.session.compat);
        decoder.fail(&found, self.session.compat.pick("chart.Lock", "v2.Lock"));
        decoder
            .finish()
            .map_err(|text| Error::new(Phase::Load, format!("cannot load {}: {text}", file.name)))
    }

    fn subcharts(
        &mut self,
        groups: BTreeMap<Rc<str>, Vec<File>>,
        shown: &str,
        parent: &Metadata,
    ) -> Result<Vec<Rc<Chart>>, Error> {
        let mut charts = Vec::with_capacity(groups.len());
        for (name, files) in groups {
            if name.starts_with(['_', '.']) {
                continue;
            }
            let shown = format!("{shown}/charts/{name}");
            self.depth += 1;
            let chart = self.subchart(&name, files, &shown, parent);
            self.depth -= 1;
            charts.push(Rc::new(chart?));
        }
        Ok(charts)
    }

    fn subchart(
        &mut self,
        name: &str,
        files: Vec<File>,
        shown: &str,
        parent: &Metadata,
    ) -> Result<Chart, Error> {
        let files = if paths::extension(name) == ".tgz" {
            let first = files.first().map_or("", |f| &*f.name);
            if first != name {
                return Err(Error::new(
                    Phase::Load,
                    format!(
                        "error unpacking subchart tar in {}: expected {name}, got {first}",
                        parent.name
                    ),
                ));
            }
            files.first().map_or(Ok(Vec::new()), |f| {
                archive::nested(f.data(), self.session.compat, self.budget)
            })
        } else {
            let inside = |f: File| {
                let (_, inner) = f.name.split_once('/')?;
                Some(f.renamed(inner))
            };
            Ok(files.into_iter().filter_map(inside).collect())
        };
        files
            .and_then(|files| self.chart(files, shown))
            .map_err(|e| {
                e.wrapped(format_args!(
                    "error unpacking subchart {name} in {}: ",
                    parent.name
                ))
            })
    }
}

/// Makes the error of a file that is no YAML.
fn unreadable(file: &File, shown: &str, error: &YamlError) -> Error {
    let start = error.place().map_or(0, |p| p.offset);
    Error::new(Phase::Load, format!("cannot load {}: {error}", file.name)).with_fault(Fault {
        message: format!("{} is no YAML that Helm can read", file.name),
        places: vec![Place::File {
            name: format!("{shown}/{}", file.name).into(),
            text: file.data().clone(),
            start,
            end: start,
            label: error.to_string(),
        }],
        ..Fault::default()
    })
}

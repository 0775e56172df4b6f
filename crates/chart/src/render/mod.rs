//! Rendering a chart: dependencies, values, schema, templates, documents.

mod ahead;
mod document_failure;
mod failure;
mod functions;
mod schema_step;
mod templates;

use crate::capabilities::KubeVersion;
use crate::chart::{Chart, File, LateFault};
use crate::coalesce::{Coalescer, Defaults, Nulls};
use crate::compat::Compat;
use crate::context::Contexts;
use crate::dependency;
use crate::error::{Error, Phase};
use crate::gotext::quoted;
use crate::helper::Asked;
use crate::manifest::{self, Hook, Manifest, Output};
use crate::notice::Notice;
use crate::output;
use crate::paths;
use crate::session::Session;
use crate::trace::{Pass, Trace, Tracer, ValuesPath};
use crate::tree::{NodeId, Tree};
use stator_gotmpl::{FunctionTable, TemplateSet};
use stator_sprig::Host;
use stator_value::{Map, Value};
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use templates::{Executed, NOTES, Sources, TemplateRun};

pub(crate) use ahead::Ahead;

/// How one render is made; what is printed of it is a [`crate::output::Selection`].
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// Which Helm to equal; the same as the session's.
    pub compat: Compat,
    /// Name of the release.
    pub release: String,
    /// Namespace of the release.
    pub namespace: String,
    /// `--kube-version`; Helm's own where absent.
    pub kube_version: Option<KubeVersion>,
    /// `--api-versions`, added to Helm's own.
    pub api_versions: Vec<String>,
    /// `--is-upgrade`
    pub is_upgrade: bool,
    /// `--skip-schema-validation`
    pub skip_schema: bool,
    /// What becomes of dependencies with a remote repository that are missing from `charts/`.
    pub absent: Absent,
    /// The process ends after this render: what it allocated is not given back piece by piece, which
    /// would take a tenth of its time.
    pub is_last: bool,
}

/// What becomes of dependencies with a remote repository that are missing from `charts/`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Absent {
    /// They are refused, disabled ones too, as Helm does.
    #[default]
    Refused,
    /// They are refused where they are enabled.
    RefusedIfEnabled,
    /// The rest is rendered without them.
    LeftOut,
}

/// Looks up the addresses of a host name, for `getHostByName`.
pub type Resolver = Rc<dyn Fn(&str) -> Option<String>>;

/// The world outside that templates may reach.
#[derive(Clone)]
pub struct World {
    /// Clock, randomness, keys.
    pub effects: Rc<dyn Host>,
    /// Name resolution, with `--enable-dns` only.
    pub resolver: Option<Resolver>,
}

/// A rendered chart.
#[derive(Clone, Debug, Default)]
pub struct Rendered {
    /// The files of `crds/`, as they are.
    pub crds: Vec<CrdFile>,
    /// The documents, sorted by kind.
    pub manifests: Vec<Manifest>,
    /// The hooks, sorted by kind.
    pub hooks: Vec<Hook>,
    /// The chart's own `NOTES.txt`.
    pub notes: Option<Vec<u8>>,
    /// The values that templates saw.
    pub values: Map,
    late_fault: LateFault,
}

/// A file of `crds/`.
#[derive(Clone, Debug)]
pub struct CrdFile {
    /// Its path, as Helm shows it.
    pub path: Arc<str>,
    pub(crate) file: File,
}

impl CrdFile {
    /// Gives its text.
    pub fn content(&self) -> &[u8] {
        self.file.data()
    }
}

impl Rendered {
    pub(crate) fn size(&self) -> usize {
        let documents = self
            .manifests
            .iter()
            .chain(self.hooks.iter().map(|h| &h.manifest));
        documents.map(|m| m.content.len() + m.path.len() + 20).sum()
    }

    /// Fails where a file could not be read that is read on demand.
    pub(crate) fn check_read(&self) -> Result<(), Error> {
        let fault = self.late_fault.get();
        fault.map_or(Ok(()), |text| Err(Error::new(Phase::Load, text.clone())))
    }
}

/// Renders a chart with the user's values.
///
/// # Errors
/// Helm's text for the first thing that fails, with what is known about it.
pub fn render(
    chart: &Rc<Chart>,
    values: &Map,
    settings: &Settings,
    world: &World,
    session: &mut Session,
    mut observer: Option<&mut (dyn Trace + 'static)>,
) -> Result<Rendered, Error> {
    if !matches!(&*chart.metadata.kind, "" | "application") {
        let text = format!("{} charts are not installable", chart.metadata.kind);
        return Err(Error::new(Phase::Load, text));
    }
    if chart.metadata.deprecated {
        session.notice(Notice::Deprecated);
    }
    dependency::check_present(chart, settings.absent, session)?;
    check_release_name(&settings.release)
        .map_err(|e| failed_step("release name check failed", e, session))?;
    let mut tree = Tree::new(chart.clone());
    dependency::process(
        &mut tree,
        values,
        settings.absent,
        session,
        observer.as_deref_mut(),
    )
    .map_err(|e| failed_step("chart dependencies processing failed", e, session))?;
    let sources = Sources::of(&tree);
    let texts = sources.texts();
    let ahead = session.ahead.take();
    let mut ahead = ahead.unwrap_or_else(|| Ahead::new(session));
    ahead.complete(&texts);
    let values = coalesced(&tree, values, session, observer)?;
    // The helper checks the values against the schemas while the templates are executed here.
    let is_refused = Arc::new(AtomicBool::new(false));
    let checked = (!settings.skip_schema).then(|| {
        let is_refused = Arc::clone(&is_refused);
        schema_step::start(&tree, &values, settings.compat, &ahead.helper(), is_refused)
    });
    let executed = check_kube_version(chart, settings).and_then(|()| {
        let parsed = ahead.finish(&texts);
        let contexts = Contexts::new(&tree, &values, settings);
        let run = TemplateRun::new(&tree, &sources, parsed, contexts, settings, world, session)?;
        let executed = run.execute(&values, &is_refused)?;
        Ok((run, executed))
    });
    // What the schemas say comes before all that may be wrong with the templates.
    checked.map_or(Ok(()), Asked::take)?;
    let (run, executed) = executed?;
    let Executed {
        mut outputs,
        documents,
    } = executed;
    let notes = take_notes(
        &mut outputs,
        &format!("{}/templates/NOTES.txt", tree.name(Tree::ROOT)),
    );
    let sorted = manifest::sort(documents, session).map_err(|bad| {
        run.bad_document(&bad, &outputs, &values)
            .with_debug_hint()
            .with_partial(partial(&outputs))
    })?;
    let mut crds = Vec::new();
    gather_crds(&tree, Tree::ROOT, &mut crds);
    if settings.is_last {
        std::mem::forget((run, outputs));
        std::mem::forget((tree, sources, texts));
    }
    let rendered = Rendered {
        crds,
        manifests: sorted.manifests,
        hooks: sorted.hooks,
        notes,
        values,
        late_fault: chart.late_fault.clone(),
    };
    rendered.check_read()?;
    Ok(rendered)
}

/// Makes the values that templates see.
fn coalesced(
    tree: &Tree,
    values: &Map,
    session: &mut Session,
    observer: Option<&mut (dyn Trace + 'static)>,
) -> Result<Map, Error> {
    let mut tracer = Tracer::new(observer, Pass::Final);
    let mut coalescer = Coalescer::new(tree, session, &mut tracer, Defaults::Copied);
    coalescer.run(Tree::ROOT, Some(values), &ValuesPath::ROOT, Nulls::Apply)
}

/// COMPAT(helm): Helm 4 logs these two failures and puts the step before the error.
fn failed_step(step: &'static str, error: Error, session: &mut Session) -> Error {
    if !session.compat.is_helm4() {
        return error;
    }
    session.notice(Notice::StepFailed {
        step,
        error: error.to_string(),
    });
    error.wrapped(format_args!("{step}: "))
}

/// Makes a release name of a template, for `--name-template`: it has the function library but none
/// of the functions that need a chart.
///
/// # Errors
/// The template engine's text.
pub fn name_from_template(template: &str, world: &World, compat: Compat) -> Result<String, Error> {
    let failed = |text: String| Error::new(Phase::Arguments, text);
    let groups = &[stator_sprig::functions(compat.is_helm4())];
    let table = FunctionTable::new(compat.go_version(), groups);
    let mut set = TemplateSet::new("name-template", Arc::new(table));
    set.parse("name-template", template.as_bytes())
        .map_err(|e| failed(e.to_string()))?;
    let settings = Settings {
        compat,
        ..Settings::default()
    };
    let host = templates::host(&settings, world);
    let name = set
        .execute("name-template", Value::Nil, host)
        .map_err(|e| failed(e.to_string()))?;
    Ok(String::from_utf8_lossy(&name).into_owned())
}

/// Gives all files as they were rendered, for `--debug`.
fn partial(files: &BTreeMap<Arc<str>, Output>) -> Vec<u8> {
    let mut out = Vec::new();
    for (path, text) in files {
        if !crate::text::is_blank(text) {
            output::document(&mut out, path, text);
        }
    }
    out
}

/// Takes the notes out of the files; those of subcharts are dropped.
fn take_notes(files: &mut BTreeMap<Arc<str>, Output>, own: &str) -> Option<Vec<u8>> {
    let mut notes = None;
    files.retain(|path, text| {
        let is_notes = path.ends_with(NOTES);
        if is_notes && **path == *own {
            notes = Some(text.to_vec());
        }
        !is_notes
    });
    notes
}

/// Gathers the files of `crds/` of the root, then of each dependency.
fn gather_crds(tree: &Tree, node: NodeId, crds: &mut Vec<CrdFile>) {
    for file in &tree.chart(node).files {
        let extension = paths::extension(&file.name);
        let is_manifest = [".yaml", ".yml", ".json"]
            .iter()
            .any(|e| extension.eq_ignore_ascii_case(e));
        if file.name.starts_with("crds/") && is_manifest {
            let path = paths::join(&tree.full_path(node), &file.name);
            crds.push(CrdFile {
                path: path.into(),
                file: file.clone(),
            });
        }
    }
    for &child in tree.children(node) {
        gather_crds(tree, child, crds);
    }
}

fn check_kube_version(chart: &Chart, settings: &Settings) -> Result<(), Error> {
    let wanted = &chart.metadata.kube_version;
    let compat = settings.compat;
    let kube = settings
        .kube_version
        .clone()
        .unwrap_or_else(|| KubeVersion::assumed(compat));
    if wanted.is_empty() || dependency::is_compatible(wanted, &kube.normalized, compat) {
        return Ok(());
    }
    let text = format!(
        "chart requires kubeVersion: {wanted} which is incompatible with Kubernetes {}",
        kube.version
    );
    Err(Error::new(Phase::Render, text).with_debug_hint())
}

/// The longest release name.
const MAX_RELEASE_NAME: usize = 53;

fn check_release_name(name: &str) -> Result<(), Error> {
    let cause = if name.is_empty() {
        "no name provided".to_owned()
    } else if name.len() > MAX_RELEASE_NAME || !name.split('.').all(is_label) {
        let rule = r"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$";
        format!(
            "invalid release name, must match regex {rule} and the length must not be longer than \
             {MAX_RELEASE_NAME}"
        )
    } else {
        return Ok(());
    };
    let text = format!("release name {}: {cause}", quoted(name));
    Err(Error::new(Phase::Arguments, text))
}

/// Lower-case letters, digits and, inside, dashes.
fn is_label(part: &str) -> bool {
    let plain = |b: &u8| b.is_ascii_lowercase() || b.is_ascii_digit();
    let bytes = part.as_bytes();
    matches!((bytes.first(), bytes.last()), (Some(first), Some(last)) if plain(first) && plain(last))
        && bytes.iter().all(|b| plain(b) || *b == b'-')
}

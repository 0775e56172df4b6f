//! From rendered files to documents: splitting, reading heads, telling hooks, sorting by kind.

use crate::compat::Compat;
use crate::decode::Decoder;
use crate::notice::Notice;
use crate::session::Session;
use crate::text::{is_blank, trim, trim_start};
use stator_diag::SourceId;
use stator_value::yaml::{self, Options, Wanted};
use stator_value::{Map, Value};
use std::collections::BTreeMap;
use std::ops::{Deref, Range};
use std::sync::Arc;

/// A document that is installed with the release.
#[derive(Clone, Debug)]
pub struct Manifest {
    /// Path of the template that wrote it.
    pub path: Arc<str>,
    /// Its text.
    pub content: Content,
    /// `apiVersion`
    pub api_version: String,
    /// `kind`
    pub kind: String,
    /// `metadata.name`
    pub name: String,
}

/// A document that is installed at certain events only.
#[derive(Clone, Debug)]
pub struct Hook {
    /// The document.
    pub manifest: Manifest,
    /// When it runs.
    pub events: Vec<HookEvent>,
    /// In which order; does not show in a render.
    pub weight: i64,
}

/// When a hook runs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[expect(missing_docs, reason = "the names are Helm's annotation values")]
pub enum HookEvent {
    PreInstall,
    PostInstall,
    PreDelete,
    PostDelete,
    PreUpgrade,
    PostUpgrade,
    PreRollback,
    PostRollback,
    Test,
}

impl HookEvent {
    fn parse(word: &str) -> Option<Self> {
        Some(match word {
            "pre-install" => Self::PreInstall,
            "post-install" => Self::PostInstall,
            "pre-delete" => Self::PreDelete,
            "post-delete" => Self::PostDelete,
            "pre-upgrade" => Self::PreUpgrade,
            "post-upgrade" => Self::PostUpgrade,
            "pre-rollback" => Self::PreRollback,
            "post-rollback" => Self::PostRollback,
            "test" | "test-success" => Self::Test,
            _ => return None,
        })
    }
}

/// The documents of a release, in the order in which they are printed.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sorted {
    pub(crate) manifests: Vec<Manifest>,
    pub(crate) hooks: Vec<Hook>,
}

/// A document that cannot be read.
#[derive(Debug)]
pub(crate) struct BadDocument {
    /// The file that it is in.
    pub(crate) path: Arc<str>,
    /// Helm's text after `YAML parse error on FILE: `.
    pub(crate) text: String,
    /// Byte offset of the fault in the file.
    pub(crate) offset: Option<usize>,
    /// Byte offset of what is not finished there.
    pub(crate) began: Option<usize>,
}

/// Why a document cannot be read: Helm's text, and where in the document.
struct Unreadable {
    text: String,
    offset: Option<usize>,
    began: Option<usize>,
}

/// What a template printed; shared, since its documents are read while others are still rendered.
pub(crate) type Output = Arc<Vec<u8>>;

/// The text of a document within what its template printed.
#[derive(Clone, Debug)]
pub struct Content {
    output: Output,
    range: Range<usize>,
}

impl Deref for Content {
    type Target = [u8];
    fn deref(&self) -> &[u8] {
        &self.output[self.range.clone()]
    }
}

/// A document that has been read.
pub(crate) struct Found {
    content: Content,
    head: Result<Head, Unreadable>,
}

/// Splits what a template printed and reads the heads of its documents.
pub(crate) fn read(output: &Output, compat: Compat) -> Vec<Found> {
    if is_blank(output) {
        return Vec::new();
    }
    let found = documents(output, compat).into_iter().map(|range| Found {
        head: Head::read(&output[range.clone()], compat),
        content: Content {
            output: Arc::clone(output),
            range,
        },
    });
    found.collect()
}

/// Sorts the documents of files, given by path.
pub(crate) fn sort(
    files: BTreeMap<Arc<str>, Vec<Found>>,
    session: &mut Session,
) -> Result<Sorted, BadDocument> {
    let compat = session.compat;
    let mut sorted = Sorted::default();
    for (path, found) in files {
        for Found { content, head } in found {
            let start = content.range.start;
            let head = head.map_err(|bad| BadDocument {
                path: path.clone(),
                text: bad.text,
                offset: Some(start + bad.offset.unwrap_or(0)),
                began: bad.began.map(|at| start + at),
            })?;
            head.put(&path, content, &mut sorted, session);
        }
    }
    sorted
        .manifests
        .sort_by(|a, b| kind_key(&a.kind, compat).cmp(&kind_key(&b.kind, compat)));
    sorted.hooks.sort_by(|a, b| {
        kind_key(&a.manifest.kind, compat).cmp(&kind_key(&b.manifest.kind, compat))
    });
    Ok(sorted)
}

/// What Helm reads of a document.
#[derive(Default)]
struct Head {
    api_version: String,
    kind: String,
    name: String,
    annotations: Option<BTreeMap<String, String>>,
}

/// The fields of a [`Head`].
const WANTED: Wanted = Wanted::Keys(&[
    ("apiVersion", Wanted::All),
    ("kind", Wanted::All),
    (
        "metadata",
        Wanted::Keys(&[("name", Wanted::All), ("annotations", Wanted::All)]),
    ),
]);

const METADATA_TYPE: &str = "struct { Name string \"json:\\\"name\\\"\"; \
                             Annotations map[string]string \"json:\\\"annotations\\\"\" }";

impl Head {
    fn read(text: &[u8], compat: Compat) -> Result<Self, Unreadable> {
        let options = Options {
            keep_integers: true,
            wanted: WANTED,
            ..Options::default()
        };
        let document = yaml::read(text, SourceId::NONE, &options).map_err(|e| Unreadable {
            text: e.to_string(),
            offset: e.place().map(|p| p.offset as usize),
            began: e.beginning().map(|p| p.offset as usize),
        })?;
        let document = document.value;
        let mut head = Self::default();
        let mut decoder = Decoder::new(compat);
        let type_name = compat.pick("releaseutil.SimpleHead", "util.SimpleHead");
        let names = ["apiVersion", "kind", "metadata"];
        decoder.fields(
            &document,
            "SimpleHead",
            type_name,
            &names,
            |d, name, value| match name {
                "apiVersion" => d.text(value, &mut head.api_version),
                "kind" => d.text(value, &mut head.kind),
                _ => head.read_metadata(d, value),
            },
        );
        decoder.finish().map_err(|text| Unreadable {
            text,
            offset: misfit(&document),
            began: None,
        })?;
        Ok(head)
    }

    fn read_metadata(&mut self, decoder: &mut Decoder, value: &Value) {
        let names = ["name", "annotations"];
        decoder.fields(
            value,
            "",
            METADATA_TYPE,
            &names,
            |d, name, value| match name {
                "name" => d.text(value, &mut self.name),
                _ => d.text_map(value, &mut self.annotations),
            },
        );
    }

    fn put(self, path: &Arc<str>, content: Content, sorted: &mut Sorted, session: &mut Session) {
        let annotations = self.annotations.unwrap_or_default();
        let manifest = Manifest {
            path: path.clone(),
            content,
            api_version: self.api_version,
            kind: self.kind,
            name: self.name,
        };
        let Some(types) = annotations.get("helm.sh/hook") else {
            sorted.manifests.push(manifest);
            return;
        };
        let events: Option<Vec<HookEvent>> = types
            .split(',')
            .map(|t| HookEvent::parse(&t.trim().to_lowercase()))
            .collect();
        let weight = annotations
            .get("helm.sh/hook-weight")
            .and_then(|w| w.parse().ok());
        match events {
            Some(events) => {
                sorted.hooks.push(Hook {
                    manifest,
                    events,
                    weight: weight.unwrap_or(0),
                });
            }
            None => session.notice(Notice::UnknownHook {
                types: types.clone(),
            }),
        }
    }
}

/// Finds the first key of what Helm reads whose value is of another type than it expects; gives its
/// offset in the document.
fn misfit(document: &Value) -> Option<usize> {
    // Scalars of all types are taken for texts.
    let is_text = |v: &Value| !matches!(v, Value::Map(_) | Value::List(_));
    let is_map = |v: &Value| matches!(v, Value::Map(_) | Value::Nil);
    let wrong = |map: &Map, key: &[u8], fits: &dyn Fn(&Value) -> bool| {
        let value = map.get(key)?;
        let origin = map.origin(key)?;
        (!fits(&value)).then_some(origin.start as usize)
    };
    let top = document.as_map()?;
    let metadata = top.get(b"metadata");
    let metadata = metadata.as_ref().and_then(Value::as_map);
    let annotations = metadata.and_then(|m| m.get(b"annotations"));
    let annotations = annotations.as_ref().and_then(Value::as_map);
    let in_annotations = || {
        let map = annotations?;
        let keys: Vec<_> = map.entries().keys().cloned().collect();
        keys.iter().find_map(|key| wrong(map, key, &is_text))
    };
    wrong(top, b"apiVersion", &is_text)
        .or_else(|| wrong(top, b"kind", &is_text))
        .or_else(|| wrong(top, b"metadata", &is_map))
        .or_else(|| wrong(metadata?, b"name", &is_text))
        .or_else(|| wrong(metadata?, b"annotations", &is_map))
        .or_else(in_annotations)
}

/// Splits a text into documents; gives their ranges without the blanks that Helm trims.
pub(crate) fn documents(text: &[u8], compat: Compat) -> Vec<Range<usize>> {
    let pieces = match compat {
        Compat::Helm3 => pieces_helm3(text),
        Compat::Helm4 => pieces_helm4(text),
    };
    let base = text.as_ptr() as usize;
    pieces
        .into_iter()
        .filter(|piece| !piece.is_empty())
        .filter(|piece| compat == Compat::Helm3 || !is_blank(piece))
        .map(|piece| {
            let piece = compat.pick(trim(piece), trim_start(piece));
            let start = piece.as_ptr() as usize - base;
            start..start + piece.len()
        })
        .collect()
}

/// COMPAT(helm): Helm 3 splits at `---` at the very start and at line starts, and swallows all
/// white space around; two separators with nothing between them count as one and text.
fn pieces_helm3(text: &[u8]) -> Vec<&[u8]> {
    let text = trim(text);
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut search = 0;
    while let Some(found) = crate::text::find(text, b"---", search) {
        let opened = if found == 0 {
            Some(0)
        } else if found > start && text[found - 1] == b'\n' {
            let before = &text[start..found];
            Some(start + before.len() - before.iter().rev().take_while(|b| is_space(**b)).count())
        } else {
            None
        };
        match opened {
            Some(end) => {
                pieces.push(&text[start..end]);
                start = found + 3;
                start += text[start..].iter().take_while(|b| is_space(**b)).count();
                search = start;
            }
            None => search = found + 1,
        }
    }
    pieces.push(&text[start..]);
    pieces
}

/// What `\s` is in Go's regular expressions.
fn is_space(b: u8) -> bool {
    matches!(b, b' ' | b'\t' | b'\n' | b'\r' | 0x0C)
}

/// COMPAT(helm): Helm 4 splits at every line that begins with `---` and swallows blanks behind it.
fn pieces_helm4(text: &[u8]) -> Vec<&[u8]> {
    let text = trim_start(text);
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut search = 0;
    while let Some(found) = crate::text::find(text, b"---", search) {
        search = found + 1;
        if found == 0 || text[found - 1] == b'\n' {
            pieces.push(&text[start..found]);
            start = found + 3;
            start += text[start..]
                .iter()
                .take_while(|b| matches!(b, b' ' | b'\t'))
                .count();
            search = start;
        }
    }
    pieces.push(&text[start..]);
    pieces
}

/// Gives the sort key of a kind: known kinds in Helm's order, then the others by name.
fn kind_key(kind: &str, compat: Compat) -> (usize, &str) {
    let known = compat.pick(&INSTALL_ORDER[..HELM3_KINDS], INSTALL_ORDER);
    match known.iter().position(|k| *k == kind) {
        Some(place) => (place, ""),
        None => (usize::MAX, kind),
    }
}

/// How many of the kinds Helm 3 knows.
const HELM3_KINDS: usize = 36;

const INSTALL_ORDER: &[&str] = &[
    "PriorityClass",
    "Namespace",
    "NetworkPolicy",
    "ResourceQuota",
    "LimitRange",
    "PodSecurityPolicy",
    "PodDisruptionBudget",
    "ServiceAccount",
    "Secret",
    "SecretList",
    "ConfigMap",
    "StorageClass",
    "PersistentVolume",
    "PersistentVolumeClaim",
    "CustomResourceDefinition",
    "ClusterRole",
    "ClusterRoleList",
    "ClusterRoleBinding",
    "ClusterRoleBindingList",
    "Role",
    "RoleList",
    "RoleBinding",
    "RoleBindingList",
    "Service",
    "DaemonSet",
    "Pod",
    "ReplicationController",
    "ReplicaSet",
    "Deployment",
    "HorizontalPodAutoscaler",
    "StatefulSet",
    "Job",
    "CronJob",
    "IngressClass",
    "Ingress",
    "APIService",
    "MutatingWebhookConfiguration",
    "ValidatingWebhookConfiguration",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str, compat: Compat) -> Vec<&str> {
        documents(text.as_bytes(), compat)
            .into_iter()
            .map(|r| &text[r])
            .collect()
    }

    #[test]
    fn helm3_trims_documents_and_helm4_keeps_their_ends() {
        let text = "\n---\na: 1\n\n---\nb: 2\n";
        assert_eq!(split(text, Compat::Helm3), ["a: 1", "b: 2"]);
        assert_eq!(split(text, Compat::Helm4), ["a: 1\n\n", "b: 2\n"]);
    }

    #[test]
    fn text_glued_to_a_separator_begins_the_next_document() {
        assert_eq!(
            split("---a: 1\n--- # c\n", Compat::Helm4),
            ["a: 1\n", "# c\n"]
        );
        assert_eq!(
            split("a: 1\n  ---\nb: 2", Compat::Helm3),
            ["a: 1\n  ---\nb: 2"]
        );
        assert_eq!(split("a: 1\n---b: 2", Compat::Helm3), ["a: 1", "b: 2"]);
    }

    #[test]
    fn second_separator_in_a_row_is_text_for_helm3() {
        assert_eq!(
            split("a: 1\n---\n---\nb: 2", Compat::Helm3),
            ["a: 1", "---\nb: 2"]
        );
        assert_eq!(
            split("a: 1\n---\n---\nb: 2", Compat::Helm4),
            ["a: 1\n", "b: 2"]
        );
    }

    #[test]
    fn carriage_returns_stay_inside_and_go_around_separators() {
        assert_eq!(
            split("a: 1\r\nb: 2\r\n---\r\nc: 3", Compat::Helm3),
            ["a: 1\r\nb: 2", "c: 3"]
        );
    }

    #[test]
    fn unknown_kinds_come_last_by_name() {
        let mut kinds = [
            "Zebra",
            "Service",
            "MutatingWebhookConfiguration",
            "Alpha",
            "Secret",
        ];
        kinds.sort_by_key(|k| kind_key(k, Compat::Helm4));
        assert_eq!(
            kinds,
            [
                "Secret",
                "Service",
                "MutatingWebhookConfiguration",
                "Alpha",
                "Zebra"
            ]
        );
        kinds.sort_by_key(|k| kind_key(k, Compat::Helm3));
        assert_eq!(
            kinds,
            [
                "Secret",
                "Service",
                "Alpha",
                "MutatingWebhookConfiguration",
                "Zebra"
            ]
        );
        assert_eq!(INSTALL_ORDER[HELM3_KINDS - 1], "APIService");
    }
}

//! Resources as users give them: what the API server and the operator say to them.

use crate::manifest::Document;
use serde_json::{Map, Value as Json};
use stator_api::config::OperatorConfig;
use stator_api::groups;
use stator_diag::{Collector, Diagnostic, Severity};
use stator_rules::admission::{self, ApiGroups, Kind, Level, Mode, Operation, Request, Requester};
use stator_rules::schema::{self, FieldError, Path, Schema};

/// What a verdict depends on besides the resource.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Around<'a> {
    /// The operator's settings.
    pub(crate) config: &'a OperatorConfig,
    /// Whether the cluster serves InferencePools.
    pub(crate) has_inference: bool,
    /// The namespace that the resource is put into.
    pub(crate) namespace: &'a str,
}

/// A resource that API server and operator have judged.
#[derive(Debug)]
pub(crate) struct Judged {
    /// Its kind.
    pub(crate) kind: Kind,
    /// The object as it is written, in its namespace.
    pub(crate) written: Json,
    /// The object as it would be stored, with defaults; `None` where nothing can be made of it.
    pub(crate) stored: Option<Json>,
    /// Whether it would be stored.
    pub(crate) accepted: bool,
    /// What the operator would say to it, were it stored all the same.
    pub(crate) refusal: Option<String>,
}

/// Judges a document of one of our kinds; `None` for other kinds.
pub(crate) fn judge(
    document: &Document,
    around: &Around<'_>,
    found: &mut Collector,
) -> Option<Judged> {
    let kind = Kind::from_name(document.kind())?;
    let mut written = document.json.clone();
    // A document that is no map with metadata is refused by the schema below.
    if let Some(fields) = written.as_object_mut() {
        let metadata = fields
            .entry("metadata")
            .or_insert_with(|| Json::Object(Map::default()));
        if let Some(metadata) = metadata.as_object_mut() {
            metadata.insert("namespace".to_owned(), around.namespace.into());
        }
    }
    let verdict = Schema::of_kind(document.kind()).map(|schema| {
        let write = schema::Write {
            operation: schema::Operation::Create,
            object: &written,
            old: None,
        };
        (schema, schema::admit(schema, write))
    });
    let Some((schema, verdict)) = verdict else {
        return Some(Judged {
            kind,
            stored: Some(written.clone()),
            accepted: true,
            refusal: None,
            written,
        });
    };
    for path in &verdict.unknown_fields {
        found.push(unknown_field(document, schema, path));
    }
    let is_alone = verdict.errors.len() == 1;
    for error in &verdict.errors {
        // That some rules were not looked at says nothing beside what stopped them.
        if is_alone || !error.path.bracketed().is_empty() {
            found.push(schema_error(document, error));
        }
    }
    let mut stored = verdict.object;
    // A restart goes on from the status, which a create would drop.
    if let (Some(stored), Some(status)) = (&mut stored, document.json.get("status")) {
        stored["status"] = status.clone();
    }
    let said: Vec<String> = verdict
        .errors
        .iter()
        .map(|error| error.path.bracketed())
        .collect();
    let answer = stored
        .as_ref()
        .map(|stored| admit(document, kind, stored, around, &said, found));
    let allowed = answer.as_ref().is_some_and(|answer| answer.allowed);
    Some(Judged {
        kind,
        accepted: verdict.errors.is_empty() && allowed,
        refusal: answer
            .filter(|answer| !answer.allowed && answer.code == 403)
            .map(|answer| answer.message()),
        stored,
        written,
    })
}

fn schema_error(document: &Document, error: &FieldError) -> Diagnostic {
    let path = error.path.bracketed();
    Diagnostic::error("DYN0310", error.message())
        .label(document.locate(&path), "")
        .path(path)
}

fn unknown_field(document: &Document, schema: &Schema, path: &Path) -> Diagnostic {
    let text = path.bracketed();
    let diagnostic = Diagnostic::warning(
        "DYN0311",
        format!("unknown field `{text}`: the API server drops it"),
    )
    .label(document.locate(&text), "")
    .path(text);
    match schema.nearest(path) {
        Some(near) => diagnostic.hint(format!("did you mean `{near}`?")),
        None => diagnostic,
    }
}

/// Asks the admission rules; what the schema said of the same field is not said again.
fn admit(
    document: &Document,
    kind: Kind,
    stored: &Json,
    around: &Around<'_>,
    said: &[String],
    found: &mut Collector,
) -> admission::Verdict {
    let mut context = admission::Context::default();
    if around.has_inference {
        context.api_groups = ApiGroups::Known([groups::INFERENCE.to_owned()].into());
    }
    if around.config.is_restricted() {
        context.mode = Mode::Namespace(around.config.restricted_namespace.clone());
    }
    let request = Request {
        kind,
        operation: Operation::Create,
        old: None,
        new: Some(stored),
        requester: Requester::default(),
    };
    let verdict = admission::decide(&request, &context);
    for finding in &verdict.findings {
        if said.contains(&finding.path) || (finding.rule == "decode" && !said.is_empty()) {
            continue;
        }
        let severity = match finding.level {
            Level::Error => Severity::Error,
            Level::Warning => Severity::Warning,
        };
        found.push(
            Diagnostic::new(finding.code(), severity, finding.message.as_str())
                .path(finding.path.as_str())
                .label(document.locate(&finding.path), ""),
        );
    }
    verdict
}

/// Reads a stored object as its type.
pub(crate) fn decode<T: serde::de::DeserializeOwned>(
    document: &Document,
    stored: Json,
    found: &mut Collector,
) -> Option<T> {
    serde_json::from_value(stored)
        .map_err(|error| {
            let text = format!("this {} cannot be read: {error}", document.kind());
            found.push(Diagnostic::error("DYN0304", text).label(document.locate("spec"), ""));
        })
        .ok()
}

/// Says whether a document was meant to hold one of our kinds and does not.
pub(crate) fn is_misspelt(document: &Document) -> bool {
    Kind::from_name(document.kind()).is_none() && nearest_kind(document).is_some()
}

fn nearest_kind(document: &Document) -> Option<&'static str> {
    let kind = document.kind();
    let version = document.json["apiVersion"].as_str().unwrap_or_default();
    // Most kinds of other groups are far from ours; all that our group has are ours.
    let is_ours = version.split('/').next() == Some(groups::DYNAMO);
    let allowed = if is_ours { 12 } else { 3 };
    let known = Kind::names().map(|known| (stator_rules::distance(known, kind), known));
    let near = known
        .filter(|(distance, _)| !kind.is_empty() && *distance <= allowed)
        .min();
    near.map(|(_, known)| known)
}

/// What is said of a document that holds none of our kinds.
pub(crate) fn not_a_graph(document: &Document) -> Diagnostic {
    let kind = document.kind();
    let finding =
        |message: String| Diagnostic::error("DYN0303", message).label(document.locate("kind"), "");
    if kind.is_empty() {
        return finding("this document has no `kind`, so it is no Kubernetes resource".to_owned())
            .hint("a values file belongs to `stator template`, or behind `-f`");
    }
    match nearest_kind(document) {
        Some(near) if near != kind => {
            finding(format!("there is no kind {kind}")).hint(format!("did you mean `{near}`?"))
        }
        _ => finding(format!("a {kind} is nothing to plan")).hint(
            "give a DynamoGraphDeployment, a DynamoComponentDeployment or a \
             DynamoGraphDeploymentRequest",
        ),
    }
}

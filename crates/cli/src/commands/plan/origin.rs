//! `--show-origin`: where each field of a plan comes from, beside the field.

use super::outcome::{Outcome, Planning};
use crate::manifest::{self, Document};
use anyhow::{Result, anyhow};
use serde_json::{Value as Json, json};
use stator_diag::{SourceId, Sources};
use stator_plan::Planned;
use stator_plan::origin::{Explained, Origin, Origins, Step, path_text};
use stator_value::yaml::{self, Locator};

/// What explains one planning: the rules, and where the resource says what.
struct Explainer<'a> {
    /// Nothing is known about the fields of a request's objects.
    origins: Option<Origins<'a>>,
    document: &'a Document,
    locator: Option<Locator<'a>>,
    sources: &'a Sources,
}

impl<'a> Explainer<'a> {
    fn new(planning: &'a Planning<'_>, sources: &'a Sources) -> Self {
        let Planning {
            document,
            world,
            written,
            stored,
            outcome,
        } = planning;
        let origins = match outcome {
            Outcome::Graph(graph, _) => Some(Origins::of_graph(written, stored, graph, world)),
            Outcome::Component(component, ..) => {
                Some(Origins::of_component(written, stored, component, world))
            }
            Outcome::Request(..) => None,
        };
        let text = sources
            .get(document.source)
            .and_then(|source| source.text().as_bytes().get(document.start as usize..));
        let locator =
            text.and_then(|text| Locator::new(text, document.source, document.start).ok());
        Self {
            origins,
            document,
            locator,
            sources,
        }
    }

    /// `file:line` of what the resource says at the path.
    fn place(&self, path: &str) -> Option<(&'a str, u32)> {
        let text = manifest::steps(path);
        let mut value = &self.document.json;
        let mut steps = Vec::with_capacity(text.len() + 2);
        if let Some(nth) = self.document.item {
            steps.extend([yaml::Step::Key(b"items"), yaml::Step::Index(nth)]);
        }
        for step in &text {
            if let Json::Array(items) = value {
                let index = step.parse().ok()?;
                steps.push(yaml::Step::Index(index));
                value = items.get(index)?;
            } else {
                steps.push(yaml::Step::Key(step.as_bytes()));
                value = value.get(step)?;
            }
        }
        let location = self.locator.as_ref()?.locate(&steps)?;
        let span = location.key.unwrap_or(location.value);
        let source = self.sources.get(span.source)?;
        Some((&source.name, source.position(span.start).line))
    }

    fn explain<'o>(&'o self, planned: &'o Planned, manifest: &'o Json) -> Vec<Explained<'o>> {
        let origins = self.origins.as_ref();
        origins.map_or_else(Vec::new, |origins| origins.explain(planned, manifest))
    }

    /// One line for people.
    fn words(&self, origin: &Origin) -> String {
        let path = origin.path().map(|path| match self.place(path) {
            Some((file, line)) => format!("{file}:{line} {path}"),
            None => path.to_owned(),
        });
        match (origin.words(), path) {
            (words, None) => words,
            (words, Some(path)) if words.is_empty() => path,
            (words, Some(path)) => format!("{path} ({words})"),
        }
    }

    fn json(&self, origin: &Origin) -> Json {
        let mut json = json!({"class": origin.class(), "text": self.words(origin)});
        if let Some(path) = origin.path() {
            json["path"] = path.into();
            if let Some((file, line)) = self.place(path) {
                json["file"] = file.into();
                json["line"] = line.into();
            }
        }
        json
    }
}

/// Writes manifests with a trailing comment at each field.
pub(super) fn yaml(plannings: &[Planning<'_>], sources: &Sources) -> Result<Vec<u8>> {
    let mut out = Vec::new();
    for planning in plannings {
        let explainer = Explainer::new(planning, sources);
        for planned in planning.outcome.objects() {
            let manifest = planned.to_json();
            let text = stator_plan::yaml::write(&manifest)?;
            out.extend_from_slice(b"---\n");
            let fields = explainer.explain(planned, &manifest);
            let comments = fields
                .iter()
                .filter_map(|field| Some((field, explainer.words(field.origin.as_ref()?))));
            out.extend(commented(text.as_bytes(), comments)?);
        }
    }
    Ok(out)
}

/// Writes manifests, and beside them the origins of their fields.
pub(super) fn json(plannings: &[Planning<'_>], sources: &Sources) -> Result<Vec<u8>> {
    let (mut objects, mut origins) = (Vec::new(), Vec::new());
    for planning in plannings {
        let explainer = Explainer::new(planning, sources);
        for planned in planning.outcome.objects() {
            let manifest = planned.to_json();
            let fields = explainer.explain(planned, &manifest);
            let by_path = fields.iter().filter_map(|field| {
                Some((
                    path_text(&field.path),
                    explainer.json(field.origin.as_ref()?),
                ))
            });
            origins.push(Json::Object(by_path.collect()));
            objects.push(manifest);
        }
    }
    let mut out = serde_json::to_vec_pretty(&json!({"objects": objects, "origins": origins}))?;
    out.push(b'\n');
    Ok(out)
}

/// Puts comments behind the fields of a text in block style.
fn commented<'f>(
    text: &[u8],
    comments: impl Iterator<Item = (&'f Explained<'f>, String)>,
) -> Result<Vec<u8>> {
    let locator = Locator::new(text, SourceId::NONE, 0)
        .map_err(|error| anyhow!("reading back what was written: {error}"))?;
    let mut at: Vec<(usize, String)> = comments
        .filter_map(|(field, comment)| {
            let steps: Vec<yaml::Step<'_>> = field.path.iter().map(step).collect();
            let value = locator.locate(&steps)?.value;
            Some((
                line_end(text, value.start as usize, value.end as usize),
                comment,
            ))
        })
        .collect();
    at.sort_by_key(|(offset, _)| *offset);
    let mut out = Vec::with_capacity(text.len() * 2);
    let mut from = 0;
    for (offset, comment) in at {
        out.extend_from_slice(&text[from..offset]);
        out.extend_from_slice(b"  # ");
        out.extend_from_slice(comment.as_bytes());
        from = offset;
    }
    out.extend_from_slice(&text[from..]);
    Ok(out)
}

fn step<'s>(step: &'s Step<'_>) -> yaml::Step<'s> {
    match step {
        Step::Key(key) => yaml::Step::Key(key.as_bytes()),
        Step::Index(index) => yaml::Step::Index(*index),
    }
}

/// Where a comment on a value can stand: at the end of its last line, but for block scalars at the
/// end of the line that opens them.
fn line_end(text: &[u8], start: usize, end: usize) -> usize {
    let opens_block = matches!(text.get(start), Some(b'|' | b'>'));
    let from = if opens_block { start } else { end.max(start) };
    let rest = text.get(from..).unwrap_or_default();
    let length = rest
        .iter()
        .position(|byte| *byte == b'\n')
        .unwrap_or(rest.len());
    from + length
}

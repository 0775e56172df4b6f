//! Files of Kubernetes manifests: their documents, and where in the text each field stands.

use crate::exit::Exit;
use serde_json::{Map as JsonMap, Value as Json};
use stator_diag::{Collector, Diagnostic, SourceId, Sources, Span};
use stator_value::{IntKind, Value, yaml};
use std::io::Read as _;

/// One document of a file.
#[derive(Debug)]
pub(crate) struct Document {
    /// The file.
    pub(crate) source: SourceId,
    /// Where the document starts.
    pub(crate) start: u32,
    /// The document with places.
    value: Value,
    /// The document as JSON.
    pub(crate) json: Json,
    /// Which item of a list of objects it is, where it is one.
    pub(crate) item: Option<usize>,
}

impl Document {
    /// The document's `kind`; empty where it has none.
    pub(crate) fn kind(&self) -> &str {
        self.json
            .get("kind")
            .and_then(Json::as_str)
            .unwrap_or_default()
    }

    /// Finds the key that a path such as `spec.services[main].replicas` ends with, or else the
    /// nearest one above it.
    pub(crate) fn locate(&self, path: &str) -> Span {
        let mut at = Span {
            source: self.source,
            start: self.start,
            end: self.start,
        };
        let mut value = self.value.clone();
        for step in steps(path) {
            let next = match &value {
                Value::Map(map) => {
                    let entries = map.entries();
                    entries.get(step.as_bytes()).map(|entry| {
                        let start = entry.origin.start;
                        at = Span {
                            source: self.source,
                            start,
                            end: start + step.len() as u32,
                        };
                        entry.value.clone()
                    })
                }
                Value::List(list) => {
                    let item = step.parse().ok().and_then(|index| list.get(index));
                    at = item
                        .as_ref()
                        .and_then(|item| self.first_key(item))
                        .unwrap_or(at);
                    item
                }
                _ => None,
            };
            match next {
                Some(next) => value = next,
                None => break,
            }
        }
        at
    }

    /// The key with which a map starts in the text.
    fn first_key(&self, value: &Value) -> Option<Span> {
        let Value::Map(map) = value else { return None };
        let entries = map.entries();
        let (key, entry) = entries
            .iter()
            .filter(|(_, entry)| entry.origin.source == self.source)
            .min_by_key(|(_, entry)| entry.origin.start)?;
        let start = entry.origin.start;
        Some(Span {
            source: self.source,
            start,
            end: start + key.len() as u32,
        })
    }
}

/// Splits a path at dots and brackets; what stands in brackets is one step.
pub(crate) fn steps(path: &str) -> Vec<String> {
    let mut steps = Vec::new();
    let mut step = String::new();
    let mut bracketed = false;
    for c in path.chars() {
        match c {
            '[' if !bracketed => {
                steps.push(std::mem::take(&mut step));
                bracketed = true;
            }
            ']' if bracketed => {
                steps.push(std::mem::take(&mut step));
                bracketed = false;
            }
            '.' if !bracketed => steps.push(std::mem::take(&mut step)),
            c => step.push(c),
        }
    }
    steps.push(step);
    steps.retain(|step| !step.is_empty());
    steps
}

/// How many bytes a file of resources may have: far more than an API server takes in one object.
pub(crate) const MOST_GIVEN: u64 = 16 << 20;

/// How many bytes a listing of what exists may have.
pub(crate) const MOST_EXISTING: u64 = 256 << 20;

/// The largest object that an API server takes.
const MOST_OBJECT: usize = 3 << 20;

/// Code of a file that cannot be read at all.
pub(crate) const UNREADABLE: &str = "DYN0300";

/// Code of a file that is readable and holds nothing.
pub(crate) const EMPTY: &str = "DYN0302";

/// Reads a file, or standard input for `-`; the error says why not, and what to do.
fn read_file(path: &str, limit: u64) -> Result<String, (String, Option<&'static str>)> {
    let mut bytes = Vec::new();
    let failed = |error: std::io::Error| {
        // As the system says it, without the number of the error.
        let text = error.to_string();
        let text = text
            .split(" (os error")
            .next()
            .unwrap_or_default()
            .to_lowercase();
        (format!("`{path}` cannot be read: {text}"), None)
    };
    if path == "-" {
        let input = std::io::stdin().lock();
        input
            .take(limit + 1)
            .read_to_end(&mut bytes)
            .map_err(failed)?;
    } else {
        if std::path::Path::new(path).is_dir() {
            return Err((
                format!("`{path}` is a folder"),
                Some("name the files in it: `FOLDER/*.yaml`"),
            ));
        }
        let file = std::fs::File::open(path).map_err(failed)?;
        file.take(limit + 1)
            .read_to_end(&mut bytes)
            .map_err(failed)?;
    }
    if bytes.len() as u64 > limit {
        let text = format!(
            "`{path}` has more than {} MiB, which is no manifest",
            limit >> 20
        );
        return Err((text, None));
    }
    if bytes.starts_with(&[0x1f, 0x8b]) {
        return Err((
            format!("`{path}` is a compressed file, not YAML"),
            Some("unpack it first"),
        ));
    }
    match String::from_utf8(bytes) {
        Ok(text) if !text.contains('\0') => Ok(text),
        _ => Err((format!("`{path}` is no text, so it is not YAML"), None)),
    }
}

/// Reads all documents of the files that a command is given.
pub(crate) fn load_all(
    paths: &[String],
    sources: &mut Sources,
    found: &mut Collector,
) -> Vec<Document> {
    let load = |path: &String| load(path, MOST_GIVEN, sources, found);
    paths.iter().flat_map(load).collect()
}

/// The exit code of a command: 2 where a file could not be read, 1 where something was found.
pub(crate) fn exit_code(found: &[Diagnostic], has_findings: bool) -> Exit {
    if found.iter().any(|d| d.code == UNREADABLE) {
        Exit::Failed
    } else if has_findings {
        Exit::Findings
    } else {
        Exit::Fine
    }
}

/// Reads all documents of a file; what cannot be read becomes a finding.
pub(crate) fn load(
    path: &str,
    limit: u64,
    sources: &mut Sources,
    found: &mut Collector,
) -> Vec<Document> {
    let text = match read_file(path, limit) {
        Ok(text) => text,
        Err((message, hint)) => {
            let diagnostic = Diagnostic::error(UNREADABLE, message);
            found.push(match hint {
                Some(hint) => diagnostic.hint(hint),
                None => diagnostic,
            });
            return Vec::new();
        }
    };
    let name = if path == "-" { "<stdin>" } else { path };
    let source = sources.add(name, text.as_str());
    let mut documents = Vec::new();
    let mut has_content = false;
    let place = |start: u32| Span {
        source,
        start,
        end: start,
    };
    for (start, part) in parts(&text) {
        let options = yaml::Options {
            keep_integers: true,
            letters_are_texts: true,
            base: start,
            ..yaml::Options::default()
        };
        match yaml::read(part.as_bytes(), source, &options) {
            Ok(parsed) if parsed.value.is_nil() => continue,
            Ok(parsed) => documents.extend(objects(source, start, parsed.value)),
            Err(error) => {
                let at = error.place().map_or(start, |place| place.offset);
                found.push(
                    Diagnostic::error("DYN0301", format!("`{name}` is not YAML: {error}"))
                        .label(place(at), ""),
                );
            }
        }
        has_content = true;
        if part.len() > MOST_OBJECT && limit == MOST_GIVEN {
            let text = format!(
                "this document has {} MiB; an API server takes at most {} MiB for an object",
                part.len() >> 20,
                MOST_OBJECT >> 20
            );
            found.push(Diagnostic::warning("DYN0309", text).label(place(start), ""));
        }
    }
    if !has_content {
        found.push(
            Diagnostic::error(EMPTY, format!("`{name}` holds no document"))
                .label(place(0), "")
                .hint("give a file with a DynamoGraphDeployment"),
        );
    }
    documents
}

/// The objects of a document: itself, or the items of a list as `kubectl get` writes it.
fn objects(source: SourceId, start: u32, value: Value) -> Vec<Document> {
    let document = |value: Value, item| Document {
        source,
        start,
        json: to_json(&value),
        value,
        item,
    };
    let items = match &value {
        Value::Map(map) => match (map.get(b"kind"), map.get(b"items")) {
            (Some(Value::Str(kind)), Some(Value::List(items)))
                if kind.to_text().ends_with("List") =>
            {
                Some(items.items().iter().cloned().collect::<Vec<_>>())
            }
            _ => None,
        },
        _ => None,
    };
    match items {
        Some(items) => {
            let numbered = items.into_iter().enumerate();
            numbered
                .map(|(nth, item)| document(item, Some(nth)))
                .collect()
        }
        None => vec![document(value, None)],
    }
}

/// Cuts a stream at lines that start a document, with the offset of each part.
fn parts(text: &str) -> Vec<(u32, &str)> {
    let mut parts = Vec::new();
    let mut start = 0;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let rest = line.strip_prefix("---");
        if rest.is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t', '\r', '\n'])) {
            parts.push((start as u32, &text[start..at]));
            start = at;
        }
        at += line.len();
    }
    parts.push((start as u32, &text[start..]));
    parts
}

/// Turns a value into JSON; floats without a fraction stay floats.
pub(crate) fn to_json(value: &Value) -> Json {
    match value {
        Value::Invalid | Value::Nil | Value::Complex(..) => Json::Null,
        Value::Bool(flag) => Json::Bool(*flag),
        Value::Int(IntKind::Uint64, bits) => (*bits as u64).into(),
        Value::Int(_, number) => (*number).into(),
        Value::Float(number) => (*number).into(),
        Value::Str(text) | Value::Bytes(text) => Json::String(text.to_text().into_owned()),
        Value::List(list) => Json::Array(list.items().iter().map(to_json).collect()),
        Value::Map(map) => Json::Object(
            map.entries()
                .iter()
                .map(|(key, entry)| (key.to_text().into_owned(), to_json(&entry.value)))
                .collect::<JsonMap<_, _>>(),
        ),
        Value::Object(object) => to_json(&object.json()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_cut_at_dots_and_brackets() {
        assert_eq!(
            steps("spec.services[my.svc].a[0].b"),
            ["spec", "services", "my.svc", "a", "0", "b"]
        );
        assert!(steps("").is_empty());
    }

    #[test]
    fn streams_are_cut_at_document_lines_only() {
        let text = "a: 1\n---\nb: |\n  ---x\n--- # c\nc: 3\n";
        let parts: Vec<_> = parts(text)
            .into_iter()
            .map(|(start, part)| (start, part.len()))
            .collect();
        assert_eq!(parts, [(0, 5), (5, 16), (21, 13)]);
    }
}

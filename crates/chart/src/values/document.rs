//! Values files: one document for Helm 3, all documents over each other for Helm 4.

use super::merge;
use crate::compat::Compat;
use crate::error::{Error, Fault, Phase, Place};
use crate::text::find;
use crate::trace::{Pass, Tracer};
use stator_diag::SourceId;
use stator_value::yaml::{self, Options, YamlError};
use stator_value::{Map, Origin, Value};

/// How many bytes a values file may have: far beyond any honest one, and what a tree of it costs
/// still fits into memory.
const MAX_BYTES: usize = 16 << 20;

/// A values file that does not parse.
#[derive(Debug)]
pub(crate) struct DocumentError {
    text: String,
    place: Option<Origin>,
}

impl DocumentError {
    pub(crate) fn into_error(self, phase: Phase, prefix: &str) -> Error {
        let fault = Fault {
            message: "the values file does not parse".to_owned(),
            places: self
                .place
                .map(|origin| Place::Value {
                    origin,
                    label: self.text.clone(),
                })
                .into_iter()
                .collect(),
            ..Fault::default()
        };
        Error::new(phase, format!("{prefix}{}", self.text)).with_fault(fault)
    }
}

/// Reads a values file into a map.
pub(crate) fn read(text: &[u8], source: SourceId, compat: Compat) -> Result<Map, DocumentError> {
    if text.len() > MAX_BYTES {
        return Err(DocumentError {
            text: format!("values have more than {MAX_BYTES} bytes"),
            place: None,
        });
    }
    if !compat.is_helm4() {
        return map_of(text, source, 0).map_err(|e| located(&e, source, ""));
    }
    let mut values = Map::new();
    let mut first = true;
    for piece in documents(text) {
        let (start, end) = piece.map_err(|(at, text)| DocumentError {
            text: format!("error reading yaml document: invalid Yaml document separator: {text}"),
            place: Some(Origin { source, start: at }),
        })?;
        let layer = map_of(&text[start..end], source, start as u32)
            .map_err(|e| located(&e, source, "cannot unmarshal yaml document: "))?;
        if std::mem::take(&mut first) {
            values = layer;
        } else {
            values = merge::layered(&values, &layer, &mut Tracer::new(None, Pass::User));
        }
    }
    Ok(values)
}

fn map_of(text: &[u8], source: SourceId, base: u32) -> Result<Map, YamlError> {
    let options = Options {
        base,
        ..Options::default()
    };
    match yaml::read(text, source, &options)?.value {
        Value::Map(map) => Ok(map),
        Value::Nil => Ok(Map::new()),
        other => Err(YamlError::cannot_unmarshal(
            &other,
            "map[string]interface {}",
        )),
    }
}

fn located(error: &YamlError, source: SourceId, prefix: &str) -> DocumentError {
    DocumentError {
        text: format!("{prefix}{error}"),
        place: error.place().map(|p| Origin {
            source,
            start: p.offset,
        }),
    }
}

/// Cuts a text at its `---` lines; gives byte ranges.
///
/// COMPAT(helm): a separator with nothing before it belongs to the document after it, and only
/// blanks or a comment may follow one on its line.
fn documents(text: &[u8]) -> impl Iterator<Item = Result<(usize, usize), (u32, String)>> {
    let mut start = 0;
    let mut at = 0;
    let mut failed = false;
    std::iter::from_fn(move || {
        while !failed && let Some(line) = find_separator(text, at) {
            at = find(text, b"\n", line).map_or(text.len(), |end| end + 1);
            let rest = String::from_utf8_lossy(&text[line + SEPARATOR.len()..at]);
            let rest = rest.trim();
            if !rest.is_empty() && !rest.starts_with('#') {
                failed = true;
                return Some(Err((line as u32, rest.to_owned())));
            }
            if line > start {
                let piece = (start, line);
                start = at;
                return Some(Ok(piece));
            }
        }
        let piece = (start, text.len());
        start = text.len();
        (!failed && piece.0 < piece.1).then_some(Ok(piece))
    })
}

const SEPARATOR: &[u8] = b"---";

/// Finds the next line that begins with a separator, from the start of a line on.
fn find_separator(text: &[u8], from: usize) -> Option<usize> {
    if text[from..].starts_with(SEPARATOR) {
        return Some(from);
    }
    find(text, b"\n---", from).map(|end| end + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(text: &str) -> Vec<&str> {
        documents(text.as_bytes())
            .map(|p| p.unwrap())
            .map(|(a, b)| &text[a..b])
            .collect()
    }

    #[test]
    fn documents_are_cut_at_separator_lines() {
        assert_eq!(pieces("a: 1\n---\nb: 2"), ["a: 1\n", "b: 2"]);
        assert_eq!(
            pieces("---\na: 1\n--- # c\nb: 2\n"),
            ["---\na: 1\n", "b: 2\n"]
        );
        assert_eq!(pieces(""), [""; 0]);
        assert_eq!(pieces("a: |\n  ---\n"), ["a: |\n  ---\n"]);
    }

    #[test]
    fn text_behind_a_separator_is_refused() {
        let got: Vec<_> = documents(b"a: 1\n--- x\n").collect();
        assert_eq!(got, [Err((5, "x".to_owned()))]);
    }
}

//! Values files with several documents, which Helm 4 merges.

use super::error::YamlError;
use super::{Options, read};
use crate::map::Map;
use stator_diag::SourceId;
use std::borrow::Cow;
use std::ops::Range;

/// Cuts a text at its `---` lines, as the Kubernetes libraries do.
///
/// COMPAT(helm): a `---` before anything else stays in its document, and so does one right behind
/// another. The lines are found without regard to quotes and block scalars.
///
/// # Errors
/// What stands behind `---` where that is no comment, in Go's words.
pub fn documents(text: &[u8]) -> Result<Vec<Range<usize>>, String> {
    let mut found = Vec::new();
    let mut start = 0;
    let mut at = 0;
    while at < text.len() {
        let end = text[at..]
            .iter()
            .position(|b| *b == b'\n')
            .map_or(text.len(), |n| at + n + 1);
        if let Some(rest) = text[at..end].strip_prefix(b"---") {
            let rest = String::from_utf8_lossy(rest);
            let rest = rest.trim();
            if !rest.is_empty() && !rest.starts_with('#') {
                return Err(format!("invalid Yaml document separator: {rest}"));
            }
            if at > start {
                found.push(start..at);
                start = end;
            }
        }
        at = end;
    }
    if text.len() > start {
        found.push(start..text.len());
    }
    Ok(found)
}

/// Reads every document of a values file into a map, with the error texts of Helm 4.
///
/// # Errors
/// As for [`parse_map`](super::parse_map), and where a `---` is followed by something.
pub fn parse_all(text: &[u8], source: SourceId) -> Result<Vec<Map>, YamlError> {
    let cuts = documents(text)
        .map_err(|problem| YamlError::plain(format!("error reading yaml document: {problem}")))?;
    cuts.into_iter()
        .map(|cut| {
            let options = Options {
                base: cut.start as u32,
                ..Options::default()
            };
            // The last line always has an end.
            let mut document = Cow::Borrowed(&text[cut]);
            if document.last() != Some(&b'\n') {
                document.to_mut().push(b'\n');
            }
            read(&document, source, &options)
                .and_then(super::Parsed::into_map)
                .map_err(|error| error.within("cannot unmarshal yaml document", text, options.base))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Vec<&str> {
        documents(text.as_bytes())
            .unwrap()
            .into_iter()
            .map(|range| &text[range])
            .collect()
    }

    #[test]
    fn documents_are_cut_at_their_lines() {
        assert_eq!(
            cut("a: 1\n---\nb: 2\n--- # c\nc: 3"),
            ["a: 1\n", "b: 2\n", "c: 3"]
        );
        assert_eq!(
            cut("---\na: 1\n---\n---\nb: 2\n"),
            ["---\na: 1\n", "---\nb: 2\n"]
        );
        assert_eq!(cut("a: 1\r\n---\r\nb: 2\r\n"), ["a: 1\r\n", "b: 2\r\n"]);
        assert_eq!(cut(""), Vec::<&str>::new());
        assert_eq!(cut("---\n---\n"), ["---\n"]);
    }

    #[test]
    fn text_behind_a_separator_is_refused() {
        let error = parse_all(b"a: 1\n--- b: 2\n", SourceId::NONE).unwrap_err();
        assert_eq!(
            error.to_string(),
            "error reading yaml document: invalid Yaml document separator: b: 2"
        );
    }

    #[test]
    fn a_later_document_is_named_by_its_own_lines_and_placed_by_those_of_the_file() {
        let error = parse_all(b"a: 1\n---\n\nb: @\n", SourceId::NONE).unwrap_err();
        assert_eq!(
            error.to_string(),
            "cannot unmarshal yaml document: error converting YAML to JSON: yaml: line 2: \
             found character that cannot start any token"
        );
        let place = error.place().unwrap();
        assert_eq!((place.line, place.offset), (4, 13));
    }

    #[test]
    fn origins_count_from_the_start_of_the_file() {
        let maps = parse_all(b"a: 1\n---\nb: 2\n", SourceId::NONE).unwrap();
        assert_eq!(maps[1].origin(b"b").unwrap().start, 9);
    }
}

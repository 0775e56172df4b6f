//! Draws diagnostics for a person: the source line with a caret, notes, hints.

use annotate_snippets::{AnnotationKind, Group, Level, Message, Renderer, Snippet};
use stator_diag::{Diagnostic, Label, Severity, Source, Sources};

/// Lines shown above and below a marked place.
const AROUND: usize = 1;

/// Draws one diagnostic; the text ends with a newline.
pub(crate) fn draw(diagnostic: &Diagnostic, sources: &Sources, styled: bool) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let mut group = Group::with_title(level.primary_title(&diagnostic.message).id(diagnostic.code));
    for (nth, label) in diagnostic.labels.iter().enumerate() {
        if let Some(source) = sources.get(label.span.source) {
            group = group.element(snippet(source, label, nth == 0));
        }
    }
    for note in &diagnostic.notes {
        group = group.element(message(Level::NOTE, note));
    }
    for hint in &diagnostic.hints {
        group = group.element(message(Level::HELP.with_name("hint"), hint));
    }
    let renderer = if styled {
        Renderer::styled()
    } else {
        Renderer::plain()
    };
    let mut text = renderer.render(&[group]);
    text.push('\n');
    text
}

fn message<'a>(level: Level<'a>, text: &'a str) -> Message<'a> {
    level.message(text)
}

/// Cuts the lines around the label out of the text, so that drawing does not depend on its size.
fn snippet<'a>(
    source: &'a Source,
    label: &'a Label,
    is_main: bool,
) -> Snippet<'a, annotate_snippets::Annotation<'a>> {
    let text: &str = source.text();
    let start = floor(text, label.span.start as usize);
    let end = floor(text, (label.span.end as usize).max(start));
    let first = window_start(text, start);
    let last = window_end(text, end);
    let kind = if is_main {
        AnnotationKind::Primary
    } else {
        AnnotationKind::Context
    };
    let end = if end == start {
        ceil(text, start + 1).min(last.max(start))
    } else {
        end
    };
    let annotation = kind.span(start - first..end - first);
    let annotation = if label.text.is_empty() {
        annotation
    } else {
        annotation.label(label.text.as_str())
    };
    Snippet::source(&text[first..last])
        .path(&*source.name)
        .line_start(source.position(first as u32).line as usize)
        .fold(false)
        .annotation(annotation)
}

fn window_start(text: &str, at: usize) -> usize {
    let mut start = text[..at].rfind('\n').map_or(0, |n| n + 1);
    for _ in 0..AROUND {
        if start == 0 {
            break;
        }
        start = text[..start - 1].rfind('\n').map_or(0, |n| n + 1);
    }
    start
}

fn window_end(text: &str, at: usize) -> usize {
    let mut end = at;
    for _ in 0..=AROUND {
        match text[end..].find('\n') {
            Some(n) => end += n + 1,
            None => return text.len(),
        }
    }
    end - 1
}

fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn ceil(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at += 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;
    use stator_diag::Span;

    #[test]
    fn a_drawn_diagnostic_shows_line_caret_and_hint() {
        let mut sources = Sources::new();
        let id = sources.add("values.yaml", "a: 1\nbcd: 2\ne: 3\nf: 4\n");
        let diagnostic = Diagnostic::error("DYN0001", "unknown key `bcd`")
            .label(
                Span {
                    source: id,
                    start: 5,
                    end: 8,
                },
                "not a key of this chart",
            )
            .hint("write `abc`");
        let text = draw(&diagnostic, &sources, false);
        assert!(
            text.starts_with("error[DYN0001]: unknown key `bcd`"),
            "{text}"
        );
        assert!(text.contains("values.yaml:2:1"), "{text}");
        assert!(text.contains("^^^ not a key of this chart"), "{text}");
        assert!(text.contains("hint: write `abc`"), "{text}");
        assert!(!text.contains("f: 4"), "{text}");
    }

    #[test]
    fn spans_past_the_end_and_empty_spans_are_drawn() {
        let mut sources = Sources::new();
        let id = sources.add("v", "é");
        for span in [(0, 0), (1, 1), (2, 2), (9, 99)] {
            let diagnostic = Diagnostic::error("DYN0001", "x").label(
                Span {
                    source: id,
                    start: span.0,
                    end: span.1,
                },
                "",
            );
            assert!(draw(&diagnostic, &sources, false).contains("error[DYN0001]: x"));
        }
    }
}

//! Saying which template line, and which value, made a document that cannot be read.

use super::functions::NO_VALUE;
use super::templates::TemplateRun;
use crate::error::{Error, Fault, Phase};
use crate::manifest::{BadDocument, Output};
use crate::text::without;
use stator_gotmpl::Site;
use stator_value::Map;
use std::collections::BTreeMap;
use std::sync::Arc;

impl TemplateRun<'_> {
    /// Makes the error of a document that cannot be read.
    pub(super) fn bad_document(
        &self,
        bad: &BadDocument,
        files: &BTreeMap<Arc<str>, Output>,
        values: &Map,
    ) -> Error {
        let BadDocument {
            path,
            text,
            offset,
            began,
        } = bad;
        let mut fault = Fault {
            message: "the rendered document is no YAML that Helm can read".to_owned(),
            ..Fault::default()
        };
        if let (Some(out), Some(offset)) = (files.get(path), *offset) {
            let line = Line::around(out, offset);
            fault.notes.push(format!(
                "line {} of what it rendered: {}",
                line.number + 1,
                String::from_utf8_lossy(line.text).trim_end()
            ));
            let began = began.map(|at| Line::around(out, at));
            self.point_at_template(&mut fault, path, &line, began.as_ref(), values);
        }
        Error::new(
            Phase::Manifest,
            format!("YAML parse error on {path}: {text}"),
        )
        .with_fault(fault)
    }

    /// Executes the template once more to learn what wrote the line, and the one in which that began
    /// which is not finished there. The values may have changed since, and functions may be random:
    /// where the line is another one now, nothing is said.
    fn point_at_template(
        &self,
        fault: &mut Fault,
        path: &Arc<str>,
        line: &Line<'_>,
        began: Option<&Line<'_>>,
        values: &Map,
    ) {
        let Some(renderable) = self.renderable(path) else {
            return;
        };
        let context = self.context(renderable);
        let recorded = self.set.record(path, context, self.host.clone());
        let Ok(recording) = recorded else { return };
        let sites = |line: &Line<'_>, column| {
            let again = recording.output().split(|b| *b == b'\n').nth(line.number);
            let is_same = again.is_some_and(|t| without(t.to_vec(), NO_VALUE) == line.text);
            let mut sites = if is_same {
                recording.sites(line.number, column)
            } else {
                Vec::new()
            };
            // The place nearest to the fault comes first.
            sites.reverse();
            sites
        };
        let wrong = sites(line, None);
        self.mark(fault, &wrong, |site| {
            if site.is_action {
                "this value is in the line that cannot be read"
            } else {
                "this line cannot be read"
            }
        });
        if let Some(began) = began.filter(|b| b.number != line.number) {
            let began = sites(began, Some(began.column));
            self.mark(
                fault,
                began.get(..1).unwrap_or_default(),
                |_| "what began here is not finished",
            );
        }
        let node = renderable.node;
        if let Some(site) = wrong.iter().find(|s| s.is_action) {
            self.explain_values(fault, &self.source(site), node, values);
        }
    }

    /// Marks the first site with what `label` says of it, the others as its callers.
    fn mark(&self, fault: &mut Fault, sites: &[Site], label: impl Fn(&Site) -> &'static str) {
        for (nth, site) in sites.iter().enumerate() {
            let label = if nth == 0 {
                label(site)
            } else {
                "printed from here"
            };
            let length = self.source(site).len() as u32;
            let place = self.place(&site.file, site.offset, length, label.to_owned());
            fault.places.extend(place);
        }
    }

    /// Gives how much of the template a site takes: the inside of an action, or the rest of a line.
    fn source(&self, site: &Site) -> String {
        let rest = self
            .text_of(&site.file)
            .and_then(|text| text.get(site.offset as usize..))
            .unwrap_or_default();
        let end = if site.is_action {
            rest.windows(2).position(|w| w == b"}}")
        } else {
            rest.iter().position(|b| *b == b'\n')
        };
        let inside = rest[..end.unwrap_or(rest.len())].trim_ascii_end();
        let inside = inside.strip_suffix(b" -").unwrap_or(inside);
        String::from_utf8_lossy(inside.trim_ascii_end()).into_owned()
    }
}

/// A line of a text.
struct Line<'a> {
    /// How many lines stand before it.
    number: usize,
    text: &'a [u8],
    /// How many bytes stand before the offset.
    column: usize,
}

impl<'a> Line<'a> {
    /// Finds the line that holds `offset`.
    fn around(text: &'a [u8], offset: usize) -> Self {
        let offset = offset.min(text.len());
        let (before, behind) = text.split_at(offset);
        let start = before
            .iter()
            .rposition(|b| *b == b'\n')
            .map_or(0, |n| n + 1);
        let end = behind
            .iter()
            .position(|b| *b == b'\n')
            .map_or(text.len(), |n| offset + n);
        Self {
            number: text[..start].iter().filter(|b| **b == b'\n').count(),
            text: &text[start..end],
            column: offset - start,
        }
    }
}

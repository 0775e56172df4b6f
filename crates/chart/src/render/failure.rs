//! Turning failed templates into Helm's texts and into faults that say where and why.

use super::functions::{FAIL_END, FAIL_START};
use super::templates::TemplateRun;
use crate::compat::Compat;
use crate::error::{Error, Fault, Phase, Place};
use crate::tree::{NodeId, Tree};
use stator_gotmpl::{Cause, ExecError, Location, ParseError};
use stator_value::{Map, Origin, Str, Value};
use std::fmt::Write as _;
use std::sync::Arc;

impl TemplateRun<'_> {
    /// Makes the error of a template that does not parse.
    pub(super) fn parse_failure(&self, path: &str, error: &ParseError) -> Error {
        let whole = error.to_string();
        // COMPAT(helm): the text is cut at its colons, whatever they belong to.
        let parts: Vec<&str> = whole.split(": ").collect();
        let text = match parts.as_slice() {
            [_, place, .., message] => format!("parse error at ({place}): {message}"),
            [_, place] => format!("parse error at ({place}): {place}"),
            _ => format!("parse error in ({path}): {whole}"),
        };
        let fault = Fault {
            message: "the template does not parse".to_owned(),
            places: self
                .place(error.file(), error.offset(), 0, error.message().to_owned())
                .into_iter()
                .collect(),
            ..Fault::default()
        };
        Error::new(Phase::Render, text)
            .with_fault(fault)
            .with_debug_hint()
    }

    /// Makes the error of a template that fails while it is executed.
    pub(super) fn execution_failure(
        &self,
        path: &Arc<str>,
        error: &ExecError,
        values: &Map,
    ) -> Error {
        let text = execution_text(error, self.settings.compat);
        let fault = self.execution_fault(path, error, values);
        Error::new(Phase::Render, text)
            .with_fault(fault)
            .with_debug_hint()
    }

    fn execution_fault(&self, path: &Arc<str>, error: &ExecError, values: &Map) -> Fault {
        let mut links = Vec::new();
        let mut link = Some(error);
        while let Some(present) = link {
            links.push(present);
            link = present.inner();
        }
        let last = links.last().copied().unwrap_or(error);
        let mut fault = Fault {
            message: own_message(last),
            ..Fault::default()
        };
        for (i, link) in links.iter().rev().enumerate() {
            let Some(at) = link.location() else {
                continue;
            };
            let label = if i == 0 {
                fault.message.clone()
            } else {
                "called from here".to_owned()
            };
            let length = node_length(at, self.text_of(&at.file));
            fault
                .places
                .extend(self.place(&at.file, at.offset, length, label));
        }
        let node = self.renderable(path).map_or(Tree::ROOT, |r| r.node);
        if let Some(at) = last.location() {
            self.explain_values(&mut fault, &at.node, node, values);
        }
        fault
    }

    /// Says which value the failing node reads, and who set it or would have to.
    pub(super) fn explain_values(
        &self,
        fault: &mut Fault,
        node_text: &str,
        node: NodeId,
        values: &Map,
    ) {
        let Some(names) = values_chain(node_text) else {
            return;
        };
        let mut table = values.clone();
        let mut path = String::new();
        for name in self.tree.section(node) {
            let Some(Value::Map(inner)) = table.get(name.as_bytes()) else {
                return;
            };
            table = inner;
            push_name(&mut path, name);
        }
        let mut nearest = None;
        for (i, name) in names.iter().enumerate() {
            push_name(&mut path, name);
            let last = i + 1 == names.len();
            let origin = table.origin(name.as_bytes()).unwrap_or(Origin::NONE);
            match table.get(name.as_bytes()) {
                None => {
                    fault.message = format!("`{path}` is not set: {}", fault.message);
                    if let Some((origin, label)) = nearest {
                        fault.places.push(Place::Value { origin, label });
                    }
                    fault.hints.push(format!(
                        "set it in a values file, or with --set {path}=VALUE"
                    ));
                    break;
                }
                Some(Value::Nil) => {
                    fault.message = format!("`{path}` is null: {}", fault.message);
                    fault.places.push(Place::Value {
                        origin,
                        label: "set to null here".to_owned(),
                    });
                    break;
                }
                Some(Value::Map(inner)) if !last => {
                    nearest = Some((
                        origin,
                        format!("`{name}` belongs under this key", name = names[i + 1]),
                    ));
                    table = inner;
                }
                Some(value) => {
                    let label = format!("`{path}` is set here, to a {}", value.go_type());
                    fault.places.push(Place::Value { origin, label });
                    break;
                }
            }
        }
        fault.values_path = Some(path);
    }

    pub(super) fn text_of(&self, file: &str) -> Option<&Str> {
        self.renderable(file).map(|r| &r.text)
    }

    pub(super) fn place(
        &self,
        file: &str,
        start: u32,
        length: u32,
        label: String,
    ) -> Option<Place> {
        let text = self.text_of(file)?.clone();
        Some(Place::File {
            name: file.into(),
            text,
            start,
            end: start + length,
            label,
        })
    }
}

fn push_name(path: &mut String, name: &str) {
    if !path.is_empty() {
        path.push('.');
    }
    path.push_str(name);
}

/// Gives how many bytes of the template the failing node takes, where it stands there as printed.
fn node_length(at: &Location, text: Option<&Str>) -> u32 {
    let rest = text
        .and_then(|t| t.get(at.offset as usize..))
        .unwrap_or_default();
    let node = at.node.as_bytes();
    // A chain is placed at its second name.
    let tail = at.node[1.min(at.node.len())..]
        .find('.')
        .map_or(0, |n| n + 1);
    let length = [node, &node[tail..]]
        .into_iter()
        .find(|n| rest.starts_with(n))
        .map(<[u8]>::len);
    length.unwrap_or(0) as u32
}

/// Finds `.Values.a.b` in a printed node and gives the names behind `.Values`.
fn values_chain(node: &str) -> Option<Vec<&str>> {
    const ROOT: &str = ".Values.";
    let start = node.find(ROOT)? + ROOT.len();
    let chain = &node[start..];
    let end = chain.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == '.'));
    let chain = &chain[..end.unwrap_or(chain.len())];
    Some(chain.split('.').filter(|n| !n.is_empty()).collect())
}

/// Gives what the innermost error says, without the words that only lead there.
fn own_message(error: &ExecError) -> String {
    let mut text = error.message().to_owned();
    match error.cause() {
        Some(Cause::Message(cause)) => text.push_str(cause),
        Some(Cause::Parse { error, .. }) => text.push_str(error.message()),
        _ => {}
    }
    match marked_message(&text) {
        Some(message) => message.to_owned(),
        None => text,
    }
}

/// Finds the message of `fail` or `required`.
fn marked_message(text: &str) -> Option<&str> {
    let start = text.find(FAIL_START)? + FAIL_START.len();
    let end = text.rfind(FAIL_END).filter(|end| *end >= start)?;
    Some(&text[start..end])
}

/// Gives Helm's text of a failed execution.
fn execution_text(error: &ExecError, compat: Compat) -> String {
    let whole = error.to_string();
    if error.location().is_none() {
        return whole;
    }
    let mut parts = whole.splitn(3, ": ");
    if let (_, Some(place), Some(rest)) = (parts.next(), parts.next(), parts.next())
        && let Some(message) = marked_message(rest)
    {
        return format!("execution error at ({place}): {message}");
    }
    match compat {
        Compat::Helm3 => whole,
        Compat::Helm4 => laid_out(error).unwrap_or(whole),
    }
}

/// One link of the chain as Helm 4 lays it out.
#[derive(PartialEq, Eq, Default)]
struct Link<'a> {
    location: &'a str,
    executing: String,
    message: &'a str,
}

/// Lays the chain out over lines, as Helm 4 does where it can take every link apart.
fn laid_out(error: &ExecError) -> Option<String> {
    let texts = error.unwrap_texts();
    let mut links: Vec<Link<'_>> = Vec::new();
    for text in &texts {
        let link = Link::parse(text)?;
        if links.last() != Some(&link) {
            links.push(link);
        }
    }
    let mut out = String::new();
    for Link {
        location,
        executing,
        message,
    } in &links
    {
        if !location.is_empty() {
            let _ = write!(out, "{location}\n  ");
        }
        if !executing.is_empty() {
            let _ = write!(out, "{executing}\n    ");
        }
        if !message.is_empty() {
            let _ = writeln!(out, "{message}");
        }
    }
    Some(out.trim().to_owned())
}

impl<'a> Link<'a> {
    fn parse(text: &'a str) -> Option<Self> {
        let rest = text.strip_prefix("template: ")?;
        if rest.starts_with("no template ") {
            return Some(Self {
                message: text,
                ..Self::default()
            });
        }
        Self::parse_executing(rest).or_else(|| {
            let (location, message) = rest.rsplit_once(": ")?;
            Some(Self {
                location,
                message: own_part(message),
                ..Self::default()
            })
        })
    }

    fn parse_executing(rest: &'a str) -> Option<Self> {
        let (location, after) = rest.split_once(": executing ")?;
        let (name, after) = after.strip_prefix('"')?.split_once('"')?;
        let (node, message) = after.strip_prefix(" at <")?.split_once(">: ")?;
        let executing = format!("executing \"{name}\" at <{node}>:");
        Some(Self {
            location,
            executing,
            message: own_part(message),
        })
    }
}

/// Cuts off the next link, which follows a blank.
fn own_part(message: &str) -> &str {
    message
        .find(" template:")
        .map_or(message, |end| &message[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_chain_is_found_anywhere_in_a_node() {
        assert_eq!(values_chain(".Values.a.b").unwrap(), ["a", "b"]);
        assert_eq!(
            values_chain("required \"x\" $.Values.a_1").unwrap(),
            ["a_1"]
        );
        assert_eq!(values_chain("include \"x\" ."), None);
    }

    #[test]
    fn links_are_taken_apart() {
        let text = "template: p/t.yaml:1:3: executing \"p/t.yaml\" at <include \"x\" .>: error \
                    calling include: template: p/_h.tpl:2:4: executing \"x\" at <.a.b>: nil";
        let link = Link::parse(text).unwrap();
        assert_eq!(link.location, "p/t.yaml:1:3");
        assert_eq!(
            link.executing,
            "executing \"p/t.yaml\" at <include \"x\" .>:"
        );
        assert_eq!(link.message, "error calling include:");
        assert!(Link::parse("incompatible types for comparison").is_none());
    }

    #[test]
    fn message_of_fail_is_cut_out_to_its_last_mark() {
        assert_eq!(marked_message("x HELM_ERR_STARTaHELM_ERR_ENDb"), Some("a"));
        assert_eq!(marked_message("x"), None);
    }
}

//! The functions on regular expressions.
//!
//! The plain ones panic in Go on a bad pattern, the `must` ones return the error: the texts differ.

use super::Pattern;
use crate::arg::{self, Outcome};
use crate::table::{Entry, table};
use GoType::{Int, Str as Text};
use stator_gotmpl::{CallError, Runtime};
use stator_value::{Elem, GoType, List, Value, gofmt};
use std::rc::Rc;

/// The family's table.
pub(crate) const FUNCTIONS: &[Entry] = table! {
    "regexMatch"[Text, Text] = matches, "Whether the pattern matches; false for a bad pattern.";
    "mustRegexMatch"[Text, Text] = must_match, "Whether the pattern matches.";
    "regexFind"[Text, Text] = find, "The first match, or an empty text.";
    "mustRegexFind"[Text, Text] = must_find, "The first match, or an empty text.";
    "regexFindAll"[Text, Text, Int] = find_all, "The first n matches, all for a negative n.";
    "mustRegexFindAll"[Text, Text, Int] = must_find_all, "The first n matches, all for a negative n.";
    "regexReplaceAll"[Text, Text, Text] = replace, "The text with matches replaced by a template.";
    "mustRegexReplaceAll"[Text, Text, Text] = must_replace,
        "The text with matches replaced by a template.";
    "regexReplaceAllLiteral"[Text, Text, Text] = replace_literally,
        "The text with matches replaced by a fixed text.";
    "mustRegexReplaceAllLiteral"[Text, Text, Text] = must_replace_literally,
        "The text with matches replaced by a fixed text.";
    "regexSplit"[Text, Text, Int] = split, "The text between the matches, at most n parts.";
    "mustRegexSplit"[Text, Text, Int] = must_split, "The text between the matches, at most n parts.";
    "regexQuoteMeta"[Text] = quote_meta, "The text with everything escaped that has a meaning.";
};

/// Compiles the pattern in the first argument.
fn compile(runtime: &dyn Runtime, args: &[Value]) -> Result<Rc<Pattern>, String> {
    let text = arg::text(args, 0).map_err(|_| "the pattern is no text".to_owned())?;
    match arg::hosts(runtime) {
        Ok(hosts) => hosts.patterns.pattern(text, hosts.helm4),
        Err(_) => Pattern::compile(text, true).map(Rc::new),
    }
}

type Body = fn(&Pattern, &[Value]) -> Outcome;

/// Runs `body`; a bad pattern is reported as Go's panic.
fn panicking(runtime: &dyn Runtime, args: &[Value], body: Body) -> Outcome {
    match compile(runtime, args) {
        Ok(pattern) => body(&pattern, args),
        Err(error) => {
            let text = arg::text(args, 0)?;
            let quoted = if gofmt::can_backquote(text) {
                format!("`{}`", text.to_text())
            } else {
                gofmt::quote(text)
            };
            Err(CallError::Message(format!(
                "regexp: Compile({quoted}): {error}"
            )))
        }
    }
}

/// Runs `body`; a bad pattern is reported as Go's error.
fn failing(runtime: &dyn Runtime, args: &[Value], body: Body) -> Outcome {
    body(&*compile(runtime, args)?, args)
}

fn matches(runtime: &mut dyn Runtime, args: &[Value]) -> Outcome {
    let text = arg::text(args, 1)?;
    Ok(Value::Bool(
        compile(runtime, args).is_ok_and(|pattern| pattern.matches(text)),
    ))
}

fn must_match(runtime: &mut dyn Runtime, args: &[Value]) -> Outcome {
    failing(runtime, args, |pattern, args| {
        Ok(Value::Bool(pattern.matches(arg::text(args, 1)?)))
    })
}

fn first_match(pattern: &Pattern, args: &[Value]) -> Outcome {
    Ok(Value::Str(
        pattern.find(arg::text(args, 1)?).unwrap_or_default().into(),
    ))
}

fn find(runtime: &mut dyn Runtime, args: &[Value]) -> Outcome {
    panicking(runtime, args, first_match)
}

fn must_find(runtime: &mut dyn Runtime, args: &[Value]) -> Outcome {
    failing(runtime, args, first_match)
}

/// A `[]string`, nil where there is none.
fn texts(parts: Option<Vec<&[u8]>>) -> Value {
    Value::List(match parts {
        Some(parts) => {
            let items = parts
                .into_iter()
                .map(|part| Value::Str(part.into()))
                .collect();
            List::of(Elem::Str, items)
        }
        None => List::nil(Elem::Str),
    })
}

fn all_matches(pattern: &Pattern, args: &[Value]) -> Outcome {
    let text = arg::text(args, 1)?;
    let found = pattern.find_all(text, arg::int(args, 2)?);
    let parts: Vec<&[u8]> = found
        .into_iter()
        .map(|(start, end)| &text[start..end])
        .collect();
    Ok(texts(if parts.is_empty() { None } else { Some(parts) }))
}

fn find_all(runtime: &mut dyn Runtime, args: &[Value]) -> Outcome {
    panicking(runtime, args, all_matches)
}

fn must_find_all(runtime: &mut dyn Runtime, args: &[Value]) -> Outcome {
    failing(runtime, args, all_matches)
}

fn replaced(pattern: &Pattern, args: &[Value]) -> Outcome {
    Ok(Value::Str(
        pattern
            .replace(arg::text(args, 1)?, arg::text(args, 2)?)
            .into(),
    ))
}

fn replace(runtime: &mut dyn Runtime, args: &[Value]) -> Outcome {
    panicking(runtime, args, replaced)
}

fn must_replace(runtime: &mut dyn Runtime, args: &[Value]) -> Outcome {
    failing(runtime, args, replaced)
}

fn replaced_literally(pattern: &Pattern, args: &[Value]) -> Outcome {
    Ok(Value::Str(
        pattern
            .replace_literally(arg::text(args, 1)?, arg::text(args, 2)?)
            .into(),
    ))
}

fn replace_literally(runtime: &mut dyn Runtime, args: &[Value]) -> Outcome {
    panicking(runtime, args, replaced_literally)
}

fn must_replace_literally(runtime: &mut dyn Runtime, args: &[Value]) -> Outcome {
    failing(runtime, args, replaced_literally)
}

fn parts(pattern: &Pattern, args: &[Value]) -> Outcome {
    Ok(texts(
        pattern.split(arg::text(args, 1)?, arg::int(args, 2)?),
    ))
}

fn split(runtime: &mut dyn Runtime, args: &[Value]) -> Outcome {
    panicking(runtime, args, parts)
}

fn must_split(runtime: &mut dyn Runtime, args: &[Value]) -> Outcome {
    failing(runtime, args, parts)
}

fn quote_meta(_: &mut dyn Runtime, args: &[Value]) -> Outcome {
    let mut out = Vec::new();
    for byte in arg::text(args, 0)?.iter() {
        if br"\.+*?()|[]{}^$".contains(byte) {
            out.push(b'\\');
        }
        out.push(*byte);
    }
    Ok(Value::Str(out.into()))
}

//! Indenting and wrapping.

use super::{LONGEST, ok, repeated};
use crate::arg::{self, Outcome};
use stator_gotmpl::Runtime;
use stator_value::Value;

pub(super) fn indented(args: &[Value], prefix: &[u8]) -> Outcome {
    let pad = repeated(b" ", arg::int(args, 0)?)?;
    let text = arg::text(args, 1)?;
    let ends = memchr::memchr_iter(b'\n', text);
    let lines = 1 + ends.clone().count();
    let length = prefix.len() + text.len() + lines * pad.len();
    if length > LONGEST {
        return Err("strings: Repeat output length overflow".into());
    }
    let mut out = Vec::with_capacity(length);
    out.extend_from_slice(prefix);
    let mut start = 0;
    for end in ends.map(|at| at + 1).chain([text.len()]) {
        out.extend_from_slice(&pad);
        out.extend_from_slice(&text[start..end]);
        start = end;
    }
    ok(out)
}

pub(super) fn indent(_: &mut dyn Runtime, args: &[Value]) -> Outcome {
    indented(args, b"")
}

pub(super) fn nindent(_: &mut dyn Runtime, args: &[Value]) -> Outcome {
    indented(args, b"\n")
}

/// Breaks `text` at blanks so that lines have at most `width` bytes.
pub(super) fn wrapped(text: &[u8], width: i64, separator: &[u8], cut_words: bool) -> Vec<u8> {
    let separator = if separator.is_empty() {
        b"\n"
    } else {
        separator
    };
    let width = usize::try_from(width).unwrap_or(0).max(1);
    let mut out = Vec::with_capacity(text.len() + text.len() / width);
    let mut rest = text;
    while rest.len() > width {
        if rest[0] == b' ' {
            rest = &rest[1..];
            continue;
        }
        let line = match rest[..=width].iter().rposition(|b| *b == b' ') {
            Some(blank) => blank,
            None if cut_words => {
                out.extend_from_slice(&rest[..width]);
                out.extend_from_slice(separator);
                rest = &rest[width..];
                continue;
            }
            None => match rest[width..].iter().position(|b| *b == b' ') {
                Some(blank) => width + blank,
                None => break,
            },
        };
        out.extend_from_slice(&rest[..line]);
        out.extend_from_slice(separator);
        rest = &rest[line + 1..];
    }
    out.extend_from_slice(rest);
    out
}

pub(super) fn wrap(_: &mut dyn Runtime, args: &[Value]) -> Outcome {
    ok(wrapped(arg::text(args, 1)?, arg::int(args, 0)?, b"", false))
}

pub(super) fn wrap_with(_: &mut dyn Runtime, args: &[Value]) -> Outcome {
    ok(wrapped(
        arg::text(args, 2)?,
        arg::int(args, 0)?,
        arg::text(args, 1)?,
        true,
    ))
}

//! Slash-separated paths.
//!
//! The `os` variants follow the same rules, as Helm's charts are rendered on systems with slashes.

use crate::arg::{self, Outcome};
use crate::table::{Entry, table};
use GoType::Str as Text;
use stator_gotmpl::Runtime;
use stator_value::{GoType, Value};

/// The family's table.
pub(crate) const FUNCTIONS: &[Entry] = table! {
    "base"[Text] = base, "The last element of a path.";
    "dir"[Text] = dir, "The path without its last element.";
    "clean"[Text] = clean, "The shortest path that means the same.";
    "ext"[Text] = ext, "The extension of a file name, with its dot.";
    "isAbs"[Text] = is_abs, "Whether a path starts at the root.";
    "osBase"[Text] = base, "The last element of a path of the system.";
    "osDir"[Text] = dir, "The path of the system without its last element.";
    "osClean"[Text] = clean, "The shortest path of the system that means the same.";
    "osExt"[Text] = ext, "The extension of a file name of the system, with its dot.";
    "osIsAbs"[Text] = is_abs, "Whether a path of the system starts at the root.";
};

fn ok(path: &[u8]) -> Outcome {
    Ok(Value::Str(path.into()))
}

/// Resolves `.` and `..`, and drops doubled and trailing slashes.
fn cleaned(path: &[u8]) -> Vec<u8> {
    let rooted = path.first() == Some(&b'/');
    let mut kept: Vec<&[u8]> = Vec::new();
    for part in path.split(|b| *b == b'/') {
        match part {
            b"" | b"." => {}
            b".." => match kept.last() {
                Some(last) if *last != b".." => _ = kept.pop(),
                _ if rooted => {}
                _ => kept.push(part),
            },
            _ => kept.push(part),
        }
    }
    let joined = kept.join(&b'/');
    match (rooted, joined.is_empty()) {
        (true, _) => [b"/", &joined[..]].concat(),
        (false, true) => b".".to_vec(),
        (false, false) => joined,
    }
}

fn base(_: &mut dyn Runtime, args: &[Value]) -> Outcome {
    let path = arg::text(args, 0)?;
    if path.is_empty() {
        return ok(b".");
    }
    let slashes = path.iter().rev().take_while(|b| **b == b'/').count();
    let path = &path[..path.len() - slashes];
    let last = path.rsplit(|b| *b == b'/').next().unwrap_or_default();
    ok(if last.is_empty() { b"/" } else { last })
}

fn dir(_: &mut dyn Runtime, args: &[Value]) -> Outcome {
    let path = arg::text(args, 0)?;
    let end = path.iter().rposition(|b| *b == b'/').map_or(0, |at| at + 1);
    ok(&cleaned(&path[..end]))
}

fn clean(_: &mut dyn Runtime, args: &[Value]) -> Outcome {
    ok(&cleaned(arg::text(args, 0)?))
}

fn ext(_: &mut dyn Runtime, args: &[Value]) -> Outcome {
    let path = arg::text(args, 0)?;
    let name = path.rsplit(|b| *b == b'/').next().unwrap_or_default();
    ok(name
        .iter()
        .rposition(|b| *b == b'.')
        .map_or(b"", |dot| &name[dot..]))
}

fn is_abs(_: &mut dyn Runtime, args: &[Value]) -> Outcome {
    Ok(Value::Bool(arg::text(args, 0)?.first() == Some(&b'/')))
}

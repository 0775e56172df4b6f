//! Cutting, padding, joining and quoting text.

mod layout;
mod shorten;

use crate::arg::{self, Outcome};
use crate::table::{Entry, table};
use crate::{reflect, runes};
use GoType::{Any, Int, Str as Text};
use layout::{indent, nindent, wrap, wrap_with};
use shorten::{abbrev, abbrev_both, substr, trunc};
use stator_gotmpl::{CallError, Limits, Runtime};
use stator_value::{Elem, GoType, List, Map, MapType, Str, Value, gofmt};

/// The family's table.
pub(crate) const FUNCTIONS: &[Entry] = table! {
    "trim"[Text] = trim, "The text without white space at both ends.";
    "trimAll"[Text, Text] = trim_all, "The text without the given characters at both ends.";
    "trimall"[Text, Text] = trim_all, "Old name of trimAll.";
    "trimSuffix"[Text, Text] = trim_suffix, "The text without a suffix.";
    "trimPrefix"[Text, Text] = trim_prefix, "The text without a prefix.";
    "upper"[Text] = upper, "The text in upper case.";
    "lower"[Text] = lower, "The text in lower case.";
    "title"[Text] = title, "The text with every word's first letter in title case.";
    "untitle"[Text] = untitle, "The text with every word's first letter in lower case.";
    "swapcase"[Text] = swap_case, "The text with upper and lower case exchanged.";
    "trunc"[Int, Text] = trunc, "The first bytes of a text, or the last ones for a negative count.";
    "substr"[Int, Int, Text] = substr, "The bytes from start to end of a text.";
    "abbrev"[Int, Text] = abbrev, "The text cut to a width, dots included.";
    "abbrevboth"[Int, Int, Text] = abbrev_both, "The text cut on both sides to a width.";
    "repeat"[Int, Text] = repeat, "The text several times over.";
    "replace"[Text, Text, Text] = replace, "The text with one string replaced by another.";
    "nospace"[Text] = no_space, "The text without white space.";
    "initials"[Text] = initials, "The first letter of every word.";
    "indent"[Int, Text] = indent, "The text with every line moved right by blanks.";
    "nindent"[Int, Text] = nindent, "A line break and the text with every line moved right.";
    "wrap"[Int, Text] = wrap, "The text broken into lines; long words stay whole.";
    "wrapWith"[Int, Text, Text] = wrap_with, "The text broken by a separator; long words are cut.";
    "contains"[Text, Text] = contains, "Whether the second text contains the first.";
    "hasPrefix"[Text, Text] = has_prefix, "Whether the second text starts with the first.";
    "hasSuffix"[Text, Text] = has_suffix, "Whether the second text ends with the first.";
    "quote"[; Any] = quote, "The values in double quotes, blanks between them.";
    "squote"[; Any] = squote, "The values in single quotes, blanks between them.";
    "cat"[; Any] = cat, "The values with blanks between them.";
    "plural"[Text, Text, Int] = plural, "The first text for a count of 1, else the second.";
    "split"[Text, Text] = split, "The parts of a text, under the keys _0, _1 and so on.";
    "splitn"[Text, Int, Text] = splitn, "At most n parts of a text, under the keys _0, _1 and so on.";
    "splitList"[Text, Text] = split_list, "The parts of a text.";
    "join"[Text, Any] = join, "The items of a list with a separator between them.";
    "toStrings"[Any] = to_strings, "The items of a list as texts.";
    "toString"[Any] = to_string, "The value as text.";
};

/// The longest text a function makes; Go would run out of memory a little later.
///
/// Functions whose result may grow far beyond their arguments stop once they are past it; the
/// executor refuses what is longer.
pub(crate) const LONGEST: usize = Limits::TEXT_BYTES;

fn ok(text: impl Into<Str>) -> Outcome {
    Ok(Value::Str(text.into()))
}

/// Finds `needle` in `text`.
pub(crate) fn find(text: &[u8], needle: &[u8]) -> Option<usize> {
    if needle.is_empty() {
        return Some(0);
    }
    if needle.len() == 1 {
        return text.iter().position(|b| *b == needle[0]);
    }
    match (std::str::from_utf8(text), std::str::from_utf8(needle)) {
        (Ok(text), Ok(needle)) => text.find(needle),
        _ => text
            .windows(needle.len())
            .position(|window| window == needle),
    }
}

/// How many parts a text is split into at most; the rest stays in the last one.
pub(crate) const MOST_PARTS: usize = 1 << 24;

/// Gives an error where splitting has stopped at [`MOST_PARTS`].
fn complete(parts: Vec<&[u8]>) -> Result<Vec<&[u8]>, CallError> {
    if parts.len() < MOST_PARTS {
        return Ok(parts);
    }
    Err(format!("a list of more than {MOST_PARTS} texts is too long").into())
}

/// Splits as Go's `strings.SplitN` does; a negative `limit` means no limit.
pub(crate) fn split_bytes<'a>(text: &'a [u8], separator: &[u8], limit: i64) -> Vec<&'a [u8]> {
    let mut parts = Vec::new();
    let mut rest = text;
    if limit == 0 {
        return parts;
    }
    let most = if limit > 0 {
        (limit as usize).min(MOST_PARTS)
    } else {
        MOST_PARTS
    };
    let full = |parts: &Vec<&[u8]>| parts.len() == most - 1;
    if separator.is_empty() {
        while !rest.is_empty() {
            let width = if full(&parts) {
                rest.len()
            } else {
                runes::first(rest).1
            };
            let (part, tail) = rest.split_at(width);
            parts.push(part);
            rest = tail;
        }
        return parts;
    }
    while !full(&parts) {
        let Some(at) = find(rest, separator) else {
            break;
        };
        parts.push(&rest[..at]);
        rest = &rest[at + separator.len()..];
    }
    parts.push(rest);
    parts
}

/// Replaces every `old` by `new`; an empty `old` stands before every code point and at the end.
pub(crate) fn replace_bytes(text: &[u8], old: &[u8], new: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    if old.is_empty() {
        let mut rest = text;
        while !rest.is_empty() && out.len() <= LONGEST {
            let (head, tail) = rest.split_at(runes::first(rest).1);
            out.extend_from_slice(new);
            out.extend_from_slice(head);
            rest = tail;
        }
        out.extend_from_slice(new);
        return out;
    }
    let mut rest = text;
    while out.len() <= LONGEST
        && let Some(at) = find(rest, old)
    {
        out.extend_from_slice(&rest[..at]);
        out.extend_from_slice(new);
        rest = &rest[at + old.len()..];
    }
    out.extend_from_slice(rest);
    out
}

/// Removes the code points that `unwanted` accepts at both ends.
fn trim_by(text: &[u8], unwanted: impl Fn(char) -> bool) -> &[u8] {
    let mut rest = text;
    while !rest.is_empty() {
        let (character, width) = runes::first(rest);
        if !unwanted(character) {
            break;
        }
        rest = &rest[width..];
    }
    while !rest.is_empty() {
        let (character, width) = runes::last(rest);
        if !unwanted(character) {
            break;
        }
        rest = &rest[..rest.len() - width];
    }
    rest
}

/// Gives back the very argument where nothing was cut off.
fn shortened(whole: &Str, part: &[u8]) -> Outcome {
    if part.len() == whole.len() {
        ok(whole.clone())
    } else {
        ok(part)
    }
}

fn trim(_: &mut dyn Runtime, args: &[Value]) -> Outcome {
    let text = arg::text(args, 0)?;
    shortened(text, trim_by(text, runes::is_space))
}

fn trim_all(_: &mut dyn Runtime, args: &[Value]) -> Outcome {
    let cut: Vec<char> = runes::all(arg::text(args, 0)?).collect();
    let text = arg::text(args, 1)?;
    shortened(text, trim_by(text, |c| cut.contains(&c)))
}

fn trim_suffix(_: &mut dyn Runtime, args: &[Value]) -> Outcome {
    let text = arg::text(args, 1)?;
    shortened(
        text,
        text.strip_suffix(arg::text(args, 0)?.as_bytes())
            .unwrap_or(text),
    )
}

fn trim_prefix(_: &mut dyn Runtime, args: &[Value]) -> Outcome {
    let text = arg::text(args, 1)?;
    shortened(
        text,
        text.strip_prefix(arg::text(args, 0)?.as_bytes())
            .unwrap_or(text),
    )
}

/// Maps every code point; bytes that are not UTF-8 become U+FFFD.
fn map_runes(text: &[u8], mut map: impl FnMut(char) -> char) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    for character in runes::all(text) {
        runes::push(&mut out, map(character));
    }
    out
}

fn upper(_: &mut dyn Runtime, args: &[Value]) -> Outcome {
    ok(map_runes(arg::text(args, 0)?, runes::to_upper))
}

fn lower(_: &mut dyn Runtime, args: &[Value]) -> Outcome {
    ok(map_runes(arg::text(args, 0)?, runes::to_lower))
}

fn title(_: &mut dyn Runtime, args: &[Value]) -> Outcome {
    let mut previous = ' ';
    ok(map_runes(arg::text(args, 0)?, |character| {
        let starts_word = ends_word(previous);
        previous = character;
        if starts_word {
            runes::to_title(character)
        } else {
            character
        }
    }))
}

/// Says whether the next code point starts a word: after ASCII that is no word character, after
/// white space elsewhere.
fn ends_word(character: char) -> bool {
    if character.is_ascii() {
        return !character.is_ascii_alphanumeric() && character != '_';
    }
    !runes::is_letter(character) && !runes::is_digit(character) && runes::is_space(character)
}

fn untitle(_: &mut dyn Runtime, args: &[Value]) -> Outcome {
    let mut starts_word = true;
    ok(map_runes(arg::text(args, 0)?, |character| {
        if runes::is_space(character) {
            starts_word = true;
            character
        } else if std::mem::take(&mut starts_word) {
            runes::to_lower(character)
        } else {
            character
        }
    }))
}

fn swap_case(_: &mut dyn Runtime, args: &[Value]) -> Outcome {
    let mut after_space = true;
    ok(map_runes(arg::text(args, 0)?, |character| {
        if runes::is_upper(character) || runes::is_title(character) {
            after_space = false;
            runes::to_lower(character)
        } else if runes::is_lower(character) {
            if std::mem::take(&mut after_space) {
                runes::to_title(character)
            } else {
                runes::to_upper(character)
            }
        } else {
            after_space = runes::is_space(character);
            character
        }
    }))
}

fn repeat(_: &mut dyn Runtime, args: &[Value]) -> Outcome {
    let (count, text) = (arg::int(args, 0)?, arg::text(args, 1)?);
    repeated(text, count).and_then(ok)
}

/// Repeats as Go's `strings.Repeat` does.
fn repeated(text: &[u8], count: i64) -> Result<Vec<u8>, CallError> {
    if count < 0 {
        return Err("strings: negative Repeat count".into());
    }
    match text.len().checked_mul(count as usize) {
        Some(length) if length <= LONGEST => Ok(text.repeat(count as usize)),
        _ => Err("strings: Repeat output length overflow".into()),
    }
}

fn replace(_: &mut dyn Runtime, args: &[Value]) -> Outcome {
    let (old, new, text) = (
        arg::text(args, 0)?,
        arg::text(args, 1)?,
        arg::text(args, 2)?,
    );
    if old == new || !old.is_empty() && find(text, old).is_none() {
        return ok(text.clone());
    }
    ok(replace_bytes(text, old, new))
}

/// Says whether a byte, taken for a code point, is white space.
fn is_space_byte(byte: u8) -> bool {
    runes::is_space(char::from(byte))
}

fn no_space(_: &mut dyn Runtime, args: &[Value]) -> Outcome {
    let text = arg::text(args, 0)?;
    if !text.iter().any(|b| is_space_byte(*b)) {
        return ok(text.clone());
    }
    // COMPAT(helm): every byte is taken for a code point once there is something to remove.
    let kept = text
        .iter()
        .filter(|b| !is_space_byte(**b))
        .map(|b| char::from(*b));
    ok(kept.collect::<String>())
}

fn initials(_: &mut dyn Runtime, args: &[Value]) -> Outcome {
    let mut after_gap = true;
    let mut out = String::new();
    for byte in arg::text(args, 0)?.iter() {
        if is_space_byte(*byte) {
            after_gap = true;
        } else if std::mem::take(&mut after_gap) {
            out.push(char::from(*byte));
        }
    }
    ok(out)
}

fn contains(_: &mut dyn Runtime, args: &[Value]) -> Outcome {
    Ok(Value::Bool(
        find(arg::text(args, 1)?, arg::text(args, 0)?).is_some(),
    ))
}

fn has_prefix(_: &mut dyn Runtime, args: &[Value]) -> Outcome {
    Ok(Value::Bool(
        arg::text(args, 1)?.starts_with(arg::text(args, 0)?),
    ))
}

fn has_suffix(_: &mut dyn Runtime, args: &[Value]) -> Outcome {
    Ok(Value::Bool(
        arg::text(args, 1)?.ends_with(arg::text(args, 0)?),
    ))
}

/// Joins what `show` makes of the values that are not nil with blanks.
fn joined(args: &[Value], mut show: impl FnMut(&mut Vec<u8>, &Value)) -> Outcome {
    let mut out = Vec::new();
    for (at, value) in args.iter().filter(|v| !v.is_nil()).enumerate() {
        if at > 0 {
            out.push(b' ');
        }
        show(&mut out, value);
    }
    ok(out)
}

fn quote(runtime: &mut dyn Runtime, args: &[Value]) -> Outcome {
    let edition = if arg::hosts(runtime).is_ok_and(|hosts| !hosts.helm4) {
        gofmt::Unicode::V15
    } else {
        gofmt::Unicode::V17
    };
    joined(args, |out, value| {
        out.extend_from_slice(gofmt::quote_for(&reflect::text(value), edition).as_bytes());
    })
}

fn squote(_: &mut dyn Runtime, args: &[Value]) -> Outcome {
    joined(args, |out, value| {
        out.push(b'\'');
        gofmt::display(value, out);
        out.push(b'\'');
    })
}

fn cat(_: &mut dyn Runtime, args: &[Value]) -> Outcome {
    joined(args, |out, value| gofmt::display(value, out))
}

fn plural(_: &mut dyn Runtime, args: &[Value]) -> Outcome {
    let chosen = usize::from(arg::int(args, 2)? != 1);
    ok(arg::text(args, chosen)?.clone())
}

/// Puts parts under the keys `_0`, `_1` and so on.
fn numbered(parts: Vec<&[u8]>) -> Value {
    let map: Map = parts
        .into_iter()
        .enumerate()
        .map(|(at, part)| (format!("_{at}"), Value::Str(part.into())))
        .collect();
    Value::Map(map.seen_as(MapType::Str))
}

fn split(_: &mut dyn Runtime, args: &[Value]) -> Outcome {
    let parts = split_bytes(arg::text(args, 1)?, arg::text(args, 0)?, -1);
    Ok(numbered(complete(parts)?))
}

fn splitn(_: &mut dyn Runtime, args: &[Value]) -> Outcome {
    let (limit, text) = (arg::int(args, 1)?, arg::text(args, 2)?);
    let parts = split_bytes(text, arg::text(args, 0)?, limit);
    Ok(numbered(complete(parts)?))
}

fn split_list(_: &mut dyn Runtime, args: &[Value]) -> Outcome {
    let parts = split_bytes(arg::text(args, 1)?, arg::text(args, 0)?, -1);
    let items = complete(parts)?
        .into_iter()
        .map(|part| Value::Str(part.into()))
        .collect();
    Ok(Value::List(List::of(Elem::Str, items)))
}

/// The items of a value as texts: nil items are left out, a scalar is its only item.
pub(crate) fn strings(value: &Value) -> List {
    if let Value::List(list) = value
        && list.elem() == Elem::Str
    {
        return list.clone();
    }
    let items = match reflect::slice(value) {
        Some(items) => items,
        None if value.is_nil() => Vec::new(),
        None => vec![value.clone()],
    };
    let texts = items
        .iter()
        .filter(|v| !v.is_nil())
        .map(|v| Value::Str(reflect::text(v)));
    List::of(Elem::Str, texts.collect())
}

fn join(_: &mut dyn Runtime, args: &[Value]) -> Outcome {
    let separator = arg::text(args, 0)?;
    let mut out = Vec::new();
    for (at, item) in strings(arg::any(args, 1)).items().iter().enumerate() {
        if at > 0 {
            out.extend_from_slice(separator);
        }
        if let Value::Str(text) = item {
            out.extend_from_slice(text);
        }
        if out.len() > LONGEST {
            break;
        }
    }
    ok(out)
}

fn to_strings(_: &mut dyn Runtime, args: &[Value]) -> Outcome {
    Ok(Value::List(strings(arg::any(args, 0))))
}

fn to_string(_: &mut dyn Runtime, args: &[Value]) -> Outcome {
    ok(reflect::text(arg::any(args, 0)))
}

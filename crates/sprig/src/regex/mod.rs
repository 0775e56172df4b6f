//! Regular expressions as Go's `regexp` package understands them.
//!
//! A pattern is parsed by Go's grammar, with Go's errors, and rewritten for the regex library, which
//! matches the same way: leftmost, first alternative, linear time. Texts that are not UTF-8 are
//! matched as if every stray byte were U+FFFD.

mod class;
mod functions;
mod parse;
#[cfg(test)]
mod tests;

use crate::runes;
use crate::strings::{LONGEST, MOST_PARTS};
use regex::bytes::{Regex, RegexBuilder};
use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

pub(crate) use functions::FUNCTIONS;

/// How much memory a compiled pattern may take; Go allows about as much.
const SIZE_LIMIT: usize = 128 << 20;

/// How deep groups may nest in the rewritten pattern; Go's own limit is checked before.
const NEST_LIMIT: u32 = 4000;

/// The patterns that a run has compiled.
#[derive(Default)]
pub(crate) struct Cache {
    compiled: RefCell<HashMap<Vec<u8>, Rc<Pattern>>>,
}

impl Cache {
    /// Gives the compiled pattern.
    ///
    /// # Errors
    /// Go's text about a pattern that does not parse.
    pub(crate) fn pattern(&self, text: &[u8], helm4: bool) -> Result<Rc<Pattern>, String> {
        if let Some(known) = self.compiled.borrow().get(text) {
            return Ok(Rc::clone(known));
        }
        let pattern = Rc::new(Pattern::compile(text, helm4)?);
        self.compiled
            .borrow_mut()
            .insert(text.to_vec(), Rc::clone(&pattern));
        Ok(pattern)
    }
}

/// A compiled pattern of Go's `regexp`.
pub struct Pattern {
    regex: Regex,
    /// Names of the groups, from the whole match on; empty where a group has none.
    names: Vec<String>,
    is_empty: bool,
}

/// Where a match and its groups are, in the given text.
type Groups = Vec<Option<(usize, usize)>>;

impl Pattern {
    /// Compiles a pattern.
    ///
    /// # Errors
    /// Go's text about a pattern that does not parse.
    pub fn compile(text: &[u8], helm4: bool) -> Result<Self, String> {
        let parsed = parse::parse(text, helm4)?;
        let regex = RegexBuilder::new(&parsed.pattern)
            .size_limit(SIZE_LIMIT)
            .nest_limit(NEST_LIMIT)
            .build()
            .map_err(|_| parse::error("expression too large", text))?;
        Ok(Self {
            regex,
            names: parsed.names,
            is_empty: text.is_empty(),
        })
    }

    /// Says whether a pattern is one, without the cost of compiling it.
    ///
    /// # Errors
    /// Go's text about a pattern that does not parse.
    pub fn check(text: &[u8], helm4: bool) -> Result<(), String> {
        parse::parse(text, helm4).map(drop)
    }

    /// Says whether there is a match.
    pub fn matches(&self, text: &[u8]) -> bool {
        self.regex.is_match(&Readable::new(text).text)
    }

    /// Finds the first match.
    pub(crate) fn find<'a>(&self, text: &'a [u8]) -> Option<&'a [u8]> {
        let readable = Readable::new(text);
        let (start, end) = self.find_at(&readable.text, 0)?;
        Some(&text[readable.origin(start)..readable.origin(end)])
    }

    /// Finds up to `limit` matches, all of them for a negative one.
    pub(crate) fn find_all(&self, text: &[u8], limit: i64) -> Vec<(usize, usize)> {
        let readable = Readable::new(text);
        let text = &*readable.text;
        let mut found = Vec::new();
        let (mut at, mut previous_end) = (0, None);
        let most = usize::try_from(limit).map_or(MOST_PARTS, |n| n.min(MOST_PARTS));
        while at <= text.len() && found.len() < most {
            let Some((start, end)) = self.find_at(text, at) else {
                break;
            };
            // An empty match right behind another match does not count.
            if end > at || previous_end != Some(start) {
                found.push((readable.origin(start), readable.origin(end)));
            }
            at = if end > at {
                end
            } else {
                at + width_at(text, at)
            };
            previous_end = Some(end);
        }
        found
    }

    /// Splits `text` at the matches, into at most `limit` parts if that is positive.
    pub(crate) fn split<'a>(&self, text: &'a [u8], limit: i64) -> Option<Vec<&'a [u8]>> {
        if limit == 0 {
            return None;
        }
        if !self.is_empty && text.is_empty() {
            return Some(vec![text]);
        }
        let mut parts = Vec::new();
        let (mut begin, mut last) = (0, 0);
        for (start, end) in self.find_all(text, limit) {
            if limit > 0 && parts.len() as i64 == limit - 1 {
                break;
            }
            last = start;
            if end != 0 {
                parts.push(&text[begin..start]);
            }
            begin = end;
        }
        if last != text.len() {
            parts.push(&text[begin..]);
        }
        Some(parts)
    }

    /// Replaces all matches by what `replacement` appends for each.
    fn replace_by(
        &self,
        text: &[u8],
        mut replacement: impl FnMut(&mut Vec<u8>, &dyn Fn(usize) -> Option<Vec<u8>>),
    ) -> Vec<u8> {
        let readable = Readable::new(text);
        let searched = &*readable.text;
        let original =
            |start: usize, end: usize| &text[readable.origin(start)..readable.origin(end)];
        let mut out = Vec::with_capacity(text.len());
        let (mut at, mut copied) = (0, 0);
        while at <= searched.len() && out.len() <= LONGEST {
            let Some(groups) = self.groups_at(searched, at) else {
                break;
            };
            let Some((start, end)) = groups[0] else { break };
            out.extend_from_slice(original(copied, start));
            if end > copied || start == 0 {
                replacement(&mut out, &|group| {
                    let (start, end) = groups.get(group).copied().flatten()?;
                    Some(original(start, end).to_vec())
                });
            }
            copied = end;
            at = (at + width_at(searched, at)).max(end);
        }
        out.extend_from_slice(original(copied, searched.len()));
        out
    }

    /// Replaces all matches by a fixed text.
    pub(crate) fn replace_literally(&self, text: &[u8], replacement: &[u8]) -> Vec<u8> {
        self.replace_by(text, |out, _| out.extend_from_slice(replacement))
    }

    /// Replaces all matches by a template, in which `$1`, `${1}` and `${name}` stand for groups.
    pub(crate) fn replace(&self, text: &[u8], template: &[u8]) -> Vec<u8> {
        if !template.contains(&b'$') {
            return self.replace_literally(text, template);
        }
        self.replace_by(text, |out, group| self.expand(out, template, group))
    }

    fn expand(&self, out: &mut Vec<u8>, template: &[u8], group: &dyn Fn(usize) -> Option<Vec<u8>>) {
        let mut rest = template;
        while let Some(dollar) = rest.iter().position(|b| *b == b'$') {
            out.extend_from_slice(&rest[..dollar]);
            rest = &rest[dollar + 1..];
            if let Some(tail) = rest.strip_prefix(b"$") {
                out.push(b'$');
                rest = tail;
                continue;
            }
            let Some((name, tail)) = group_name(rest) else {
                out.push(b'$');
                continue;
            };
            rest = tail;
            let text = match group_number(name) {
                Some(number) => group(number),
                None => self
                    .names
                    .iter()
                    .enumerate()
                    .filter(|(_, known)| known.as_bytes() == name)
                    .find_map(|(number, _)| group(number)),
            };
            out.extend(text.unwrap_or_default());
        }
        out.extend_from_slice(rest);
    }

    fn find_at(&self, text: &[u8], at: usize) -> Option<(usize, usize)> {
        let mut from = at;
        loop {
            let found = self.regex.find_at(text, from)?;
            if is_boundary(text, found.start()) {
                return Some((found.start(), found.end()));
            }
            // Only an empty match can start inside a code point; Go does not look there.
            from = found.start() + 1;
        }
    }

    fn groups_at(&self, text: &[u8], at: usize) -> Option<Groups> {
        let (start, _) = self.find_at(text, at)?;
        let captures = self.regex.captures_at(text, start)?;
        Some(
            captures
                .iter()
                .map(|group| group.map(|g| (g.start(), g.end())))
                .collect(),
        )
    }
}

/// The name after a dollar sign, with or without braces, and what follows.
fn group_name(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let (braced, body) = match text.strip_prefix(b"{") {
        Some(body) => (true, body),
        None => (false, text),
    };
    let mut length = 0;
    while length < body.len() {
        let (character, width) = runes::first(&body[length..]);
        if !runes::is_letter(character) && !runes::is_digit(character) && character != '_' {
            break;
        }
        length += width;
    }
    if length == 0 {
        return None;
    }
    let (name, rest) = body.split_at(length);
    if braced {
        Some((name, rest.strip_prefix(b"}")?))
    } else {
        Some((name, rest))
    }
}

/// The number that a group's name is; leading zeros make it a name.
fn group_number(name: &[u8]) -> Option<usize> {
    let is_number = name.iter().all(u8::is_ascii_digit) && (name.len() == 1 || name[0] != b'0');
    if !is_number || name.len() > 9 {
        return None;
    }
    std::str::from_utf8(name).ok()?.parse().ok()
}

/// The width of the code point at `at`, 1 at the end.
fn width_at(text: &[u8], at: usize) -> usize {
    text.get(at..)
        .filter(|rest| !rest.is_empty())
        .map_or(1, |rest| runes::first(rest).1)
}

fn is_boundary(text: &[u8], at: usize) -> bool {
    text.get(at).is_none_or(|byte| byte & 0xc0 != 0x80)
}

/// A text in valid UTF-8, with the way back to the text it was made from.
struct Readable<'a> {
    text: Cow<'a, [u8]>,
    /// Ends of the replaced bytes: in the readable text, and how much longer it is up to there.
    longer: Vec<(usize, usize)>,
}

impl<'a> Readable<'a> {
    fn new(text: &'a [u8]) -> Self {
        if std::str::from_utf8(text).is_ok() {
            return Self {
                text: Cow::Borrowed(text),
                longer: Vec::new(),
            };
        }
        let mut readable = Vec::with_capacity(text.len() + 16);
        let mut longer = Vec::new();
        for chunk in text.utf8_chunks() {
            readable.extend_from_slice(chunk.valid().as_bytes());
            for _ in chunk.invalid() {
                readable.extend_from_slice("\u{fffd}".as_bytes());
                longer.push((readable.len(), 2 * (longer.len() + 1)));
            }
        }
        Self {
            text: Cow::Owned(readable),
            longer,
        }
    }

    /// The offset in the original text.
    fn origin(&self, at: usize) -> usize {
        match self.longer.partition_point(|(end, _)| *end <= at) {
            0 => at,
            passed => at - self.longer[passed - 1].1,
        }
    }
}

//! The grammar of `--set` and its kin, read straight into the values.

mod extent;
mod items;

use crate::error::{Fault, Place};
use crate::gotext::quoted;
use crate::session::Session;
use crate::trace::{Event, Tracer, ValuesPath};
use extent::json_extent;
use stator_diag::SourceId;
use stator_value::{Entry, IntKind, List, Map, Origin, Str, Value, gofmt, json};

/// Helm's limit of names in a path.
const MAX_NAMES: usize = 30;

/// Helm's limit of a list index.
const MAX_INDEX: i64 = 65_536;

/// Our limit of indices in a row, which Helm does not have.
const MAX_INDICES: usize = 200;

/// Our limit of the list items that one word makes.
const MAX_ITEMS: usize = 4 << 20;

/// Which flag a word belongs to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Kind {
    /// `--set`: words that look like numbers, booleans or null become that.
    Typed,
    /// `--set-string`
    Text,
    /// `--set-file`
    File,
    /// `--set-json`
    Json,
    /// `--set-literal`: the rest of the word is the value.
    Literal,
}

impl Kind {
    pub(crate) fn flag(self) -> &'static str {
        match self {
            Self::Typed => "--set",
            Self::Text => "--set-string",
            Self::File => "--set-file",
            Self::Json => "--set-json",
            Self::Literal => "--set-literal",
        }
    }
}

/// A word that does not parse.
#[derive(Debug)]
pub(crate) struct SetError {
    pub(crate) text: String,
    at: Origin,
}

impl SetError {
    pub(crate) fn fault(&self) -> Fault {
        Fault {
            message: self.text.clone(),
            places: vec![Place::Value {
                origin: self.at,
                label: "here".to_owned(),
            }],
            ..Fault::default()
        }
    }
}

/// Why reading stopped.
enum Stop {
    /// The word is over.
    End,
    Failed(String),
}

type Step = Result<(), Stop>;

/// Reads one word.
pub(crate) struct Setter<'s, 't, 'r> {
    kind: Kind,
    word: &'s str,
    at: usize,
    /// Where the key that is being read begins.
    key_start: usize,
    source: SourceId,
    helm4: bool,
    items_left: usize,
    tracer: &'s mut Tracer<'t>,
    read: Option<&'s mut (dyn FnMut(&str) -> Result<Vec<u8>, String> + 'r)>,
}

impl<'s, 't, 'r> Setter<'s, 't, 'r> {
    /// Prepares word number `n` (from 0) of its flag.
    pub(crate) fn new(
        kind: Kind,
        word: &'s str,
        n: usize,
        session: &mut Session,
        tracer: &'s mut Tracer<'t>,
    ) -> Self {
        let source = session
            .sources
            .add(format!("{} #{}", kind.flag(), n + 1), word);
        let helm4 = session.compat.is_helm4();
        Self {
            kind,
            word,
            at: 0,
            key_start: 0,
            source,
            helm4,
            items_left: MAX_ITEMS,
            tracer,
            read: None,
        }
    }

    /// Says how `--set-file` reads its files.
    pub(crate) fn read_with(
        &mut self,
        read: &'s mut (dyn FnMut(&str) -> Result<Vec<u8>, String> + 'r),
    ) {
        self.read = Some(read);
    }

    /// Reads a whole JSON object (Helm 4).
    pub(crate) fn object(&mut self) -> Result<Map, ()> {
        match json::parse(self.word.trim().as_bytes()) {
            Ok(Value::Map(map)) => {
                mark(
                    &map,
                    Origin {
                        source: self.source,
                        start: 0,
                    },
                );
                Ok(map)
            }
            _ => Err(()),
        }
    }

    /// Writes everything the word says into `map`.
    pub(crate) fn run(&mut self, map: &Map) -> Result<(), SetError> {
        loop {
            self.key_start = self.at;
            match self.key(map, 0, &ValuesPath::ROOT) {
                Ok(()) => {}
                Err(Stop::End) => return Ok(()),
                Err(Stop::Failed(text)) => {
                    return Err(SetError {
                        text,
                        at: self.origin(),
                    });
                }
            }
        }
    }

    fn origin(&self) -> Origin {
        Origin {
            source: self.source,
            start: self.key_start as u32,
        }
    }

    fn next(&mut self) -> Option<char> {
        let c = self.word[self.at..].chars().next()?;
        self.at += c.len_utf8();
        Some(c)
    }

    /// Reads up to one of `stops`, which is consumed and given; `None` at the end of the word.
    /// Backslashes take the next character as it is, except in literal words.
    fn until(&mut self, stops: &[char]) -> (String, Option<char>) {
        let mut text = String::new();
        while let Some(c) = self.next() {
            if stops.contains(&c) {
                return (text, Some(c));
            }
            if c == '\\' && self.kind != Kind::Literal {
                match self.next() {
                    Some(escaped) => text.push(escaped),
                    None => break,
                }
            } else {
                text.push(c);
            }
        }
        (text, None)
    }

    /// Reads a key and what follows it.
    fn key(&mut self, map: &Map, names: usize, path: &ValuesPath<'_>) -> Step {
        let literal = self.kind == Kind::Literal;
        let stops: &[char] = if literal {
            &['=', '[', '.']
        } else {
            &['=', '[', ',', '.']
        };
        let start = self.at;
        let (name, stop) = self.until(stops);
        self.key_start = start;
        let key = Str::from(&*name);
        let path = path.key(&key);
        match stop {
            None if name.is_empty() => Err(Stop::End),
            None => Err(Stop::Failed(format!(
                "key {} has no value",
                quoted(key.as_bytes())
            ))),
            Some('[') => {
                let index = self.index()?;
                let list = match map.get(&key) {
                    None => List::new(Vec::new()),
                    Some(Value::List(list)) => list,
                    Some(other) => return Err(wrong_kind(&other, "[]interface {}")),
                };
                let (list, outcome) = self.item(list, index, names, 0, &path);
                self.set(map, &key, Value::List(list), &path, false);
                outcome
            }
            Some('=') => self.assign(map, &key, &path),
            Some('.') => self.descend(map, &key, names + 1, &path),
            Some(_) => Err(Stop::Failed(format!(
                "key {} has no value (cannot end with ,)",
                quoted(key.as_bytes())
            ))),
        }
    }

    /// Goes into the map under `key`.
    fn descend(&mut self, map: &Map, key: &Str, names: usize, path: &ValuesPath<'_>) -> Step {
        if names > MAX_NAMES {
            return Err(Stop::Failed(format!(
                "value name nested level is greater than maximum supported nested level of {MAX_NAMES}"
            )));
        }
        let inner = match map.get(key) {
            None => Map::new(),
            Some(Value::Map(inner)) => inner,
            Some(other) => return Err(wrong_kind(&other, "map[string]interface {}")),
        };
        let outcome = self.key(&inner, names, path);
        if inner.is_empty() {
            return outcome.and_then(|()| {
                Err(Stop::Failed(format!(
                    "key map {} has no value",
                    quoted(key.as_bytes())
                )))
            });
        }
        self.set(map, key, Value::Map(inner), path, false);
        outcome
    }

    /// Reads the value after `=` into `map`.
    fn assign(&mut self, map: &Map, key: &Str, path: &ValuesPath<'_>) -> Step {
        match self.value() {
            Ok(Some(value)) => {
                self.set(map, key, value, path, true);
                Ok(())
            }
            Ok(None) => {
                self.set(map, key, Value::from(""), path, true);
                Err(Stop::End)
            }
            Err(stop) => Err(stop),
        }
    }

    /// Reads a value; `None` where the word ends at the `=` and the kind takes note of that.
    fn value(&mut self) -> Result<Option<Value>, Stop> {
        match self.kind {
            Kind::Json => self.json().map(Some),
            Kind::Literal => {
                let (text, _) = self.until(&[]);
                Ok(Some(Value::from(text)))
            }
            _ if self.at == self.word.len() => Ok(None),
            _ if self.word[self.at..].starts_with('{') => {
                self.at += 1;
                self.list().map(Some)
            }
            _ => {
                let (text, _) = self.until(&[',']);
                self.typed(text).map(Some)
            }
        }
    }

    /// Reads the items of `{a,b}` after the brace, and a comma that follows.
    fn list(&mut self) -> Result<Value, Stop> {
        let mut items = Vec::new();
        loop {
            let (text, stop) = self.until(&[',', '}']);
            if stop.is_none() {
                return Err(Stop::Failed("list must terminate with '}'".to_owned()));
            }
            items.push(self.typed(text)?);
            if stop == Some('}') {
                if self.word[self.at..].starts_with(',') {
                    self.at += 1;
                }
                return Ok(Value::list(items));
            }
        }
    }

    fn typed(&mut self, text: String) -> Result<Value, Stop> {
        match self.kind {
            Kind::File => {
                let read = self.read.as_mut().ok_or(Stop::End)?;
                read(&text)
                    .map(|data| Value::Str(data.into()))
                    .map_err(Stop::Failed)
            }
            Kind::Typed => Ok(guess(text)),
            _ => Ok(Value::from(text)),
        }
    }

    /// Reads a JSON value, which may be missing (null), and a comma behind it.
    fn json(&mut self) -> Result<Value, Stop> {
        if self.skip_to_comma() {
            return Ok(Value::Nil);
        }
        let rest = &self.word.as_bytes()[self.at..];
        let length = json_extent(rest);
        let value = json::parse(&rest[..length]).map_err(Stop::Failed)?;
        self.at += length;
        if let Value::Map(map) = &value {
            mark(map, self.origin());
        }
        self.skip_to_comma();
        Ok(value)
    }

    /// Skips blanks, then a comma or the end; says whether one of these was there.
    fn skip_to_comma(&mut self) -> bool {
        let rest = self.word[self.at..].trim_start();
        self.at = self.word.len() - rest.len();
        if rest.starts_with(',') {
            self.at += 1;
            return true;
        }
        rest.is_empty()
    }

    /// Sets `key`, unless it is empty: COMPAT(helm) such a word does nothing.
    fn set(&mut self, map: &Map, key: &Str, value: Value, path: &ValuesPath<'_>, is_leaf: bool) {
        if key.is_empty() {
            return;
        }
        let origin = self.origin();
        let mut entries = map.entries_mut();
        match entries.get_mut(key) {
            Some(present) if is_leaf => {
                let winner = Entry { value, origin };
                self.tracer.tell(|| Event::Overridden {
                    path: *path,
                    winner: &winner,
                    loser: present,
                });
                *present = winner;
            }
            Some(present) => present.value = value,
            None => {
                entries.insert(key.clone(), Entry { value, origin });
            }
        }
    }
}

/// Gives every entry of a JSON value the place of the word that holds it.
fn mark(map: &Map, origin: Origin) {
    for entry in map.entries_mut().values_mut() {
        entry.origin = origin;
        mark_value(&entry.value, origin);
    }
}

fn mark_value(value: &Value, origin: Origin) {
    match value {
        Value::Map(map) => mark(map, origin),
        Value::List(list) => list.items().iter().for_each(|v| mark_value(v, origin)),
        _ => {}
    }
}

/// The error of a path through a value that is no map or list, as Go's failed assertion says it.
fn wrong_kind(found: &Value, wanted: &str) -> Stop {
    let found = match found {
        Value::Nil => "nil".to_owned(),
        other => other.go_type().to_string(),
    };
    Stop::Failed(format!(
        "unable to parse key: interface conversion: interface {{}} is {found}, not {wanted}"
    ))
}

/// Gives a typed word its type.
fn guess(text: String) -> Value {
    if text.eq_ignore_ascii_case("true") {
        return Value::Bool(true);
    }
    if text.eq_ignore_ascii_case("false") {
        return Value::Bool(false);
    }
    if text.eq_ignore_ascii_case("null") {
        return Value::Nil;
    }
    if text == "0" {
        return Value::int64(0);
    }
    match text.parse() {
        Ok(number) if !text.starts_with('0') => Value::int64(number),
        _ => Value::from(text),
    }
}

/// Prints characters as Go's `%q` prints a list of them.
fn quoted_runes(text: &str) -> String {
    let runes = text
        .chars()
        .map(|c| Value::Int(IntKind::Int32, i64::from(u32::from(c))))
        .collect();
    String::from_utf8_lossy(&gofmt::sprintf(b"%q", &[Value::list(runes)])).into_owned()
}

#[cfg(test)]
mod tests;

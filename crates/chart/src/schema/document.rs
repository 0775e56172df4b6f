//! A parsed schema: references, patterns, draft.

use crate::compat::Compat;
use crate::gotext::quoted;
use stator_sprig::Pattern;
use stator_value::{Map, Str, Value};
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

/// Which draft of JSON Schema is meant.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Draft {
    Draft4,
    Draft6,
    Draft7,
    Draft2019,
    Draft2020,
}

/// The patterns of the schemas of a chart and its subcharts, which often have some in common.
pub(crate) struct Patterns {
    compat: Compat,
    /// `None` for those that nothing has been matched with.
    known: RefCell<HashMap<Vec<u8>, Option<Rc<Pattern>>>>,
}

impl Patterns {
    /// Begins with none.
    pub(crate) fn new(compat: Compat) -> Self {
        Self {
            compat,
            known: RefCell::default(),
        }
    }

    /// Gives whose patterns they are.
    pub(super) fn compat(&self) -> Compat {
        self.compat
    }

    /// Says what is wrong with a pattern.
    fn check(&self, text: &[u8]) -> Result<(), String> {
        if !self.known.borrow().contains_key(text) {
            Pattern::check(text, self.compat.is_helm4())?;
            self.known.borrow_mut().insert(text.to_vec(), None);
        }
        Ok(())
    }

    /// Gives a pattern compiled; `None` where that fails.
    fn compiled(&self, text: &[u8]) -> Option<Rc<Pattern>> {
        if let Some(Some(known)) = self.known.borrow().get(text) {
            return Some(Rc::clone(known));
        }
        let compiled = Rc::new(Pattern::compile(text, self.compat.is_helm4()).ok()?);
        let mut known = self.known.borrow_mut();
        known.insert(text.to_vec(), Some(Rc::clone(&compiled)));
        Some(compiled)
    }
}

/// A schema with what its evaluation needs.
pub(super) struct Document<'a> {
    pub(super) root: Value,
    /// `None` where the schema does not say.
    pub(super) draft: Option<Draft>,
    patterns: &'a Patterns,
}

impl<'a> Document<'a> {
    /// Takes a parsed schema and refuses what no validator takes.
    pub(super) fn new(root: Value, patterns: &'a Patterns) -> Result<Self, String> {
        let compat = patterns.compat;
        let draft = root
            .as_map()
            .and_then(|m| m.get(b"$schema"))
            .and_then(|v| draft(&v));
        let document = Self {
            root,
            draft,
            patterns,
        };
        if !matches!(document.root, Value::Map(_) | Value::Bool(_)) {
            return Err(match compat {
                Compat::Helm3 => "Expected: valid schema, given: Invalid JSON".to_owned(),
                Compat::Helm4 => metaschema_fault("", "got a value, want boolean or object"),
            });
        }
        let mut at = Vec::new();
        document.check(&document.root, compat, &mut at)?;
        Ok(document)
    }

    /// Checks `type`, `pattern` and `enum` wherever a schema may stand.
    fn check(&self, schema: &Value, compat: Compat, at: &mut Vec<Str>) -> Result<(), String> {
        let Value::Map(map) = schema else {
            return Ok(());
        };
        if at.len() > super::MAX_DEPTH {
            return Err("schema nests too deep".to_owned());
        }
        let is_bad = |v: &Value| v.as_str().is_none_or(|t| super::Kind::parse(t).is_none());
        let bad_type = match map.get(b"type") {
            Some(Value::List(list)) => list.items().iter().find(|v| is_bad(v)).cloned(),
            Some(other) if is_bad(&other) => Some(other),
            _ => None,
        };
        if let Some(bad) = bad_type {
            let name = bad.as_str().map_or_else(String::new, ToString::to_string);
            return Err(compat.pick(
                format!(
                    "has a primitive type that is NOT VALID -- given: /{name}/ Expected valid \
                     values are:[array boolean integer number null object string]"
                ),
                metaschema_fault(&format!("{}/type", pointer(at)), "'anyOf' failed"),
            ));
        }
        if let Some(Value::Str(pattern)) = map.get(b"pattern")
            && let Err(cause) = self.patterns.check(&pattern)
        {
            return Err(compat.pick(
                "pattern must be a valid regex".to_owned(),
                metaschema_fault(
                    &format!("{}/pattern", pointer(at)),
                    &format!("'{pattern}' is not valid regex: {cause}"),
                ),
            ));
        }
        self.check_children(map, compat, at)
    }

    fn check_children(&self, map: &Map, compat: Compat, at: &mut Vec<Str>) -> Result<(), String> {
        for (key, entry) in &*map.entries() {
            at.push(key.clone());
            match (key.as_bytes(), &entry.value) {
                (
                    b"properties" | b"patternProperties" | b"definitions" | b"$defs"
                    | b"dependencies" | b"dependentSchemas",
                    Value::Map(inner),
                ) => {
                    for (name, entry) in &*inner.entries() {
                        at.push(name.clone());
                        self.check(&entry.value, compat, at)?;
                        at.pop();
                    }
                }
                (
                    b"additionalProperties"
                    | b"additionalItems"
                    | b"propertyNames"
                    | b"contains"
                    | b"not"
                    | b"if"
                    | b"then"
                    | b"else"
                    | b"items",
                    value @ Value::Map(_),
                ) => self.check(value, compat, at)?,
                (b"allOf" | b"anyOf" | b"oneOf" | b"items" | b"prefixItems", Value::List(list)) => {
                    for (i, schema) in list.items().iter().enumerate() {
                        at.push(i.to_string().into());
                        self.check(schema, compat, at)?;
                        at.pop();
                    }
                }
                _ => {}
            }
            at.pop();
        }
        Ok(())
    }

    /// Says whether the schema, whose text is given, too, uses keywords that only the full validator
    /// knows.
    pub(super) fn is_exotic(&self, text: &[u8]) -> bool {
        // Most texts hold nothing that could spell one of them: no need to walk the schema.
        let parts: [&[u8]; 5] = [b"amicRef", b"siveRef", b"unevaluated", b"content", b"\\u"];
        let may_be = |part: &[u8]| memchr::memmem::find(text, part).is_some();
        if !parts.into_iter().any(may_be) {
            return false;
        }
        fn search(value: &Value, depth: usize) -> bool {
            const EXOTIC: &[&[u8]] = &[
                b"$dynamicRef",
                b"$recursiveRef",
                b"unevaluatedProperties",
                b"unevaluatedItems",
                b"contentEncoding",
                b"contentMediaType",
            ];
            match value {
                _ if depth > super::MAX_DEPTH => false,
                Value::Map(map) => {
                    let entries = map.entries();
                    entries
                        .iter()
                        .any(|(k, e)| EXOTIC.contains(&k.as_bytes()) || search(&e.value, depth + 1))
                }
                Value::List(list) => list.items().iter().any(|v| search(v, depth + 1)),
                _ => false,
            }
        }
        search(&self.root, 0)
    }

    /// Finds what a `$ref` names; the error is the reference.
    pub(super) fn resolve(&self, reference: &str) -> Result<Value, String> {
        let (base, fragment) = reference.split_once('#').unwrap_or((reference, ""));
        if !base.is_empty() && !self.is_own(base) {
            return Err(format!(
                "{reference} is not fetched: schemas must hold what they refer to"
            ));
        }
        let missing = || {
            let place = quoted(&format!("file:///values.schema.json#{fragment}"));
            format!("json-pointer in {place} not found")
        };
        if fragment.is_empty() {
            return Ok(self.root.clone());
        }
        if !fragment.starts_with('/') {
            return find_anchor(&self.root, fragment, 0).ok_or_else(missing);
        }
        let mut found = self.root.clone();
        for part in fragment.split('/').skip(1) {
            let part = percent_decoded(part).replace("~1", "/").replace("~0", "~");
            found = match &found {
                Value::Map(map) => map.get(part.as_bytes()),
                Value::List(list) => part.parse().ok().and_then(|i| list.get(i)),
                _ => None,
            }
            .ok_or_else(missing)?;
        }
        Ok(found)
    }

    /// Says whether an address is the schema's own.
    fn is_own(&self, base: &str) -> bool {
        let Value::Map(root) = &self.root else {
            return false;
        };
        [&b"$id"[..], b"id"].iter().any(|key| {
            root.get(key).is_some_and(|id| {
                id.as_str()
                    .is_some_and(|id| id.to_text().trim_end_matches('#') == base)
            })
        })
    }

    /// Gives a compiled pattern; `None` where it does not compile.
    pub(super) fn pattern(&self, text: &[u8]) -> Option<Rc<Pattern>> {
        self.patterns.compiled(text)
    }
}

fn draft(url: &Value) -> Option<Draft> {
    let url = url.as_str()?.to_text().into_owned();
    let names = [
        ("draft-04", Draft::Draft4),
        ("draft-06", Draft::Draft6),
        ("draft-07", Draft::Draft7),
        ("2019-09", Draft::Draft2019),
        ("2020-12", Draft::Draft2020),
    ];
    names
        .iter()
        .find(|(name, _)| url.contains(name))
        .map(|(_, draft)| *draft)
}

fn find_anchor(value: &Value, name: &str, depth: usize) -> Option<Value> {
    if depth > super::MAX_DEPTH {
        return None;
    }
    match value {
        Value::Map(map) => {
            let is = |key: &[u8], wanted: &str| {
                map.get(key)
                    .is_some_and(|v| v.as_str().is_some_and(|t| *t == *wanted))
            };
            let hashed = format!("#{name}");
            if is(b"$anchor", name) || is(b"$id", &hashed) || is(b"id", &hashed) {
                return Some(value.clone());
            }
            map.pairs()
                .into_iter()
                .find_map(|(_, v)| find_anchor(&v, name, depth + 1))
        }
        Value::List(list) => list
            .items()
            .iter()
            .find_map(|v| find_anchor(v, name, depth + 1)),
        _ => None,
    }
}

fn percent_decoded(text: &str) -> String {
    let mut out = Vec::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(b) = bytes.next() {
        let mut ahead = bytes.clone();
        let digits = (ahead.next(), ahead.next());
        if b == b'%'
            && let (Some(high), Some(low)) = digits
            && let (Some(high), Some(low)) =
                (char::from(high).to_digit(16), char::from(low).to_digit(16))
        {
            out.push((high * 16 + low) as u8);
            bytes = ahead;
        } else {
            out.push(b);
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// Writes a path as a JSON pointer.
pub(super) fn pointer(path: &[impl ToString]) -> String {
    path.iter()
        .map(|p| format!("/{}", p.to_string().replace('~', "~0").replace('/', "~1")))
        .collect()
}

/// The frame of Helm 4's message about a schema that is none.
fn metaschema_fault(at: &str, what: &str) -> String {
    format!(
        "\"file:///values.schema.json#\" is not valid against metaschema: jsonschema validation \
         failed with 'https://json-schema.org/draft/2020-12/schema#'\n- at '{at}': {what}"
    )
}

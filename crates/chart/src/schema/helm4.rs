//! Helm 4's validator: drafts 4 to 2020-12, findings in a tree.

mod containers;

use super::document::{Document, Draft, pointer};
use super::{
    Kind, MAX_DEPTH, Rules, Violation, allowed_types, count, equal, format, length, list_of, number,
};
use stator_value::{Str, Value, gofmt};

/// Checks values against the schema.
pub(super) fn check(document: &Document, values: &Value) -> Result<(), Violation> {
    let run = Run {
        document,
        draft: document.draft.unwrap_or(Draft::Draft2020),
    };
    let root = document.root.clone();
    match run.visit(&root, values, &mut Vec::new(), 0) {
        Err(text) => Err(Violation {
            text,
            paths: Vec::new(),
        }),
        Ok(None) => Ok(()),
        Ok(Some(failure)) => {
            let failures = failure.apart();
            let mut text = String::new();
            let mut paths = Vec::new();
            for failure in &failures {
                failure.print(0, &mut text, &mut paths);
            }
            Err(Violation { text, paths })
        }
    }
}

/// A finding with those that explain it.
struct Failure {
    path: Vec<Str>,
    kind: Kinds,
    causes: Vec<Failure>,
}

enum Kinds {
    /// Several findings about one value.
    Group,
    /// Findings behind a reference.
    Reference,
    Text(String),
}

impl Failure {
    /// Gives the findings of a group, or the finding itself.
    fn apart(self) -> Vec<Self> {
        match self.kind {
            Kinds::Group => self.causes,
            _ => vec![self],
        }
    }

    fn print(&self, indent: usize, out: &mut String, paths: &mut Vec<Vec<String>>) {
        let text = match &self.kind {
            Kinds::Reference if self.causes.len() == 1 => {
                return self.causes[0].print(indent, out, paths);
            }
            Kinds::Group | Kinds::Reference => "validation failed",
            Kinds::Text(text) => text,
        };
        out.push_str(&"  ".repeat(indent));
        out.push_str(&format!(
            "- at {}: {text}\n",
            single_quoted(&pointer(&self.path))
        ));
        if self.causes.is_empty() {
            paths.push(self.path.iter().map(ToString::to_string).collect());
        }
        for cause in &self.causes {
            cause.print(indent + 1, out, paths);
        }
    }
}

/// Quotes as the reference validator does: Go's escapes between single quotes.
fn single_quoted(text: &str) -> String {
    let quoted = gofmt::quote(text.as_bytes());
    let inner = &quoted[1..quoted.len() - 1];
    format!("'{}'", inner.replace("\\\"", "\"").replace('\'', "\\'"))
}

fn joined(names: &[String]) -> String {
    let names: Vec<String> = names.iter().map(|n| single_quoted(n)).collect();
    names.join(", ")
}

/// Prints a value that may be wanted; numbers as the schema writes them.
fn displayed(value: &Value) -> String {
    match value {
        Value::Str(text) => single_quoted(&text.to_text()),
        Value::List(_) | Value::Map(_) => "value".to_owned(),
        Value::Float(f) => {
            gofmt::format_float(*f, if f.abs() < 1e21 { b'f' } else { b'g' }, -1, 64)
        }
        other => crate::gotext::printed(other),
    }
}

/// The error is a fault of the schema.
type Step<T> = Result<T, String>;

struct Run<'a> {
    document: &'a Document<'a>,
    draft: Draft,
}

/// The findings about one value against one schema.
struct Found<'p> {
    path: &'p mut Vec<Str>,
    list: Vec<Failure>,
}

impl Found<'_> {
    fn text(&mut self, text: impl Into<String>) {
        self.caused(text, Vec::new());
    }

    fn caused(&mut self, text: impl Into<String>, causes: Vec<Failure>) {
        let kind = Kinds::Text(text.into());
        self.list.push(Failure {
            path: self.path.clone(),
            kind,
            causes,
        });
    }

    /// Holds a count to the schema's bounds.
    fn bounds(&mut self, map: &Rules<'_>, got: u64, least: &str, most: &str) {
        if let Some(min) = count(map, least).filter(|min| got < *min) {
            self.text(counts(least, got, min));
        }
        if let Some(max) = count(map, most).filter(|max| got > *max) {
            self.text(counts(most, got, max));
        }
    }
}

impl Run<'_> {
    fn visit(
        &self,
        schema: &Value,
        value: &Value,
        path: &mut Vec<Str>,
        depth: usize,
    ) -> Step<Option<Failure>> {
        if depth > MAX_DEPTH {
            return Err("schema refers to itself without end".to_owned());
        }
        let mut found = Found {
            path,
            list: Vec::new(),
        };
        let map = match schema {
            Value::Map(map) => &Rules::of(map),
            Value::Bool(false) => {
                found.text("false schema");
                return Ok(found.list.pop());
            }
            _ => return Ok(None),
        };
        let has_reference = map.contains(b"$ref");
        let reference_alone = has_reference && self.draft < Draft::Draft2019;
        if !reference_alone && let Some(text) = basic_mismatch(map, value, self.draft) {
            found.text(text);
            return Ok(found.list.pop());
        }
        if let Some(Value::Str(reference)) = map.get(b"$ref") {
            self.reference(&reference.to_text(), value, &mut found, depth)?;
            if reference_alone {
                return Ok(found.list.pop());
            }
        }
        match value {
            Value::Map(object) => self.object(map, object, value, &mut found, depth)?,
            Value::List(list) => {
                let items = list.items().clone();
                self.array(map, &items, &mut found, depth)?;
            }
            Value::Str(text) => self.string(map, text, &mut found),
            Value::Int(..) | Value::Float(_) => self.number(map, value, &mut found),
            _ => {}
        }
        self.conditions(map, value, &mut found, depth)?;
        let Found { path, mut list } = found;
        Ok(match list.len() {
            0 | 1 => list.pop(),
            _ => Some(Failure {
                path: path.clone(),
                kind: Kinds::Group,
                causes: list,
            }),
        })
    }

    fn reference(
        &self,
        reference: &str,
        value: &Value,
        found: &mut Found<'_>,
        depth: usize,
    ) -> Step<()> {
        let target = self.document.resolve(reference)?;
        if let Some(failure) = self.visit(&target, value, found.path, depth + 1)? {
            let causes = failure.apart();
            let path = found.path.clone();
            found.list.push(Failure {
                path,
                kind: Kinds::Reference,
                causes,
            });
        }
        Ok(())
    }

    fn same(&self, schema: &Value, value: &Value, found: &mut Found<'_>, depth: usize) -> Step<()> {
        let failure = self.visit(schema, value, found.path, depth + 1)?;
        found.list.extend(failure);
        Ok(())
    }

    fn below(
        &self,
        schema: &Value,
        value: &Value,
        name: Str,
        found: &mut Found<'_>,
        depth: usize,
    ) -> Step<Option<Failure>> {
        found.path.push(name);
        let failure = self.visit(schema, value, found.path, depth + 1);
        found.path.pop();
        failure
    }

    fn string(&self, map: &Rules<'_>, text: &[u8], found: &mut Found<'_>) {
        let got = length(text);
        if let Some(min) = count(map, "minLength").filter(|min| got < *min) {
            found.text(counts("minLength", got, min));
        }
        if let Some(max) = count(map, "maxLength").filter(|max| got > *max) {
            found.text(counts("maxLength", got, max));
        }
        let text = String::from_utf8_lossy(text);
        if let Some(Value::Str(pattern)) = map.get(b"pattern")
            && let Some(compiled) = self.document.pattern(&pattern)
            && !compiled.matches(text.as_bytes())
        {
            let pattern = single_quoted(&pattern.to_text());
            found.text(format!(
                "{} does not match pattern {pattern}",
                single_quoted(&text)
            ));
        }
    }

    fn number(&self, map: &Rules<'_>, value: &Value, found: &mut Found<'_>) {
        let Some(got) = number::of(value) else {
            return;
        };
        let bound = |key: &str| number::of(&map.get(key.as_bytes())?);
        let excludes = |key: &str| {
            self.draft == Draft::Draft4
                && matches!(map.get(key.as_bytes()), Some(Value::Bool(true)))
        };
        let (mut min, mut max) = (bound("minimum"), bound("maximum"));
        let mut above = bound("exclusiveMinimum");
        let mut below = bound("exclusiveMaximum");
        if excludes("exclusiveMinimum") {
            above = min.take();
        }
        if excludes("exclusiveMaximum") {
            below = max.take();
        }
        let mut tell = |key: &str, want: f64| {
            let (got, want) = (number::english(got), number::english(want));
            found.text(format!("{key}: got {got}, want {want}"));
        };
        if let Some(want) = min.filter(|want| got < *want) {
            tell("minimum", want);
        }
        if let Some(want) = max.filter(|want| got > *want) {
            tell("maximum", want);
        }
        if let Some(want) = above.filter(|want| got <= *want) {
            tell("exclusiveMinimum", want);
        }
        if let Some(want) = below.filter(|want| got >= *want) {
            tell("exclusiveMaximum", want);
        }
        if let Some(want) = bound("multipleOf").filter(|unit| !number::is_multiple(got, *unit)) {
            tell("multipleOf", want);
        }
    }

    fn conditions(
        &self,
        map: &Rules<'_>,
        value: &Value,
        found: &mut Found<'_>,
        depth: usize,
    ) -> Step<()> {
        if let Some(not) = map.get(b"not")
            && self.visit(&not, value, found.path, depth + 1)?.is_none()
        {
            found.text("'not' failed");
        }
        let mut failures = Vec::new();
        for schema in list_of(map, "allOf") {
            failures.extend(self.visit(&schema, value, found.path, depth + 1)?);
        }
        if !failures.is_empty() {
            found.caused("'allOf' failed", failures);
        }
        self.any_of(map, value, found, depth)?;
        self.one_of(map, value, found, depth)?;
        if self.draft >= Draft::Draft7
            && let Some(condition) = map.get(b"if")
        {
            let holds = self
                .visit(&condition, value, found.path, depth + 1)?
                .is_none();
            if let Some(branch) = map.get(if holds { b"then" } else { b"else" }) {
                self.same(&branch, value, found, depth)?;
            }
        }
        Ok(())
    }

    fn any_of(
        &self,
        map: &Rules<'_>,
        value: &Value,
        found: &mut Found<'_>,
        depth: usize,
    ) -> Step<()> {
        let schemas = list_of(map, "anyOf");
        let mut failures = Vec::new();
        for schema in &schemas {
            match self.visit(schema, value, found.path, depth + 1)? {
                Some(failure) => failures.push(failure),
                None => return Ok(()),
            }
        }
        if !schemas.is_empty() {
            found.caused("'anyOf' failed", failures);
        }
        Ok(())
    }

    fn one_of(
        &self,
        map: &Rules<'_>,
        value: &Value,
        found: &mut Found<'_>,
        depth: usize,
    ) -> Step<()> {
        let schemas = list_of(map, "oneOf");
        let mut matched = None;
        let mut failures = Vec::new();
        for (i, schema) in schemas.iter().enumerate() {
            match (self.visit(schema, value, found.path, depth + 1)?, matched) {
                (Some(failure), _) => failures.push(failure),
                (None, None) => matched = Some(i),
                (None, Some(first)) => {
                    found.text(format!("'oneOf' failed, subschemas {first}, {i} matched"));
                    return Ok(());
                }
            }
        }
        if matched.is_none() && !schemas.is_empty() {
            found.caused("'oneOf' failed, none matched", failures);
        }
        Ok(())
    }
}

/// Checks type, constant, enumeration and format, of which the first that fails is the only finding.
fn basic_mismatch(map: &Rules<'_>, value: &Value, draft: Draft) -> Option<String> {
    let got = Kind::of(value);
    if let Some(mut allowed) = allowed_types(map) {
        let integer = allowed.contains(&Kind::Integer) && number::is_integer(value);
        if !integer && !allowed.contains(&got) {
            allowed.sort_unstable();
            allowed.dedup();
            let want: Vec<&str> = allowed.iter().map(|k| k.name()).collect();
            return Some(format!("got {}, want {}", got.name(), want.join(" or ")));
        }
    }
    if draft >= Draft::Draft6
        && let Some(wanted) = map.get(b"const")
        && !equal(&wanted, value)
    {
        return Some(match wanted {
            Value::Map(_) | Value::List(_) => "'const' failed".to_owned(),
            wanted => format!("value must be {}", displayed(&wanted)),
        });
    }
    let allowed = list_of(map, "enum");
    if !allowed.is_empty() && !allowed.iter().any(|a| equal(a, value)) {
        let plain = !allowed
            .iter()
            .any(|a| matches!(a, Value::Map(_) | Value::List(_)));
        let shown: Vec<String> = allowed.iter().map(displayed).collect();
        return Some(match shown.as_slice() {
            [one] if plain => format!("value must be {one}"),
            more if plain => format!("value must be one of {}", more.join(", ")),
            _ => "'enum' failed".to_owned(),
        });
    }
    // From draft 2019-09 on a format is a remark.
    if draft < Draft::Draft2019
        && let (Some(Value::Str(name)), Value::Str(text)) = (map.get(b"format"), value)
    {
        let (name, text) = (name.to_text(), text.to_text());
        let why = format::fault_helm4(&name, &text)?;
        return Some(format!(
            "{} is not valid {name}: {why}",
            single_quoted(&text)
        ));
    }
    None
}

fn counts(key: &str, got: u64, want: u64) -> String {
    format!(
        "{key}: got {}, want {}",
        number::english_count(got),
        number::english_count(want)
    )
}

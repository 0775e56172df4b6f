//! Helm 3's validator: draft 4, 6, 7 and a mixture of them, findings in one flat list.

mod containers;

use super::document::{Document, Draft};
use super::{
    Kind, MAX_DEPTH, Rules, Violation, allowed_types, count, equal, format, length, list_of,
    number, strings,
};
use stator_value::{Map, Value, json};

/// Checks values against the schema.
pub(super) fn check(document: &Document, values: &Value) -> Result<(), Violation> {
    let run = Run { document };
    let mut outcome = Outcome::default();
    let root = document.root.clone();
    run.visit(&root, values, &mut Vec::new(), &mut outcome, 0)
        .map_err(|text| Violation {
            text,
            paths: Vec::new(),
        })?;
    if outcome.findings.is_empty() {
        return Ok(());
    }
    let mut text = String::new();
    let mut paths = Vec::new();
    for Finding { path, description } in outcome.findings {
        text.push_str(&format!("- {}: {description}\n", field(&path)));
        paths.push(path);
    }
    Err(Violation { text, paths })
}

/// Writes a path with dots; the root has a name of its own.
fn field(path: &[String]) -> String {
    if path.is_empty() {
        "(root)".to_owned()
    } else {
        path.join(".")
    }
}

struct Finding {
    path: Vec<String>,
    description: String,
}

/// What looking at one schema gave. The score says how well a value fitted, to choose the branch of
/// `anyOf` whose findings are shown.
#[derive(Default)]
struct Outcome {
    findings: Vec<Finding>,
    score: i64,
}

impl Outcome {
    fn add(&mut self, path: &[String], description: impl Into<String>) {
        self.findings.push(Finding {
            path: path.to_vec(),
            description: description.into(),
        });
        self.score -= 2;
    }

    fn merge(&mut self, other: Self) {
        self.findings.extend(other.findings);
        self.score += other.score;
    }
}

/// The error is a fault of the schema.
type Step<T = ()> = Result<T, String>;

struct Run<'a> {
    document: &'a Document<'a>,
}

impl Run<'_> {
    /// Keywords that came with a draft: they count from it on, or where no draft is named.
    fn knows(&self, since: Draft) -> bool {
        self.document.draft.is_none_or(|d| d >= since)
    }

    fn apart(
        &self,
        schema: &Value,
        value: &Value,
        path: &mut Vec<String>,
        depth: usize,
    ) -> Step<Outcome> {
        let mut outcome = Outcome::default();
        self.visit(schema, value, path, &mut outcome, depth + 1)?;
        Ok(outcome)
    }

    fn below(
        &self,
        schema: &Value,
        value: &Value,
        name: String,
        path: &mut Vec<String>,
        depth: usize,
    ) -> Step<Outcome> {
        path.push(name);
        let outcome = self.apart(schema, value, path, depth);
        path.pop();
        outcome
    }

    fn visit(
        &self,
        schema: &Value,
        value: &Value,
        path: &mut Vec<String>,
        outcome: &mut Outcome,
        depth: usize,
    ) -> Step {
        if depth > MAX_DEPTH {
            return Err("schema refers to itself without end".to_owned());
        }
        let map = match schema {
            Value::Bool(true) => return Ok(()),
            Value::Bool(false) => {
                outcome.add(path, "False always fails validation");
                return Ok(());
            }
            Value::Map(map) => &Rules::of(map),
            _ => return Err("Expected: valid schema, given: Invalid JSON".to_owned()),
        };
        if let Some(Value::Str(reference)) = map.get(b"$ref") {
            let target = self.document.resolve(&reference.to_text()).map_err(|e| {
                let name = reference.to_text();
                let first = name
                    .trim_start_matches("#/")
                    .split('/')
                    .next()
                    .unwrap_or_default();
                if name.starts_with("#/") {
                    format!("Object has no key '{first}'")
                } else {
                    e
                }
            })?;
            return self.visit(&target, value, path, outcome, depth + 1);
        }
        if let Some(mismatch) = type_mismatch(map, value) {
            outcome.add(path, mismatch);
            return Ok(());
        }
        self.combinations(map, value, path, outcome, depth)?;
        match value {
            Value::List(list) => {
                let items = list.items().clone();
                self.array(map, &items, path, outcome, depth)?;
                common(map, value, path, outcome);
            }
            Value::Map(object) => {
                self.object(map, object, path, outcome, depth)?;
                common(map, value, path, outcome);
                self.properties(map, object, path, outcome, depth)?;
            }
            Value::Nil | Value::Invalid => common(map, value, path, outcome),
            _ => {
                self.number(map, value, path, outcome);
                common(map, value, path, outcome);
                self.string(map, value, path, outcome);
            }
        }
        outcome.score += 1;
        Ok(())
    }

    fn combinations(
        &self,
        map: &Rules<'_>,
        value: &Value,
        path: &mut Vec<String>,
        outcome: &mut Outcome,
        depth: usize,
    ) -> Step {
        let any = list_of(map, "anyOf");
        if !any.is_empty() {
            let (matched, best) = self.try_all(&any, value, path, depth, true)?;
            if matched == 0 {
                outcome.add(path, "Must validate at least one schema (anyOf)");
                outcome.merge(best);
            }
        }
        let one = list_of(map, "oneOf");
        if !one.is_empty() {
            let (matched, best) = self.try_all(&one, value, path, depth, false)?;
            if matched != 1 {
                outcome.add(path, "Must validate one and only one schema (oneOf)");
                if matched == 0 {
                    outcome.merge(best);
                }
            }
        }
        let all = list_of(map, "allOf");
        let mut failed = false;
        for schema in &all {
            let found = self.apart(schema, value, path, depth)?;
            failed |= !found.findings.is_empty();
            outcome.merge(found);
        }
        if failed {
            outcome.add(path, "Must validate all the schemas (allOf)");
        }
        if let Some(not) = map.get(b"not")
            && self.apart(&not, value, path, depth)?.findings.is_empty()
        {
            outcome.add(path, "Must not validate the schema (not)");
        }
        if let Some(Value::Map(dependencies)) = map.get(b"dependencies")
            && let Value::Map(object) = value
        {
            self.dependencies(&dependencies, object, value, path, outcome, depth)?;
        }
        if self.knows(Draft::Draft7)
            && let Some(condition) = map.get(b"if")
        {
            let holds = self
                .apart(&condition, value, path, depth)?
                .findings
                .is_empty();
            let (key, text) = if holds {
                ("then", "Must validate \"then\" as \"if\" was valid")
            } else {
                ("else", "Must validate \"else\" as \"if\" was not valid")
            };
            if let Some(branch) = map.get(key.as_bytes()) {
                let found = self.apart(&branch, value, path, depth)?;
                if !found.findings.is_empty() {
                    outcome.add(path, text);
                    outcome.merge(found);
                }
            }
        }
        outcome.score += 1;
        Ok(())
    }

    /// Says how many schemas hold and gives the findings of the one that came nearest.
    fn try_all(
        &self,
        schemas: &[Value],
        value: &Value,
        path: &mut Vec<String>,
        depth: usize,
        stop_at_first: bool,
    ) -> Step<(usize, Outcome)> {
        let mut matched = 0;
        let mut best: Option<Outcome> = None;
        for schema in schemas {
            let found = self.apart(schema, value, path, depth)?;
            if found.findings.is_empty() {
                matched += 1;
                if stop_at_first {
                    break;
                }
            } else if matched == 0 && best.as_ref().is_none_or(|b| found.score > b.score) {
                best = Some(found);
            }
        }
        Ok((matched, best.unwrap_or_default()))
    }

    fn dependencies(
        &self,
        dependencies: &Map,
        object: &Map,
        value: &Value,
        path: &mut Vec<String>,
        outcome: &mut Outcome,
        depth: usize,
    ) -> Step {
        for (key, dependency) in dependencies.pairs() {
            if !object.contains(&key) {
                continue;
            }
            if matches!(dependency, Value::List(_)) {
                for wanted in strings(Some(dependency)) {
                    if !object.contains(wanted.as_bytes()) {
                        outcome.add(path, format!("Has a dependency on {wanted}"));
                    }
                }
            } else {
                self.visit(&dependency, value, path, outcome, depth + 1)?;
            }
        }
        Ok(())
    }

    fn number(&self, map: &Rules<'_>, value: &Value, path: &[String], outcome: &mut Outcome) {
        let Some(n) = number::of(value) else {
            return;
        };
        let bound = |key: &str| number::of(&map.get(key.as_bytes())?);
        let excludes = |key: &str| matches!(map.get(key.as_bytes()), Some(Value::Bool(true)));
        if let Some(unit) = bound("multipleOf").filter(|u| !number::is_multiple(n, *u)) {
            outcome.add(
                path,
                format!("Must be a multiple of {}", number::big_float(unit)),
            );
        }
        let (max_excluded, min_excluded) =
            (excludes("exclusiveMaximum"), excludes("exclusiveMinimum"));
        let below = if max_excluded {
            bound("maximum")
        } else {
            bound("exclusiveMaximum")
        };
        if let Some(max) = bound("maximum").filter(|max| !max_excluded && n > *max) {
            let max = number::big_float(max);
            outcome.add(path, format!("Must be less than or equal to {max}"));
        }
        if let Some(max) = below.filter(|max| n >= *max) {
            outcome.add(
                path,
                format!("Must be less than {}", number::big_float(max)),
            );
        }
        let above = if min_excluded {
            bound("minimum")
        } else {
            bound("exclusiveMinimum")
        };
        if let Some(min) = bound("minimum").filter(|min| !min_excluded && n < *min) {
            let min = number::big_float(min);
            outcome.add(path, format!("Must be greater than or equal to {min}"));
        }
        if let Some(min) = above.filter(|min| n <= *min) {
            outcome.add(
                path,
                format!("Must be greater than {}", number::big_float(min)),
            );
        }
        // COMPAT(helm): a number has no format, not even a fitting one.
        if let Some(Value::Str(format)) = map.get(b"format")
            && format::is_known_to_helm3(&format.to_text())
        {
            outcome.add(path, format!("Does not match format '{format}'"));
        }
        outcome.score += 1;
    }

    fn string(&self, map: &Rules<'_>, value: &Value, path: &[String], outcome: &mut Outcome) {
        let Value::Str(text) = value else {
            return;
        };
        if let Some(min) = count(map, "minLength").filter(|min| length(text) < *min) {
            let text = format!("String length must be greater than or equal to {min}");
            outcome.add(path, text);
        }
        if let Some(max) = count(map, "maxLength").filter(|max| length(text) > *max) {
            outcome.add(
                path,
                format!("String length must be less than or equal to {max}"),
            );
        }
        if let Some(Value::Str(pattern)) = map.get(b"pattern")
            && let Some(compiled) = self.document.pattern(&pattern)
            && !compiled.matches(text)
        {
            outcome.add(path, format!("Does not match pattern '{pattern}'"));
        }
        if let Some(Value::Str(name)) = map.get(b"format")
            && !format::fits_helm3(&name.to_text(), &text.to_text())
        {
            outcome.add(path, format!("Does not match format '{name}'"));
        }
        outcome.score += 1;
    }
}

fn type_mismatch(map: &Rules<'_>, value: &Value) -> Option<String> {
    let allowed = allowed_types(map)?;
    let mut given = Kind::of(value);
    if given == Kind::Number && number::is_integer(value) {
        if allowed.contains(&Kind::Integer) {
            return None;
        }
        given = if allowed.contains(&Kind::Number) {
            Kind::Number
        } else {
            Kind::Integer
        };
    }
    if allowed.contains(&given) {
        return None;
    }
    let names: Vec<&str> = allowed.iter().map(|k| k.name()).collect();
    let expected = match names.as_slice() {
        [one] => (*one).to_owned(),
        more => format!("[{}]", more.join(",")),
    };
    Some(format!(
        "Invalid type. Expected: {expected}, given: {}",
        given.name()
    ))
}

fn common(map: &Rules<'_>, value: &Value, path: &[String], outcome: &mut Outcome) {
    if let Some(wanted) = map.get(b"const")
        && !equal(&wanted, value)
    {
        let text = format!("{} does not match: {}", field(path), compact(&wanted));
        outcome.add(path, text);
    }
    let allowed = list_of(map, "enum");
    if !allowed.is_empty() && !allowed.iter().any(|a| equal(a, value)) {
        let allowed: Vec<String> = allowed.iter().map(compact).collect();
        let allowed = allowed.join(", ");
        outcome.add(
            path,
            format!("{} must be one of the following: {allowed}", field(path)),
        );
    }
    outcome.score += 1;
}

fn compact(value: &Value) -> String {
    let text = json::to_json(value, true).unwrap_or_default();
    String::from_utf8_lossy(&text).into_owned()
}

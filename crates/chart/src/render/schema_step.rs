//! Checking the values of every chart against its schema.

use crate::compat::Compat;
use crate::error::{Error, Fault, Phase, Place};
use crate::helper::{Asked, Helper};
use crate::schema::{self, Patterns, Violation};
use crate::tree::{NodeId, Tree};
use stator_value::{Frozen, Map, Origin, Str, Value};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// A chart as far as this step needs it, in a form that other threads may see.
struct Outline {
    name: Box<str>,
    schema: Option<Str>,
    subcharts: Vec<Outline>,
}

impl Outline {
    fn of(tree: &Tree, node: NodeId) -> Self {
        let children = tree.children(node);
        Self {
            name: tree.name(node).into(),
            schema: tree.chart(node).schema.clone(),
            subcharts: children.iter().map(|c| Self::of(tree, *c)).collect(),
        }
    }

    fn has_schema(&self) -> bool {
        self.schema.is_some() || self.subcharts.iter().any(Self::has_schema)
    }
}

/// Has the root and each subchart with its section checked by the helper, with a copy of the values:
/// templates may change them meanwhile. `is_refused` is set once a fault is found.
pub(super) fn start(
    tree: &Tree,
    values: &Map,
    compat: Compat,
    helper: &Helper,
    is_refused: Arc<AtomicBool>,
) -> Asked<Result<(), Error>> {
    let outline = Outline::of(tree, Tree::ROOT);
    let frozen = if outline.has_schema() {
        Frozen::of(&Value::Map(values.clone()))
    } else {
        None
    };
    let Some(frozen) = frozen else {
        return Asked::done(check(&outline, values, compat));
    };
    helper.ask(move || {
        let Value::Map(values) = frozen.thaw() else {
            unreachable!("a map was frozen");
        };
        let checked = check(&outline, &values, compat);
        is_refused.store(checked.is_err(), Ordering::Relaxed);
        checked
    })
}

fn check(root: &Outline, values: &Map, compat: Compat) -> Result<(), Error> {
    let mut step = Step {
        patterns: Patterns::new(compat),
        text: String::new(),
        faults: Vec::new(),
    };
    step.visit(root, values, "");
    if step.text.is_empty() {
        return Ok(());
    }
    let text = format!(
        "values don't meet the specifications of the schema(s) in the following chart(s):\n{}",
        step.text
    );
    let error = Error::new(Phase::Schema, text);
    Err(step.faults.into_iter().fold(error, Error::with_fault))
}

struct Step {
    patterns: Patterns,
    text: String,
    faults: Vec<Fault>,
}

impl Step {
    fn visit(&mut self, chart: &Outline, values: &Map, prefix: &str) {
        if let Some(schema) = &chart.schema
            && let Err(violation) = schema::check(schema, values, &self.patterns)
        {
            let name = &chart.name;
            self.text.push_str(&format!("{name}:\n{}", violation.text));
            self.explain(&violation, values, prefix, name);
        }
        for subchart in &chart.subcharts {
            let name = &subchart.name;
            match values.get(name.as_bytes()) {
                Some(Value::Map(section)) => {
                    let prefix = format!("{prefix}{name}.");
                    self.visit(subchart, &section, &prefix);
                }
                None | Some(Value::Nil) => {}
                Some(other) => {
                    let text = format!(
                        "{name}:\ninvalid type for values: expected object (map), got {}\n",
                        other.go_type()
                    );
                    self.text.push_str(&text);
                }
            }
        }
    }

    /// Says for each finding which value it is about and where that was set.
    fn explain(&mut self, violation: &Violation, values: &Map, prefix: &str, chart: &str) {
        let lines: Vec<&str> = violation.text.lines().collect();
        for (i, path) in violation.paths.iter().enumerate() {
            let said = lines
                .get(i)
                .filter(|_| lines.len() == violation.paths.len());
            let dotted = format!("{prefix}{}", path.join("."));
            let dotted = dotted.trim_end_matches('.').to_owned();
            let shown = if dotted.is_empty() {
                "the values"
            } else {
                &dotted
            };
            let mut fault = Fault {
                message: match said {
                    Some(line) => format!("`{shown}`: {}", line.trim_start_matches("- ")),
                    None => format!("`{shown}` does not meet the schema of {chart}"),
                },
                values_path: Some(dotted.clone()),
                ..Fault::default()
            };
            if let Some(origin) = origin_of(values, path) {
                let label = "set here".to_owned();
                fault.places.push(Place::Value { origin, label });
            }
            self.faults.push(fault);
        }
    }
}

/// Finds who wrote the value at a path, or the nearest key above it.
fn origin_of(values: &Map, path: &[String]) -> Option<Origin> {
    let mut at = Value::Map(values.clone());
    let mut origin = None;
    for name in path {
        at = match &at {
            Value::Map(map) => {
                origin = map
                    .origin(name.as_bytes())
                    .filter(|o| o.source.is_some())
                    .or(origin);
                map.get(name.as_bytes())?
            }
            Value::List(list) => list.get(name.parse().ok()?)?,
            _ => return origin,
        };
    }
    origin
}

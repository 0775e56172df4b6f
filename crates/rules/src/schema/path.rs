//! Places in an object.

use std::fmt::Write as _;

/// One step into an object.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// A property of the schema.
    Field(String),
    /// A key of a map whose keys are free.
    Key(String),
    /// An item of a list.
    Index(usize),
}

/// The way from an object's root to a place in it.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Path(Vec<Step>);

impl Path {
    /// The steps from the root.
    pub fn steps(&self) -> &[Step] {
        &self.0
    }

    /// The path with one more step.
    #[must_use]
    pub(super) fn child(&self, step: Step) -> Self {
        let mut steps = self.0.clone();
        steps.push(step);
        Self(steps)
    }

    /// The path with one more property.
    #[must_use]
    pub(super) fn field(&self, name: &str) -> Self {
        self.child(Step::Field(name.to_owned()))
    }

    pub(super) fn push(&mut self, step: Step) {
        self.0.push(step);
    }

    pub(super) fn pop(&mut self) {
        self.0.pop();
    }

    /// The path with free keys behind dots, as schema validation and pruning write it.
    pub fn dotted(&self) -> String {
        write(&self.0, false)
    }

    /// The path with free keys in brackets, as the check of lists writes it.
    pub fn bracketed(&self) -> String {
        write(&self.0, true)
    }

    /// The dotted path from this many steps below the root on.
    pub(super) fn dotted_from(&self, start: usize) -> String {
        write(self.0.get(start..).unwrap_or_default(), false)
    }
}

fn write(steps: &[Step], brackets: bool) -> String {
    let mut text = String::new();
    for step in steps {
        match step {
            Step::Index(index) => {
                let _ = write!(text, "[{index}]");
            }
            Step::Key(key) if brackets => {
                let _ = write!(text, "[{key}]");
            }
            Step::Field(name) | Step::Key(name) => {
                if !text.is_empty() {
                    text.push('.');
                }
                text.push_str(name);
            }
        }
    }
    text
}

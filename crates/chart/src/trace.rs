//! Watching how values come to be.
//!
//! Layering and coalescing tell an observer which writer beat which; nobody listening costs a
//! comparison with `None`.

use stator_value::{Entry, Origin, Str};
use std::fmt;

/// A values path, from the root of the user's values, as a chain on the stack.
#[derive(Clone, Copy, Debug)]
pub struct ValuesPath<'a> {
    parent: Option<&'a ValuesPath<'a>>,
    step: Step<'a>,
}

#[derive(Clone, Copy, Debug)]
enum Step<'a> {
    Root,
    Key(&'a [u8]),
    Index(usize),
}

impl<'a> ValuesPath<'a> {
    /// The root of the values.
    pub const ROOT: ValuesPath<'static> = ValuesPath {
        parent: None,
        step: Step::Root,
    };

    /// Gives the path of a key below this one.
    #[must_use]
    pub fn key(&'a self, key: &'a Str) -> Self {
        Self {
            parent: Some(self),
            step: Step::Key(key.as_bytes()),
        }
    }

    /// Gives the path of a key, given as text, below this one.
    #[must_use]
    pub fn name(&'a self, key: &'a str) -> Self {
        Self {
            parent: Some(self),
            step: Step::Key(key.as_bytes()),
        }
    }

    /// Gives the path of a list item below this one.
    #[must_use]
    pub fn index(&'a self, index: usize) -> Self {
        Self {
            parent: Some(self),
            step: Step::Index(index),
        }
    }
}

impl fmt::Display for ValuesPath<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(parent) = self.parent {
            parent.fmt(f)?;
            if !matches!(parent.step, Step::Root) && matches!(self.step, Step::Key(_)) {
                f.write_str(".")?;
            }
        }
        match self.step {
            Step::Root => Ok(()),
            Step::Key(key) => f.write_str(&String::from_utf8_lossy(key)),
            Step::Index(index) => write!(f, "[{index}]"),
        }
    }
}

/// Which pass over the values says something; later passes repeat what earlier ones found.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Pass {
    /// Putting the user's files and `--set` words over each other.
    User,
    /// Finding out which dependencies are enabled; told of the root's values only, since what Helm
    /// puts together for its subcharts' conditions is never seen by a template.
    Enabling,
    /// Filling parents' defaults with what they import from their dependencies.
    Importing,
    /// Putting the user's values over the charts' defaults: what templates see.
    Final,
}

/// Something that happened to a value.
#[derive(Clone, Debug)]
pub enum Event<'a> {
    /// `winner` stays and `loser` is not seen any more.
    Overridden {
        /// The path.
        path: ValuesPath<'a>,
        /// What stays.
        winner: &'a Entry,
        /// What it beat.
        loser: &'a Entry,
    },
    /// A null removed `loser`.
    Removed {
        /// The path.
        path: ValuesPath<'a>,
        /// Who wrote the null.
        by: Origin,
        /// What it removed.
        loser: &'a Entry,
    },
    /// A null in a chart's defaults was dropped (Helm 4).
    NullDropped {
        /// The path.
        path: ValuesPath<'a>,
        /// Who wrote the null.
        by: Origin,
    },
    /// A map met a value that is none; `kept` stays, with a warning.
    Mismatched {
        /// The path.
        path: ValuesPath<'a>,
        /// What stays.
        kept: &'a Entry,
        /// What is ignored.
        ignored: &'a Entry,
    },
    /// A parent's global was copied to a subchart.
    GlobalCopied {
        /// The path that the copy has.
        path: ValuesPath<'a>,
        /// What was copied.
        entry: &'a Entry,
    },
    /// A value was imported from a dependency into its parent's defaults.
    Imported {
        /// The path of the table that it was taken from.
        from: ValuesPath<'a>,
        /// The path that the table gets, relative to the parent.
        to: &'a str,
    },
}

/// An observer of layering and coalescing.
pub trait Trace {
    /// Takes note of an event.
    fn event(&mut self, pass: Pass, event: Event<'_>);
}

/// An observer that may be absent, with the pass it stands in.
pub(crate) struct Tracer<'a> {
    observer: Option<&'a mut dyn Trace>,
    pub(crate) pass: Pass,
}

impl<'a> Tracer<'a> {
    pub(crate) fn new(observer: Option<&'a mut (dyn Trace + 'static)>, pass: Pass) -> Self {
        Self {
            observer: observer.map(|o| o as &mut dyn Trace),
            pass,
        }
    }

    /// Says whether there is an observer.
    pub(crate) fn is_on(&self) -> bool {
        self.observer.is_some()
    }

    /// Tells the observer; `event` is made only where there is one.
    pub(crate) fn tell<'e>(&mut self, event: impl FnOnce() -> Event<'e>) {
        if let Some(observer) = &mut self.observer {
            observer.event(self.pass, event());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_print_with_dots_and_brackets() {
        let root = ValuesPath::ROOT;
        let a = root.name("a");
        let item = a.index(2);
        let b = item.name("b");
        assert_eq!(b.to_string(), "a[2].b");
        assert_eq!(root.to_string(), "");
    }
}

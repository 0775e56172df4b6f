//! A bound on functions that walk values by depth.
//!
//! A template can build a value that contains itself, or one that holds the same list twice on each
//! of forty levels: small in memory, endless to walk. Go dies of the first and never ends with the
//! second.

use stator_gotmpl::{CallError, Runtime};

/// How deep a walk goes.
const DEEPEST: usize = 10_000;

/// How many values one walk may visit.
const LONGEST: u64 = 1 << 21;

/// What a visited value counts for in the budget of the run.
const BYTES_EACH: u64 = 16;

/// Counts the values that one call visits.
#[derive(Default)]
pub(crate) struct Work {
    steps: u64,
    depth: usize,
}

impl Work {
    /// Counts one value and goes into it with `walk`.
    ///
    /// # Errors
    /// What `walk` gives, or the walk is too deep or too long.
    pub(crate) fn into<T>(
        &mut self,
        walk: impl FnOnce(&mut Self) -> Result<T, CallError>,
    ) -> Result<T, CallError> {
        self.steps += 1;
        if self.depth > DEEPEST {
            return Err("the value is nested too deeply".into());
        }
        if self.steps > LONGEST {
            return Err(format!("the value has more than {LONGEST} parts").into());
        }
        self.depth += 1;
        let result = walk(self);
        self.depth -= 1;
        result
    }

    /// Charges the run for what was walked, `bytes` more for each value.
    ///
    /// # Errors
    /// The run has used up its budget.
    pub(crate) fn settle(self, runtime: &mut dyn Runtime, bytes: u64) -> Result<(), CallError> {
        runtime.charge(self.steps * (BYTES_EACH + bytes))
    }
}

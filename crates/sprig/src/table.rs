//! The shape of the function tables.

use crate::arg::Outcome;
use stator_gotmpl::{Function, Runtime};
use stator_value::{GoType, Value};

/// One documented function.
#[derive(Clone, Copy)]
pub struct Entry {
    /// What the executor needs to call it.
    pub function: Function,
    /// What it gives, in one sentence.
    pub doc: &'static str,
}

/// Shorthand for the type of a function that templates call.
pub(crate) type Call = fn(&mut dyn Runtime, &[Value]) -> Outcome;

/// Makes an entry; `more` is the type of the parameter that repeats.
pub(crate) const fn entry(
    name: &'static str,
    params: &'static [GoType],
    variadic: bool,
    call: Call,
    doc: &'static str,
) -> Entry {
    Entry {
        function: Function {
            name,
            params,
            variadic,
            call,
        },
        doc,
    }
}

/// Writes a table of functions: `"name"[Types; Repeated] = function, "What it gives.";`.
macro_rules! table {
    ($($name:literal [$($param:expr),* $(; $more:expr)?] = $call:expr, $doc:literal;)*) => {
        &[$($crate::table::entry(
            $name,
            &[$($param,)* $($more)?],
            $crate::table::table!(@variadic $($more)?),
            $call,
            $doc,
        )),*]
    };
    (@variadic) => { false };
    (@variadic $more:expr) => { true };
}
pub(crate) use table;

/// Counts the functions of several tables.
pub(crate) const fn count(tables: &[&[Entry]]) -> usize {
    let mut total = 0;
    let mut at = 0;
    while at < tables.len() {
        total += tables[at].len();
        at += 1;
    }
    total
}

/// Lays the tables of two groups end to end.
pub(crate) const fn join<const N: usize>(tables: &[&[Entry]], more: &[&[Entry]]) -> [Function; N] {
    let mut all = [tables[0][0].function; N];
    let filled = fill(&mut all, 0, tables);
    fill(&mut all, filled, more);
    all
}

const fn fill(all: &mut [Function], mut filled: usize, tables: &[&[Entry]]) -> usize {
    let mut table = 0;
    while table < tables.len() {
        let mut row = 0;
        while row < tables[table].len() {
            all[filled] = tables[table][row].function;
            filled += 1;
            row += 1;
        }
        table += 1;
    }
    filled
}

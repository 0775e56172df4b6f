//! What a test cannot do on this machine, said aloud.

use std::env;
use std::io::{self, Write};

/// Whether this run may leave nothing out: the variable `CI` is set and not an empty word, `0` or `false`.
pub fn in_ci() -> bool {
    is_affirmed(env::var("CI").ok().as_deref())
}

/// Reports that `what` was not run and why, on the process' own error stream.
///
/// The line goes past the test harness, which keeps back what passing tests print: a test that did
/// nothing must not look like one that held.
///
/// # Panics
/// When [`in_ci`], since there everything has to run.
#[track_caller]
pub fn not_run(what: &str, why: &str) {
    assert!(!in_ci(), "NOT RUN: {what}: {why}");
    // A closed error stream is no reason to fail a test.
    writeln!(io::stderr(), "NOT RUN: {what}: {why}").ok();
}

fn is_affirmed(word: Option<&str>) -> bool {
    !matches!(word.map(str::trim), None | Some("" | "0" | "false"))
}

#[cfg(test)]
mod tests {
    use super::is_affirmed;

    #[test]
    fn ci_counts_only_when_it_says_yes() {
        for (word, expected) in [
            (None, false),
            (Some(""), false),
            (Some("0"), false),
            (Some("false"), false),
            (Some("true"), true),
            (Some("1"), true),
            (Some("woodpecker"), true),
        ] {
            assert_eq!(is_affirmed(word), expected, "{word:?}");
        }
    }
}

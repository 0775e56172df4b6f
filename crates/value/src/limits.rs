//! Bounds of what is written and of how long the writing takes.

/// How many bytes YAML, JSON and TOML texts of a value may have.
///
/// A value that holds the same list twice on each of forty levels is small in memory and endless
/// when written.
pub(crate) const LONGEST_TEXT: usize = 1 << 26;

/// What the errors of such values say, whichever form they were to be written in.
pub const TOO_LONG: &str = "the value is too large: its text has more than 67108864 bytes";

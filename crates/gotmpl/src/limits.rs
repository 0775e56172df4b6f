//! How much one execution may take.

/// Bounds against templates that never end; the defaults are far beyond any honest chart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// How deep `{{template}}` may nest; Go's own limit is 100,000.
    pub template_depth: u32,
    /// How many bytes of stack parsing and execution may use below the caller's frame.
    ///
    /// The default suits a thread of 2 MiB; a caller with a bigger stack says so, to reach
    /// Go's template depth.
    pub stack_bytes: usize,
    /// How many nodes all executions of a set together may visit.
    pub fuel: u64,
    /// How many bytes one output buffer may hold.
    pub output_bytes: usize,
    /// How many bytes all texts and lists that functions give may have together, whether they are
    /// still in use or not; a call that gives something small counts as [`Limits::CALL_BYTES`].
    pub made_bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            template_depth: 100_000,
            stack_bytes: 1 << 20,
            fuel: 500_000_000,
            output_bytes: 1 << 26,
            made_bytes: 2 << 30,
        }
    }
}

impl Limits {
    /// What any call counts for in [`Limits::made_bytes`], whatever it gives.
    pub const CALL_BYTES: u64 = 128;

    /// How many bytes a text may have that a function gives.
    pub const TEXT_BYTES: usize = 1 << 28;

    /// How many items a list may have that a function gives.
    pub const LIST_ITEMS: usize = 1 << 24;
}

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
    /// How many nodes one top-level execution may visit.
    pub fuel: u64,
    /// How many bytes one output buffer may hold.
    pub output_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            template_depth: 100_000,
            stack_bytes: 1 << 20,
            fuel: 2_000_000_000,
            output_bytes: 1 << 30,
        }
    }
}

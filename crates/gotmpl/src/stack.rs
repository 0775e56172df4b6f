//! A bound on recursion that measures the stack itself.

/// Knows where the stack was at the start and how far it may go from there.
///
/// Counting levels would have to assume the largest frame of any build profile; the distance
/// between two local variables says what is really used.
#[derive(Clone, Copy, Debug)]
pub(crate) struct StackGuard {
    base: usize,
    bytes: usize,
}

impl StackGuard {
    /// Starts at the caller's frame.
    pub(crate) fn new(bytes: usize) -> Self {
        Self {
            base: here(),
            bytes,
        }
    }

    /// Says whether there is room for another level.
    #[inline]
    pub(crate) fn has_room(&self) -> bool {
        here().abs_diff(self.base) < self.bytes
    }
}

#[inline(never)]
fn here() -> usize {
    let local = 0_u8;
    std::hint::black_box(&raw const local).addr()
}

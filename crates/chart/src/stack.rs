//! Room for deep recursion, and a second thread that helps.

use crate::helper::Helper;
use corosensei::on_stack;
use corosensei::stack::DefaultStack;

/// How much stack [`with_big_stack`] gives; only what is used takes memory.
const STACK_BYTES: usize = 1 << 30;

/// What of it is left to callers and to what runs below the counted frames.
const RESERVE_BYTES: usize = 64 << 20;

/// What a thread has at its disposal; [`crate::Session::in_room`] takes it.
#[derive(Clone, Debug, Default)]
pub struct Room {
    /// How many bytes of stack recursion may use, where more than usual.
    pub(crate) stack_bytes: Option<usize>,
    pub(crate) helper: Helper,
}

impl Room {
    /// Has the second thread begin, so that it is there once it is needed.
    pub fn rouse_helper(&self) {
        self.helper.rouse();
    }
}

/// Runs `f` on a big stack, and with a second thread at hand that helps where it is worth it.
///
/// Deep charts and values are then stopped by counted limits, not by the end of the stack. Where there
/// is no room for such a stack, `f` runs on the present one with the default limit.
pub fn with_big_stack<T>(f: impl FnOnce(Room) -> T) -> T {
    let Ok(stack) = DefaultStack::new(STACK_BYTES) else {
        return f(Room::default());
    };
    let room = Room {
        stack_bytes: Some(STACK_BYTES - RESERVE_BYTES),
        helper: Helper::vacant(STACK_BYTES),
    };
    on_stack(stack, || f(room))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn depth(n: u32) -> u32 {
        let pad = std::hint::black_box([0u8; 512]);
        if n == 0 {
            u32::from(pad[0])
        } else {
            depth(n - 1) + 1
        }
    }

    #[test]
    fn deep_recursion_fits_on_both_stacks() {
        let both = |room: Room| {
            let there = room.helper.ask(|| depth(100_000));
            (depth(100_000), there.take())
        };
        assert_eq!(with_big_stack(both), (100_000, 100_000));
    }

    #[test]
    fn a_panic_reaches_the_caller() {
        let ended = std::panic::catch_unwind(|| with_big_stack(|_| panic!("no")));
        assert!(ended.is_err());
    }
}

//! A thread with room for deep recursion, and one that helps it.

use crate::helper::Helper;
use std::panic::resume_unwind;
use std::thread;

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

/// Runs `f` on a thread with a big stack, and with a second one that helps where it is worth it.
///
/// Deep charts and values are then stopped by counted limits, not by the end of the stack. Where no
/// such thread can be started, `f` runs on the present one with the default limit.
pub fn with_big_stack<T: Send>(f: impl FnOnce(Room) -> T + Send) -> T {
    let (helper, vacancy) = Helper::vacant();
    let room = Room {
        stack_bytes: Some(STACK_BYTES - RESERVE_BYTES),
        helper: helper.clone(),
    };
    let mut f = Some(f);
    let taken = &mut f;
    let ended = thread::scope(|scope| {
        let work = move || {
            // However this ends, nobody needs help any more.
            let _dismissal = Dismissal(helper);
            taken.take().map(|f| f(room))
        };
        let started = builder("render").spawn_scoped(scope, work).ok()?;
        vacancy.fill(builder("helper"));
        Some(started.join())
    });
    match (ended, f) {
        (Some(Ok(Some(given))), _) => given,
        (Some(Err(panic)), _) => resume_unwind(panic),
        (_, Some(f)) => f(Room::default()),
        (_, None) => unreachable!("the function ran and gave nothing"),
    }
}

struct Dismissal(Helper);

impl Drop for Dismissal {
    fn drop(&mut self) {
        self.0.dismiss();
    }
}

fn builder(name: &str) -> thread::Builder {
    thread::Builder::new()
        .name(name.to_owned())
        .stack_size(STACK_BYTES)
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

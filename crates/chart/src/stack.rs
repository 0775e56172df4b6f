//! A thread with room for deep recursion, and one that helps it.

use crate::helper::Helper;
use crate::place::Place;
use std::panic::resume_unwind;
use std::sync::Arc;
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
    place: Option<Arc<Place>>,
}

impl Room {
    /// Prepares for the end of the process: the second thread ends, and the one that waits for this
    /// one comes here to end. A process is over when all its threads are, and another processor may
    /// first have to wake up.
    pub fn close(&self) {
        self.helper.dismiss();
        self.place.as_ref().inspect(|place| place.call_owner());
    }
}

/// Runs `f` on a thread with a big stack, and with a second one that helps where it is worth it.
///
/// Deep charts and values are then stopped by counted limits, not by the end of the stack. Where no
/// such thread can be started, `f` runs on the present one with the default limit.
pub fn with_big_stack<T: Send>(f: impl FnOnce(Room) -> T + Send) -> T {
    run(f, None, false)
}

/// Does what [`with_big_stack`] does, for a process that does nothing else: the two threads run at
/// once where there are two processors. With `is_urgent` the second one begins right away, so that it
/// is there once it is needed.
pub fn with_big_stacks_apart<T: Send>(is_urgent: bool, f: impl FnOnce(Room) -> T + Send) -> T {
    run(f, Place::here().map(Arc::new), is_urgent)
}

fn run<T: Send>(f: impl FnOnce(Room) -> T + Send, place: Option<Arc<Place>>, is_urgent: bool) -> T {
    let (helper, vacancy) = Helper::vacant();
    let room = Room {
        stack_bytes: Some(STACK_BYTES - RESERVE_BYTES),
        helper: helper.clone(),
        place: place.clone(),
    };
    let place = place.as_deref();
    let mut f = Some(f);
    let taken = &mut f;
    let ended = thread::scope(|scope| {
        let work = move || {
            // However this ends, nobody needs help any more.
            let _dismissal = Dismissal(helper);
            place.inspect(|place| place.take());
            taken.take().map(|f| f(room))
        };
        place.inspect(|place| place.stay());
        let started = builder("render").spawn_scoped(scope, work).ok()?;
        if is_urgent {
            place.inspect(|place| place.leave());
            vacancy.fill_now(builder("helper"));
        } else {
            vacancy.fill(builder("helper"));
        }
        Some(started.join())
    });
    place.inspect(|place| place.forget());
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
        assert_eq!(with_big_stacks_apart(true, both), (100_000, 100_000));
    }

    #[test]
    fn a_panic_reaches_the_caller() {
        let ended = std::panic::catch_unwind(|| with_big_stacks_apart(false, |_| panic!("no")));
        assert!(ended.is_err());
    }
}

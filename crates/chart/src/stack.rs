//! Threads with room for deep recursion.

use std::thread;

/// How much stack [`with_big_stack`] gives; only what is used takes memory.
const STACK_BYTES: usize = 1 << 30;

/// What of it is left to callers and to what runs below the counted frames.
const RESERVE_BYTES: usize = 64 << 20;

/// Runs `f` on a thread with a big stack and tells it how many bytes it may let recursion use, which
/// goes into [`crate::Settings::stack_bytes`].
///
/// Deep charts and values are then stopped by counted limits, not by the end of the stack. Where no
/// such thread can be started, `f` runs on the present one with the default limit.
pub fn with_big_stack<T: Send>(f: impl FnOnce(Option<usize>) -> T + Send) -> T {
    on_big_stack("render", || (), f).1
}

/// Runs `there` on a thread with a big stack while `here` runs on the present one; one after the other
/// where no such thread can be started, or where the work is not worth one.
pub(crate) fn beside<A, B: Send>(
    is_worth_it: bool,
    here: impl FnOnce() -> A,
    there: impl FnOnce() -> B + Send,
) -> (A, B) {
    if is_worth_it {
        on_big_stack("beside", here, |_| there())
    } else {
        let ours = here();
        (ours, there())
    }
}

/// Runs `there` on a thread of this name with a big stack, whose bytes it is told, while `here` runs
/// on the present one; then `there` on the present one where no such thread could be started.
fn on_big_stack<A, B: Send>(
    name: &str,
    here: impl FnOnce() -> A,
    there: impl FnOnce(Option<usize>) -> B + Send,
) -> (A, B) {
    let mut there = Some(there);
    let taken = &mut there;
    let (ours, theirs) = thread::scope(|scope| {
        let builder = thread::Builder::new()
            .name(name.to_owned())
            .stack_size(STACK_BYTES);
        let started = builder.spawn_scoped(scope, move || {
            taken.take().map(|f| f(Some(STACK_BYTES - RESERVE_BYTES)))
        });
        let ours = here();
        let theirs = match started {
            Err(_) => Ok(None),
            Ok(thread) => thread.join(),
        };
        (ours, theirs)
    });
    match (theirs, there) {
        (Ok(Some(theirs)), _) => (ours, theirs),
        (Ok(None), Some(there)) => (ours, there(None)),
        (Ok(None), None) => unreachable!("the function ran and gave nothing"),
        (Err(panic), _) => std::panic::resume_unwind(panic),
    }
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
    fn deep_recursion_fits_on_the_big_stack() {
        assert_eq!(
            with_big_stack(|bytes| depth(bytes.map_or(0, |_| 100_000))),
            100_000
        );
    }
}

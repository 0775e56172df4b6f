//! Threads with room for deep recursion.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::thread;

/// How much stack [`with_big_stack`] gives; only what is used takes memory.
const STACK_BYTES: usize = 1 << 30;

/// What of it is left to callers and to what runs below the counted frames.
const RESERVE_BYTES: usize = 64 << 20;

/// Runs `f` on a thread with a big stack and tells it how many bytes it may let recursion use, which
/// goes into [`crate::Session::stack_bytes`].
///
/// Deep charts and values are then stopped by counted limits, not by the end of the stack. Where no
/// such thread can be started, `f` runs on the present one with the default limit.
pub fn with_big_stack<T: Send>(f: impl FnOnce(Option<usize>) -> T + Send) -> T {
    let mut f = Some(f);
    let taken = &mut f;
    let ended = thread::scope(|scope| {
        let work = move || taken.take().map(|f| f(Some(STACK_BYTES - RESERVE_BYTES)));
        let started = builder("render").spawn_scoped(scope, work);
        started.ok().map(thread::ScopedJoinHandle::join)
    });
    match (ended, f) {
        (Some(Ok(Some(given))), _) => given,
        (Some(Err(panic)), _) => resume_unwind(panic),
        (_, Some(f)) => f(None),
        (_, None) => unreachable!("the function ran and gave nothing"),
    }
}

fn builder(name: &str) -> thread::Builder {
    thread::Builder::new()
        .name(name.to_owned())
        .stack_size(STACK_BYTES)
}

type Job = Box<dyn FnOnce() + Send>;

/// A second thread with a big stack that does one thing after the other; it ends when nobody can ask
/// it any more.
pub(crate) struct Helper {
    /// `None` where there is no such thread.
    jobs: Option<mpsc::Sender<Job>>,
}

/// Things on their way to as many threads as come along.
pub(crate) struct Queue<T>(Mutex<mpsc::Receiver<T>>);

impl<T> Queue<T> {
    /// Makes a queue, and what puts things into it.
    pub(crate) fn new() -> (mpsc::Sender<T>, Arc<Self>) {
        let (sender, receiver) = mpsc::channel();
        (sender, Arc::new(Self(Mutex::new(receiver))))
    }

    /// Waits for the next thing; `None` once no more can come. Who waits keeps the others waiting.
    pub(crate) fn next(&self) -> Option<T> {
        let receiver = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        receiver.recv().ok()
    }
}

/// Something that a helper was asked for.
pub(crate) enum Asked<T> {
    /// The helper tells once it is done.
    There(mpsc::Receiver<thread::Result<T>>),
    /// It is still to be done, by who wants it.
    Here(Box<dyn FnOnce() -> T>),
    /// Nobody had to be asked.
    Done(T),
}

impl Helper {
    /// Makes a helper that leaves everything to who asks.
    pub(crate) fn none() -> Self {
        Self { jobs: None }
    }

    /// Says whether it leaves everything to who asks.
    pub(crate) fn is_none(&self) -> bool {
        self.jobs.is_none()
    }

    /// Makes a helper, without a thread where none can be started.
    pub(crate) fn new() -> Self {
        let (jobs, given) = mpsc::channel::<Job>();
        let started = builder("helper").spawn(move || given.into_iter().for_each(|job| job()));
        Self {
            jobs: started.ok().map(|_| jobs),
        }
    }

    /// Asks for something, which is done after what was asked for before.
    pub(crate) fn ask<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Asked<T> {
        let Some(jobs) = &self.jobs else {
            return Asked::Here(Box::new(work));
        };
        let (tell, told) = mpsc::sync_channel(1);
        let job = move || {
            // Nobody may want to know any more.
            let _ = tell.send(catch_unwind(AssertUnwindSafe(work)));
        };
        jobs.send(Box::new(job))
            .expect("the helper lives as long as it can be asked");
        Asked::There(told)
    }
}

impl<T> Asked<T> {
    /// Waits for it.
    pub(crate) fn take(self) -> T {
        match self {
            Self::Done(done) => done,
            Self::Here(work) => work(),
            Self::There(told) => match told.recv().expect("the helper tells how each job ended") {
                Ok(done) => done,
                Err(panic) => resume_unwind(panic),
            },
        }
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

    #[test]
    fn a_helper_does_things_in_their_order_or_leaves_them_to_who_asks() {
        for helper in [Helper::new(), Helper::none()] {
            let first = helper.ask(|| String::from("a"));
            let second = helper.ask(|| depth(100));
            assert_eq!((first.take().as_str(), second.take()), ("a", 100));
        }
    }

    #[test]
    fn a_panic_of_the_helper_reaches_who_asked() {
        let ended = catch_unwind(|| {
            Helper::new().ask(|| panic!("no")).take();
        });
        assert!(ended.is_err());
    }
}

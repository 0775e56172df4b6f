//! A second thread for what need not wait for the first.

use crate::processor;
use std::any::Any;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError, mpsc};
use std::thread;

/// Something that may be done by whoever comes first; `None` asks the helper to end.
type Errand = Option<Arc<dyn Job>>;

/// A second thread with a big stack, which does one thing after the other. What it has not begun by
/// the time that it is wanted is done by who wants it.
#[derive(Clone, Default)]
pub(crate) struct Helper {
    /// `None` where everything is left to who asks.
    place: Option<Arc<Place>>,
}

/// The place of a helper, who begins when it is roused or first asked for something.
struct Place {
    stack_bytes: usize,
    /// Holds `None` where no thread could be started.
    hand: OnceLock<Option<Hand>>,
}

/// A thread that was started.
struct Hand {
    errands: mpsc::Sender<Errand>,
    has_begun: Arc<AtomicBool>,
}

impl Helper {
    /// Makes a helper that leaves everything to who asks.
    pub(crate) fn none() -> Self {
        Self::default()
    }

    /// Makes a helper that has yet to begin, with so much stack.
    pub(crate) fn vacant(stack_bytes: usize) -> Self {
        let hand = OnceLock::new();
        let place = Some(Arc::new(Place { stack_bytes, hand }));
        Self { place }
    }

    /// Has it begin, so that it is there once it is needed.
    pub(crate) fn rouse(&self) {
        if let Some(place) = &self.place {
            place.hand();
        }
    }

    /// Asks for something, which is done after what was asked for before.
    pub(crate) fn ask<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Asked<T> {
        let slot = Arc::new(Slot::new(State::Asked(Box::new(work))));
        self.send(Some(slot.clone()));
        Asked(slot)
    }

    /// Lets it end after what was asked for.
    pub(crate) fn dismiss(&self) {
        let hand = self.place.as_ref().and_then(|place| place.hand.get());
        if let Some(Some(hand)) = hand {
            let _ = hand.errands.send(None);
        }
    }

    fn send(&self, errand: Errand) {
        let Some(place) = &self.place else {
            return;
        };
        let was_started = place.hand.get().is_some();
        let Some(hand) = place.hand() else {
            return;
        };
        // One that has only now been started had no time to begin.
        if was_started && !hand.has_begun.swap(true, Ordering::Relaxed) {
            // Linux may put a new thread on the processor of the one that made it, where it waits
            // although another processor has nothing to do.
            processor::leave();
        }
        // Where nobody listens, who asked does it.
        let _ = hand.errands.send(errand);
    }
}

impl fmt::Debug for Helper {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Helper").finish_non_exhaustive()
    }
}

impl Place {
    /// Gives the thread, which is started where there is none yet.
    fn hand(&self) -> Option<&Hand> {
        self.hand.get_or_init(|| self.fill()).as_ref()
    }

    fn fill(&self) -> Option<Hand> {
        let (errands, received) = mpsc::channel::<Errand>();
        let has_begun = Arc::new(AtomicBool::new(false));
        let begins = Arc::clone(&has_begun);
        let builder = thread::Builder::new()
            .name("helper".to_owned())
            .stack_size(self.stack_bytes);
        let work = move || {
            begins.store(true, Ordering::Relaxed);
            while let Ok(Some(job)) = received.recv() {
                job.run();
            }
        };
        builder.spawn(work).ok()?;
        Some(Hand { errands, has_begun })
    }
}

/// Something that a helper was asked for.
pub(crate) struct Asked<T>(Arc<Slot<T>>);

impl<T: Send> Asked<T> {
    /// Makes something that is done already.
    pub(crate) fn done(result: T) -> Self {
        Self(Arc::new(Slot::new(State::Ended(Ok(result)))))
    }

    /// Does it, unless the helper has begun; waits for it otherwise.
    pub(crate) fn take(self) -> T {
        let Self(slot) = self;
        slot.run();
        match slot.ended() {
            Ok(result) => result,
            Err(panic) => resume_unwind(panic),
        }
    }
}

trait Job: Send + Sync {
    /// Does it, unless somebody has begun.
    fn run(&self);
}

/// Where work lies, and then what came of it.
struct Slot<T> {
    state: Mutex<State<T>>,
    changed: Condvar,
}

enum State<T> {
    Asked(Box<dyn FnOnce() -> T + Send>),
    Begun,
    Ended(Result<T, Box<dyn Any + Send>>),
}

impl<T> Slot<T> {
    fn new(state: State<T>) -> Self {
        Self {
            state: Mutex::new(state),
            changed: Condvar::new(),
        }
    }

    fn state(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for what came of it.
    fn ended(&self) -> Result<T, Box<dyn Any + Send>> {
        let mut state = self.state();
        loop {
            match std::mem::replace(&mut *state, State::Begun) {
                State::Ended(result) => return result,
                other => *state = other,
            }
            state = { self.changed.wait(state) }.unwrap_or_else(PoisonError::into_inner);
        }
    }
}

impl<T: Send> Job for Slot<T> {
    fn run(&self) {
        let mut state = self.state();
        match std::mem::replace(&mut *state, State::Begun) {
            State::Asked(work) => {
                drop(state);
                let result = catch_unwind(AssertUnwindSafe(work));
                *self.state() = State::Ended(result);
                self.changed.notify_all();
            }
            other => *state = other,
        }
    }
}

/// What is done with things that come along; each result is told.
type Work<T, R> = dyn Fn(&mut dyn Iterator<Item = T>, &mut dyn FnMut(R)) + Send + Sync;

/// Work on things that come one by one: it is done here in the end, and before that by the helper, once
/// it is asked.
pub(crate) struct Shared<T, R> {
    /// `None` once nothing more comes.
    feed: Option<Feed<T>>,
    queue: Arc<Queue<T>>,
    work: Arc<Work<T, R>>,
    /// What the helper does, once it is asked.
    there: Option<Asked<Vec<R>>>,
}

impl<T: Send + 'static, R: Send + 'static> Shared<T, R> {
    /// Begins with nothing to do. So many things go to a thread at a time: one where they come faster
    /// than they are taken, a few where a thread would sleep and be woken for each.
    pub(crate) fn new(
        few: usize,
        work: impl Fn(&mut dyn Iterator<Item = T>, &mut dyn FnMut(R)) + Send + Sync + 'static,
    ) -> Self {
        let (sender, receiver) = mpsc::channel();
        let next = Vec::new();
        Self {
            feed: Some(Feed { sender, next, few }),
            queue: Arc::new(Queue(Mutex::new(receiver))),
            work: Arc::new(work),
            there: None,
        }
    }

    /// Adds something to do.
    pub(crate) fn push(&mut self, thing: T) {
        if let Some(feed) = &mut self.feed {
            feed.push(thing);
        }
    }

    /// Has the helper take part from now on.
    pub(crate) fn share_with(&mut self, helper: &Helper) {
        if self.there.is_none() {
            let (queue, work) = (Arc::clone(&self.queue), Arc::clone(&self.work));
            self.there = Some(helper.ask(move || {
                let mut done = Vec::new();
                work(&mut queue.things(), &mut |result| done.push(result));
                done
            }));
        }
    }

    /// Says whether the helper takes part.
    pub(crate) fn is_shared(&self) -> bool {
        self.there.is_some()
    }

    /// Says that nothing more comes.
    pub(crate) fn close(&mut self) {
        self.feed = None;
    }

    /// Does what is left, and tells all results, in no order.
    pub(crate) fn finish(mut self, mut tell: impl FnMut(R)) {
        self.close();
        (self.work)(&mut self.queue.things(), &mut tell);
        for result in self.there.map_or_else(Vec::new, Asked::take) {
            tell(result);
        }
    }
}

/// Things on their way to as many threads as come along.
struct Queue<T>(Mutex<mpsc::Receiver<Vec<T>>>);

impl<T> Queue<T> {
    /// Gives what comes for this thread, until no more can come. Who waits keeps the others waiting.
    fn things(&self) -> impl Iterator<Item = T> {
        let few = || {
            let receiver = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            receiver.recv().ok()
        };
        std::iter::from_fn(few).flatten()
    }
}

/// Puts things into a queue. Nothing more comes once it is dropped.
struct Feed<T> {
    sender: mpsc::Sender<Vec<T>>,
    next: Vec<T>,
    few: usize,
}

impl<T> Feed<T> {
    fn push(&mut self, thing: T) {
        self.next.push(thing);
        if self.next.len() == self.few {
            self.flush();
        }
    }

    fn flush(&mut self) {
        // Where nobody takes things any more, they are not wanted.
        let _ = self.sender.send(std::mem::take(&mut self.next));
    }
}

impl<T> Drop for Feed<T> {
    fn drop(&mut self) {
        self.flush();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::thread::current;

    const STACK_BYTES: usize = 1 << 20;

    /// Runs something with a helper of that kind.
    fn with_each(run: impl Fn(&Helper)) {
        run(&Helper::none());
        let refused = Helper::vacant(usize::MAX);
        run(&refused);
        let helper = Helper::vacant(STACK_BYTES);
        run(&helper);
        helper.dismiss();
    }

    #[test]
    fn things_are_done_by_the_helper_or_by_who_asks() {
        with_each(|helper| {
            let first = helper.ask(|| String::from("a"));
            let second = helper.ask(|| 7);
            assert_eq!((first.take().as_str(), second.take()), ("a", 7));
        });
        assert_eq!(Asked::done(3).take(), 3);
    }

    #[test]
    fn the_helper_begins_without_being_waited_for() {
        let helper = Helper::vacant(STACK_BYTES);
        let (tell, told) = mpsc::channel();
        let asked = helper.ask(move || {
            let name = current().name().map(str::to_owned);
            tell.send(name).unwrap();
        });
        assert_eq!(told.recv().unwrap().as_deref(), Some("helper"));
        asked.take();
    }

    #[test]
    fn who_is_dismissed_does_nothing_more() {
        let helper = Helper::vacant(STACK_BYTES);
        helper.dismiss();
        assert_eq!(helper.ask(|| 1).take(), 1);
        helper.dismiss();
        assert_eq!(helper.ask(|| 2).take(), 2);
    }

    #[test]
    fn each_thing_is_worked_on_once() {
        for shares in [false, true] {
            with_each(|helper| {
                let mut shared = Shared::new(4, |numbers, tell| numbers.for_each(|n| tell(n * 2)));
                if shares {
                    shared.share_with(helper);
                }
                assert_eq!(shared.is_shared(), shares);
                (0..30).for_each(|n: i32| shared.push(n));
                shared.close();
                shared.push(30);
                let mut all = Vec::new();
                shared.finish(|n| all.push(n));
                all.sort_unstable();
                assert_eq!(all, (0..30).map(|n| n * 2).collect::<Vec<_>>());
            });
        }
    }

    #[test]
    fn a_panic_reaches_who_asked() {
        with_each(|helper| {
            let asked = helper.ask(|| -> u8 { panic!("no") });
            let taken = catch_unwind(AssertUnwindSafe(|| asked.take()));
            assert!(taken.is_err());
        });
    }
}

//! Which processor a thread runs on.

/// Moves the calling thread to another processor, where there is one that it may run on. It may come
/// back later.
#[cfg(target_os = "linux")]
pub(crate) fn leave() {
    use rustix::thread::{sched_getaffinity, sched_getcpu, sched_setaffinity};

    let Ok(allowed) = sched_getaffinity(None) else {
        return;
    };
    let mut others = allowed;
    others.unset(sched_getcpu());
    if others.count() > 0 && sched_setaffinity(None, &others).is_ok() {
        let _ = sched_setaffinity(None, &allowed);
    }
}

/// Leaves the thread where the system put it: only Linux says which processor that is.
#[cfg(not(target_os = "linux"))]
pub(crate) fn leave() {}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;
    use rustix::thread::sched_getaffinity;

    #[test]
    fn a_thread_that_leaves_may_come_back() {
        let before = sched_getaffinity(None).unwrap();
        leave();
        assert_eq!(sched_getaffinity(None).unwrap(), before);
    }
}

//! Which processors threads run on.
//!
//! A system may start a new thread on the processor of the one that starts it, although another one
//! is idle, and let it wait there for milliseconds: virtual machines do, to keep processors free. A
//! process that is over in less than ten has to say that its two threads are to run at once.

/// A processor for one thread, the others for its helpers.
#[derive(Debug)]
pub(crate) struct Place {
    #[cfg(target_os = "linux")]
    cpus: linux::Cpus,
}

impl Place {
    /// Gives the place where the present thread is, or `None` where there is no other or where no
    /// thread can be sent elsewhere.
    pub(crate) fn here() -> Option<Self> {
        #[cfg(target_os = "linux")]
        return linux::Cpus::here().map(|cpus| Self { cpus });
        #[cfg(not(target_os = "linux"))]
        return None;
    }

    /// Keeps the present thread and those that it starts here.
    pub(crate) fn stay(&self) {
        #[cfg(target_os = "linux")]
        self.cpus.stay();
    }

    /// Sends the present thread elsewhere, with those that it starts.
    pub(crate) fn leave(&self) {
        #[cfg(target_os = "linux")]
        self.cpus.leave();
    }

    /// Takes the place for the present thread: who made it is sent elsewhere, and what this thread
    /// starts may run anywhere.
    pub(crate) fn take(&self) {
        #[cfg(target_os = "linux")]
        self.cpus.take();
    }

    /// Sends who made the place to where the present thread is now.
    pub(crate) fn call_owner(&self) {
        #[cfg(target_os = "linux")]
        self.cpus.call_owner();
    }

    /// Lets the present thread run anywhere again.
    pub(crate) fn forget(&self) {
        #[cfg(target_os = "linux")]
        self.cpus.forget();
    }
}

#[cfg(target_os = "linux")]
mod linux {
    use rustix::thread::{CpuSet, Pid, gettid, sched_getaffinity, sched_getcpu, sched_setaffinity};

    /// None of the calls has to succeed: a thread on the wrong processor is only later.
    #[derive(Debug)]
    pub(super) struct Cpus {
        all: CpuSet,
        here: CpuSet,
        others: CpuSet,
        owner: Pid,
    }

    impl Cpus {
        pub(super) fn here() -> Option<Self> {
            let all = sched_getaffinity(None).ok()?;
            let number = sched_getcpu();
            let (mut here, mut others) = (CpuSet::new(), all);
            here.set(number);
            others.unset(number);
            let owner = gettid();
            (others.count() > 0).then_some(Self {
                all,
                here,
                others,
                owner,
            })
        }

        pub(super) fn stay(&self) {
            let _ = sched_setaffinity(None, &self.here);
        }

        pub(super) fn leave(&self) {
            let _ = sched_setaffinity(None, &self.others);
        }

        pub(super) fn take(&self) {
            let _ = sched_setaffinity(Some(self.owner), &self.others);
            let _ = sched_setaffinity(None, &self.all);
        }

        pub(super) fn call_owner(&self) {
            let mut here = CpuSet::new();
            here.set(sched_getcpu());
            let _ = sched_setaffinity(Some(self.owner), &here);
        }

        pub(super) fn forget(&self) {
            let _ = sched_setaffinity(None, &self.all);
        }
    }
}

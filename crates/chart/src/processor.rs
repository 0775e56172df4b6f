//! Which processor a thread runs on.

pub(crate) use system::Processor;

#[cfg(target_os = "linux")]
mod system {
    use rustix::thread::{sched_getaffinity, sched_getcpu, sched_setaffinity};

    /// A processor, by its number.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub(crate) struct Processor(usize);

    impl Processor {
        /// Gives the one that the calling thread runs on.
        pub(crate) fn here() -> Self {
            Self(sched_getcpu())
        }

        /// Moves the calling thread to another processor, where it runs on this one and may run elsewhere.
        pub(crate) fn leave(self) {
            if Self::here() != self {
                return;
            }
            let Ok(mut others) = sched_getaffinity(None) else {
                return;
            };
            others.unset(self.0);
            if others.count() > 0 {
                // Where it may not move, it stays.
                let _ = sched_setaffinity(None, &others);
            }
        }
    }
}

#[cfg(not(target_os = "linux"))]
mod system {
    /// A processor; which one is only known on Linux.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub(crate) struct Processor;

    impl Processor {
        /// Gives the one that the calling thread runs on.
        pub(crate) fn here() -> Self {
            Self
        }

        /// Leaves the thread where the system put it.
        pub(crate) fn leave(self) {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thread_leaves_a_processor_or_has_no_other() {
        let left = std::thread::spawn(|| {
            let home = Processor::here();
            home.leave();
            (home, Processor::here())
        });
        let (home, now) = left.join().unwrap();
        let has_others = std::thread::available_parallelism().is_ok_and(|count| count.get() > 1);
        assert_eq!(home != now, has_others && cfg!(target_os = "linux"));
    }
}

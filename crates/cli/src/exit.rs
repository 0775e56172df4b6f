//! How the process ends.

use crate::printer::Printer;

/// The exit codes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Exit {
    /// All is well.
    Fine = 0,
    /// There are findings or differences, or a render failed.
    Findings = 1,
    /// The command was used wrongly or could not do its work.
    Failed = 2,
}

impl Exit {
    /// Ends the process, from whatever thread did the work: to take down the thread and its memory
    /// first would be work for nothing.
    pub(crate) fn leave(self) -> ! {
        std::process::exit(self as i32)
    }
}

/// Ends the process after a command; a failure is printed with its causes.
pub(crate) fn leave(ended: anyhow::Result<Exit>, printer: Printer) -> ! {
    let exit = ended.unwrap_or_else(|error| {
        printer.say(&format!("error: {error:#}"));
        Exit::Failed
    });
    exit.leave()
}

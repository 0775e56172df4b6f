//! The only place that writes to standard output and standard error.

use crate::args::MessageFormat;
use crate::report;
use stator_diag::{Diagnostic, Severity, Sources};
use std::io::{self, IsTerminal as _, Write};

/// Writes data and findings.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Printer {
    format: MessageFormat,
    styled: bool,
}

impl Printer {
    /// Makes a printer; colours only on a terminal and without `NO_COLOR`.
    pub(crate) fn new(format: MessageFormat) -> Self {
        Self {
            format,
            styled: is_colourful() && io::stderr().is_terminal(),
        }
    }

    /// Writes data to standard output; a closed pipe ends quietly.
    pub(crate) fn data(self, bytes: &[u8]) -> io::Result<()> {
        let mut out = io::stdout().lock();
        match out.write_all(bytes).and_then(|()| out.flush()) {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            result => result,
        }
    }

    /// Writes findings to standard output, for a command whose data they are.
    pub(crate) fn findings_as_data(
        self,
        found: &[Diagnostic],
        sources: &Sources,
    ) -> io::Result<()> {
        let styled = is_colourful() && io::stdout().is_terminal();
        let texts = found.iter().map(|d| report::draw(d, sources, styled));
        self.data(texts.collect::<Vec<_>>().join("\n").as_bytes())
    }

    /// Writes a line to standard error.
    pub(crate) fn say(self, text: &str) {
        let _ = writeln!(io::stderr().lock(), "{text}");
    }

    /// Writes findings; gives the worst severity.
    pub(crate) fn findings(self, found: &[Diagnostic], sources: &Sources) -> Option<Severity> {
        let mut err = io::stderr().lock();
        for diagnostic in found {
            let text = match self.format {
                MessageFormat::Human => report::draw(diagnostic, sources, self.styled),
                MessageFormat::Json => format!("{}\n", diagnostic.to_json(sources)),
            };
            let _ = err.write_all(text.as_bytes());
        }
        found.iter().map(|diagnostic| diagnostic.severity).max()
    }
}

fn is_colourful() -> bool {
    std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}

/// How many columns there are for standard output: what `COLUMNS` says, or the terminal's own.
pub(crate) fn columns() -> Option<usize> {
    let said = std::env::var("COLUMNS")
        .ok()
        .and_then(|text| text.parse().ok());
    let own = || {
        let stdout = io::stdout();
        terminal_size::terminal_size_of(stdout).map(|(width, _)| usize::from(width.0))
    };
    said.or_else(own).filter(|columns| *columns > 0)
}

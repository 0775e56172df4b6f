//! `stator completions`.

use crate::args;
use crate::exit::Exit;
use crate::printer::Printer;
use anyhow::Result;
use clap::Args;
use clap_complete::Shell;

// Arguments of `stator completions`.
#[derive(Debug, Args)]
#[command(after_help = "Example: stator completions bash > /etc/bash_completion.d/stator")]
pub(crate) struct CompletionsArgs {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

/// Writes the script.
pub(crate) fn run(args: &CompletionsArgs, printer: Printer) -> Result<Exit> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut args::definition(), "stator", &mut script);
    printer.data(&script)?;
    Ok(Exit::Fine)
}

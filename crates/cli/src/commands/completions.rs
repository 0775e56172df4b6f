//! `stator completions`.

use crate::args;
use crate::printer::Printer;
use anyhow::Result;
use clap::Args;
use clap_complete::Shell;
use std::process::ExitCode;

/// Arguments of `stator completions`.
#[derive(Debug, Args)]
#[command(after_help = "Example: stator completions bash > /etc/bash_completion.d/stator")]
pub(crate) struct CompletionsArgs {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

/// Writes the script.
pub(crate) fn run(args: &CompletionsArgs, printer: Printer) -> Result<ExitCode> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut args::definition(), "stator", &mut script);
    printer.data(&script)?;
    Ok(ExitCode::SUCCESS)
}

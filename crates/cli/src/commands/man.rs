//! `stator man`.

use crate::args;
use crate::exit::Exit;
use crate::printer::Printer;
use anyhow::Result;
use clap::Args;

// Arguments of `stator man`.
#[derive(Debug, Args)]
#[command(after_help = "Example: stator man | man -l -")]
pub(crate) struct ManArgs {}

/// Writes the page.
pub(crate) fn run(_: &ManArgs, printer: Printer) -> Result<Exit> {
    let mut page = Vec::new();
    clap_mangen::Man::new(args::definition()).render(&mut page)?;
    printer.data(&page)?;
    Ok(Exit::Fine)
}

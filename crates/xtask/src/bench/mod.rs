//! `cargo xtask bench`: whole processes, timed by turns.

mod growth;
mod measure;
mod plan;
mod render;
mod table;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Result, ensure};
use clap::{Args, Subcommand};

use crate::workspace::Workspace;

/// Time whole processes: ours and, where there is one, the program it stands in for
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    Render(render::Arguments),
    Plan(plan::Arguments),
}

/// Options of every benchmark.
#[derive(Debug, Args)]
struct Common {
    /// How often each command is run; the median counts
    #[arg(long, value_name = "N", default_value_t = 15)]
    rounds: usize,
    /// The command to measure [default: `cargo build --release`'s]
    #[arg(long, value_name = "FILE")]
    stator: Option<PathBuf>,
    /// Exit with 1 where a limit is missed
    #[arg(long)]
    check: bool,
}

impl Common {
    fn stator(&self, workspace: &Workspace) -> Result<PathBuf> {
        ensure!(self.rounds > 0, "--rounds has to be at least 1");
        match &self.stator {
            Some(file) => Ok(file.canonicalize()?),
            None => workspace.built_stator(),
        }
    }

    /// Prints what missed its limit and judges.
    fn verdict(&self, misses: &[String]) -> ExitCode {
        for miss in misses {
            println!("MISSED  {miss}");
        }
        if misses.is_empty() {
            println!("all limits are kept");
        }
        if self.check && !misses.is_empty() {
            ExitCode::FAILURE
        } else {
            ExitCode::SUCCESS
        }
    }
}

/// Runs the task.
pub(crate) fn run(workspace: &Workspace, arguments: &Arguments) -> Result<ExitCode> {
    match &arguments.what {
        What::Render(arguments) => render::run(workspace, arguments),
        What::Plan(arguments) => plan::run(workspace, arguments),
    }
}

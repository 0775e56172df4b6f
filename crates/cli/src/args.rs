//! The command line: subcommands and options that all of them share.

use crate::commands::{check, completions, explain, man, plan, presets, template, version};
use crate::exit::Exit;
use clap::{CommandFactory, FromArgMatches as _, Parser, Subcommand, ValueEnum};

/// Renders, checks and explains the configuration of the NVIDIA Dynamo platform on Kubernetes.
///
/// Data goes to standard output, everything else to standard error. Exit code 0: fine; 1: findings
/// or differences; 2: wrong usage or failure.
#[derive(Debug, Parser)]
#[command(
    name = "stator",
    version,
    max_term_width = 100,
    arg_required_else_help = true
)]
pub(crate) struct Cli {
    /// How findings are written to standard error
    #[arg(
        long,
        global = true,
        value_enum,
        default_value = "human",
        env = "STATOR_MESSAGE_FORMAT"
    )]
    pub(crate) message_format: MessageFormat,
    /// What to do
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// Forms of findings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum MessageFormat {
    /// Source lines with carets
    Human,
    /// One JSON object a line
    Json,
}

/// Subcommands, in the order of the help.
///
/// Only the one that is called is made whole. What a documentation comment of its arguments said would
/// then be taken for its purpose: they have plain comments.
#[derive(Debug, Subcommand)]
#[command(defer = true)]
pub(crate) enum Command {
    /// Render a chart as `helm template` does
    Template(Box<template::TemplateArgs>),
    /// Show what the operator will create for a graph, offline
    Plan(Box<plan::PlanArgs>),
    /// Find every fault of graphs and their neighbours before they are applied
    Check(Box<check::CheckArgs>),
    /// Tell what a finding's code means, with an example that fails and one that is right
    Explain(explain::ExplainArgs),
    /// List values for common purposes, or print one with its reasons
    Presets(presets::PresetsArgs),
    /// Write a completion script for a shell
    Completions(completions::CompletionsArgs),
    /// Write the manual page
    Man(man::ManArgs),
    /// Write versions of the command and of what it implements
    Version(version::VersionArgs),
}

/// Parses the arguments of the process; help and usage errors are printed here.
pub(crate) fn parse() -> Result<Cli, Exit> {
    let mut command = Cli::command();
    let parsed = command.try_get_matches_from_mut(std::env::args_os());
    let parsed = parsed.and_then(|mut matches| {
        Cli::from_arg_matches_mut(&mut matches).map_err(|error| error.format(&mut command))
    });
    let parsed = parsed.map_err(|error| {
        let failed = error.use_stderr();
        // A closed pipe is not an error.
        let _ = error.print();
        if failed { Exit::Failed } else { Exit::Fine }
    });
    // The process ends with what runs next and takes this with it.
    std::mem::forget(command);
    parsed
}

/// Gives the definition of the command line, for completions and the manual page.
pub(crate) fn definition() -> clap::Command {
    Cli::command()
}

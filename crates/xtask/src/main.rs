//! Development tasks of the workspace; `cargo xtask help` lists them.
//!
//! One module a task. What a task looks at or produces is a table, so that a new check
//! ([`check::CHECKS`]), generated file ([`generate::GENERATORS`]) or test program
//! ([`control_plane::RECIPES`]) is one entry.

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command for a terminal"
)]

mod answers;
mod bench;
mod chart_file;
mod charts;
mod check;
mod control_plane;
mod foreign_crds;
mod generate;
mod helm;
mod layers;
mod process;
mod test;
mod workspace;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use workspace::Workspace;

/// Development tasks of Stator
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", max_term_width = 100)]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    Test(test::Arguments),
    Check(check::Arguments),
    /// Check that the crates depend on each other and on others as the table of layers says
    Layers,
    /// Check that labels, annotations and variables are spelt out in `crates/api` only
    Literals,
    Generate(generate::Arguments),
    ControlPlane(control_plane::Arguments),
    /// Build the NATS server that judges rendered configurations; same as `control-plane --only nats`
    NatsServer,
    Helm(helm::Arguments),
    Bench(bench::Arguments),
    /// Answer recorded admission and schema cases: a JSON list on standard input, one on standard output
    Answers,
}

fn main() -> ExitCode {
    let result = Workspace::find().and_then(|workspace| match Arguments::parse().task {
        Task::Test(arguments) => test::run(&workspace, &arguments),
        Task::Check(arguments) => check::run(&workspace, &arguments),
        Task::Layers => check::run_one(&workspace, "layers"),
        Task::Literals => check::run_one(&workspace, "literals"),
        Task::Generate(arguments) => generate::run(&workspace, &arguments),
        Task::ControlPlane(arguments) => control_plane::run(&workspace, &arguments),
        Task::NatsServer => control_plane::run_one(&workspace, "nats"),
        Task::Helm(arguments) => helm::run(&workspace, &arguments),
        Task::Bench(arguments) => bench::run(&workspace, &arguments),
        Task::Answers => answers::run(),
    });
    result.unwrap_or_else(|error| {
        eprintln!("error: {error:#}");
        ExitCode::from(2)
    })
}

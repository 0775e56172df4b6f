//! Entry point of the `stator` command.

mod args;
mod chart_args;
mod commands;
mod graph_input;
mod host;
mod kubeconfig;
mod manifest;
mod printer;
mod report;

use std::process::ExitCode;

fn main() -> ExitCode {
    match args::parse() {
        Ok(cli) => commands::run(cli),
        Err(code) => code,
    }
}

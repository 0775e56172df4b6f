//! Entry point of the `stator` command.

mod args;
mod commands;
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

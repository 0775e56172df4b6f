//! One file per subcommand.

pub(crate) mod check;
pub(crate) mod completions;
pub(crate) mod explain;
pub(crate) mod man;
pub(crate) mod plan;
pub(crate) mod presets;
pub(crate) mod template;
pub(crate) mod version;

use crate::args::{Cli, Command};
use crate::printer::Printer;
use stator_chart::with_big_stack;
use std::process::ExitCode;

/// Runs the chosen subcommand; a failure is printed with its causes and ends with 2.
///
/// What reads manifests has room for the deepest that the YAML reader lets in.
pub(crate) fn run(cli: Cli) -> ExitCode {
    let printer = Printer::new(cli.message_format);
    let result = match cli.command {
        Command::Template(args) => template::run(&args, printer),
        Command::Plan(args) => with_big_stack(move |_| plan::run(&args, printer)),
        Command::Check(args) => with_big_stack(move |_| check::run(&args, printer)),
        Command::Explain(args) => explain::run(&args, printer),
        Command::Presets(args) => presets::run(&args, printer),
        Command::Completions(args) => completions::run(&args, printer),
        Command::Man(args) => man::run(&args, printer),
        Command::Version(args) => version::run(&args, printer),
    };
    match result {
        Ok(code) => code,
        Err(error) => {
            printer.say(&format!("error: {error:#}"));
            ExitCode::from(2)
        }
    }
}

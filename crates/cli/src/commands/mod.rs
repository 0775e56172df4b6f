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
use crate::exit::leave;
use crate::printer::Printer;
use stator_chart::with_big_stack;

/// Runs the chosen subcommand and ends the process.
///
/// What renders or reads manifests has room for the deepest that the YAML reader lets in.
pub(crate) fn run(cli: Cli) -> ! {
    let printer = Printer::new(cli.message_format);
    let ended = match cli.command {
        Command::Template(args) => {
            with_big_stack(move |stack| leave(template::run(&args, stack, printer), printer))
        }
        Command::Plan(args) => {
            with_big_stack(move |stack| leave(plan::run(&args, stack, printer), printer))
        }
        Command::Check(args) => {
            with_big_stack(move |stack| leave(check::run(&args, stack, printer), printer))
        }
        Command::Explain(args) => explain::run(&args, printer),
        Command::Presets(args) => presets::run(&args, printer),
        Command::Completions(args) => completions::run(&args, printer),
        Command::Man(args) => man::run(&args, printer),
        Command::Version(args) => version::run(&args, printer),
    };
    leave(ended, printer)
}

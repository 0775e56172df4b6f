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
use stator_chart::Room;

/// Runs the chosen subcommand and ends the process.
pub(crate) fn run(cli: Cli, room: Room) -> ! {
    let printer = Printer::new(cli.message_format);
    let ended = match cli.command {
        Command::Template(args) => template::run(&args, room, printer),
        Command::Plan(args) => plan::run(&args, room, printer),
        Command::Check(args) => check::run(&args, room, printer),
        Command::Explain(args) => explain::run(&args, printer),
        Command::Presets(args) => presets::run(&args, printer),
        Command::Completions(args) => completions::run(&args, printer),
        Command::Man(args) => man::run(&args, printer),
        Command::Version(args) => version::run(&args, printer),
    };
    leave(ended, printer)
}

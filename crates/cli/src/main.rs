//! Entry point of the `stator` command.

mod args;
mod chart_args;
mod codes;
mod commands;
mod exit;
mod graph_input;
mod host;
mod kubeconfig;
mod manifest;
mod namespace;
mod operator_args;
mod printer;
mod report;

use stator_chart::with_big_stack;

/// A render makes and drops many small things; this one is good at that.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    // Deep charts and manifests need the room; most commands need no more than a part of the stack.
    with_big_stack(|room| match args::parse() {
        Ok(cli) => commands::run(cli, room),
        Err(exit) => exit.leave(),
    });
}

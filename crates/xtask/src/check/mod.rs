//! `cargo xtask check`: what the compiler does not see.

mod dependencies;
mod drift;
mod layers;
mod literals;
mod orphans;
mod paths;
mod rust_source;
mod versions;

use std::process::ExitCode;

use anyhow::{Context, Result, ensure};
use clap::Args;

use crate::workspace::Workspace;

/// A rule that the repository keeps.
#[derive(Debug)]
pub(crate) struct Check {
    /// Its name on the command line.
    pub(crate) name: &'static str,
    /// What it requires, in one line.
    pub(crate) about: &'static str,
    /// Gives one text for each place where the rule is broken, beginning with the place.
    pub(crate) run: fn(&Workspace) -> Result<Vec<String>>,
}

/// Every check, in the order of running; a new one is a line here.
pub(crate) const CHECKS: &[Check] = &[
    Check {
        name: "drift",
        about: "generated files are what their generator gives",
        run: drift::findings,
    },
    Check {
        name: "layers",
        about: "crates depend on each other and on others as the table of layers says",
        run: layers::findings,
    },
    Check {
        name: "dependencies",
        about: "dependencies are declared once and have a row in docs/dependencies.md",
        run: dependencies::findings,
    },
    Check {
        name: "literals",
        about: "labels, annotations and variables are spelt out in crates/api only",
        run: literals::findings,
    },
    Check {
        name: "orphans",
        about: "every snapshot has its test and every corpus folder is read",
        run: orphans::findings,
    },
    Check {
        name: "paths",
        about: "no file names a folder of one machine",
        run: paths::findings,
    },
    Check {
        name: "versions",
        about: "workspace and charts have one version",
        run: versions::findings,
    },
];

/// Check what the compiler does not see: drift, layers, literals, orphans and more
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Only these checks [default: all]
    #[arg(value_name = "CHECK", value_parser = names())]
    checks: Vec<String>,
    /// List the checks and what they require
    #[arg(long)]
    list: bool,
}

/// Runs the task.
pub(crate) fn run(workspace: &Workspace, arguments: &Arguments) -> Result<ExitCode> {
    if arguments.list {
        for Check { name, about, .. } in CHECKS {
            println!("{name:<13} {about}");
        }
        return Ok(ExitCode::SUCCESS);
    }
    let is_wanted = |check: &&Check| {
        arguments.checks.is_empty() || arguments.checks.iter().any(|name| name == check.name)
    };
    run_all(workspace, CHECKS.iter().filter(is_wanted))
}

/// Runs the one check with this name.
pub(crate) fn run_one(workspace: &Workspace, name: &str) -> Result<ExitCode> {
    run_all(workspace, CHECKS.iter().filter(|check| check.name == name))
}

fn run_all<'a>(workspace: &Workspace, checks: impl Iterator<Item = &'a Check>) -> Result<ExitCode> {
    let mut total = 0;
    let mut ran = 0;
    for check in checks {
        let findings = (check.run)(workspace)
            .with_context(|| format!("the check `{}` could not be made", check.name))?;
        if findings.is_empty() {
            println!("ok      {:<13} {}", check.name, check.about);
        } else {
            println!("FAILED  {:<13} {}", check.name, check.about);
            for finding in &findings {
                println!("  {finding}");
            }
        }
        total += findings.len();
        ran += 1;
    }
    ensure!(ran > 0, "no such check");
    Ok(if total == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

fn names() -> Vec<&'static str> {
    CHECKS.iter().map(|check| check.name).collect()
}

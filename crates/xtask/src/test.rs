//! `cargo xtask test`: all tests, after building what they run against.

use std::io;
use std::io::{BufRead, BufReader, Write};
use std::process::{Command, ExitCode, Stdio};

use anyhow::{Context, Result, ensure};
use clap::Args;
use stator_testkit::Helm;

use crate::control_plane::{self, Set};
use crate::workspace::Workspace;
use crate::{helm, process};

/// Run all tests, doctests included, after building what they run against
///
/// The programs of the test control plane are built first if Go is there (once, about six minutes
/// on two cores) or taken from the folder named by KUBEBUILDER_ASSETS; the real Helms that output is
/// compared with are fetched, or taken from HELM3 and HELM4. Without them, the tests that need one
/// report themselves as not run; with CI=true that is a failure.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Build and fetch nothing; tests that need what is not there report themselves as not run
    #[arg(long)]
    offline: bool,
    /// For `cargo test`, such as `-p stator-value` or `-p stator-value -- name_of_a_test`
    #[arg(last = true, value_name = "ARGUMENTS")]
    cargo: Vec<String>,
}

/// What the tests run against.
const SETS: &[Set] = &[Set::Api, Set::ControllerManager, Set::Nats, Set::Crds];

/// Brings the tests of the test kit against a real API server.
const FEATURES: &str = "--features=stator-testkit/cluster";

/// Runs the task.
pub(crate) fn run(workspace: &Workspace, arguments: &Arguments) -> Result<ExitCode> {
    let missing = if arguments.offline {
        Vec::new()
    } else {
        prepare(workspace)
    };
    for line in &missing {
        eprintln!("{line}");
    }
    ensure!(
        missing.is_empty() || !stator_testkit::in_ci(),
        "with CI set, every test has to run"
    );

    let has_nextest = process::on_path("cargo-nextest").is_some();
    let mut code = 0;
    let mut tally = Tally::default();
    for words in steps(has_nextest, &arguments.cargo) {
        let mut cargo = process::cargo(workspace);
        cargo.args(&words);
        let ended = pass_through(&mut cargo, &mut io::stdout(), &mut tally)?;
        code = if code == 0 { ended } else { code };
    }
    print!("{tally}");
    // Once more, where it is read.
    for line in &missing {
        eprintln!("{line}");
    }
    Ok(ExitCode::from(code))
}

/// Builds and fetches what tests run against; gives a line for each thing that cannot be had.
fn prepare(workspace: &Workspace) -> Vec<String> {
    let mut missing = Vec::new();
    if let Err(why) = control_plane::provide(workspace, SETS, None, false) {
        missing.push(format!(
            "NOT RUN: tests against a real API server or NATS server: {}",
            why.reason()
        ));
    }
    for line in [Helm::V3, Helm::V4] {
        if let Err(why) = helm::provide(workspace, line) {
            let version = line.version();
            missing.push(format!("NOT RUN: comparisons with Helm {version}: {why:#}"));
        }
    }
    missing
}

/// The runs of cargo, one after the other.
fn steps(has_nextest: bool, extra: &[String]) -> Vec<Vec<String>> {
    let words = |words: &[&str]| words.iter().map(ToString::to_string).collect::<Vec<_>>();
    if !extra.is_empty() {
        // The developer says what; nextest understands other words.
        return vec![[words(&["test"]), extra.to_vec()].concat()];
    }
    if !has_nextest {
        return vec![words(&["test", "--workspace", FEATURES, "--no-fail-fast"])];
    }
    // Nextest gives every test a process of its own, so each would start a control plane: the test
    // binaries called `cluster` stay with cargo. So do doctests, which nextest does not know.
    vec![
        words(&[
            "nextest",
            "run",
            "--workspace",
            FEATURES,
            "--no-fail-fast",
            "--filterset",
            "not binary(cluster)",
        ]),
        words(&[
            "test",
            "--workspace",
            FEATURES,
            "--no-fail-fast",
            "--test",
            "cluster",
        ]),
        words(&["test", "--workspace", FEATURES, "--no-fail-fast", "--doc"]),
    ]
}

/// Runs cargo, hands on its output and counts what it closes with; gives its exit code.
fn pass_through(cargo: &mut Command, out: &mut dyn Write, tally: &mut Tally) -> Result<u8> {
    eprintln!("$ {}", process::line(cargo));
    let mut child = cargo
        .stdout(Stdio::piped())
        .spawn()
        .context("cannot start cargo")?;
    let mut output = BufReader::new(child.stdout.take().context("standard output is piped")?);
    let mut line = Vec::new();
    while output.read_until(b'\n', &mut line)? > 0 {
        out.write_all(&line)?;
        tally.count(&String::from_utf8_lossy(&line));
        line.clear();
    }
    let status = child.wait()?;
    Ok(status
        .code()
        .map_or(1, |code| u8::try_from(code).unwrap_or(1)))
}

/// The sum of cargo's closing lines.
#[derive(Debug, Default, PartialEq, Eq)]
struct Tally {
    binaries: u32,
    passed: u32,
    failed: u32,
    ignored: u32,
}

impl Tally {
    /// Adds one line if it is a closing line, `test result: ok. 3 passed; 0 failed; 1 ignored; …`.
    fn count(&mut self, line: &str) {
        let Some(result) = line.strip_prefix("test result: ") else {
            return;
        };
        self.binaries += 1;
        let counts = result.split_once(". ").map_or("", |(_, counts)| counts);
        for part in counts.split(';') {
            let mut words = part.split_whitespace();
            let (Some(number), Some(what)) = (words.next(), words.next()) else {
                continue;
            };
            let number: u32 = number.parse().unwrap_or(0);
            match what {
                "passed" => self.passed += number,
                "failed" => self.failed += number,
                "ignored" => self.ignored += number,
                _ => {}
            }
        }
    }
}

impl std::fmt::Display for Tally {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self {
            binaries,
            passed,
            failed,
            ignored,
        } = self;
        writeln!(
            f,
            "all of cargo test: {passed} passed; {failed} failed; {ignored} ignored; in {binaries} test binaries"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn closing_lines_are_added_up() {
        let mut tally = Tally::default();
        for line in [
            "running 3 tests",
            "test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 7 filtered out; finished in 0.29s\n",
            "test result: FAILED. 2 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out; finished in 1.0s\n",
            "test test result: ok. 9 passed",
        ] {
            tally.count(line);
        }
        assert_eq!(
            tally,
            Tally {
                binaries: 2,
                passed: 5,
                failed: 1,
                ignored: 1
            }
        );
    }

    #[test]
    fn doctests_and_cluster_tests_run_with_and_without_nextest() {
        let plain = steps(false, &[]);
        assert_eq!(plain.len(), 1);
        assert!(
            plain[0]
                .iter()
                .all(|word| word != "--doc" && word != "--lib")
        );
        let with = steps(true, &[]);
        assert_eq!(with[0][0], "nextest");
        assert!(with[1].ends_with(&["--test".to_owned(), "cluster".to_owned()]));
        assert!(with[2].ends_with(&["--doc".to_owned()]));
    }

    #[test]
    fn words_of_the_developer_reach_cargo_test_alone() {
        let words = ["-p".to_owned(), "stator-value".to_owned()];
        assert_eq!(steps(true, &words), [["test", "-p", "stator-value"]]);
    }

    #[test]
    fn exit_code_and_output_of_cargo_pass_through() {
        let (mut tally, mut out) = (Tally::default(), Vec::new());
        let mut command = Command::new("sh");
        command.args([
            "-c",
            "echo 'test result: FAILED. 0 passed; 2 failed; 0 ignored'; exit 101",
        ]);
        assert_eq!(
            pass_through(&mut command, &mut out, &mut tally).unwrap(),
            101
        );
        assert_eq!(tally.failed, 2);
        assert!(out.ends_with(b"0 ignored\n"));
    }
}

//! One process: how long it takes and how much memory it has at most.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use wait4::Wait4;

use crate::process;

/// A command that can be run again and again.
#[derive(Debug, Clone)]
pub(super) struct Candidate {
    file: PathBuf,
    arguments: Vec<String>,
    /// Where Helm keeps its things; the developer's settings must not count.
    home: PathBuf,
}

/// What one run took.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Sample {
    pub(super) wall: Duration,
    pub(super) peak_mib: f64,
}

/// What many runs took: both medians.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Median {
    pub(super) wall_ms: f64,
    pub(super) peak_mib: f64,
}

impl Candidate {
    pub(super) fn new(file: &Path, arguments: &[&str], home: &Path) -> Self {
        Self {
            file: file.to_path_buf(),
            arguments: arguments.iter().map(ToString::to_string).collect(),
            home: home.to_path_buf(),
        }
    }

    /// Adds arguments.
    pub(super) fn with(mut self, arguments: &[String]) -> Self {
        self.arguments.extend_from_slice(arguments);
        self
    }

    /// Runs it once, requires success and gives what it prints.
    pub(super) fn output(&self) -> Result<String> {
        process::output(&mut self.command())
    }

    /// Runs it once with its output thrown away.
    pub(super) fn sample(&self) -> Result<Sample> {
        let mut command = self.command();
        command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let began = Instant::now();
        let child = command
            .spawn()
            .with_context(|| format!("cannot start {self}"))?;
        let ended = child.wait4()?;
        let wall = began.elapsed();
        ensure!(ended.status.success(), "{self} failed ({})", ended.status);
        Ok(Sample {
            wall,
            peak_mib: mib(ended.rusage.maxrss),
        })
    }

    fn command(&self) -> Command {
        let mut command = Command::new(&self.file);
        command
            .args(&self.arguments)
            .env_clear()
            .env("HOME", &self.home)
            .current_dir(&self.home);
        command
    }
}

impl std::fmt::Display for Candidate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&process::line(&self.command()))
    }
}

/// Runs commands by turns, so that what else the machine does meets all of them alike.
pub(super) fn by_turns(candidates: &[&Candidate], rounds: usize) -> Result<Vec<Median>> {
    let mut samples = vec![Vec::with_capacity(rounds); candidates.len()];
    for candidate in candidates {
        // The first run reads files that later ones find in memory.
        candidate.sample()?;
    }
    for _ in 0..rounds {
        for (candidate, samples) in candidates.iter().zip(&mut samples) {
            samples.push(candidate.sample()?);
        }
    }
    samples.iter().map(|samples| median(samples)).collect()
}

fn median(samples: &[Sample]) -> Result<Median> {
    let middle = |value: fn(&Sample) -> f64| -> Result<f64> {
        let mut values: Vec<f64> = samples.iter().map(value).collect();
        values.sort_by(f64::total_cmp);
        match (values.len() % 2, values.len() / 2) {
            (_, 0) if values.is_empty() => bail!("no samples"),
            (1, half) => Ok(values[half]),
            (_, half) => Ok(f64::midpoint(values[half - 1], values[half])),
        }
    };
    Ok(Median {
        wall_ms: middle(|sample| sample.wall.as_secs_f64() * 1000.0)?,
        peak_mib: middle(|sample| sample.peak_mib)?,
    })
}

/// The most memory that this process has had, in MiB.
///
/// No child can be seen to have less: until it executes its own program it is a copy of ours, and
/// the kernel counts that.
pub(super) fn floor_mib() -> Option<f64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kib: u64 = line.split_whitespace().next()?.parse().ok()?;
    Some(mib(kib * 1024))
}

fn mib(bytes: u64) -> f64 {
    bytes as f64 / 1024.0 / 1024.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sh(script: &str) -> Candidate {
        Candidate::new(Path::new("/bin/sh"), &["-c", script], Path::new("/"))
    }

    #[test]
    fn median_of_even_and_odd_counts() {
        let sample = |ms, peak_mib| Sample {
            wall: Duration::from_millis(ms),
            peak_mib,
        };
        let odd = [sample(9, 1.0), sample(1, 3.0), sample(2, 2.0)];
        assert_eq!(
            median(&odd).unwrap(),
            Median {
                wall_ms: 2.0,
                peak_mib: 2.0
            }
        );
        let even = [sample(1, 1.0), sample(3, 1.0)];
        assert_eq!(
            median(&even).unwrap(),
            Median {
                wall_ms: 2.0,
                peak_mib: 1.0
            }
        );
        assert!(median(&[]).is_err());
    }

    #[test]
    fn wall_time_and_peak_memory_are_the_childs() {
        let small = sh("sleep 0.05").sample().unwrap();
        assert!(small.wall >= Duration::from_millis(50));
        // A shell variable of 64 MB.
        let large = sh("x=$(head -c 64000000 /dev/zero | tr '\\0' x); :")
            .sample()
            .unwrap();
        assert!(
            large.peak_mib > small.peak_mib + 40.0,
            "{large:?} {small:?}"
        );
    }

    #[test]
    fn failing_command_is_no_measurement() {
        assert!(sh("exit 3").sample().is_err());
    }
}

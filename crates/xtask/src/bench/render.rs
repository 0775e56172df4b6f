//! `cargo xtask bench render`: `stator template` against the real Helm.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::{Args, ValueEnum};
use stator_testkit::Helm;
use tempfile::TempDir;

use super::measure::{Candidate, Median, by_turns, floor_mib};
use super::table::{Table, number};
use super::{Common, growth};
use crate::workspace::Workspace;
use crate::{chart_file, helm};

/// Render charts with `stator template` and `helm template`, by turns
///
/// Cases: the platform chart with its defaults, every chart given by --chart, and a made-up chart with
/// 1, 10 and 100 subcharts. Helm is the one named by HELM4 (HELM3), or is fetched.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    common: Common,
    /// A further chart folder or archive, such as kube-prometheus-stack (may be repeated)
    #[arg(long = "chart", value_name = "PATH")]
    charts: Vec<PathBuf>,
    /// The Helm to compare with
    #[arg(long, value_name = "LINE", default_value = "4")]
    helm: Line,
    /// Leave out the made-up chart with 1, 10 and 100 subcharts
    #[arg(long)]
    no_growth: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Line {
    #[value(name = "3")]
    Three,
    #[value(name = "4")]
    Four,
}

/// What a case is held to.
#[derive(Debug, Clone, Copy, Default)]
struct Limits {
    /// At least so many times faster than Helm.
    times_faster: Option<f64>,
    /// At most so much memory.
    peak_mib: Option<f64>,
}

struct Case {
    name: String,
    chart: PathBuf,
    words: Vec<String>,
    limits: Limits,
}

/// The outcome of one case.
struct Outcome {
    ours: Median,
    helm: Median,
    bytes: usize,
    is_same: bool,
}

/// Both programs and where they work.
struct Bench {
    stator: PathBuf,
    helm: PathBuf,
    line: Line,
    scratch: TempDir,
    rounds: usize,
}

/// Runs the benchmark.
pub(super) fn run(workspace: &Workspace, arguments: &Arguments) -> Result<ExitCode> {
    let line = arguments.helm;
    let wanted = match line {
        Line::Three => Helm::V3,
        Line::Four => Helm::V4,
    };
    let scratch = tempfile::tempdir()?;
    let bench = Bench {
        stator: installed(&arguments.common.stator(workspace)?, "stator", &scratch)?,
        helm: installed(&helm::provide(workspace, wanted)?, "helm", &scratch)?,
        line,
        scratch,
        rounds: arguments.common.rounds,
    };
    println!(
        "median of {} runs each, by turns; helm {}",
        arguments.common.rounds,
        wanted.version()
    );

    let mut misses = Vec::new();
    let mut table = Table::new(&[
        "render",
        "stator ms",
        "helm ms",
        "faster",
        "stator MiB",
        "helm MiB",
        "output KiB",
        "same",
    ]);
    for case in bench.cases(workspace, &arguments.charts)? {
        let outcome = bench.measure(&case.chart, &case.words)?;
        misses.extend(outcome.misses(&case));
        table.row(outcome.row(&case.name));
    }
    if !arguments.no_growth {
        let mut steps = Vec::new();
        for copies in growth::COPIES {
            let chart =
                growth::write_chart(&bench.scratch.path().join(copies.to_string()), copies)?;
            let outcome = bench.measure(&chart, &[])?;
            if !outcome.is_same {
                misses.push(format!("subcharts: {copies}: output differs from helm's"));
            }
            steps.push(growth::Step {
                copies,
                wall_ms: outcome.ours.wall_ms,
                bytes: outcome.bytes,
            });
            table.row(outcome.row(&format!("subcharts: {copies}")));
        }
        misses.extend(growth::misses(&steps));
    }
    print!("{table}");
    if let Some(floor) = floor_mib() {
        println!(
            "peaks of {} MiB and less cannot be told apart",
            number(floor)
        );
    }
    Ok(arguments.common.verdict(&misses))
}

/// Copies a program, each in the same way. How a file was written decides how long a start takes as long
/// as the system remembers its pages: a linker writes page by page, which makes a start longer than it is
/// once the file has been installed.
fn installed(program: &Path, name: &str, folder: &TempDir) -> Result<PathBuf> {
    let copy = folder.path().join(name);
    fs::copy(program, &copy).with_context(|| format!("cannot copy {}", program.display()))?;
    Ok(copy)
}

impl Bench {
    fn cases(&self, workspace: &Workspace, charts: &[PathBuf]) -> Result<Vec<Case>> {
        let platform = self.platform(&workspace.path("charts/platform"))?;
        let mut cases = vec![Case {
            name: "platform defaults".to_owned(),
            words: without_random_token(&platform),
            chart: platform,
            limits: Limits {
                times_faster: Some(15.0),
                peak_mib: Some(20.0),
            },
        }];
        for chart in charts {
            let name = chart
                .file_stem()
                .unwrap_or(chart.as_os_str())
                .to_string_lossy()
                .into_owned();
            let Ok(chart) = chart.canonicalize() else {
                println!("left out: there is no {}", chart.display());
                continue;
            };
            let is_large = name.starts_with("kube-prometheus-stack");
            let limits = Limits {
                times_faster: is_large.then_some(10.0),
                ..Limits::default()
            };
            cases.push(Case {
                name,
                chart,
                words: Vec::new(),
                limits,
            });
        }
        if charts.is_empty() {
            println!(
                "left out: no chart was given with --chart (kube-prometheus-stack has a limit)"
            );
        }
        Ok(cases)
    }

    /// A copy of the platform chart in which empty charts stand in for those that are fetched: Helm
    /// refuses a chart with dependencies that are not there, even if they are off.
    fn platform(&self, chart: &Path) -> Result<PathBuf> {
        let copy = self.scratch.path().join("platform");
        copy_folder(chart, &copy).with_context(|| format!("cannot copy {}", chart.display()))?;
        let manifest = fs::read_to_string(copy.join("Chart.yaml"))?;
        for far in chart_file::dependencies(&manifest) {
            if far.repository.contains("://") && !far.repository.starts_with("file://") {
                let folder = copy.join("charts").join(far.name);
                fs::create_dir_all(&folder)?;
                let text = format!(
                    "apiVersion: v2\nname: {}\nversion: {}\n",
                    far.name, far.version
                );
                fs::write(folder.join("Chart.yaml"), text)?;
            }
        }
        Ok(copy)
    }

    fn measure(&self, chart: &Path, words: &[String]) -> Result<Outcome> {
        let chart = chart.to_str().context("the chart's path is not UTF-8")?;
        let home = self.scratch.path();
        let arguments = ["template", "bench", chart, "--namespace", "bench"];
        let helm = Candidate::new(&self.helm, &arguments, home).with(words);
        let mut ours = Candidate::new(&self.stator, &arguments, home).with(words);
        if matches!(self.line, Line::Three) {
            ours = ours.with(&["--helm-compat".to_owned(), "3".to_owned()]);
        }
        let (our_output, helm_output) = (ours.output()?, helm.output()?);
        let is_same = our_output == helm_output
            || same_but_for_chance(&our_output, &helm_output, &helm.output()?);
        let medians = by_turns(&[&ours, &helm], self.rounds)?;
        Ok(Outcome {
            ours: medians[0],
            helm: medians[1],
            bytes: our_output.len(),
            is_same,
        })
    }
}

impl Outcome {
    fn times_faster(&self) -> f64 {
        self.helm.wall_ms / self.ours.wall_ms
    }

    fn row(&self, name: &str) -> Vec<String> {
        vec![
            name.to_owned(),
            number(self.ours.wall_ms),
            number(self.helm.wall_ms),
            format!("{}x", number(self.times_faster())),
            number(self.ours.peak_mib),
            number(self.helm.peak_mib),
            number(self.bytes as f64 / 1024.0),
            if self.is_same { "yes" } else { "NO" }.to_owned(),
        ]
    }

    fn misses(&self, case: &Case) -> Vec<String> {
        let Case { name, limits, .. } = case;
        let mut misses = Vec::new();
        if !self.is_same {
            // Speed at something else is no speed.
            misses.push(format!("{name}: output differs from helm's"));
        }
        let faster = self.times_faster();
        if let Some(limit) = limits.times_faster.filter(|limit| faster < *limit) {
            misses.push(format!(
                "{name}: {faster:.1} times faster, has to be {limit}"
            ));
        }
        let peak = self.ours.peak_mib;
        if let Some(limit) = limits.peak_mib.filter(|limit| peak > *limit) {
            misses.push(format!("{name}: {peak:.1} MiB, may be {limit}"));
        }
        misses
    }
}

/// Says whether our output is Helm's but for the lines that Helm itself writes differently each time:
/// charts make passwords.
fn same_but_for_chance(ours: &str, helm: &str, again: &str) -> bool {
    let texts = [ours, helm, again];
    let [ours, helm, again] = texts.map(|text| text.split('\n').collect::<Vec<_>>());
    ours.len() == helm.len()
        && helm.len() == again.len()
        && (0..helm.len()).all(|n| ours[n] == helm[n] || helm[n] != again[n])
}

/// Turns off the etcd subchart's random key, which would make every output another.
fn without_random_token(platform: &Path) -> Vec<String> {
    let values = fs::read_to_string(platform.join("charts/etcd/values.yaml")).unwrap_or_default();
    if values.lines().any(|line| line.trim() == "token:") {
        ["--set", "etcd.auth.token.enabled=false"]
            .map(str::to_owned)
            .to_vec()
    } else {
        Vec::new()
    }
}

fn copy_folder(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_folder(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcome(ours: f64, helm: f64, peak_mib: f64, is_same: bool) -> Outcome {
        Outcome {
            ours: Median {
                wall_ms: ours,
                peak_mib,
            },
            helm: Median {
                wall_ms: helm,
                peak_mib: 80.0,
            },
            bytes: 1,
            is_same,
        }
    }

    #[test]
    fn only_lines_that_helm_writes_differently_may_differ() {
        let same = same_but_for_chance;
        assert!(same(
            "a\npassword: 3\n",
            "a\npassword: 1\n",
            "a\npassword: 2\n"
        ));
        assert!(!same(
            "b\npassword: 3\n",
            "a\npassword: 1\n",
            "a\npassword: 2\n"
        ));
        assert!(!same("a\n", "a\npassword: 1\n", "a\npassword: 2\n"));
    }

    #[test]
    fn each_limit_is_judged() {
        let case = Case {
            name: "c".into(),
            chart: PathBuf::new(),
            words: Vec::new(),
            limits: Limits {
                times_faster: Some(15.0),
                peak_mib: Some(20.0),
            },
        };
        assert_eq!(outcome(5.0, 80.0, 19.0, true).misses(&case), [""; 0]);
        assert_eq!(
            outcome(8.0, 80.0, 21.0, false).misses(&case),
            [
                "c: output differs from helm's",
                "c: 10.0 times faster, has to be 15",
                "c: 21.0 MiB, may be 20",
            ]
        );
    }
}

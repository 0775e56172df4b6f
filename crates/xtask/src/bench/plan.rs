//! `cargo xtask bench plan`: `stator plan` on example graphs and on many made-up ones, and planning alone.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::Args;

use super::Common;
use super::measure::{Candidate, by_turns, floor_mib};
use super::table::{Table, number};
use crate::workspace::{Workspace, has_extension};

/// Plan graphs with `stator plan`, one a process and up to a thousand in one
///
/// Cases: every graph in examples/ or given by --graph, files with 1, 100 and 1000 made-up graphs
/// of ten services, and 1000 and 10000 graphs of ten services planned in one process and not printed.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    common: Common,
    /// A graph to plan [default: those in examples/] (may be repeated)
    #[arg(long = "graph", value_name = "FILE")]
    graphs: Vec<PathBuf>,
}

/// A process that plans one example graph may take so long.
const ONE_GRAPH_MS: f64 = 10.0;

/// So many graphs of ten services at least are planned in a second on one core.
const GRAPHS_A_SECOND: f64 = 5_000.0;

/// How many graphs are planned without being printed.
const PLANNED: [usize; 2] = [1_000, 10_000];

/// How much more memory the larger of these numbers may take.
const MORE_MIB: f64 = 1.0;

/// How many made-up graphs are in one file.
const COUNTS: [usize; 3] = [1, 100, 1000];

/// How many services each of them has.
const SERVICES: usize = 10;

/// Runs the benchmark.
pub(super) fn run(workspace: &Workspace, arguments: &Arguments) -> Result<ExitCode> {
    let stator = arguments.common.stator(workspace)?;
    let scratch = tempfile::tempdir()?;
    let rounds = arguments.common.rounds;
    let measure = |file: &Path| -> Result<_> {
        let file = file.to_str().context("the graph's path is not UTF-8")?;
        let ours = Candidate::new(&stator, &["plan", file], scratch.path());
        let bytes = ours.output()?.len();
        Ok((by_turns(&[&ours], rounds)?[0], bytes))
    };

    println!("median of {rounds} runs each");
    let mut misses = Vec::new();
    let mut table = Table::new(&["plan", "ms", "MiB", "output KiB", "KiB of memory a graph"]);
    let graphs = graphs(workspace, &arguments.graphs)?;
    if graphs.is_empty() {
        println!("left out: there is no graph in examples/ and none was given with --graph");
    }
    for graph in graphs {
        let (median, bytes) = measure(&graph)?;
        let name = graph
            .file_name()
            .unwrap_or(graph.as_os_str())
            .to_string_lossy()
            .into_owned();
        if median.wall_ms > ONE_GRAPH_MS {
            misses.push(format!(
                "{name}: {:.1} ms, may be {ONE_GRAPH_MS}",
                median.wall_ms
            ));
        }
        let kib = bytes as f64 / 1024.0;
        let cells = [median.wall_ms, median.peak_mib, kib].map(number);
        table.row([vec![name], cells.to_vec(), vec![String::new()]].concat());
    }

    let mut before: Option<(usize, f64)> = None;
    for count in COUNTS {
        let file = scratch.path().join(format!("{count}.yaml"));
        fs::write(&file, made_up(count))?;
        let (median, bytes) = measure(&file)?;
        let each = before.map_or(String::new(), |(fewer, peak_mib)| {
            number((median.peak_mib - peak_mib) * 1024.0 / (count - fewer) as f64)
        });
        before = Some((count, median.peak_mib));
        let cells = [median.wall_ms, median.peak_mib, bytes as f64 / 1024.0].map(number);
        let name = format!("{count} graphs of {SERVICES} services");
        table.row([vec![name], cells.to_vec(), vec![each]].concat());
    }
    print!("{table}");
    if arguments.common.stator.is_none() {
        print!("{}", alone(workspace, rounds, scratch.path(), &mut misses)?);
    } else {
        println!("left out: planning alone is measured only for the command that is built here");
    }
    if let Some(floor) = floor_mib() {
        println!(
            "peaks of {} MiB and less cannot be told apart",
            number(floor)
        );
    }
    Ok(arguments.common.verdict(&misses))
}

/// Plans graphs in a process that does nothing else; its own clock counts.
fn alone(
    workspace: &Workspace,
    rounds: usize,
    home: &Path,
    misses: &mut Vec<String>,
) -> Result<Table> {
    let program = workspace.built_example("stator-plan", "throughput")?;
    let mut table = Table::new(&["planned and not printed", "graphs a second", "MiB"]);
    for path in ["grove", "components"] {
        let mut peaks = Vec::new();
        for count in PLANNED {
            let ours = Candidate::new(&program, &[path, &count.to_string()], home);
            let mut rates = Vec::with_capacity(rounds);
            for _ in 0..rounds {
                let said: serde_json::Value = serde_json::from_str(&ours.output()?)?;
                let seconds = said["seconds"].as_f64().context("no seconds are said")?;
                rates.push(count as f64 / seconds);
            }
            rates.sort_by(f64::total_cmp);
            let rate = rates[rates.len() / 2];
            let peak = ours.sample()?.peak_mib;
            if rate < GRAPHS_A_SECOND {
                misses.push(format!(
                    "{path}: {rate:.0} graphs a second, should be {GRAPHS_A_SECOND}"
                ));
            }
            peaks.push(peak);
            let name = format!("{count} graphs of {SERVICES} services, {path}");
            table.row(vec![name, number(rate), number(peak)]);
        }
        if peaks[1] - peaks[0] > MORE_MIB {
            misses.push(format!(
                "{path}: memory grows from {:.1} to {:.1} MiB",
                peaks[0], peaks[1]
            ));
        }
    }
    Ok(table)
}

/// The given graphs, or every file of the examples that holds one.
fn graphs(workspace: &Workspace, given: &[PathBuf]) -> Result<Vec<PathBuf>> {
    if !given.is_empty() {
        return given
            .iter()
            .map(|file| {
                file.canonicalize()
                    .with_context(|| format!("no {}", file.display()))
            })
            .collect();
    }
    let mut graphs = Vec::new();
    for file in workspace.files()? {
        let is_yaml = has_extension(&file, "yaml") || has_extension(&file, "yml");
        if file.starts_with("examples/") && is_yaml {
            let text = workspace.read(&file)?;
            if text
                .lines()
                .any(|line| line.trim_end() == "kind: DynamoGraphDeployment")
            {
                graphs.push(workspace.path(file));
            }
        }
    }
    Ok(graphs)
}

/// So many graphs, one document each.
fn made_up(count: usize) -> String {
    let mut text = String::new();
    for graph in 0..count {
        write!(
            text,
            "---\napiVersion: nvidia.com/v1alpha1\nkind: DynamoGraphDeployment\nmetadata:\n  \
             name: graph-{graph}\n  namespace: bench\nspec:\n  backendFramework: vllm\n  services:\n"
        )
        .expect("writing to a string cannot fail");
        for service in 0..SERVICES {
            let kind = if service == 0 { "frontend" } else { "worker" };
            write!(
                text,
                "    Service{service}:\n      componentType: {kind}\n      dynamoNamespace: graph-{graph}\n      \
                 replicas: {}\n      resources: {{limits: {{gpu: \"1\"}}}}\n      extraPodSpec:\n        \
                 mainContainer:\n          image: example/runtime:1\n          command: [python3, -m, dynamo.vllm]\n          \
                 args: [--model, example/model]\n",
                service % 4
            )
            .expect("writing to a string cannot fail");
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn made_up_graphs_have_their_services() {
        let text = made_up(3);
        assert_eq!(text.matches("---\n").count(), 3);
        assert_eq!(text.matches("componentType: frontend").count(), 3);
        assert_eq!(text.matches("componentType: ").count(), 3 * SERVICES);
    }
}

//! What the command says about graphs: plans with origins, differences, checks, long texts, examples.

#![expect(clippy::unwrap_used, reason = "helpers of tests")]

mod against;
mod check;
mod codes;
mod examples;
mod hostile;
mod origin;
mod request;
mod settings;

use stator_testkit::{StatorCommand, stator};
use std::path::PathBuf;

/// One of our own inputs.
fn input(name: &str) -> String {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/graphs/inputs");
    folder.join(name).display().to_string()
}

/// Flags with which the platform chart starts the operator.
const OPERATOR: [&str; 8] = [
    "--mpi-run-ssh-secret-name=mpi-run-ssh-secret",
    "--mpi-run-ssh-secret-namespace=dynamo-system",
    "--planner-cluster-role-name=dynamo-planner",
    "--epp-cluster-role-name=dynamo-epp",
    "--natsAddr=nats://nats.dyn:4222",
    "--ingress-controller-class-name=nginx",
    "--ingress-host-suffix=example.com",
    "--grove-termination-delay=15m",
];

/// `stator plan` of a file on a cluster with these APIs.
fn plan(file: &str, apis: &str, more: &[&str]) -> StatorCommand {
    let mut command = stator(["plan", file, "-n", "team", "--apis", apis]);
    for flag in OPERATOR {
        command = command.arg(format!("--operator-arg={flag}"));
    }
    more.iter()
        .fold(command, stator_testkit::StatorCommand::arg)
}

//! How many graphs are planned in a second: `throughput (grove|components) COUNT`.
//!
//! Prints one line of JSON. A run plans COUNT graphs of ten services one after the other and drops each plan;
//! `cargo xtask bench plan` runs it, for speed and for its peak memory.

#![expect(
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a program that takes times"
)]

use std::time::{Duration, Instant};

use serde_json::{Value as Json, json};
use stator_api::config::{self, OperatorConfig};
use stator_api::dynamo::DynamoGraphDeployment;
use stator_plan::{Apis, Observed, World, plan_graph};

/// The allocator of the command, which plans with it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Different graphs; they take turns.
const DIFFERENT: usize = 50;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (apis, count) = match arguments.as_slice() {
        [path, count] if path == "grove" => (grove(), count.parse()),
        [path, count] if path == "components" => (components(), count.parse()),
        _ => {
            println!("usage: throughput (grove|components) COUNT");
            return;
        }
    };
    let count: usize = count.expect("COUNT is a number");
    let graphs: Vec<DynamoGraphDeployment> = (0..DIFFERENT).map(graph).collect();
    let config = operator();
    let observed = Observed {
        mpi_secret: Some(serde_json::from_value(json!({"type": "Opaque"})).expect("a Secret")),
        ..Observed::default()
    };
    let world = World {
        config: &config,
        apis,
        observed: &observed,
    };
    let mut objects = 0;
    let mut took = Duration::ZERO;
    for nth in 0..count {
        let began = Instant::now();
        let plan = plan_graph(&graphs[nth % DIFFERENT], &world);
        objects += plan.all_objects().count();
        assert!(plan.error.is_none(), "{:?}", plan.error);
        drop(plan);
        took += began.elapsed();
    }
    let line = json!({"graphs": count, "objects": objects, "seconds": took.as_secs_f64()});
    println!("{line}");
}

fn grove() -> Apis {
    Apis {
        grove: true,
        ..Apis::default()
    }
}

fn components() -> Apis {
    Apis {
        lws: true,
        volcano: true,
        ..Apis::default()
    }
}

/// What the platform chart sets.
fn operator() -> OperatorConfig {
    let flags = [
        "-natsAddr=nats://nats:4222",
        "-etcdAddr=etcd:2379",
        "--mpi-run-ssh-secret-name=mpi-run-ssh-secret",
        "--mpi-run-ssh-secret-namespace=dynamo-system",
        "--planner-cluster-role-name=planner",
        "--epp-cluster-role-name=epp",
        "--dgdr-profiling-cluster-role-name=profiling",
        "--discovery-backend=kubernetes",
    ];
    config::parse(flags).expect("these flags are known").config
}

/// A frontend, a planner, six workers on one node and two on several.
fn graph(nth: usize) -> DynamoGraphDeployment {
    let services: serde_json::Map<String, Json> = (0..10)
        .map(|place| (format!("Service{place}"), service(place)))
        .collect();
    serde_json::from_value(json!({
        "metadata": {"name": format!("graph-{nth}"), "namespace": "bench"},
        "spec": {"services": services, "envs": [{"name": "DYN_LOG", "value": "info"}]},
    }))
    .expect("this is a graph")
}

fn service(place: usize) -> Json {
    let kind = ["frontend", "planner"].get(place).unwrap_or(&"worker");
    let engine = if place == 9 { "trtllm" } else { "vllm" };
    let command = match *kind {
        "worker" => json!(["python3", "-m", format!("dynamo.{engine}")]),
        _ => json!(["python3", "-m", "dynamo.frontend"]),
    };
    let mut service = json!({
        "componentType": kind,
        "replicas": 1 + place % 3,
        "envFromSecret": "hf-token-secret",
        "resources": {"requests": {"cpu": "4", "memory": "16Gi"}, "limits": {"cpu": "8", "memory": "32Gi"}},
        "extraPodSpec": {"mainContainer": {
            "image": "registry.example/team/runtime:1",
            "command": command,
            "args": ["--model", "example/model", "--tensor-parallel-size", "4"],
            "env": [{"name": "MODE", "value": "fast"}],
        }},
    });
    if *kind == "worker" {
        service["resources"]["limits"]["gpu"] = "2".into();
        service["subComponentType"] = ["prefill", "decode"][place % 2].into();
    }
    if place >= 8 {
        service["multinode"] = json!({"nodeCount": 2});
    }
    service
}

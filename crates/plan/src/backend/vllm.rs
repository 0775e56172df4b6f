//! vLLM: Ray, data parallel ranks, the compilation cache.

use super::{inject, is_worker, joined, limit_gpus, remove_probes, shell};
use crate::pod::{PodInput, Role, variable};
use k8s_openapi::api::core::v1::Container;
use stator_api::{defaults, env};
use std::fmt::Write as _;

const TENSOR: &str = "--tensor-parallel-size";
const PIPELINE: &str = "--pipeline-parallel-size";
const DATA: &str = "--data-parallel-size";

pub(super) fn change(main: &mut Container, input: &PodInput<'_>) {
    if input.service.is_multinode() {
        coordinate(main, input);
        if is_worker(input) {
            remove_probes(main);
        }
    }
    let cache = input
        .service
        .volume_mounts
        .iter()
        .find(|mount| mount.use_as_compilation_cache);
    if let Some(cache) = cache.filter(|cache| !cache.mount_point.is_empty()) {
        let root = variable(env::VLLM_CACHE_ROOT, cache.mount_point.as_str());
        main.env.get_or_insert_default().push(root);
    }
}

fn coordinate(main: &mut Container, input: &PodInput<'_>) {
    let words = expanded(main);
    // COMPAT(operator): Go's numbers wrap.
    let world = flag(&words, TENSOR).wrapping_mul(flag(&words, PIPELINE));
    let data = flag(&words, DATA);
    let says_size = words.contains(&DATA);
    let gpus = limit_gpus(input);
    if gpus <= 0 {
        return;
    }
    if world > gpus {
        ray(main, input);
    } else if world.wrapping_mul(data) > gpus {
        data_parallel(main, input, says_size, gpus / world.max(1), data);
    }
}

fn ray(main: &mut Container, input: &PodInput<'_>) {
    const PORT: i32 = defaults::VLLM_RAY_PORT;
    match input.role {
        Role::Leader => {
            let command = joined(main.command.as_ref());
            let args = joined(main.args.as_ref());
            shell(
                main,
                format!(
                    "ray start --head --port={PORT} && {command} {args} --distributed-executor-backend ray"
                ),
            );
        }
        Role::Worker => {
            let host = input.deployer.leader_host(input.name);
            shell(main, format!("ray start --address={host}:{PORT} --block"));
        }
        // COMPAT(operator): a several-node service that runs as one Deployment keeps its arguments.
        Role::Main => main.command = Some(vec!["/bin/sh".to_owned(), "-c".to_owned()]),
    }
}

fn data_parallel(
    main: &mut Container,
    input: &PodInput<'_>,
    says_size: bool,
    local: i64,
    data: i64,
) {
    let mut flags = String::from("--data-parallel-hybrid-lb ");
    if !says_size {
        let _ = write!(flags, "{DATA} {data} ");
    }
    let worker = is_worker(input);
    let start = if worker {
        format!("$(( {local} * {} ))", input.deployer.worker_rank())
    } else {
        "0".to_owned()
    };
    let _ = write!(
        flags,
        "--data-parallel-size-local {local} --data-parallel-start-rank {start} --data-parallel-address {} --data-parallel-rpc-port {}",
        input.deployer.leader_host(input.name),
        defaults::VLLM_DATA_PARALLEL_RPC_PORT
    );
    inject::flags(main, &flags, worker, defaults::BACKEND_VLLM);
}

fn expanded(main: &Container) -> Vec<&str> {
    let args = main.args.iter().flatten();
    args.flat_map(|arg| arg.split_whitespace()).collect()
}

/// The number after the flag; one where it is not given in two words.
fn flag(words: &[&str], name: &str) -> i64 {
    let mut pairs = words.windows(2).filter(|pair| pair[0] == name);
    pairs.find_map(|pair| pair[1].parse().ok()).unwrap_or(1)
}

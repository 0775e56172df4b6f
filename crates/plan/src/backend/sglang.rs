//! SGLang: one process group over all nodes.

use super::{inject, is_worker, remove_probes};
use crate::pod::PodInput;
use k8s_openapi::api::core::v1::Container;
use stator_api::defaults;

pub(super) fn change(main: &mut Container, input: &PodInput<'_>) {
    if !input.service.is_multinode() {
        return;
    }
    let worker = is_worker(input);
    if worker {
        remove_probes(main);
    }
    let rank = if worker {
        input.deployer.worker_rank()
    } else {
        "0".to_owned()
    };
    let flags = format!(
        "--dist-init-addr {}:{} --nnodes {} --node-rank {rank}",
        input.deployer.leader_host(input.name),
        defaults::SGLANG_DIST_INIT_PORT,
        input.service.number_of_nodes()
    );
    inject::flags(main, &flags, worker, defaults::BACKEND_SGLANG);
}

//! TensorRT-LLM: MPI over ssh between the nodes.

use super::{gpu_count, inject, is_worker, joined, limit_gpus, shell};
use crate::error::PlanError;
use crate::pod::{PodInput, variable};
use k8s_openapi::api::core::v1::{
    Container, PodSpec, Probe, SecretVolumeSource, TCPSocketAction, Volume, VolumeMount,
};
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;
use stator_api::{defaults, env};
use std::sync::LazyLock;

/// The steps that put the shared key in place, on every node.
const KEY_STEPS: [&str; 7] = [
    "ls -la /ssh-pk/",
    "cp /ssh-pk/private.key ~/.ssh/id_rsa",
    "cp /ssh-pk/private.key.pub ~/.ssh/id_rsa.pub",
    "cp /ssh-pk/private.key.pub ~/.ssh/authorized_keys",
    "chmod 600 ~/.ssh/id_rsa ~/.ssh/authorized_keys",
    "chmod 644 ~/.ssh/id_rsa.pub ~/.ssh/authorized_keys",
    r"printf 'Host *\nIdentityFile ~/.ssh/id_rsa\nStrictHostKeyChecking no\nPort 2222\n' > ~/.ssh/config",
];

/// The steps by which a worker serves ssh.
const DAEMON_STEPS: [&str; 5] = [
    "ssh-keygen -t rsa -f ~/.ssh/host_keys/ssh_host_rsa_key -N ''",
    "ssh-keygen -t ecdsa -f ~/.ssh/host_keys/ssh_host_ecdsa_key -N ''",
    "ssh-keygen -t ed25519 -f ~/.ssh/host_keys/ssh_host_ed25519_key -N ''",
    r"printf 'Port 2222\nHostKey ~/.ssh/host_keys/ssh_host_rsa_key\nHostKey ~/.ssh/host_keys/ssh_host_ecdsa_key\nHostKey ~/.ssh/host_keys/ssh_host_ed25519_key\nPidFile ~/.ssh/run/sshd.pid\nPermitRootLogin yes\nPasswordAuthentication no\nPubkeyAuthentication yes\nAuthorizedKeysFile ~/.ssh/authorized_keys\n' > ~/.ssh/sshd_config",
    "/usr/sbin/sshd -D -f ~/.ssh/sshd_config",
];

/// More nodes than that have no room in a command line, which Linux cuts off at 128 KiB.
const MOST_NODES: i64 = 1_500;

/// Refuses services over so many nodes that their hosts cannot be listed.
pub(super) fn check(input: &PodInput<'_>) -> Result<(), PlanError> {
    let nodes = input.service.number_of_nodes();
    if nodes <= MOST_NODES {
        return Ok(());
    }
    Err(PlanError::new(format!(
        "a command line cannot name the hosts of {nodes} nodes, only those of {MOST_NODES}"
    )))
}

pub(super) fn change_container(main: &mut Container, input: &PodInput<'_>) {
    if !input.service.is_multinode() {
        return;
    }
    if is_worker(input) {
        main.liveness_probe = None;
        main.startup_probe = None;
        main.readiness_probe = Some(ssh_probe());
    }
    main.volume_mounts
        .get_or_insert_default()
        .push(VolumeMount {
            name: input.world.config.mpi_run_ssh_secret_name.clone(),
            mount_path: defaults::MPI_SSH_KEY_PATH.to_owned(),
            read_only: Some(true),
            ..VolumeMount::default()
        });
    let full_names = variable(env::OMPI_MCA_ORTE_KEEP_FQDN_HOSTNAMES, "1");
    main.env.get_or_insert_default().push(full_names);
    let script = if is_worker(input) {
        WORKER_SCRIPT.clone()
    } else {
        leader_script(main, input)
    };
    shell(main, script);
}

pub(super) fn add_key_volume(pod: &mut PodSpec, input: &PodInput<'_>) {
    let name = &input.world.config.mpi_run_ssh_secret_name;
    pod.volumes.get_or_insert_default().push(Volume {
        name: name.clone(),
        secret: Some(SecretVolumeSource {
            secret_name: Some(name.clone()),
            default_mode: Some(defaults::MPI_SSH_KEY_MODE),
            ..SecretVolumeSource::default()
        }),
        ..Volume::default()
    });
}

fn ssh_probe() -> Probe {
    let timing = defaults::MPI_WORKER_READINESS;
    Probe {
        tcp_socket: Some(TCPSocketAction {
            port: IntOrString::Int(defaults::MPI_SSH_PORT),
            host: None,
        }),
        initial_delay_seconds: Some(timing.initial_delay),
        period_seconds: Some(timing.period),
        timeout_seconds: Some(timing.timeout),
        failure_threshold: Some(timing.failure_threshold),
        ..Probe::default()
    }
}

static WORKER_SCRIPT: LazyLock<String> = LazyLock::new(|| {
    let mut steps = vec!["mkdir -p ~/.ssh ~/.ssh/host_keys ~/.ssh/run"];
    steps.extend(KEY_STEPS);
    steps.extend(DAEMON_STEPS);
    steps.join(" && ")
});

fn leader_script(main: &Container, input: &PodInput<'_>) -> String {
    let hosts = input
        .deployer
        .hosts(input.name, input.service.number_of_nodes());
    let mut script = String::with_capacity(2048);
    script.push_str("mkdir -p ~/.ssh");
    for step in KEY_STEPS {
        script.push_str(" && ");
        script.push_str(step);
    }
    if input.deployer.waits_for_names() {
        script.push_str(" && ");
        script.push_str(&wait_for_names(&hosts[1..]));
    }
    script.push_str(" && ");
    script.push_str(&mpirun(main, input, &hosts));
    script
}

fn wait_for_names(workers: &[String]) -> String {
    format!(
        "TIMEOUT=300; START_TIME=$(date +%s); for worker in {}; do echo \"Waiting for DNS: $worker\"; until getent hosts $worker >/dev/null 2>&1; do CURRENT_TIME=$(date +%s); if [ $((CURRENT_TIME - START_TIME)) -gt $TIMEOUT ]; then echo \"ERROR: Timeout waiting for DNS: $worker\"; exit 1; fi; echo \"DNS not ready for $worker, retrying...\"; sleep 2; done; echo \"\u{2713} DNS resolved: $worker\"; done; echo \"All workers DNS ready\"",
        workers.join(" ")
    )
}

fn mpirun(main: &Container, input: &PodInput<'_>, hosts: &[String]) -> String {
    // COMPAT(operator): Go's numbers wrap.
    let total = input
        .service
        .number_of_nodes()
        .wrapping_mul(gpus_per_node(input));
    let own = main.env.iter().flatten().map(|v| v.name.as_str());
    let mut passed: Vec<&str> = env::MPI_PASSED_ON.into_iter().chain(own).collect();
    passed.sort_unstable();
    passed.dedup();
    let mut flags = String::with_capacity(1024);
    for name in passed {
        if !flags.is_empty() {
            flags.push(' ');
        }
        flags.push_str("-x ");
        flags.push_str(name);
    }
    format!(
        "mpirun --allow-run-as-root --oversubscribe -n {total} -H {} --mca pml ob1 --mca plm_rsh_args \"-p 2222 -o StrictHostKeyChecking=no -i ~/.ssh/id_rsa\" {} bash -c 'trtllm-llmapi-launch {}'",
        hosts.join(","),
        flags,
        original(main)
    )
}

/// The request counts here, although it reaches no container.
fn gpus_per_node(input: &PodInput<'_>) -> i64 {
    let requests = input
        .service
        .resources
        .as_ref()
        .and_then(|r| r.requests.as_ref());
    match gpu_count(requests.map(|requests| requests.gpu.as_str())) {
        0 => limit_gpus(input),
        count => count,
    }
}

fn original(main: &Container) -> String {
    let command = joined(main.command.as_ref());
    let args = joined(main.args.as_ref());
    let first = main.command.iter().flatten().next();
    match (
        first.is_some_and(|word| inject::is_python(word)),
        args.is_empty(),
    ) {
        (true, false) => format!("{command} {args}"),
        (true, true) => command,
        (false, false) => args,
        (false, true) => command,
    }
}

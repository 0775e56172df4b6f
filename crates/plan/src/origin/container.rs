//! Fields of the main container.

use super::path::{Step, Step::Index as I, Step::Key as K, at};
use super::pod::Pod;
use super::reason::Origin;
use super::scope::{is_flag, is_text, made};
use crate::backend::Framework;
use crate::pod::Role;
use serde_json::Value as Json;
use stator_api::config::OperatorConfig;
use stator_api::{defaults, env};

/// Variables that hold an operator flag, with the flag and its value.
fn flag_of<'c>(variable: &str, config: &'c OperatorConfig) -> Option<(&'static str, &'c str)> {
    Some(match variable {
        env::NATS_SERVER => ("natsAddr", &config.nats_addr),
        env::ETCD_ENDPOINTS => ("etcdAddr", &config.etcd_addr),
        env::MODEL_EXPRESS_URL => ("model-express-url", &config.model_express_url),
        env::PROMETHEUS_ENDPOINT => ("prometheus-endpoint", &config.prometheus_endpoint),
        _ => return None,
    })
}

/// Explains a field of the main container.
pub(super) fn main<'a>(
    pod: &Pod<'a>,
    main: &'a Json,
    path: &[Step<'a>],
    value: &Json,
) -> Option<Origin> {
    match path {
        [K("env"), I(index), below @ ..] => {
            let variable = at(main, &[K("env"), I(*index)])?;
            environment(pod, variable.get("name")?.as_str()?, below, value)
        }
        [K("envFrom"), ..] => {
            user(pod, path, value).or_else(|| pod.own(&[K("envFromSecret")], value))
        }
        [K(list @ ("command" | "args")), I(_)] => words(pod, main, list, path, value),
        [K("livenessProbe"), below @ ..] => probe(pod, "livenessProbe", path, below, value),
        [K("readinessProbe"), below @ ..] => probe(pod, "readinessProbe", path, below, value),
        [K("resources"), below @ ..] => resources(pod, below, value),
        [K("volumeMounts"), I(index), below @ ..] => mounts(pod, main, *index, below, value),
        _ => user(pod, path, value).or_else(|| default(pod, path, value)),
    }
}

/// What the user's main container says.
fn user<'a>(pod: &Pod<'a>, path: &[Step<'a>], value: &Json) -> Option<Origin> {
    pod.extra(&[&[K("mainContainer")], path].concat(), value)
}

fn default(pod: &Pod<'_>, path: &[Step<'_>], value: &Json) -> Option<Origin> {
    pod.service
        .default(&[&[K("containers"), I(0)], path].concat(), value)
}

/// The last variable of a list with this name, which wins.
fn last_named(list: &[Json], name: &str) -> Option<usize> {
    list.iter()
        .rposition(|item| item.get("name").and_then(Json::as_str) == Some(name))
}

fn environment<'a>(pod: &Pod<'a>, name: &str, below: &[Step<'a>], value: &Json) -> Option<Origin> {
    let given = pod.given;
    let mut lists = vec![pod.service.path(&[K("envs")])];
    if given.is_graph() {
        lists.push(vec![K("spec"), K("envs")]);
    }
    lists.push(pod.extra_path(&[K("mainContainer"), K("env")]));
    for list in lists {
        if let Some(index) = last_named(given.items(&list), name) {
            let path = [list.as_slice(), &[I(index)], below].concat();
            // An engine may set the variable once more.
            return given
                .user(&path, value)
                .or_else(|| deployment_config(pod, name, &path))
                .or_else(|| generated(pod, name, below, value));
        }
    }
    generated(pod, name, below, value)
}

fn deployment_config<'a>(pod: &Pod<'a>, name: &str, path: &[Step<'a>]) -> Option<Origin> {
    let is_frontend = pod.service.spec.component_type == defaults::COMPONENT_TYPE_FRONTEND;
    (name == env::DYN_DEPLOYMENT_CONFIG && is_frontend)
        .then(|| made(path, "with the frontend's port, as the operator writes it"))
}

fn generated<'a>(pod: &Pod<'a>, name: &str, below: &[Step<'a>], value: &Json) -> Option<Origin> {
    let given = pod.given;
    if let Some((flag, set)) = flag_of(name, given.config()) {
        let of_flag = is_flag(flag, set, &set.into());
        return if below == [K("name")] {
            of_flag
        } else {
            is_flag(flag, set, value)
        };
    }
    match (name, below) {
        (env::DYN_NAMESPACE, [K("value")]) => pod.service.is_dynamo_namespace(given, value),
        (env::DYN_COMPONENT, [K("value")]) => pod.own(&[K("componentType")], value),
        (env::DYN_PARENT_DGD_K8S_NAME, [K("value")]) => {
            if given.is_graph() {
                given.is_own_name(value)
            } else {
                is_text(value, given.graph(), "graph that owns the component")
            }
        }
        (env::DYN_PARENT_DGD_K8S_NAMESPACE, [K("value")]) => given.is_namespace(value),
        (env::DYN_DISCOVERY_BACKEND, _) => Some(given.discovery(Some(pod.service))),
        (env::VLLM_CACHE_ROOT, _) if pod.service.framework() == Framework::Vllm => {
            let mounts = &pod.service.spec.volume_mounts;
            let cache = mounts
                .iter()
                .position(|mount| mount.use_as_compilation_cache)?;
            let point = [K("volumeMounts"), I(cache), K("mountPoint")];
            pod.own(&point, value)
                .or_else(|| Some(pod.service.backend("its compilation cache", Some(&point))))
        }
        (env::OMPI_MCA_ORTE_KEEP_FQDN_HOSTNAMES, _) if pod.is_multinode_of(Framework::Trtllm) => {
            Some(pod.service.backend("MPI between the nodes", None))
        }
        _ => default_variable(pod, name, below, value),
    }
}

/// A variable that the component type brings along.
fn default_variable(pod: &Pod<'_>, name: &str, below: &[Step<'_>], value: &Json) -> Option<Origin> {
    let find = |pod: &Json| -> Option<Json> {
        let list = at(pod, &[K("containers"), I(0), K("env")])?.as_array()?;
        list.get(last_named(list, name)?).cloned()
    };
    let [typed, untyped] = &pod.service.baseline;
    // What a variable with a rule of its own says need not be what the bare pod says.
    let is_default = |variable: &Json| below == [K("name")] || at(variable, below) == Some(value);
    find(typed).filter(|variable| is_default(variable))?;
    let of_every = find(untyped).is_some_and(|variable| is_default(&variable));
    let kind = &pod.service.spec.component_type;
    Some(Origin::ComponentType(if of_every {
        String::new()
    } else {
        kind.clone()
    }))
}

/// A word of the command line, which engines change on several nodes.
fn words<'a>(
    pod: &Pod<'a>,
    main: &Json,
    list: &'a str,
    path: &[Step<'a>],
    value: &Json,
) -> Option<Origin> {
    let from = [K("extraPodSpec"), K("mainContainer"), K(list)];
    let said = !pod.given.items(&pod.service.path(&from)).is_empty();
    let engine = || {
        let what = engine_reason(pod, main)?;
        let from = (said && list == "args").then_some(from.as_slice());
        Some(pod.service.backend(what, from))
    };
    // A script of the engine takes the place of all words.
    let is_script = matches!(engine_reason(pod, main), Some(RAY | MPI));
    if is_script {
        return engine();
    }
    let own = user(pod, path, value);
    if said {
        own.or_else(engine)
    } else {
        default(pod, path, value).or_else(engine)
    }
}

const RAY: &str = "Ray over several nodes";
const DATA: &str = "data parallel ranks over several nodes";
const GROUP: &str = "one process group over several nodes";
const MPI: &str = "MPI over ssh between the nodes";

fn engine_reason(pod: &Pod<'_>, main: &Json) -> Option<&'static str> {
    if !pod.service.spec.is_multinode() {
        return None;
    }
    let args = || {
        main.get("args")
            .and_then(Json::as_array)
            .into_iter()
            .flatten()
    };
    let mut texts = args().filter_map(Json::as_str);
    match pod.service.framework() {
        Framework::Vllm if texts.clone().any(|text| text.starts_with("ray start ")) => Some(RAY),
        Framework::Vllm if texts.any(|text| text.contains("--data-parallel-start-rank")) => {
            Some(DATA)
        }
        // A service that runs as one Deployment gets a shell and keeps its arguments.
        Framework::Vllm if pod.role == Role::Main => Some("Ray, for which the command is a shell"),
        Framework::Sglang => Some(GROUP),
        Framework::Trtllm => Some(MPI),
        _ => None,
    }
}

fn probe<'a>(
    pod: &Pod<'a>,
    name: &'a str,
    path: &[Step<'a>],
    below: &[Step<'a>],
    value: &Json,
) -> Option<Origin> {
    let is_ssh = name == "readinessProbe"
        && pod.role == Role::Worker
        && pod.is_multinode_of(Framework::Trtllm);
    if is_ssh {
        return Some(pod.service.backend("ssh answers on the node", None));
    }
    let spec = pod.service.spec;
    let own = if name == "livenessProbe" {
        &spec.liveness_probe
    } else {
        &spec.readiness_probe
    };
    if own.is_some() {
        return pod.own(&[&[K(name)], below].concat(), value);
    }
    user(pod, path, value).or_else(|| default(pod, path, value))
}

fn resources<'a>(pod: &Pod<'a>, below: &[Step<'a>], value: &Json) -> Option<Origin> {
    let given = pod.given;
    let main = |below: &[Step<'a>]| {
        let path = [&[K("mainContainer"), K("resources")], below].concat();
        given.amount(&pod.extra_path(&path), value)
    };
    match below {
        [K("claims"), I(index), field @ ..] => {
            let path = [K("mainContainer"), K("resources"), K("claims")];
            let before = given.items(&pod.extra_path(&path)).len();
            match index.checked_sub(before) {
                None => main(below),
                Some(index) => pod.own(
                    &[&[K("resources"), K("claims"), I(index)], field].concat(),
                    value,
                ),
            }
        }
        [K(side), K(key)] => {
            let short = |field: &[Step<'a>]| {
                let path = pod
                    .service
                    .path(&[&[K("resources"), K(side)], field].concat());
                given.amount(&path, value)
            };
            let gpu = || {
                if pod.service.is_gpu(key) {
                    short(&[K("gpu")])
                } else {
                    None
                }
            };
            let basic = || {
                if ["cpu", "memory"].contains(key) {
                    short(&[K(key)])
                } else {
                    None
                }
            };
            short(&[K("custom"), K(key)])
                .or_else(gpu)
                .or_else(basic)
                .or_else(|| main(below))
                .or_else(|| deployment_config_amount(pod))
        }
        _ => main(below),
    }
}

/// The variable by which older graphs give replicas and resources.
fn deployment_config_amount(pod: &Pod<'_>) -> Option<Origin> {
    super::component::deployment_config(pod.given, pod.service)
}

fn mounts<'a>(
    pod: &Pod<'a>,
    main: &'a Json,
    index: usize,
    below: &[Step<'a>],
    value: &Json,
) -> Option<Origin> {
    let own = pod
        .given
        .items(&pod.extra_path(&[K("mainContainer"), K("volumeMounts")]))
        .len();
    let path = [&[K("volumeMounts"), I(index)], below].concat();
    if index < own {
        return user(pod, &path, value);
    }
    let [typed, _] = &pod.service.baseline;
    let epp = pod.service.spec.component_type == defaults::COMPONENT_TYPE_EPP;
    let count = at(typed, &[K("containers"), I(0), K("volumeMounts")])?
        .as_array()?
        .len();
    // Of the defaults the last one is the shared memory.
    let before = if own == 0 && epp {
        count.saturating_sub(1)
    } else {
        0
    };
    if index < before {
        return default(pod, &path, value);
    }
    let mounts = &pod.service.spec.volume_mounts;
    let nth = index - own - before;
    if let Some(mount) = mounts.get(nth) {
        let field = |name| pod.own(&[K("volumeMounts"), I(nth), K(name)], value);
        return match below {
            [K("name")] => field("name"),
            [K("mountPath")] if mount.mount_point.is_empty() => {
                Some(pod.service.backend("where its compilation cache is", None))
            }
            [K("mountPath")] => field("mountPoint"),
            _ => None,
        };
    }
    let name = at(main, &[K("volumeMounts"), I(index), K("name")])?.as_str()?;
    if name == defaults::SHARED_MEMORY_VOLUME && nth == mounts.len() {
        return Some(Origin::Rule("shared memory, unless sharedMemory.disabled"));
    }
    if pod.is_multinode_of(Framework::Trtllm) {
        return pod.mpi_key(value);
    }
    None
}

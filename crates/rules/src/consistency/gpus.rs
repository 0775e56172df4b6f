//! GPUs of a replica against the sizes that its engine is started with.

use super::{IDLE_GPUS, Remarks, Resource, TOO_FEW_GPUS, UNSEEN_FLAG, Weight};
use crate::admission::view::View;
use serde_json::Value as Json;
use stator_api::defaults;

/// An engine whose arguments are understood.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Engine {
    Vllm,
    Sglang,
    Trtllm,
}

const ENGINES: [(Engine, &str, &str); 3] = [
    (Engine::Vllm, "vllm", "dynamo.vllm"),
    (Engine::Sglang, "sglang", "dynamo.sglang"),
    (Engine::Trtllm, "trtllm", "dynamo.trtllm"),
];

/// A size and the flags that set it.
#[derive(Clone, Copy)]
struct Size {
    word: &'static str,
    vllm: &'static [&'static str],
    sglang: &'static [&'static str],
    trtllm: &'static [&'static str],
    /// Its name in TensorRT-LLM's engine arguments.
    key: &'static str,
}

const TENSOR: Size = Size {
    word: "tensor",
    vllm: &["--tensor-parallel-size", "-tp"],
    sglang: &["--tp-size", "--tp", "--tensor-parallel-size"],
    trtllm: &["--tensor-parallel-size"],
    key: "tensor_parallel_size",
};
const PIPELINE: Size = Size {
    word: "pipeline",
    vllm: &["--pipeline-parallel-size", "-pp"],
    sglang: &["--pp-size", "--pp", "--pipeline-parallel-size"],
    trtllm: &["--pipeline-parallel-size"],
    key: "pipeline_parallel_size",
};
const DATA: Size = Size {
    word: "data",
    vllm: &["--data-parallel-size", "-dp"],
    sglang: &["--dp-size", "--dp", "--data-parallel-size"],
    trtllm: &[],
    key: "",
};
/// Data parallel ranks of one node; vLLM only.
const LOCAL: &[&str] = &["--data-parallel-size-local", "-dpl"];
/// The flag by which one rank is started by hand; what the others are is not said.
const RANK: &[&str] = &["--data-parallel-rank", "-dpn"];

impl Size {
    fn flags(self, engine: Engine) -> &'static [&'static str] {
        match engine {
            Engine::Vllm => self.vllm,
            Engine::Sglang => self.sglang,
            Engine::Trtllm => self.trtllm,
        }
    }
}

/// What an engine spreads over.
struct Spread {
    tensor: i64,
    pipeline: i64,
    /// One where data parallel ranks share the GPUs of the tensor parallel ones.
    data: i64,
}

/// Looks at one service.
pub(super) fn look(resource: &Resource<'_>, name: &str, service: &View<'_>, found: &mut Remarks) {
    let main = service.get("extraPodSpec").get("mainContainer");
    let words = words(&main);
    let explicit = resource.view().get("spec").get("backendFramework").text();
    let Some((engine, own)) = engine(&words, explicit, service) else {
        return;
    };
    let nodes = service.get("multinode").get("nodeCount");
    let nodes = nodes.integer().unwrap_or(1).max(1);
    let Some(gpus) = gpus(service, &main) else {
        return;
    };
    let Some(spread) = spread(engine, own, nodes) else {
        return;
    };
    let place = if main.get("args").is_absent() {
        main.get("command")
    } else {
        main.get("args")
    };
    if engine == Engine::Vllm && nodes > 1 {
        unseen(own, place.path(), found);
    }
    let wanted = spread.tensor * spread.pipeline * spread.data;
    let have = nodes.saturating_mul(gpus);
    if wanted == have {
        return;
    }
    let replica = if nodes > 1 {
        format!("{nodes} nodes × {} = {have}", counted(gpus))
    } else {
        counted(gpus)
    };
    let sizes = sizes(&spread);
    let hint = hint(engine, &spread, nodes, gpus, service);
    if wanted > have {
        let text = format!("`{name}` has {replica} a replica, its engine spreads over {sizes}");
        found.add(Weight::Error, TOO_FEW_GPUS, place.path(), text, hint);
    } else {
        let text = format!(
            "`{name}` has {replica} a replica, its engine uses {sizes}: {} idle",
            have - wanted
        );
        found.add(Weight::Warning, IDLE_GPUS, place.path(), text, hint);
    }
}

fn counted(gpus: i64) -> String {
    if gpus == 1 {
        "1 GPU".to_owned()
    } else {
        format!("{gpus} GPUs")
    }
}

/// `4 tensor × 2 data = 8`.
fn sizes(spread: &Spread) -> String {
    let all = [
        (TENSOR.word, spread.tensor),
        (PIPELINE.word, spread.pipeline),
        (DATA.word, spread.data),
    ];
    let named: Vec<String> = all
        .iter()
        .filter(|(_, size)| *size != 1)
        .map(|(word, size)| format!("{size} {word} parallel"))
        .collect();
    let total = spread.tensor * spread.pipeline * spread.data;
    match named.as_slice() {
        [] => "1".to_owned(),
        [_] => named.join(""),
        _ => format!("{} = {total}", named.join(" × ")),
    }
}

/// The two numbers that would fit: the GPUs for the engine, or the engine for the GPUs.
fn hint(
    engine: Engine,
    spread: &Spread,
    nodes: i64,
    gpus: i64,
    service: &View<'_>,
) -> Option<String> {
    /// More are not in one node.
    const MOST: i64 = 8;
    let wanted = spread.tensor * spread.pipeline * spread.data;
    let others = spread.pipeline * spread.data;
    let have = nodes * gpus;
    let more_gpus = (wanted % nodes == 0 && wanted / nodes <= MOST.max(gpus))
        .then(|| format!("`{}: \"{}\"`", gpu_path(service), wanted / nodes));
    let more_nodes = (gpus > 0 && wanted % gpus == 0 && wanted / gpus > 1)
        .then(|| format!("`multinode.nodeCount: {}`", wanted / gpus));
    let for_engine = more_gpus.or(more_nodes);
    let flag = TENSOR.flags(engine).first()?;
    let for_gpus = (others > 0 && have > 0 && have % others == 0)
        .then(|| format!("`{flag} {}`", have / others));
    match (for_engine, for_gpus) {
        (Some(gpus), Some(engine)) => Some(format!(
            "give {gpus} for this engine, or {engine} for these GPUs"
        )),
        (Some(gpus), None) => Some(format!("give {gpus}")),
        (None, Some(engine)) => Some(format!("give {engine}")),
        (None, None) => None,
    }
}

/// Where the service says its GPUs, as a person writes it.
fn gpu_path(service: &View<'_>) -> String {
    let in_pod = service
        .get("extraPodSpec")
        .get("mainContainer")
        .get("resources");
    if service.get("resources").is_absent() && !in_pod.is_absent() {
        let resource = defaults::GPU_RESOURCE;
        format!("extraPodSpec.mainContainer.resources.limits[{resource}]")
    } else {
        "resources.limits.gpu".to_owned()
    }
}

/// GPUs of one pod; none where they cannot be told.
fn gpus(service: &View<'_>, main: &View<'_>) -> Option<i64> {
    let number = |value: &Json| match value {
        Json::String(text) => text.parse().ok(),
        other => other.as_i64(),
    };
    // The pod spec is laid over what the service asks for.
    let in_pod = main.get("resources");
    let places = [
        in_pod.get("limits").get(defaults::GPU_RESOURCE),
        service.get("resources").get("limits").get("gpu"),
        service.get("resources").get("requests").get("gpu"),
    ];
    let given = places.iter().find(|place| !place.is_absent())?;
    number(given.value()).filter(|count| (0..=1 << 20).contains(count))
}

/// Command and arguments, cut at white space as a shell would.
fn words<'a>(main: &View<'a>) -> Vec<&'a str> {
    let texts = |key: &str| {
        let list = main.get(key).value().as_array();
        list.into_iter().flatten().filter_map(Json::as_str)
    };
    texts("command")
        .chain(texts("args"))
        .flat_map(str::split_whitespace)
        .collect()
}

/// The engine and its own arguments; none where it is not exactly one.
fn engine<'w, 'a>(
    words: &'w [&'a str],
    explicit: &str,
    service: &View<'_>,
) -> Option<(Engine, &'w [&'a str])> {
    let is_module = |word: &str| ENGINES.iter().any(|(.., module)| word == *module);
    let mut starts = words.iter().enumerate().filter(|(_, word)| is_module(word));
    match (starts.next(), starts.next()) {
        (Some((at, module)), None) => {
            let (engine, ..) = ENGINES.iter().find(|(.., known)| known == module)?;
            let rest = &words[at + 1..];
            let is_end =
                |word: &&str| matches!(*word, "|" | "||" | "&" | "&&" | ";" | ">" | "2>&1");
            let end = rest.iter().position(is_end).unwrap_or(rest.len());
            Some((*engine, &rest[..end]))
        }
        (None, _) if defaults::is_worker_type(service.get("componentType").text()) => {
            let known = ENGINES.iter().find(|(_, name, _)| *name == explicit);
            // A script of the user's own takes arguments of the user's own.
            let is_plain = words.first().is_some_and(|word| word.starts_with('-'));
            known
                .filter(|_| is_plain)
                .map(|(engine, ..)| (*engine, words))
        }
        _ => None,
    }
}

/// A size from the arguments.
enum Given {
    Absent,
    Number(i64),
    /// A variable, or no number.
    Unknown,
}

fn given(words: &[&str], flags: &[&str]) -> Given {
    let mut result = Given::Absent;
    for (nth, word) in words.iter().enumerate() {
        let value = match word.split_once('=') {
            Some((flag, value)) if flags.contains(&flag) => value,
            _ if flags.contains(word) => words.get(nth + 1).copied().unwrap_or_default(),
            _ => continue,
        };
        let bare = value.trim_matches(['"', '\'']);
        result = match bare.parse() {
            Ok(number) if (1..=1 << 20).contains(&number) => Given::Number(number),
            _ => Given::Unknown,
        };
    }
    result
}

/// What the engine spreads over; none where it cannot be told.
fn spread(engine: Engine, words: &[&str], nodes: i64) -> Option<Spread> {
    let has = |flags: &[&str]| !matches!(given(words, flags), Given::Absent);
    let is_configured = has(&["--config", "--extra-engine-args"]);
    let overrides = overrides(words);
    let size = |size: Size| match given(words, size.flags(engine)) {
        Given::Number(number) => Some(number),
        Given::Unknown => None,
        Given::Absent => match overrides.as_ref().map(|all| &all[size.key]) {
            Some(Json::Number(number)) => number.as_i64(),
            _ => (!is_configured || size.key.is_empty()).then_some(1),
        },
    };
    let (tensor, pipeline) = (size(TENSOR)?, size(PIPELINE)?);
    let shares = words.contains(&"--enable-dp-attention");
    let data = match engine {
        Engine::Trtllm => 1,
        Engine::Sglang if shares => 1,
        Engine::Sglang => size(DATA)?,
        Engine::Vllm if has(RANK) => return None,
        Engine::Vllm => match given(words, LOCAL) {
            Given::Number(local) => local * nodes,
            Given::Unknown => return None,
            Given::Absent => size(DATA)?,
        },
    };
    let product = tensor
        .checked_mul(pipeline)
        .and_then(|n| n.checked_mul(data));
    product.map(|_| Spread {
        tensor,
        pipeline,
        data,
    })
}

/// TensorRT-LLM's arguments as JSON in one word.
fn overrides(words: &[&str]) -> Option<Json> {
    let at = words
        .iter()
        .position(|word| *word == "--override-engine-args")?;
    let text = words.get(at + 1..)?.join(" ");
    let start = text.find('{')?;
    let mut read = serde_json::Deserializer::from_str(&text[start..]).into_iter::<Json>();
    read.next()?.ok()
}

/// Flags that a multi-node vLLM reads and the operator does not.
///
/// COMPAT(operator): only the long flag with its value in a word of its own is seen, so that
/// otherwise nothing ties the nodes together.
fn unseen(words: &[&str], path: &str, found: &mut Remarks) {
    for size in [TENSOR, PIPELINE, DATA] {
        let Some((long, short)) = size.vllm.split_first() else {
            continue;
        };
        let sets = |word: &&&str| {
            let flag = word.split_once('=').map_or(**word, |(flag, _)| flag);
            short.contains(&flag) || (flag == *long && word.contains('='))
        };
        let Some(word) = words.iter().find(sets) else {
            continue;
        };
        let is_one = matches!(given(words, size.vllm), Given::Number(1));
        if is_one {
            continue;
        }
        let flag = word.split_once('=').map_or(*word, |(flag, _)| flag);
        let text = format!(
            "the operator does not see `{flag}` in this form and does not join the nodes of the engine"
        );
        let hint = format!("write `{long}` and its number as two words");
        found.add(Weight::Error, UNSEEN_FLAG, path, text, Some(hint));
    }
}

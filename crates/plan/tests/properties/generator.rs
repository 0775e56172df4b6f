//! Objects that a schema of ours allows, made up from a number.

use serde_json::{Map, Value as Json, json};
use stator_api::crd;

/// What stands in texts without a rule; some of it is what the operator looks for.
const TEXTS: [&str; 24] = [
    "",
    "a",
    "main",
    "x-y",
    "frontend",
    "worker",
    "prefill",
    "decode",
    "planner",
    "epp",
    "vllm",
    "true",
    "false",
    "kubernetes",
    "etcd",
    "8",
    "-1",
    "99999999999999999999",
    "python3",
    "-m",
    "dynamo.vllm --tensor-parallel-size 9223372036854775807 --pipeline-parallel-size 9",
    "python3 -m dynamo.sglang; python -m dynamo.trtllm",
    "{\"a\": {\"ServiceArgs\": {\"workers\": 2}}}",
    "sch\u{f6}n \u{130}\u{3a3}",
];
const QUANTITIES: [&str; 8] = [
    "0",
    "1",
    "1.5Gi",
    "-3Ki",
    "100m",
    "9999999999999999999999999Ei",
    "1e400",
    ".5",
];
const NUMBERS: [i64; 8] = [0, 1, 2, 3, 8, 2_147_483_647, -1, 1_200];

/// A source of numbers that says the same for the same seed.
pub(crate) struct Generator {
    state: u64,
}

impl Generator {
    pub(crate) fn new(seed: u64) -> Self {
        Self { state: seed }
    }

    pub(crate) fn below(&mut self, bound: usize) -> usize {
        // SplitMix64.
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % bound as u64) as usize
    }

    fn pick<T: Copy>(&mut self, list: &[T]) -> T {
        list[self.below(list.len())]
    }

    /// An object of this kind, with name and namespace.
    pub(crate) fn object(&mut self, kind: &str) -> Json {
        let definition = crd::of_kind(kind).unwrap();
        let spec = &definition.schema()["properties"]["spec"];
        let mut object = json!({
            "apiVersion": "nvidia.com/v1alpha1", "kind": kind,
            "metadata": {"name": "made-up", "namespace": "team"},
        });
        object["spec"] = self.value(spec, "spec", 0);
        object
    }

    fn value(&mut self, schema: &Json, key: &str, depth: usize) -> Json {
        if let Some(allowed) = schema["enum"].as_array() {
            return allowed[self.below(allowed.len())].clone();
        }
        if schema["x-kubernetes-int-or-string"] == true {
            return self.pick(&QUANTITIES).into();
        }
        match schema["type"].as_str() {
            Some("object") => self.fields(schema, depth),
            Some("array") => {
                let length = self.below(3);
                let nth = |nth: usize, generator: &mut Self| {
                    let mut item = generator.value(&schema["items"], key, depth + 1);
                    // Lists that are maps have every name once.
                    for name in schema["x-kubernetes-list-map-keys"]
                        .as_array()
                        .into_iter()
                        .flatten()
                    {
                        item[name.as_str().unwrap()] = match &item[name.as_str().unwrap()] {
                            Json::Number(_) => json!(nth + 1),
                            Json::String(text) if text == "TCP" => text.clone().into(),
                            _ => format!("n{nth}").into(),
                        };
                    }
                    item
                };
                Json::Array((0..length).map(|index| nth(index, self)).collect())
            }
            Some("boolean") => (self.below(2) == 0).into(),
            Some("integer" | "number") => {
                let least = schema["minimum"].as_i64().unwrap_or(i64::MIN);
                let most = schema["maximum"].as_i64().unwrap_or(i64::MAX);
                self.pick(&NUMBERS).clamp(least, most).into()
            }
            Some("string") => self.text(schema, key),
            _ => json!({"free": self.pick(&TEXTS), "list": [1, {"y": null}]}),
        }
    }

    fn text(&mut self, schema: &Json, key: &str) -> Json {
        match schema["format"].as_str() {
            Some("date-time") => return "2026-01-01T00:00:00Z".into(),
            Some("byte") => return "YQ==".into(),
            Some("duration") => return "1m".into(),
            _ => {}
        }
        if schema.get("pattern").is_some() {
            return self.pick(&QUANTITIES).into();
        }
        let shortest = schema["minLength"].as_u64().unwrap_or(0) as usize;
        let text = match key {
            "componentType" => self.pick(&["frontend", "worker", "planner", "epp", ""]),
            "cpu" | "memory" | "gpu" => {
                self.pick(&["", "1", "500m", "2Gi", "99999999999999999999"])
            }
            _ => self.pick(&TEXTS),
        };
        if text.len() < shortest { "x" } else { text }.into()
    }

    fn fields(&mut self, schema: &Json, depth: usize) -> Json {
        let mut fields = Map::new();
        let required: Vec<&str> = schema["required"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Json::as_str)
            .collect();
        for (name, below) in schema["properties"].as_object().into_iter().flatten() {
            // Many at the top, few below: a pod has hundreds of fields.
            let is_wanted = self.below(3 + depth * depth) < 2;
            if required.contains(&name.as_str()) || (is_wanted && depth < 9) {
                fields.insert(name.clone(), self.value(below, name, depth + 1));
            }
        }
        if schema["additionalProperties"].is_object() {
            for nth in 0..=self.below(3) {
                let key = ["a", "Main", "nvidia.com/x", "cpu"][nth];
                let value = self.value(&schema["additionalProperties"], key, depth + 1);
                fields.insert(key.to_owned(), value);
            }
        }
        if fields.get("create") == Some(&json!(true)) {
            for name in ["size", "storageClass", "volumeAccessMode"] {
                fields.entry(name).or_insert_with(|| "1".into());
            }
        }
        Json::Object(fields)
    }
}

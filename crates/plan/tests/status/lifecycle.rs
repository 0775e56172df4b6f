//! The timelines in `corpus/lifecycle`, replayed: the status at the end of every step.

use crate::corpus::{self, decode, masked};
use serde_json::{Value as Json, json};
use stator_api::config::OperatorConfig;
use stator_api::dynamo::DynamoGraphDeployment;
use stator_plan::status::{Children, Outcome, Settled, settled};
use stator_plan::{GraphPath, GraphPlan, Object, Observed, World, plan_graph};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Where ours differs on purpose: scenario and mode, step, what, and why.
const REVIEWED: &[(&str, &str, &str, &str)] = &[
    (
        "grove",
        "apply the graph",
        GRAPH,
        "D19: no status at all while a PodClique is missing",
    ),
    (
        "drift/grove",
        "PodCliqueSet deleted by hand",
        GRAPH,
        "D24: that the PodCliques went with their set is noticed",
    ),
    ("drift/grove", "Service of the worker", GRAPH, "as before"),
    ("drift/grove", "discovery Role", GRAPH, "as before"),
    ("drift/grove", "the graph changes", GRAPH, "as before"),
    (
        "image/grove",
        "image 1 -> 2",
        GRAPH,
        "D27: not ready until the new pods are",
    ),
    ("image/grove", "roll-out", GRAPH, "D27"),
    (
        "image/grove",
        "component annotations",
        GRAPH,
        "D27: nobody played Grove since",
    ),
    ("image/grove", "graph annotation", GRAPH, "D27, as before"),
    ("image/grove", "graph env", GRAPH, "D27, as before"),
    (
        "invalid/",
        "PVC that is missing",
        "DynamoGraphDeployment/g.services",
        "a failed pass keeps the counts (workloads 5.3)",
    ),
    (
        "multinode/grove",
        "the scaling group reports available",
        GRAPH,
        "scaling groups are watched (workloads 4.6)",
    ),
    (
        "remove-service/deployment",
        "",
        "DynamoComponentDeployment/g-prefill",
        "D17: the component of a removed service goes",
    ),
    (
        "restart/",
        "restart r2",
        "DynamoGraphDeployment/g.restart",
        "D26: not complete at once",
    ),
    (
        "scale/grove",
        "1 of 3 ready",
        GRAPH,
        "every count of a PodClique is noticed (workloads 5.3)",
    ),
];

const GRAPH: &str = "DynamoGraphDeployment/g.";

/// A replay of one timeline.
struct Replay {
    namespace: String,
    config: OperatorConfig,
    mode: String,
    graph: Option<Json>,
    /// Live children by resource and name.
    live: BTreeMap<(String, String), Json>,
    claims: BTreeSet<String>,
    /// What ours reported last.
    reported: Option<Settled>,
}

/// Sets or removes what a line `path: old -> new` says.
fn apply(object: &mut Json, line: &str) {
    let (path, change) = line.split_once(": ").unwrap();
    let (_, new) = change.rsplit_once(" -> ").unwrap();
    if new == "<time>" || new.ends_with("...") {
        return;
    }
    let value = match new {
        "<absent>" => None,
        text if path.starts_with("metadata.annotations.") => Some(text.into()),
        text => Some(serde_json::from_str(text).unwrap_or_else(|_| Json::String(text.to_owned()))),
    };
    let pointer = path.replace('[', ".").replace(']', "");
    // Keys of annotations and labels have dots of their own.
    let levels = if pointer.starts_with("metadata.") {
        3
    } else {
        usize::MAX
    };
    let mut keys: Vec<&str> = pointer.splitn(levels, '.').collect();
    let last = keys.pop().unwrap();
    let mut at = object;
    for key in keys {
        at = match key.parse::<usize>() {
            Ok(index) if at.is_array() => &mut at[index],
            _ => &mut at[key],
        };
    }
    match value {
        Some(value) => at[last] = value,
        None => {
            if let Some(fields) = at.as_object_mut() {
                fields.remove(last);
            }
        }
    }
}

fn kind_of(resource: &str) -> &'static str {
    match resource {
        "deployments" => "Deployment",
        "dynamocomponentdeployments" => "DynamoComponentDeployment",
        "podcliques" => "PodClique",
        "podcliquesets" => "PodCliqueSet",
        "podcliquescalinggroups" => "PodCliqueScalingGroup",
        _ => "",
    }
}

impl Replay {
    fn initial(scenario: &str) -> Json {
        let main = json!({"image": "my-registry/runtime:1"});
        let worker = json!({
            "componentType": "worker", "replicas": 1,
            "extraPodSpec": {"mainContainer": {
                "image": "my-registry/runtime:1", "command": ["python3", "-m", "dynamo.mocker"],
                "args": ["--model-path", "Qwen/Qwen3-0.6B"]}},
        });
        let mut graph = json!({
            "metadata": {"name": "g"},
            "spec": {"services": {
                "Frontend": {"componentType": "frontend", "replicas": 1,
                             "extraPodSpec": {"mainContainer": main}},
                "decode": worker,
            }},
        });
        let services = &mut graph["spec"]["services"];
        let adapter = json!({"enabled": true});
        match scenario {
            "remove-service" => services["prefill"] = worker,
            "delete" => {
                services["Frontend"]["scalingAdapter"] = adapter;
                services["decode"]["modelRef"] = json!({"name": "Qwen/Qwen3-0.6B"});
            }
            "adapter" => services["decode"]["scalingAdapter"] = adapter,
            "multinode" => {
                services["decode"]["multinode"] = json!({"nodeCount": 2});
                services["decode"]["resources"] = json!({"limits": {"gpu": "1"}});
            }
            _ => {}
        }
        graph
    }

    fn plan(&self, children: &Children) -> Option<(DynamoGraphDeployment, GraphPlan)> {
        let mut json = self.graph.clone()?;
        json["metadata"]["namespace"] = self.namespace.as_str().into();
        if let Some(reported) = &self.reported {
            json["status"] = serde_json::to_value(&reported.graph).unwrap();
        }
        let graph: DynamoGraphDeployment = decode(&json);
        let path = if self.mode == "grove" {
            GraphPath::Grove
        } else {
            GraphPath::Components
        };
        let observed = Observed {
            mpi_secret: Some(decode(&json!({}))),
            claims: self.claims.clone(),
            ready_services: children.ready_services(&graph, path),
            restart_stamps: children.restart_stamps("g", path),
            ..Observed::default()
        };
        let apis = corpus::apis(&self.mode);
        let world = World {
            config: &self.config,
            apis,
            observed: &observed,
        };
        let plan = plan_graph(&graph, &world);
        Some((graph, plan))
    }

    fn template(&self) -> Option<Json> {
        let (_, plan) = self.plan(&Children::default())?;
        let set = plan
            .objects
            .iter()
            .find(|planned| planned.object.kind() == "PodCliqueSet")?;
        Some(set.object.to_json())
    }

    /// The spec that Grove gives a PodClique, from its name.
    fn clique_spec(&self, name: &str) -> Json {
        let template = self.template().unwrap();
        let cliques = template["spec"]["template"]["cliques"].as_array().unwrap();
        let clique = cliques
            .iter()
            .find(|clique| name.ends_with(&format!("-{}", clique["name"].as_str().unwrap())));
        clique.unwrap()["spec"].clone()
    }

    fn take(&mut self, scenario: &str, request: &Json) {
        let text = |key: &str| request[key].as_str().unwrap_or_default().to_owned();
        let (resource, name, verb) = (text("resource"), text("name"), text("verb"));
        let (resource, part) = match resource.split_once('/') {
            Some((resource, part)) => (resource.to_owned(), part.to_owned()),
            None => (resource, String::new()),
        };
        let is_refused = request["code"].as_i64().unwrap_or_default() >= 400;
        if is_refused {
            return;
        }
        let key = (resource.clone(), name.clone());
        let changed = request["changed"].as_array().cloned().unwrap_or_default();
        let lines = changed.iter().filter_map(Json::as_str);
        match (resource.as_str(), verb.as_str()) {
            ("dynamographdeployments", _) if part == "status" => {}
            ("dynamographdeployments", "delete") => self.graph = None,
            ("dynamographdeployments", _) => {
                let graph = self.graph.get_or_insert_with(|| Self::initial(scenario));
                lines.for_each(|line| apply(graph, line));
            }
            ("persistentvolumeclaims", "create") => {
                self.claims.insert(name);
            }
            (_, "delete") => {
                self.live.remove(&key);
            }
            ("podcliques", "create") => {
                let spec = self.clique_spec(&name);
                let object = json!({"kind": "PodClique", "metadata": {"name": name}, "spec": spec});
                self.live.insert(key, object);
            }
            ("deployments" | "podcliquesets" | "podcliquescalinggroups", "create") => {
                let object = json!({"kind": kind_of(&resource), "metadata": {"name": name}});
                self.live.insert(key, object);
            }
            ("podcliques", "patch") if part.is_empty() && request["changed"] == json!([]) => {
                let spec = self.clique_spec(&name);
                if let Some(object) = self.live.get_mut(&key) {
                    object["spec"]["podSpec"] = spec["podSpec"].clone();
                }
            }
            // What the operator writes shows in the generations at the end of the step.
            _ if !request["actor"].is_null() => {}
            _ => {
                if let Some(object) = self.live.get_mut(&key) {
                    let counted = lines.filter(|line| !line.starts_with("spec.template"));
                    counted.for_each(|line| apply(object, line));
                }
            }
        }
    }

    /// Brings generations and replica counts of the children to those at the end of the step.
    fn agree(&mut self, children: &Json) {
        for ((resource, name), object) in &mut self.live {
            let at = &children[format!("{}/{name}", kind_of(resource))];
            for (path, field) in [("metadata", "generation"), ("spec", "replicas")] {
                if let Some(value) = at.get(field) {
                    object[path][field] = value.clone();
                }
            }
        }
    }

    /// Lets the operator pass over the graph until nothing changes.
    fn settle(&mut self, graph_end: &Json, children_end: &Json, passes: usize) {
        for _ in 0..passes {
            let mut children = Children::default();
            for object in self.live.values() {
                children.add(object).unwrap();
            }
            if let Some(reported) = &self.reported {
                let (_, plan) = self.plan(&Children::default()).unwrap();
                Self::add_components(&mut children, &plan, reported, children_end);
            }
            let Some((mut graph, plan)) = self.plan(&children) else {
                return;
            };
            graph.metadata.generation = graph_end["generation"].as_i64();
            for planned in &plan.objects {
                let name = planned.object.name().to_owned();
                if let Object::DynamoComponentDeployment(component) = &planned.object {
                    let mut json = serde_json::to_value(component).unwrap();
                    let at = &children_end[format!("DynamoComponentDeployment/{name}")];
                    json["metadata"]["generation"] = at["generation"].clone();
                    let reported = self.reported.as_ref().and_then(|r| r.components.get(&name));
                    json["status"] = serde_json::to_value(reported).unwrap();
                    children.add(&json).unwrap();
                }
            }
            let message = graph_end["status"]["conditions"][0]["message"].as_str();
            let invalid = message.and_then(|m| m.strip_prefix("Validation failed: "));
            let outcome = invalid.map_or(Outcome::Planned(&plan), Outcome::Invalid);
            let now = corpus::now();
            let mut next = settled(&graph, &outcome, &children, &BTreeMap::new(), &now);
            let stopped = invalid.is_some() || plan.error.is_some();
            if let (true, Some(before)) = (stopped, &self.reported) {
                next.components.clone_from(&before.components);
                next.adapters.clone_from(&before.adapters);
            }
            let same = self
                .reported
                .as_ref()
                .is_some_and(|r| r.graph == next.graph && r.components == next.components);
            self.reported = Some(next);
            if same {
                break;
            }
        }
    }

    fn add_components(children: &mut Children, plan: &GraphPlan, reported: &Settled, end: &Json) {
        for planned in &plan.objects {
            if let Object::DynamoComponentDeployment(component) = &planned.object {
                let name = planned.object.name().to_owned();
                let Some(status) = reported.components.get(&name) else {
                    continue;
                };
                let mut json = serde_json::to_value(component).unwrap();
                let at = &end[format!("DynamoComponentDeployment/{name}")];
                json["metadata"]["generation"] = at["generation"].clone();
                json["status"] = serde_json::to_value(status).unwrap();
                children.add(&json).unwrap();
            }
        }
    }
}

/// Lists the paths at which two values differ.
fn differences(path: &str, want: &Json, have: &Json, out: &mut Vec<String>) {
    match (want, have) {
        (Json::Object(a), Json::Object(b)) => {
            let keys: BTreeSet<&String> = a.keys().chain(b.keys()).collect();
            for key in keys {
                differences(&format!("{path}.{key}"), &want[key], &have[key], out);
            }
        }
        (Json::Array(a), Json::Array(b)) if a.len() == b.len() => {
            for (nth, (a, b)) in a.iter().zip(b).enumerate() {
                differences(&format!("{path}[{nth}]"), a, b, out);
            }
        }
        (Json::String(a), Json::String(b)) if parts(a) == parts(b) => {}
        _ if want != have => out.push(format!("{path}: want {want}, have {have}")),
        _ => {}
    }
}

/// A message without the order of what is awaited, which the reference leaves to chance.
fn parts(message: &str) -> BTreeSet<&str> {
    let list = message
        .rsplit_once("Resources not ready: g: ")
        .map_or(message, |(_, list)| list);
    list.split("; ").collect()
}

fn statuses(settled: &Settled) -> BTreeMap<String, Json> {
    let mut all: BTreeMap<String, Json> = BTreeMap::new();
    let graph = corpus::without_ready_generation(masked(&settled.graph));
    all.insert("DynamoGraphDeployment/g".to_owned(), graph);
    for (name, status) in &settled.components {
        all.insert(format!("DynamoComponentDeployment/{name}"), masked(status));
    }
    for (name, status) in &settled.adapters {
        all.insert(
            format!("DynamoGraphDeploymentScalingAdapter/{name}"),
            masked(status),
        );
    }
    all
}

fn replay(root: &Path, scenario: &str, mode: &str) -> (usize, Vec<String>) {
    let file = root
        .join("lifecycle")
        .join(scenario)
        .join(format!("{mode}.yaml"));
    let timeline = corpus::documents(&file).remove(0);
    let folder = root.join("objects").join(mode);
    let mut replay = Replay {
        namespace: timeline["namespace"].as_str().unwrap().to_owned(),
        config: corpus::config(&folder, "").unwrap(),
        mode: mode.to_owned(),
        graph: None,
        live: BTreeMap::new(),
        claims: BTreeSet::new(),
        reported: None,
    };
    let (mut compared, mut wrong) = (0, Vec::new());
    let mut children_before = None;
    for step in timeline["steps"].as_array().unwrap() {
        for part in ["tester", "writes"] {
            for request in step[part].as_array().into_iter().flatten() {
                replay.take(scenario, request);
            }
        }
        let end = &step["graphs"]["g"];
        if end.is_null() || replay.graph.is_none() {
            continue;
        }
        // The first pass sees the children as they were before the operator's writes of this step.
        let before = children_before.unwrap_or(&step["children"]);
        replay.settle(end, before, 1);
        replay.agree(&step["children"]);
        replay.settle(end, &step["children"], 10);
        children_before = Some(&step["children"]);
        let mut recorded: BTreeMap<String, Json> = BTreeMap::new();
        recorded.insert("DynamoGraphDeployment/g".to_owned(), end["status"].clone());
        for (id, child) in step["children"].as_object().unwrap() {
            if let Some(status) = child.get("status") {
                let mut status = status.clone();
                if let Some(fields) = status.as_object_mut() {
                    fields.remove("lastScaleTime");
                }
                recorded.insert(id.clone(), status);
            }
        }
        let ours = statuses(replay.reported.as_ref().unwrap());
        let ids: BTreeSet<&String> = recorded.keys().chain(ours.keys()).collect();
        for id in ids {
            compared += 1;
            let (none, mut out) = (Json::Null, Vec::new());
            let (want, have) = (
                recorded.get(id).unwrap_or(&none),
                ours.get(id).unwrap_or(&none),
            );
            differences("", want, have, &mut out);
            let name = step["step"].as_str().unwrap();
            wrong.extend(out.into_iter().filter_map(|text| {
                let what = format!("{id}{text}");
                let is_reviewed = REVIEWED.iter().any(|(at, in_step, path, _)| {
                    format!("{scenario}/{mode}").contains(at)
                        && name.contains(in_step)
                        && what.starts_with(path)
                });
                (!is_reviewed).then(|| format!("{scenario}/{mode} | {name} | {what}"))
            }));
        }
    }
    (compared, wrong)
}

#[test]
fn statuses_over_time_are_those_of_the_reference() {
    let Some(root) = corpus::root() else { return };
    let (mut compared, mut wrong) = (0, Vec::new());
    for scenario in corpus::files(&root.join("lifecycle")) {
        for mode in ["deployment", "grove"] {
            if root
                .join("lifecycle")
                .join(&scenario)
                .join(format!("{mode}.yaml"))
                .exists()
            {
                let (count, found) = replay(&root, &scenario, mode);
                compared += count;
                wrong.extend(found);
            }
        }
    }
    println!("{compared} statuses compared");
    assert!(
        wrong.is_empty(),
        "{} differ:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    assert!(compared > 150, "the corpus is not all there");
}

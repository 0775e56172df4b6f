//! The final statuses in `corpus/objects`.

use crate::corpus::{self, decode, masked};
use serde_json::{Value as Json, json};
use stator_api::dynamo::{DynamoComponentDeployment, DynamoGraphDeployment, DynamoModel};
use stator_plan::status::{Children, ModelPass, Outcome, component_status, model_status, settled};
use stator_plan::{Object, World, plan_component, plan_graph};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Where ours differs: reviewed, each with its reason.
const REVIEWED: [(&str, &str); 1] = [(
    ": DynamoModel ",
    "the pass that adds the finalizer forgets that the spec is valid; ours says so at once",
)];

const FOLDERS: [(&str, &[&str]); 5] = [
    ("", &["deployment", "lws", "grove", "grove-kai"]),
    ("features", &["grove", "lws", "kai"]),
    ("random", &["deployment", "lws", "grove"]),
    ("worked-example", &["kai", "lws"]),
    ("variants/*", &["grove", "lws"]),
];

/// One recorded case.
pub(crate) struct Case {
    pub(crate) folder: PathBuf,
    pub(crate) group: String,
    pub(crate) mode: String,
    pub(crate) name: String,
    pub(crate) docs: Vec<Json>,
    recorded: Json,
}

pub(crate) fn cases(root: &Path) -> Vec<Case> {
    let objects = root.join("objects");
    let mut groups = Vec::new();
    for (parent, modes) in FOLDERS {
        let parents = match parent.strip_suffix("/*") {
            Some(above) => corpus::files(&objects.join(above))
                .into_iter()
                .map(|name| format!("{above}/{name}"))
                .collect(),
            None => vec![parent.to_owned()],
        };
        for parent in parents {
            groups.extend(
                modes
                    .iter()
                    .map(|mode| (parent.clone(), (*mode).to_owned())),
            );
        }
    }
    let mut cases = Vec::new();
    for (parent, mode) in groups {
        let group = format!("{parent}/{mode}")
            .trim_start_matches('/')
            .to_owned();
        let folder = objects.join(&group);
        for file in corpus::files(&folder) {
            let Some(name) = file.strip_suffix(".status.yaml") else {
                continue;
            };
            let inputs = ["graphs", "features", "random", "objects/inputs"];
            let source = inputs
                .iter()
                .map(|inputs| root.join(inputs).join(format!("{name}.yaml")))
                .find(|path| path.exists());
            let Some(source) = source else { continue };
            let recorded = corpus::documents(&folder.join(&file)).remove(0);
            cases.push(Case {
                folder: folder.clone(),
                group: group.clone(),
                mode: mode.clone(),
                name: name.to_owned(),
                docs: corpus::documents(&source),
                recorded,
            });
        }
    }
    cases
}

impl Case {
    fn recorded(&self, kind: &str, name: &str) -> Option<&Json> {
        let statuses = self.recorded["statuses"].as_array()?;
        statuses
            .iter()
            .find(|s| s["kind"] == kind && s["name"] == name)
            .map(|s| &s["status"])
    }

    /// The API server's refusal in the recorded condition of a component: it is no business of ours.
    fn refusal(&self, name: &str) -> Option<String> {
        const FRAME: &str = "Failed to reconcile DynamoComponentDeployment: ";
        let message = message(
            self.recorded("DynamoComponentDeployment", name)?,
            "Available",
        )?;
        let refused = self.recorded["refusedWrites"]
            .as_array()
            .into_iter()
            .flatten();
        let mut paths = refused.filter_map(|write| write["path"].as_str());
        let is_refused =
            paths.any(|path| !path.ends_with("/status")) && message.contains(" is invalid: ");
        is_refused
            .then(|| message.strip_prefix(FRAME).map(str::to_owned))
            .flatten()
    }
}

fn message<'a>(status: &'a Json, kind: &str) -> Option<&'a str> {
    let conditions = status["conditions"].as_array()?;
    conditions.iter().find(|c| c["type"] == kind)?["message"].as_str()
}

/// Live workloads as the API server stores them before any controller looks at them.
fn untouched<'a>(planned: impl Iterator<Item = &'a Object>) -> Children {
    let mut children = Children::default();
    for object in planned {
        if matches!(object.kind(), "Deployment" | "LeaderWorkerSet") {
            let mut json = object.to_json();
            json["metadata"]["generation"] = 1.into();
            children.add(&json).unwrap();
        }
    }
    children
}

/// Gives our statuses of a case as (kind, name, status).
fn ours(case: &Case, root: &Path) -> Vec<(&'static str, String, Json)> {
    let namespace = corpus::namespace_of(&case.name);
    let config = corpus::config(&case.folder, &case.name).unwrap();
    let observed = corpus::observed(root, &case.group, &namespace, &config, &case.docs);
    let world = World {
        config: &config,
        apis: corpus::apis(&case.mode),
        observed: &observed,
    };
    let now = corpus::now();
    let mut out = Vec::new();
    for doc in &case.docs {
        let mut doc = doc.clone();
        doc["metadata"]["namespace"] = namespace.as_str().into();
        let name = doc["metadata"]["name"]
            .as_str()
            .unwrap_or_default()
            .to_owned();
        match doc["kind"].as_str().unwrap_or_default() {
            "DynamoGraphDeployment" => {
                let graph: DynamoGraphDeployment = decode(&doc);
                let plan = plan_graph(&graph, &world);
                let children = untouched(plan.all_objects().map(|planned| &planned.object));
                let invalid = case
                    .recorded("DynamoGraphDeployment", &name)
                    .and_then(|status| message(status, "Ready"))
                    .and_then(|message| message.strip_prefix("Validation failed: "));
                let outcome = invalid.map_or(Outcome::Planned(&plan), Outcome::Invalid);
                let refused: BTreeMap<String, String> = plan
                    .objects
                    .iter()
                    .map(|planned| planned.object.name())
                    .filter_map(|name| Some((name.to_owned(), case.refusal(name)?)))
                    .collect();
                let all = settled(&graph, &outcome, &children, &refused, &now);
                let components = all.components.iter();
                out.extend(components.map(|(name, status)| {
                    ("DynamoComponentDeployment", name.clone(), masked(status))
                }));
                let adapters = all.adapters.iter();
                out.extend(adapters.map(|(name, status)| {
                    (
                        "DynamoGraphDeploymentScalingAdapter",
                        name.clone(),
                        masked(status),
                    )
                }));
                let status = corpus::without_ready_generation(masked(&all.graph));
                out.push(("DynamoGraphDeployment", name, status));
            }
            "DynamoComponentDeployment" => {
                let recorded = case.recorded("DynamoComponentDeployment", &name);
                let valid = recorded.map(|status| &status["conditions"][0]["observedGeneration"]);
                doc["metadata"]["generation"] = valid.cloned().unwrap_or_else(|| 1.into());
                let component: DynamoComponentDeployment = decode(&doc);
                let plan = plan_component(&component, &world);
                let children = untouched(plan.objects.iter().map(|planned| &planned.object));
                let refusal = case.refusal(&name);
                let outcome = refusal
                    .as_deref()
                    .map_or(Outcome::Planned(&plan), Outcome::Failed);
                let status = component_status(&component, &outcome, &children, &now);
                out.push(("DynamoComponentDeployment", name, masked(status)));
            }
            "DynamoModel" => {
                doc["metadata"]["generation"] = 1.into();
                let model: DynamoModel = decode(&doc);
                let pass = ModelPass::Probed {
                    services: 0,
                    endpoints: &[],
                    error: None,
                };
                out.push((
                    "DynamoModel",
                    name,
                    masked(model_status(&model, &pass, &now).status),
                ));
            }
            _ => {}
        }
    }
    out
}

/// D19, D20: where the reference was refused or stopped by its own fault, ours names what is awaited.
fn says_what_is_awaited(case: &Case, name: &str, status: &Json) -> Result<(), String> {
    let doc = case.docs.iter().find(|doc| doc["metadata"]["name"] == name);
    let services = doc.unwrap()["spec"]["services"].as_object().unwrap();
    let mut awaited = Vec::new();
    for (key, service) in services {
        let nodes = service["multinode"]["nodeCount"].as_i64().unwrap_or(1);
        let child = format!("{name}-0-{}", key.to_lowercase());
        let (kind, short, counts) = if nodes > 1 {
            ("PodCliqueScalingGroup", "pcsg", "availableReplicas")
        } else {
            ("PodClique", "podclique", "readyReplicas")
        };
        awaited.push((key.clone(), format!("{short}/{child}: resource not found")));
        let want = json!({"componentKind": kind, "componentName": child, "replicas": 0,
                          "updatedReplicas": 0, counts: 0});
        if status["services"][key] != want {
            return Err(format!("services.{key} is {}", status["services"][key]));
        }
    }
    awaited.sort();
    let list: Vec<String> = awaited.into_iter().map(|(_, text)| text).collect();
    let want = json!({
        "type": "Ready", "status": "False", "reason": "some_resources_are_not_ready",
        "lastTransitionTime": "<time>",
        "message": format!("Resources not ready: {name}: {}", list.join("; ")),
    });
    if status["conditions"] != json!([want]) || status["state"] != "pending" {
        return Err(format!("{status}"));
    }
    Ok(())
}

fn is_reference_without_status(status: &Json) -> bool {
    status.as_object().is_some_and(serde_json::Map::is_empty)
        || status["conditions"][0]["reason"] == "undefined"
}

#[test]
fn final_statuses_are_those_of_the_reference() {
    let Some(root) = corpus::root() else { return };
    let (mut equal, mut awaited, mut wrong) = (0, 0, Vec::new());
    let cases = cases(&root);
    for case in &cases {
        let id = format!("{}/{}", case.group, case.name);
        for (kind, name, status) in ours(case, &root) {
            let Some(recorded) = case.recorded(kind, &name) else {
                wrong.push(format!("{id}: {kind} {name} has no recorded status"));
                continue;
            };
            let at = format!("{id}: {kind} {name}");
            if kind == "DynamoGraphDeployment" && is_reference_without_status(recorded) {
                match says_what_is_awaited(case, &name, &status) {
                    Ok(()) => awaited += 1,
                    Err(text) => wrong.push(format!("{at}: {text}")),
                }
            } else if &status == recorded {
                equal += 1;
            } else if !REVIEWED.iter().any(|(reviewed, _)| at.contains(reviewed)) {
                wrong.push(format!("{at}\n   want {recorded}\n   have {status}"));
            }
        }
    }
    println!(
        "{} cases: {equal} statuses equal, {awaited} say what is awaited",
        cases.len()
    );
    assert!(
        wrong.is_empty(),
        "{} differ:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    assert!(
        cases.len() > 500 && equal > 500,
        "the corpus is not all there"
    );
}

//! The objects in `corpus/objects`, and goldens of our own in `tests/corpus/plan`.

use crate::compare::{self, Accepted};
use crate::corpus::{self, decode};
use crate::objects::{Case, cases};
use serde_json::{Value as Json, json};
use stator_api::groups;
use stator_plan::{Planned, World, plan_component, plan_graph, plan_request};
use stator_rules::{admission, schema};
use std::path::Path;

/// What is stored of a document that is submitted; `None` where it is refused.
fn stored(doc: &Json) -> Option<Json> {
    let kind = doc["kind"].as_str().unwrap_or_default();
    let write = schema::Write {
        operation: schema::Operation::Create,
        object: doc,
        old: None,
    };
    let verdict = schema::admit(schema::Schema::of_kind(kind)?, write);
    let object = verdict.is_valid().then_some(verdict.object)??;
    let known = admission::ApiGroups::Known([groups::INFERENCE.to_owned()].into());
    let context = admission::Context {
        api_groups: known,
        ..admission::Context::default()
    };
    let request = admission::Request {
        kind: admission::Kind::from_name(kind)?,
        operation: admission::Operation::Create,
        old: None,
        new: Some(&object),
        requester: admission::Requester::default(),
    };
    admission::decide(&request, &context)
        .allowed
        .then_some(object)
}

/// Everything that becomes of the documents.
fn planned(docs: &[Json], namespace: &str, world: &World<'_>) -> Vec<Json> {
    let mut out = Vec::new();
    for doc in docs {
        let mut doc = doc.clone();
        doc["metadata"]["namespace"] = namespace.into();
        let Some(object) = stored(&doc) else { continue };
        match doc["kind"].as_str().unwrap_or_default() {
            "DynamoGraphDeployment" => {
                let plan = plan_graph(&decode(&object), world);
                out.extend(plan.all_objects().map(Planned::to_json));
            }
            "DynamoComponentDeployment" => {
                let plan = plan_component(&decode(&object), world);
                out.extend(plan.objects.iter().map(Planned::to_json));
            }
            "DynamoGraphDeploymentRequest" => {
                let plan = plan_request(&decode(&object), world);
                out.extend(plan.objects.iter().map(Planned::to_json));
            }
            _ => {}
        }
    }
    out
}

fn of_case(case: &Case, root: &Path) -> Vec<Json> {
    let namespace = corpus::namespace_of(&case.name);
    let config = corpus::config(&case.folder, &case.name).unwrap();
    let observed = corpus::observed(root, &case.group, &namespace, &config, &case.docs);
    let mut apis = corpus::apis(&case.mode);
    let with_istio = ["features", "random", "variants", "worked-example"];
    apis.istio = with_istio.iter().any(|start| case.group.starts_with(start));
    let world = World {
        config: &config,
        apis,
        observed: &observed,
    };
    planned(&case.docs, &namespace, &world)
}

#[test]
fn planned_objects_are_those_of_the_reference() {
    let Some(root) = corpus::root() else { return };
    let accepted = Accepted::parse(include_str!("../../../../tests/corpus/objects.accept"));
    let (mut equal, mut excused, mut wrong) = (0, 0, Vec::new());
    let cases = cases(&root);
    for case in &cases {
        let recorded = corpus::documents(&case.folder.join(format!("{}.yaml", case.name)));
        let found = compare::differences(&recorded, &of_case(case, &root));
        let id = format!("{}/{}", case.group, case.name);
        let rest: Vec<_> = found
            .iter()
            .filter(|place| !accepted.has(&id, place))
            .map(|place| format!("{id}: {place}"))
            .collect();
        match (found.is_empty(), rest.is_empty()) {
            (true, _) => equal += 1,
            (false, true) => excused += 1,
            (false, false) => wrong.extend(rest),
        }
    }
    println!("{} cases: {equal} equal, {excused} accepted", cases.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(
        cases.len() > 500 && equal > 500,
        "the corpus is not all there"
    );
}

/// What the goldens are made for.
struct Cluster {
    name: &'static str,
    mode: &'static str,
    flags: &'static [&'static str],
    /// The examples that come out in another way there; none means all of them.
    only: &'static [&'static str],
}

const CLUSTERS: [Cluster; 4] = [
    Cluster {
        name: "grove",
        mode: "grove",
        flags: &[],
        only: &[],
    },
    Cluster {
        name: "lws",
        mode: "lws",
        flags: &[],
        only: &[],
    },
    Cluster {
        name: "deployments",
        mode: "deployment",
        flags: &[],
        only: &["large-trtllm", "large-vllm"],
    },
    Cluster {
        name: "grove-etcd",
        mode: "grove",
        flags: &["--discovery-backend=etcd"],
        only: &["gateway-chat", "small-chat"],
    },
];

#[test]
fn plans_of_the_examples_are_those_of_our_goldens() {
    let repository = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut wrong = Vec::new();
    let examples = repository.join("examples/graphs");
    let names = corpus::files(&examples);
    for name in &names {
        let docs = corpus::documents(&examples.join(name));
        let stem = name.trim_end_matches(".yaml");
        for cluster in &CLUSTERS {
            if !cluster.only.is_empty() && !cluster.only.contains(&stem) {
                continue;
            }
            let flags = [
                "-natsAddr=nats://nats:4222",
                "--mpi-run-ssh-secret-name=mpi-run-ssh-secret",
                "--mpi-run-ssh-secret-namespace=dynamo-system",
                "--planner-cluster-role-name=planner",
                "--epp-cluster-role-name=epp",
                "--ingress-controller-class-name=nginx",
            ];
            let flags = flags.iter().chain(cluster.flags).copied();
            let config = stator_api::config::parse(flags).unwrap().config;
            let observed = corpus::observed(&repository, "", "team", &config, &docs);
            let world = World {
                config: &config,
                apis: corpus::apis(cluster.mode),
                observed: &observed,
            };
            let objects = planned(&docs, "team", &world);
            let golden = repository.join(format!("tests/corpus/plan/{stem}/{}.yaml", cluster.name));
            let have = text(&objects);
            let want = corpus::text(&golden).unwrap_or_default();
            if have == want {
                continue;
            }
            if renews_goldens() {
                write(&golden, &have);
                continue;
            }
            let recorded = corpus::documents(&golden);
            let places = compare::differences(&recorded, &objects);
            wrong.push(format!("{stem}/{}: {}", cluster.name, places.join(", ")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(names.len() >= 7, "examples are missing");
}

/// One YAML document an object.
fn text(objects: &[Json]) -> String {
    let mut text = String::new();
    for object in objects {
        let value = stator_value::json::parse(json!(object).to_string().as_bytes()).unwrap();
        let document = stator_value::yaml::to_yaml(&value).unwrap();
        text.push_str("---\n");
        text.push_str(&String::from_utf8(document).unwrap());
    }
    text
}

/// Goldens are renewed with `UPDATE_GOLDENS=1`, for somebody to look at the difference.
#[expect(clippy::disallowed_methods, reason = "a test asks how it is run")]
fn renews_goldens() -> bool {
    std::env::var_os("UPDATE_GOLDENS").is_some()
}

#[expect(clippy::disallowed_methods, reason = "renews goldens on request")]
fn write(file: &Path, text: &str) {
    std::fs::create_dir_all(file.parent().unwrap()).unwrap();
    std::fs::write(file, text).unwrap();
}

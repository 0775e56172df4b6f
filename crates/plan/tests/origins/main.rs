//! Origins of the fields of every plan that the corpus has inputs for.

#![expect(clippy::unwrap_used, reason = "helpers of tests")]

#[path = "../status/corpus.rs"]
#[expect(dead_code, reason = "the statuses' tests use more of it")]
mod corpus;

use serde_json::Value as Json;
use stator_api::config::OperatorConfig;
use stator_plan::origin::{Origin, Origins, path_text};
use stator_plan::{Apis, Observed, Planned, World, plan_component, plan_graph};
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

/// A resource with everything that its plan depends on.
struct Case {
    id: String,
    resource: Json,
    config: OperatorConfig,
    apis: Apis,
    observed: Observed,
}

/// Every recorded case: a folder of recordings gives the flags, its name the mode.
fn cases() -> Vec<Case> {
    let Some(root) = corpus::root() else {
        return Vec::new();
    };
    let mut folders: Vec<String> = vec!["deployment".into(), "lws".into(), "grove".into()];
    folders.push("grove-kai".into());
    for group in ["features", "random", "worked-example"] {
        let modes = corpus::files(&root.join("objects").join(group));
        folders.extend(modes.iter().map(|mode| format!("{group}/{mode}")));
    }
    for variant in corpus::files(&root.join("objects/variants")) {
        let modes = corpus::files(&root.join("objects/variants").join(&variant));
        folders.extend(
            modes
                .iter()
                .map(|mode| format!("variants/{variant}/{mode}")),
        );
    }
    folders
        .iter()
        .flat_map(|folder| cases_of(&root, folder))
        .collect()
}

fn cases_of(root: &std::path::Path, group: &str) -> Vec<Case> {
    let folder = root.join("objects").join(group);
    let mode = group.rsplit('/').next().unwrap_or(group);
    let mut cases = Vec::new();
    for file in corpus::files(&folder) {
        let name = match file.strip_suffix(".yaml") {
            Some(name) if !name.ends_with(".status") => name,
            _ => continue,
        };
        let places = ["graphs", "features", "random", "objects/inputs"];
        let mut places = places.iter().map(|place| root.join(place).join(&file));
        let Some(input): Option<PathBuf> = places.find(|path| path.is_file()) else {
            continue;
        };
        let Some(config) = corpus::config(&folder, name) else {
            continue;
        };
        let namespace = corpus::namespace_of(name);
        let documents = corpus::documents(&input);
        let observed = corpus::observed(root, group, &namespace, &config, &documents);
        for mut resource in documents {
            resource["metadata"]["namespace"] = namespace.clone().into();
            cases.push(Case {
                id: format!("{group}/{name}"),
                resource,
                config: config.clone(),
                apis: corpus::apis(mode),
                observed: observed.clone(),
            });
        }
    }
    cases
}

/// One field: object, path, value, origin.
struct Field {
    object: String,
    path: String,
    value: Json,
    origin: Option<Origin>,
}

/// The fields of everything that is planned for a case.
fn fields(case: &Case, resource: &Json) -> Vec<Field> {
    let world = World {
        config: &case.config,
        apis: case.apis,
        observed: &case.observed,
    };
    match resource["kind"].as_str() {
        Some("DynamoGraphDeployment") => {
            let graph = corpus::decode(resource);
            let plan = plan_graph(&graph, &world);
            let origins = Origins::of_graph(resource, resource, &graph, &world);
            plan.all_objects()
                .flat_map(|planned| explained(&origins, planned))
                .collect()
        }
        Some("DynamoComponentDeployment") => {
            let component = corpus::decode(resource);
            let plan = plan_component(&component, &world);
            let origins = Origins::of_component(resource, resource, &component, &world);
            plan.objects
                .iter()
                .flat_map(|planned| explained(&origins, planned))
                .collect()
        }
        _ => Vec::new(),
    }
}

fn explained(origins: &Origins<'_>, planned: &Planned) -> Vec<Field> {
    let manifest = planned.to_json();
    let object = format!("{}/{}", planned.object.kind(), planned.object.name());
    let fields = origins.explain(planned, &manifest);
    let field = |field: &stator_plan::origin::Explained<'_>| Field {
        object: object.clone(),
        path: path_text(&field.path),
        value: field.value.clone(),
        origin: field.origin.clone(),
    };
    fields.iter().map(field).collect()
}

/// The pointer of a path in the form that origins write.
fn pointer(path: &str) -> String {
    let mut pointer = String::new();
    let mut rest = path;
    while !rest.is_empty() {
        let step;
        if let Some(bracketed) = rest.strip_prefix('[') {
            let end = bracketed.find(']').unwrap();
            step = &bracketed[..end];
            rest = &bracketed[end + 1..];
            rest = rest.strip_prefix('.').unwrap_or(rest);
        } else {
            let end = rest.find(['.', '[']).unwrap_or(rest.len());
            step = &rest[..end];
            rest = rest[end..].strip_prefix('.').unwrap_or(&rest[end..]);
        }
        pointer.push('/');
        pointer.push_str(&step.replace('~', "~0").replace('/', "~1"));
    }
    pointer
}

#[test]
fn every_field_has_an_origin_and_origin_user_implies_the_users_value() {
    let mut unknown = BTreeSet::new();
    for case in cases() {
        for field in fields(&case, &case.resource) {
            let Field {
                object,
                path: place,
                value,
                origin,
            } = &field;
            match origin {
                None => {
                    unknown.insert(format!("{}: {object} {place} = {value}", case.id));
                }
                Some(Origin::User { path }) => {
                    let said = case.resource.pointer(&pointer(path));
                    let agrees = said.is_some_and(|said| {
                        said == value || (said.is_number() && said.as_f64() == value.as_f64())
                    });
                    assert!(agrees, "{}: {object} {place} from {path}", case.id);
                }
                Some(_) => {}
            }
        }
    }
    let list: Vec<&str> = unknown.iter().take(60).map(String::as_str).collect();
    assert!(
        unknown.is_empty(),
        "{} without origin:\n{}",
        unknown.len(),
        list.join("\n")
    );
}

/// The same kind of value, but another one.
fn changed(value: &Json) -> Option<Json> {
    Some(match value {
        Json::Bool(flag) => Json::Bool(!flag),
        Json::Number(number) => (number.as_i64()? + 1).into(),
        Json::String(text) if text.starts_with(|c: char| c.is_ascii_digit()) => {
            format!("1{text}").into()
        }
        Json::String(text) => format!("{text}x").into(),
        _ => return None,
    })
}

#[test]
fn a_field_of_origin_user_changes_when_the_user_changes_the_text() {
    let mut wrong = BTreeSet::new();
    let mut tried = 0;
    for case in cases() {
        if !case.id.starts_with("features/") && !case.id.starts_with("worked-example/") {
            continue;
        }
        let before = fields(&case, &case.resource);
        let paths: BTreeSet<&str> = before
            .iter()
            .filter(|field| matches!(field.origin, Some(Origin::User { .. })))
            .filter_map(|field| field.origin.as_ref()?.path())
            .collect();
        for path in paths {
            let mut resource = case.resource.clone();
            let Some(said) = resource.pointer_mut(&pointer(path)) else {
                continue;
            };
            let Some(other) = changed(said) else { continue };
            *said = other;
            let after = manifests(&case, &resource);
            if after.is_empty() {
                // Refused: nothing to be seen.
                continue;
            }
            tried += 1;
            for field in &before {
                let is_user = matches!(&field.origin, Some(Origin::User { path: p }) if p == path);
                // What two places ask for stays when one of them stops asking.
                let is_shared = field.object.starts_with("Service/dynamo-model-")
                    || (field.path.contains("env") && field.path.ends_with("].name"));
                let now = || after.get(&field.object)?.pointer(&pointer(&field.path));
                if is_user && !is_shared && now() == Some(&field.value) {
                    let Field {
                        object,
                        path: place,
                        ..
                    } = field;
                    wrong.insert(format!("{}: {object} {place} from {path}", case.id));
                }
            }
        }
    }
    assert!(
        tried > 1000 || corpus::root().is_none(),
        "only {tried} changes were tried"
    );
    let list: Vec<&str> = wrong.iter().take(60).map(String::as_str).collect();
    assert!(
        wrong.is_empty(),
        "{} do not change:\n{}",
        wrong.len(),
        list.join("\n")
    );
}

/// The manifests of everything that is planned for a case, by kind and name.
fn manifests(case: &Case, resource: &Json) -> BTreeMap<String, Json> {
    let world = World {
        config: &case.config,
        apis: case.apis,
        observed: &case.observed,
    };
    let named = |planned: &Planned| {
        (
            format!("{}/{}", planned.object.kind(), planned.object.name()),
            planned.to_json(),
        )
    };
    match resource["kind"].as_str() {
        Some("DynamoGraphDeployment") => {
            let Ok(graph) = serde_json::from_value(resource.clone()) else {
                return BTreeMap::new();
            };
            plan_graph(&graph, &world)
                .all_objects()
                .map(named)
                .collect()
        }
        Some("DynamoComponentDeployment") => {
            let Ok(component) = serde_json::from_value(resource.clone()) else {
                return BTreeMap::new();
            };
            plan_component(&component, &world)
                .objects
                .iter()
                .map(named)
                .collect()
        }
        _ => BTreeMap::new(),
    }
}

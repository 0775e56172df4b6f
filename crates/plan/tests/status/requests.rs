//! Deployment requests in `corpus/objects/features`: their objects, and the status while they profile.

use crate::corpus::{self, decode, masked};
use serde_json::{Value as Json, json};
use stator_api::dynamo::DynamoGraphDeploymentRequest;
use stator_plan::request::{RequestFacts, RequestStep, profiling_started, request_step};
use stator_plan::{Observed, World, plan_request};
use std::collections::BTreeMap;

/// Drops what the recorder masks and what Go writes without saying anything.
fn tidy(object: &mut Json) {
    if let Json::Object(fields) = object {
        fields.retain(|key, value| {
            let is_void = matches!(key.as_str(), "resources" | "metadata" | "status");
            !(is_void && value.as_object().is_some_and(serde_json::Map::is_empty))
                && key != "nvidia.com/last-applied-hash"
        });
        for (key, value) in fields.iter_mut() {
            if key == "uid" {
                *value = "<uid>".into();
            }
            tidy(value);
        }
    } else if let Json::Array(items) = object {
        items.iter_mut().for_each(tidy);
    }
}

fn by_kind(objects: impl IntoIterator<Item = Json>) -> BTreeMap<String, Json> {
    let tidied = objects.into_iter().map(|mut object| {
        tidy(&mut object);
        (object["kind"].as_str().unwrap().to_owned(), object)
    });
    tidied.collect()
}

fn uid(recorded: &[Json]) -> Json {
    let job = recorded
        .iter()
        .find(|object| object["kind"] == "Job")
        .unwrap();
    let env = job["spec"]["template"]["spec"]["containers"][0]["env"]
        .as_array()
        .unwrap();
    env.iter()
        .find(|variable| variable["name"] == "DGDR_UID")
        .unwrap()["value"]
        .clone()
}

/// Goes from a new request to a running Job as the operator does.
fn until_profiling(mut request: DynamoGraphDeploymentRequest, world: &World<'_>) -> Json {
    let now = corpus::now();
    for _ in 0..2 {
        let report = match request_step(&request, &RequestFacts::default(), &now) {
            RequestStep::Report(report) => report,
            RequestStep::Profile => {
                profiling_started(&request, &plan_request(&request, world), Ok(()), &now)
            }
            other => panic!("{other:?}"),
        };
        assert!(report.goes_on);
        request.status = Some(report.status);
    }
    masked(request.status)
}

#[test]
fn requests_are_profiled_as_the_reference_profiles_them() {
    let Some(root) = corpus::root() else { return };
    let mut compared = 0;
    for mode in ["grove", "lws"] {
        for case in ["request-online", "request-offline"] {
            let folder = root.join("objects/features").join(mode);
            let recorded = corpus::documents(&folder.join(format!("{case}.yaml")));
            let input = root.join("features").join(format!("{case}.yaml"));
            let mut doc = corpus::documents(&input).remove(0);
            doc["metadata"]["namespace"] = corpus::namespace_of(case).into();
            doc["metadata"]["uid"] = uid(&recorded);
            doc["metadata"]["generation"] = 1.into();
            let request: DynamoGraphDeploymentRequest = decode(&doc);
            let config = corpus::config(&folder, case).unwrap();
            let observed = Observed::default();
            let apis = corpus::apis(mode);
            let world = World {
                config: &config,
                apis,
                observed: &observed,
            };
            let plan = plan_request(&request, &world);
            assert_eq!(plan.error, None);
            let ours = by_kind(plan.objects.iter().map(stator_plan::Planned::to_json));
            assert_eq!(ours, by_kind(recorded), "{mode}/{case}");
            let status = corpus::documents(&folder.join(format!("{case}.status.yaml"))).remove(0);
            let recorded = &status["statuses"][0];
            assert_eq!(
                json!({"kind": "DynamoGraphDeploymentRequest",
                       "name": doc["metadata"]["name"], "status": until_profiling(request, &world)}),
                *recorded
            );
            compared += 1;
        }
    }
    assert_eq!(compared, 4);
}

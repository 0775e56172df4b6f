//! What holds for every plan: it is made, without a panic, and it is the same each time.

#![expect(clippy::unwrap_used, reason = "helpers of tests")]

mod generator;
mod hostile;
mod order;

use generator::Generator;
use proptest::prelude::*;
use serde_json::{Value as Json, json};
use stator_api::config::{self, OperatorConfig};
use stator_api::dynamo::{
    DynamoComponentDeployment, DynamoGraphDeployment, DynamoGraphDeploymentRequest,
};
use stator_plan::status::{Children, Outcome, component_status, settled};
use stator_plan::{
    Apis, GraphPlan, Observed, Planned, World, plan_component, plan_graph, plan_request,
};
use stator_rules::{admission, schema};
use std::collections::BTreeMap;

pub(crate) fn operator() -> OperatorConfig {
    let flags = [
        "-natsAddr=nats://nats:4222",
        "--mpi-run-ssh-secret-name=mpi",
        "--mpi-run-ssh-secret-namespace=home",
        "--planner-cluster-role-name=planner",
        "--epp-cluster-role-name=epp",
        "--dgdr-profiling-cluster-role-name=profiling",
        "--istio-virtual-service-gateway=mesh/gateway",
        "--ingress-controller-class-name=nginx",
    ];
    config::parse(flags).unwrap().config
}

pub(crate) fn observed() -> Observed {
    Observed {
        mpi_secret: Some(serde_json::from_value(json!({"type": "Opaque"})).unwrap()),
        queues: ["dynamo".to_owned()].into(),
        ..Observed::default()
    }
}

/// Grove with KAI, LeaderWorkerSets with Volcano, and neither.
pub(crate) fn clusters() -> [Apis; 3] {
    let none = Apis::default();
    [
        Apis {
            grove: true,
            kai: true,
            ..none
        },
        Apis {
            lws: true,
            volcano: true,
            ..none
        },
        none,
    ]
}

/// Plans a graph in every kind of cluster.
pub(crate) fn plans(graph: &DynamoGraphDeployment) -> Vec<GraphPlan> {
    let (config, observed) = (operator(), observed());
    let worlds = clusters().map(|apis| World {
        config: &config,
        apis,
        observed: &observed,
    });
    worlds
        .iter()
        .map(|world| plan_graph(graph, world))
        .collect()
}

/// Everything that a plan says, as text.
pub(crate) fn said(plan: &GraphPlan) -> String {
    let mut objects: Vec<Json> = plan.all_objects().map(Planned::to_json).collect();
    objects.push(json!(plan.error.as_ref().map(ToString::to_string)));
    let errors = plan
        .components
        .iter()
        .map(|(name, below)| json!([name, below.error.as_ref().map(ToString::to_string)]));
    objects.extend(errors);
    Json::Array(objects).to_string()
}

fn stored(kind: &str, object: &Json) -> Option<(Json, bool)> {
    let write = schema::Write {
        operation: schema::Operation::Create,
        object,
        old: None,
    };
    let verdict = schema::admit(schema::Schema::of_kind(kind)?, write);
    let is_valid = verdict.is_valid();
    let request = admission::Request {
        kind: admission::Kind::from_name(kind)?,
        operation: admission::Operation::Create,
        old: None,
        new: verdict.object.as_ref(),
        requester: admission::Requester::default(),
    };
    admission::decide(&request, &admission::Context::default());
    Some((verdict.object?, is_valid))
}

fn report(graph: &DynamoGraphDeployment, plan: &GraphPlan) {
    let mut children = Children::default();
    for planned in plan.all_objects() {
        let mut json = planned.to_json();
        json["metadata"]["generation"] = 1.into();
        if matches!(planned.object.kind(), "Deployment" | "LeaderWorkerSet") {
            children.add(&json).unwrap();
        }
    }
    let now = serde_json::from_value(json!("2026-01-01T00:00:00Z")).unwrap();
    settled(
        graph,
        &Outcome::Planned(plan),
        &children,
        &BTreeMap::new(),
        &now,
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 160, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_graph_of_the_schema_is_planned_alike_twice(seed in any::<u64>()) {
        let object = Generator::new(seed).object("DynamoGraphDeployment");
        let (stored, is_valid) = stored("DynamoGraphDeployment", &object).unwrap();
        let decoded = serde_json::from_value::<DynamoGraphDeployment>(stored.clone());
        prop_assert!(decoded.is_ok() || !is_valid, "{:?}: {stored}", decoded.err());
        if let Ok(graph) = decoded {
            for (first, second) in plans(&graph).iter().zip(plans(&graph)) {
                prop_assert_eq!(said(first), said(&second));
                report(&graph, first);
            }
        }
    }

    #[test]
    fn every_component_of_the_schema_is_planned(seed in any::<u64>()) {
        let object = Generator::new(seed).object("DynamoComponentDeployment");
        let (stored, is_valid) = stored("DynamoComponentDeployment", &object).unwrap();
        let decoded = serde_json::from_value::<DynamoComponentDeployment>(stored.clone());
        prop_assert!(decoded.is_ok() || !is_valid, "{:?}: {stored}", decoded.err());
        if let Ok(component) = decoded {
            let (config, observed) = (operator(), observed());
            for apis in clusters() {
                let world = World { config: &config, apis, observed: &observed };
                let plan = plan_component(&component, &world);
                let now = serde_json::from_value(json!("2026-01-01T00:00:00Z")).unwrap();
                component_status(&component, &Outcome::Planned(&plan), &Children::default(), &now);
                plan.objects.iter().for_each(|planned| drop(planned.to_json()));
            }
        }
    }

    #[test]
    fn every_request_of_the_schema_is_planned(seed in any::<u64>()) {
        let object = Generator::new(seed).object("DynamoGraphDeploymentRequest");
        let (stored, is_valid) = stored("DynamoGraphDeploymentRequest", &object).unwrap();
        let decoded = serde_json::from_value::<DynamoGraphDeploymentRequest>(stored.clone());
        prop_assert!(decoded.is_ok() || !is_valid, "{:?}: {stored}", decoded.err());
        if let Ok(request) = decoded {
            let (config, observed) = (operator(), observed());
            let world = World { config: &config, apis: Apis::default(), observed: &observed };
            let plan = plan_request(&request, &world);
            plan.objects.iter().for_each(|planned| drop(planned.to_json()));
        }
    }
}

#[test]
fn the_generator_makes_mostly_valid_objects() {
    for kind in [
        "DynamoGraphDeployment",
        "DynamoComponentDeployment",
        "DynamoGraphDeploymentRequest",
    ] {
        let valid = (0..60u64)
            .filter(|seed| stored(kind, &Generator::new(*seed).object(kind)).is_some_and(|s| s.1))
            .count();
        assert!(valid >= 30, "{kind}: {valid} of 60");
    }
}

//! Where a plan has the operator's settings from: values of the platform, or raw flags.

use serde_json::Value as Json;
use stator_platform::PRESET_NAMES;
use stator_testkit::stator;

const GRAPH: &str = "\
apiVersion: nvidia.com/v1alpha1
kind: DynamoGraphDeployment
metadata: {name: chat}
spec:
  services:
    Frontend:
      componentType: frontend
      extraPodSpec: {mainContainer: {image: 'registry.example/app:1'}}
";

fn objects(more: &[&str]) -> Vec<Json> {
    let words = [
        "plan",
        "-",
        "-n",
        "team",
        "--apis",
        "inference,istio",
        "-o",
        "json",
    ];
    let run = stator(words.iter().chain(more)).stdin(GRAPH).run();
    serde_json::from_str(&run.success()).unwrap()
}

fn of_kind<'o>(objects: &'o [Json], kind: &str) -> Vec<&'o Json> {
    objects
        .iter()
        .filter(|object| object["kind"] == kind)
        .collect()
}

/// The variables of the frontend's main container.
fn variable(objects: &[Json], name: &str) -> Option<String> {
    let deployment = of_kind(objects, "Deployment")[0];
    let env = deployment
        .pointer("/spec/template/spec/containers/0/env")
        .unwrap();
    let found = env.as_array().unwrap().iter().find(|v| v["name"] == name)?;
    Some(found["value"].as_str().unwrap().to_owned())
}

#[test]
fn without_a_word_the_settings_are_those_of_the_charts_defaults() {
    let plan = objects(&[]);
    assert_eq!(
        variable(&plan, "NATS_SERVER").as_deref(),
        Some("nats://dynamo-platform-nats.dynamo-system.svc.cluster.local:4222")
    );
    assert_eq!(
        of_kind(&plan, "RoleBinding")[0]["roleRef"]["name"],
        "dynamo-platform-dynamo-operator-planner"
    );
    assert!(of_kind(&plan, "Ingress").is_empty());
}

#[test]
fn release_and_namespace_are_in_the_names() {
    let plan = objects(&["--release", "dyn", "--release-namespace", "platform"]);
    assert_eq!(
        variable(&plan, "NATS_SERVER").as_deref(),
        Some("nats://dyn-nats.platform.svc.cluster.local:4222")
    );
}

#[test]
fn values_presets_and_arguments_go_over_each_other() {
    let ingress = |more: &[&str]| {
        let plan = objects(&[&["--preset", "ingress"], more].concat());
        let found = of_kind(&plan, "Ingress");
        found
            .first()
            .map(|i| i["spec"]["ingressClassName"].as_str().unwrap().to_owned())
    };
    let preset = ingress(&[]).expect("the preset turns ingresses on");
    let set = ["--set", "dynamo-operator.dynamo.ingress.className=other"];
    assert_ne!(preset, "other");
    assert_eq!(ingress(&set).as_deref(), Some("other"));
    let argument = [
        &set[..],
        &["--operator-arg=--ingress-controller-class-name=third"],
    ]
    .concat();
    assert_eq!(ingress(&argument).as_deref(), Some("third"));
}

#[test]
fn raw_arguments_alone_are_all_that_there_is() {
    let plan = objects(&[
        "--operator-arg=--mpi-run-ssh-secret-name=a",
        "--operator-arg=--mpi-run-ssh-secret-namespace=b",
        "--operator-arg=--planner-cluster-role-name=c",
    ]);
    assert_eq!(variable(&plan, "NATS_SERVER"), None);
}

#[test]
fn every_preset_plans_and_renders() {
    for preset in PRESET_NAMES {
        let plan = objects(&["--preset", preset]);
        assert!(!plan.is_empty(), "{preset}");
        let mut words = vec!["template", "dyn", "platform", "--preset", preset];
        if *preset == "multinode" {
            // Its schedulers are charts of others, which are not compiled in.
            words.extend(["--set", "grove.enabled=false,kai-scheduler.enabled=false"]);
        }
        let run = stator(words).run();
        assert!(run.success().contains("kind: Deployment"), "{preset}");
        let printed = stator(["presets", preset]).run();
        assert!(printed.success().starts_with("# "), "{preset}");
    }
}

#[test]
fn an_unknown_preset_names_the_nearest() {
    for words in [
        &["template", "x", "platform", "--preset", "isto"][..],
        &["presets", "isto"],
    ] {
        let run = stator(words).run();
        assert_eq!(run.code, 2, "{run}");
        assert!(
            run.stderr().contains("a similar value exists: 'istio'"),
            "{run}"
        );
    }
}

#[test]
fn values_that_do_not_render_or_start_nothing_are_failures() {
    for (set, part) in [
        ("nats.enabld=true", "error[DYN0005]"),
        (
            "dynamo-operator.enabled=false",
            "these values install no operator",
        ),
        (
            "dynamo-operator.dynamo.groveTerminationDelay=soon",
            "does not match pattern",
        ),
    ] {
        let run = stator(["plan", "-", "--set", set]).stdin(GRAPH).run();
        assert_eq!(run.code, 2, "{run}");
        assert!(run.stderr().contains(part), "{run}");
        assert!(run.stdout.is_empty());
    }
}

#[test]
fn the_namespace_of_a_graph_is_its_own_unless_another_is_asked_for() {
    let text = GRAPH.replace("name: chat", "name: chat, namespace: own");
    let of = |more: &[&str]| {
        let run = stator(["plan", "-"].iter().chain(more))
            .stdin(text.clone())
            .run();
        run.success().lines().next().unwrap().to_owned()
    };
    assert!(of(&[]).ends_with("in namespace own"));
    assert!(of(&["-n", "other"]).ends_with("in namespace other"));
}

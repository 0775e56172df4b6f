//! Our charts give the objects that the reference charts gave, but for what is intended.

use serde_json::Value;
use stator_chart::Compat;
use stator_testkit::{
    Deviations, OurCharts, RecordedRender, Rule, objects, recorded_renders, workspace_root,
};

/// The value that brings back the sidecar, without which the containers do not pair up.
const SIDECAR: &str = "dynamo-operator.controllerManager.kubeRbacProxy.enabled=true";

/// Flags of the manager that the reference operator does not have (D2, D3).
const OUR_FLAGS: [&str; 4] = [
    "--webhook-cert-",
    "--webhook-service-name=",
    "--webhook-configuration-name=",
    "--mpi-run-ssh-keygen=",
];

fn deviations() -> Deviations {
    Deviations::read(&workspace_root().join("charts/deviations.yaml"))
}

fn rendered(case: &RecordedRender, charts: &OurCharts, compat: Compat, set: &[&str]) -> Vec<Value> {
    let mut template = case.template(charts, compat);
    template.values.set = set.iter().map(ToString::to_string).collect();
    let run = template.run();
    let bytes = run.unwrap_or_else(|refused| panic!("{}: {}", case.name, refused.text));
    objects::parse(std::str::from_utf8(&bytes).unwrap())
}

/// The text of a refusal without the place in the template, which is the chart's own affair.
fn without_place(text: &str) -> String {
    let text = text.trim();
    match (text.find(" at ("), text.find("): ")) {
        (Some(start), Some(end)) if start < end => {
            format!("{}{}", &text[..start], &text[end + 1..])
        }
        _ => text.to_owned(),
    }
}

fn compare_all(compat: Compat) {
    let (charts, mut deviations) = (OurCharts::new(), deviations());
    let (mut lines, mut refusals) = (Vec::new(), 0);
    let cases = recorded_renders();
    for case in &cases {
        match &case.answer {
            Ok(want) => {
                let have = rendered(case, &charts, compat, &[]);
                lines.extend(deviations.compare(&case.name, objects::parse(want), have));
            }
            Err(want) => {
                refusals += 1;
                let have = case.template(&charts, compat).run();
                let have = have.expect_err(&case.name).text;
                if without_place(&have) != without_place(want) {
                    lines.push(format!("{}: want {want}\nhave {have}", case.name));
                }
            }
        }
    }
    lines.extend(deviations.unused());
    assert!(lines.is_empty(), "{}", lines.join("\n"));
    assert!(
        (cases.len(), refusals) >= (49, 3),
        "{} cases, {refusals} refusals",
        cases.len()
    );
}

#[test]
fn objects_are_those_of_the_reference_charts_with_helm_4() {
    compare_all(Compat::Helm4);
}

#[test]
fn objects_are_those_of_the_reference_charts_with_helm_3() {
    compare_all(Compat::Helm3);
}

/// Takes our image, version and flags out of the manager container.
fn as_reference(mut objects: Vec<Value>) -> Vec<Value> {
    for object in &mut objects {
        let containers = object.pointer_mut("/spec/template/spec/containers");
        for container in containers
            .and_then(Value::as_array_mut)
            .into_iter()
            .flatten()
        {
            if container["name"] != "manager" {
                continue;
            }
            let is_default =
                container["image"] == concat!("stator-operator:", env!("CARGO_PKG_VERSION"));
            let Some(args) = container["args"].as_array_mut() else {
                continue;
            };
            args.retain(|arg| {
                !OUR_FLAGS
                    .iter()
                    .any(|flag| arg.as_str().is_some_and(|it| it.starts_with(flag)))
            });
            if is_default {
                for arg in args {
                    if *arg == concat!("--operator-version=", env!("CARGO_PKG_VERSION")) {
                        *arg = "--operator-version=0.7.1".into();
                    }
                }
                container["image"] = "nvcr.io/nvidia/ai-dynamo/kubernetes-operator:0.7.1".into();
            }
        }
    }
    objects
}

#[test]
fn with_the_sidecar_the_manager_pod_is_the_reference_one() {
    let charts = OurCharts::new();
    let mut rules: Vec<Rule> = deviations().rules().to_vec();
    let before = rules.len();
    rules.retain(|rule| !rule.path.starts_with("spec.template.spec.containers"));
    assert_eq!(
        before - rules.len(),
        1,
        "one rule leaves the containers out"
    );
    rules.push(Rule {
        decision: "repair".to_owned(),
        kind: "Deployment".to_owned(),
        name: "nats-dynamo-operator-controller-manager".to_owned(),
        path: "spec.template.spec.containers[1].args[5]".to_owned(),
        cases: vec!["release-nats".to_owned()],
        reason: "the reference's address of NATS does not resolve in a release of that name"
            .to_owned(),
    });
    let mut deviations = Deviations::new(rules);
    let mut lines = Vec::new();
    for case in recorded_renders() {
        if let (Ok(want), "platform") = (&case.answer, &*case.chart) {
            let have = as_reference(rendered(&case, &charts, Compat::Helm4, &[SIDECAR]));
            lines.extend(deviations.compare(&case.name, objects::parse(want), have));
        }
    }
    let unused = deviations.unused();
    lines.extend(
        unused
            .into_iter()
            .filter(|line| line.contains("release-nats")),
    );
    assert!(lines.is_empty(), "{}", lines.join("\n"));
}

#[test]
fn every_deviation_names_a_row_of_the_compatibility_page() {
    let page = std::fs::read_to_string(workspace_root().join("COMPATIBILITY.md")).unwrap();
    for rule in deviations().rules() {
        let is_known = match &*rule.decision {
            "repair" | "comments" => true,
            decision => page.contains(&format!("| {decision} |")),
        };
        assert!(is_known, "{} has no row", rule.decision);
        assert!(!rule.reason.is_empty());
    }
}

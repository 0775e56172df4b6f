use super::fields::changes;
use super::*;
use serde_json::json;

fn paths(before: &Json, after: &Json) -> Vec<String> {
    changes(before, after)
        .into_iter()
        .map(|change| change.path)
        .collect()
}

fn pod(spec: Json) -> Json {
    json!({"kind": "Deployment", "metadata": {"name": "d"}, "spec": {"template": {"spec": spec}}})
}

#[test]
fn items_are_told_apart_by_name_and_their_order_does_not_count() {
    let before = pod(json!({"containers": [
        {"name": "a", "env": [{"name": "X", "value": "1"}, {"name": "Y", "value": "2"}]},
        {"name": "main", "image": "i:1", "args": ["a", "b"]},
    ]}));
    let after = pod(json!({"containers": [
        {"name": "main", "image": "i:2", "args": ["a", "c"]},
        {"name": "a", "env": [{"name": "Y", "value": "3"}, {"name": "X", "value": "1"}]},
    ]}));
    assert_eq!(
        paths(&before, &after),
        [
            "spec.template.spec.containers[main].args",
            "spec.template.spec.containers[main].image",
            "spec.template.spec.containers[a].env[Y].value",
        ]
    );
    assert!(paths(&before, &before).is_empty());
}

#[test]
fn amounts_count_by_value() {
    let of = |cpu: Json, memory: &str| {
        pod(
            json!({"containers": [{"name": "m", "resources": {"limits": {"cpu": cpu, "memory": memory}}}]}),
        )
    };
    assert!(paths(&of(json!("1000m"), "1Gi"), &of(json!(1), "1024Mi")).is_empty());
    assert_eq!(
        paths(&of(json!("2"), "1Gi"), &of(json!("1"), "1Gi")),
        ["spec.template.spec.containers[m].resources.limits.cpu"]
    );
}

#[test]
fn secrets_are_not_shown() {
    let secret =
        |value: &str| json!({"kind": "Secret", "metadata": {"name": "s"}, "data": {"k": value}});
    let found = changes(&secret("b25l"), &secret("dHdv"));
    assert_eq!(found[0].path, "data.k");
    assert_eq!(
        (&found[0].before, &found[0].after),
        (&Some("<hidden>".into()), &Some("<hidden>".into()))
    );

    let env = |list: Json| pod(json!({"containers": [{"name": "m", "env": list}]}));
    let before = env(json!([{"name": "HF_TOKEN", "value": "hf_one"}]));
    let after = env(json!([
        {"name": "HF_TOKEN", "value": "hf_two"},
        {"name": "DB_PASSWORD", "value": "p4ss"},
        {"name": "FROM", "valueFrom": {"secretKeyRef": {"name": "shown", "key": "k"}}},
    ]));
    let text = format!("{:?}", changes(&before, &after));
    for hidden in ["hf_one", "hf_two", "p4ss"] {
        assert!(!text.contains(hidden), "{text}");
    }
    assert!(text.contains("shown"), "{text}");
}

#[test]
fn what_the_api_server_fills_is_no_difference_but_what_somebody_set_is() {
    let planned = pod(json!({"containers": [{"name": "m", "image": "i"}]}));
    let mut stored = pod(json!({
        "containers": [{"name": "m", "image": "i", "imagePullPolicy": "Always",
                        "terminationMessagePath": "/dev/termination-log", "resources": {}}],
        "dnsPolicy": "ClusterFirst", "securityContext": {},
    }));
    stored["metadata"]["uid"] = "u".into();
    stored["metadata"]["annotations"] = json!({"deployment.kubernetes.io/revision": "3"});
    stored["status"] = json!({"replicas": 1});
    assert!(
        paths(&stored, &planned).is_empty(),
        "{:?}",
        paths(&stored, &planned)
    );

    stored["spec"]["template"]["spec"]["hostNetwork"] = true.into();
    assert_eq!(paths(&stored, &planned), ["spec.template.spec.hostNetwork"]);

    // Another plan is compared to the letter.
    let mut other = planned.clone();
    other["spec"]["template"]["spec"]["dnsPolicy"] = "ClusterFirst".into();
    assert_eq!(paths(&other, &planned), ["spec.template.spec.dnsPolicy"]);
}

#[test]
fn pods_restart_for_their_template_only() {
    let identity = |kind: &str| Identity {
        kind: kind.into(),
        name: "n".into(),
        namespace: "t".into(),
        group: String::new(),
    };
    let change = |path: &str| FieldChange {
        path: path.into(),
        before: None,
        after: None,
    };
    let deployment = json!({"spec": {"replicas": 3}});
    let restart = |paths: &[&str]| {
        let fields: Vec<_> = paths.iter().map(|path| change(path)).collect();
        restarts(&identity("Deployment"), &fields, &deployment)
    };
    assert!(restart(&["spec.replicas", "spec.templates.x"]).is_empty());
    assert_eq!(
        restart(&["spec.template.spec.dnsPolicy"]),
        [Restart {
            part: None,
            pods: Some(3)
        }]
    );

    let set = json!({"spec": {"template": {"cliques": [
        {"name": "a", "spec": {"replicas": 2}}, {"name": "b", "spec": {"replicas": 1}},
    ]}}});
    let fields = [
        change("spec.template.cliques[a].spec.replicas"),
        change("spec.template.cliques[b].spec.podSpec.containers[main].image"),
    ];
    let found = restarts(&identity("PodCliqueSet"), &fields, &set);
    assert_eq!(
        found,
        [Restart {
            part: Some("b".into()),
            pods: Some(1)
        }]
    );
}

#[test]
fn only_what_the_roots_own_is_deleted_and_claims_are_kept() {
    let owned = |kind: &str, name: &str, owner: (&str, &str)| {
        json!({"apiVersion": "v1", "kind": kind, "metadata": {"name": name, "ownerReferences": [
            {"apiVersion": "nvidia.com/v1alpha1", "kind": owner.0, "name": owner.1, "controller": true},
        ]}})
    };
    let graph = ("DynamoGraphDeployment", "g");
    let old = ("DynamoComponentDeployment", "g-old");
    let existing = [
        owned("DynamoComponentDeployment", "g-old", graph),
        owned("Deployment", "g-old", old),
        owned("PersistentVolumeClaim", "data", graph),
        owned("Service", "other", ("DynamoGraphDeployment", "other")),
        json!({"apiVersion": "v1", "kind": "Service", "metadata": {"name": "nobodys"}}),
    ];
    let roots = [Root {
        kind: graph.0.into(),
        name: graph.1.into(),
    }];
    let found = difference([], &roots, &existing, "t", true);
    let deleted: Vec<_> = found
        .deleted
        .iter()
        .map(|d| {
            (
                d.object.kind.as_str(),
                d.with.as_ref().map(|with| with.name.as_str()),
            )
        })
        .collect();
    assert_eq!(
        deleted,
        [
            ("DynamoComponentDeployment", None),
            ("Deployment", Some("g-old"))
        ]
    );
    assert!(
        difference([], &roots, &existing, "t", false)
            .deleted
            .is_empty()
    );
}

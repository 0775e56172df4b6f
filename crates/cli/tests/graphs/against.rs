//! `plan --against`.

use crate::{input, plan};
use serde_json::{Value as Json, json};
use stator_testkit::StatorCommand;
use std::path::{Path, PathBuf};

const APIS: &str = "lws,volcano,inference";

/// A plan of our graph, changed, written beside the test.
fn existing(name: &str, change: impl Fn(&mut Vec<Json>)) -> PathBuf {
    let text = plan(&input("chat.yaml"), APIS, &["-o", "json"]).run();
    let mut objects: Vec<Json> = serde_json::from_slice(&text.stdout).unwrap();
    change(&mut objects);
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let list = json!({"apiVersion": "v1", "kind": "List", "items": objects});
    std::fs::write(&path, serde_json::to_string(&list).unwrap()).unwrap();
    path
}

fn against(path: &Path, more: &[&str]) -> StatorCommand {
    let path = path.display().to_string();
    let arguments = [&["--against", path.as_str()], more].concat();
    plan(&input("chat.yaml"), APIS, &arguments)
}

fn object<'o>(objects: &'o mut [Json], kind: &str, name: &str) -> &'o mut Json {
    let mut all = objects.iter_mut();
    all.find(|o| o["kind"] == kind && o["metadata"]["name"] == name)
        .expect(name)
}

#[test]
fn a_plan_does_not_differ_from_itself() {
    let path = existing("same.json", |objects| objects.reverse());
    let run = against(&path, &[]).run();
    assert_eq!(run.code, 0, "{run}");
    assert!(
        run.stdout()
            .starts_with("0 to create, 0 to change, 0 to delete, "),
        "{run}"
    );
}

#[test]
fn differences_are_named_by_field_and_end_with_one() {
    let path = existing("changed.json", |objects| {
        let frontend = object(objects, "Deployment", "chat-frontend");
        let main = &mut frontend["spec"]["template"]["spec"]["containers"][0];
        main["image"] = "registry.example:5000/dynamo/frontend:0".into();
        main["env"].as_array_mut().unwrap().reverse();
        let workers = object(objects, "LeaderWorkerSet", "chat-decode-0");
        let half = &mut workers["spec"]["leaderWorkerTemplate"]["leaderTemplate"];
        half["spec"]["containers"][0]["env"][0]["value"] = "two\nlines\n".into();
        object(objects, "Service", "chat-frontend")["spec"]["ports"][0]["port"] = 80.into();
        objects.retain(|o| o["kind"] != "Ingress");
        let owner = json!([{"apiVersion": "nvidia.com/v1alpha1", "kind": "DynamoGraphDeployment",
                            "name": "chat", "controller": true}]);
        objects.push(json!({
            "apiVersion": "nvidia.com/v1alpha1", "kind": "DynamoComponentDeployment",
            "metadata": {"name": "chat-gone", "namespace": "team", "ownerReferences": owner},
        }));
    });
    let run = against(&path, &[]).run();
    assert_eq!(run.code, 1, "{run}");
    let text = run.stdout();
    for part in [
        "create  Ingress/chat-frontend\n",
        "change  Deployment/chat-frontend  (2 pods restart)\n          spec.template.spec.containers[main].image: \"registry.example:5000/dynamo/frontend:0\" → \"registry.example:5000/dynamo/frontend:1\"\n",
        "change  LeaderWorkerSet/chat-decode-0  (2 pods restart)\n",
        "change  Service/chat-frontend\n          spec.ports[8000]",
        "delete  DynamoComponentDeployment/chat-gone\n",
        "1 to create, 3 to change, 1 to delete, ",
        "pods restart in 2 objects\n",
    ] {
        let part = part.replace("          spec.ports[8000]", "        + spec.ports[8000]");
        assert!(text.contains(&part), "{part}\n{text}");
    }
    assert_eq!(text.matches("containers[main].env").count(), 1, "{text}");

    let data: Json = serde_json::from_slice(&against(&path, &["-o", "json"]).run().stdout).unwrap();
    assert_eq!(data["created"][0]["kind"], "Ingress");
    assert_eq!(data["deleted"][0]["name"], "chat-gone");
    let changed = data["changed"].as_array().unwrap();
    let frontend = changed.iter().find(|c| c["kind"] == "Deployment").unwrap();
    assert_eq!(frontend["restarts"], json!([{"part": null, "pods": 2}]));
    let field = &frontend["fields"][0];
    assert_eq!(field["path"], "spec.template.spec.containers[main].image");
    assert_eq!(field["after"], "registry.example:5000/dynamo/frontend:1");
}

#[test]
fn a_file_that_is_no_yaml_is_a_failure_and_not_a_difference() {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("broken.yaml");
    std::fs::write(&path, "a: [\n").unwrap();
    let run = against(&path, &[]).run();
    assert_eq!(run.code, 2, "{run}");
    assert!(run.stdout.is_empty());
    assert!(run.stderr().contains("DYN0301"), "{run}");
}

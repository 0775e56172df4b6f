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

/// A plan of our example against what a real API server (1.34) stored of it.
fn against_stored(apis: &str, stored: &Path) -> stator_testkit::Finished {
    let graph = stator_testkit::workspace_root().join("examples/graphs/split-chat.yaml");
    let (graph, stored) = (graph.display().to_string(), stored.display().to_string());
    let words = [
        "plan",
        &graph,
        "-n",
        "team",
        "--apis",
        apis,
        "--against",
        &stored,
    ];
    stator_testkit::stator(words).run()
}

#[test]
fn what_a_real_api_server_stored_does_not_differ_from_its_plan() {
    let run = against_stored("inference", Path::new(&input("split-chat.stored.json")));
    assert_eq!(run.code, 0, "{run}");
    let text = run.stdout();
    assert!(
        text.starts_with("0 to create, 0 to change, 0 to delete, 21 as they are"),
        "{text}"
    );
    let run = against_stored("grove", Path::new(&input("split-chat.grove.stored.json")));
    assert!(!run.stdout().contains("change  "), "{run}");
    assert!(run.stdout().contains(" 1 as they are"), "{run}");
}

#[test]
fn a_change_of_a_stored_object_is_the_only_difference() {
    let text = std::fs::read_to_string(input("split-chat.stored.json")).unwrap();
    let mut list: Json = serde_json::from_str(&text).unwrap();
    let items = list["items"].as_array_mut().unwrap();
    let frontend = object(items, "Deployment", "split-chat-frontend");
    frontend["spec"]["replicas"] = 7.into();
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("scaled.json");
    std::fs::write(&path, list.to_string()).unwrap();
    let run = against_stored("inference", &path);
    assert_eq!(run.code, 1, "{run}");
    assert!(run.stdout().contains("spec.replicas: 7 → 2"), "{run}");
    assert!(
        run.stdout()
            .contains("0 to create, 1 to change, 0 to delete"),
        "{run}"
    );
}

#[test]
fn an_empty_listing_means_that_everything_is_to_be_created() {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("empty-list.json");
    std::fs::write(
        &path,
        r#"{"apiVersion": "v1", "kind": "List", "items": []}"#,
    )
    .unwrap();
    let run = against_stored("inference", &path);
    assert_eq!(run.code, 1, "{run}");
    assert!(
        run.stdout()
            .contains(", 0 to change, 0 to delete, 0 as they are"),
        "{run}"
    );
}

//! Claims about the test control plane, made against a real one.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use http::Method;
use serde_json::{Value, json};
use stator_testkit::Program;
use stator_testkit::cluster::{self, ControlPlane, NOBODY};

fn widget_definition() -> Value {
    json!({
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": {"name": "widgets.testkit.example"},
        "spec": {
            "group": "testkit.example",
            "names": {"kind": "Widget", "plural": "widgets", "singular": "widget", "listKind": "WidgetList"},
            "scope": "Namespaced",
            "versions": [{
                "name": "v1", "served": true, "storage": true,
                "schema": {"openAPIV3Schema": {
                    "type": "object",
                    "properties": {"spec": {"type": "object", "required": ["size"], "properties": {
                        "size": {"type": "integer", "minimum": 1},
                        "colour": {"type": "string", "default": "green"},
                    }}},
                }},
            }],
        },
    })
}

fn widget(spec: Value) -> Value {
    json!({"apiVersion": "testkit.example/v1", "kind": "Widget", "metadata": {"name": "w"}, "spec": spec})
}

fn lives(pid: u32) -> bool {
    fs::read_to_string(format!("/proc/{pid}/stat")).is_ok_and(|stat| {
        !stat
            .rsplit(')')
            .next()
            .unwrap_or("")
            .trim_start()
            .starts_with('Z')
    })
}

fn eventually(claim: impl Fn() -> bool) -> bool {
    let deadline = Instant::now() + Duration::from_secs(10);
    while Instant::now() < deadline && !claim() {
        std::thread::sleep(Duration::from_millis(10));
    }
    claim()
}

#[tokio::test]
async fn api_server_is_ready_and_tells_its_version() {
    let Some(cluster) = cluster::shared() else {
        return;
    };
    assert_eq!(
        cluster
            .send(Method::GET, "/readyz", None)
            .await
            .unwrap()
            .code,
        200
    );
    let version = cluster
        .send(Method::GET, "/version", None)
        .await
        .unwrap()
        .body;
    // Without linker options it would be a placeholder, which charts cannot compare with.
    assert!(
        version["gitVersion"]
            .as_str()
            .is_some_and(|it| it.starts_with("v1.")),
        "{version}"
    );
}

#[tokio::test]
async fn namespaces_differ_between_tests() {
    let Some(cluster) = cluster::shared() else {
        return;
    };
    let first = cluster.namespace("claims").await.unwrap();
    let second = cluster.namespace("claims").await.unwrap();
    assert_ne!(first, second);
    let path = format!("/api/v1/namespaces/{second}");
    let stored = cluster.send(Method::GET, &path, None).await.unwrap();
    assert_eq!(stored.body["status"]["phase"], "Active");
}

#[tokio::test]
async fn dry_run_captures_warnings_and_stores_nothing() {
    let Some(cluster) = cluster::shared() else {
        return;
    };
    let namespace = cluster.namespace("dry-run").await.unwrap();
    let object = json!({
        "apiVersion": "v1", "kind": "Service",
        "metadata": {"name": "s", "namespace": namespace},
        "spec": {"ports": [{"port": 80}], "colour": "red"},
    });
    let accepted = cluster.dry_run(&object).await.unwrap().unwrap();
    assert_eq!(accepted.warnings, [r#"unknown field "spec.colour""#]);
    assert_eq!(accepted.object["spec"]["type"], "ClusterIP");
    let path = format!("/api/v1/namespaces/{namespace}/services/s");
    assert_eq!(
        cluster.send(Method::GET, &path, None).await.unwrap().code,
        404
    );
}

#[tokio::test]
async fn dry_run_tells_refusals_and_unknown_kinds_apart() {
    let Some(cluster) = cluster::shared() else {
        return;
    };
    let object = json!({
        "apiVersion": "v1", "kind": "Service",
        "metadata": {"name": "Not_A_Name"}, "spec": {"ports": [{"port": 80}]},
    });
    let refusal = cluster.dry_run(&object).await.unwrap().unwrap_err();
    assert_eq!((refusal.code, &*refusal.reason), (422, "Invalid"));
    assert!(
        refusal.causes[0].starts_with("metadata.name: "),
        "{refusal:?}"
    );

    let unknown = json!({"apiVersion": "v1", "kind": "Gadget", "metadata": {"name": "x"}});
    let error = cluster.dry_run(&unknown).await.unwrap_err();
    assert_eq!(error.to_string(), "the server has no kind Gadget in v1");
}

#[tokio::test]
async fn installed_definitions_are_served_at_once() {
    let Some(cluster) = cluster::shared() else {
        return;
    };
    cluster.install_crds(&[widget_definition()]).await.unwrap();
    let accepted = cluster
        .dry_run(&widget(json!({"size": 1, "taste": "sweet"})))
        .await
        .unwrap();
    let accepted = accepted.unwrap();
    assert_eq!(
        accepted.object["spec"],
        json!({"size": 1, "colour": "green"})
    );
    assert_eq!(accepted.warnings, [r#"unknown field "spec.taste""#]);
    let refusal = cluster
        .dry_run(&widget(json!({"size": 0})))
        .await
        .unwrap()
        .unwrap_err();
    assert!(refusal.causes[0].starts_with("spec.size: "), "{refusal:?}");
}

#[tokio::test]
async fn applied_objects_are_stored() {
    let Some(cluster) = cluster::shared() else {
        return;
    };
    let namespace = cluster.namespace("apply").await.unwrap();
    let map = |value: &str| {
        json!({
            "apiVersion": "v1", "kind": "ConfigMap",
            "metadata": {"name": "m", "namespace": namespace}, "data": {"k": value},
        })
    };
    for value in ["one", "two"] {
        cluster.apply(&map(value)).await.unwrap().unwrap();
    }
    let path = format!("/api/v1/namespaces/{namespace}/configmaps/m");
    let stored = cluster.send(Method::GET, &path, None).await.unwrap().body;
    assert_eq!(stored["data"], json!({"k": "two"}));
}

#[tokio::test]
async fn nobody_is_refused() {
    let Some(cluster) = cluster::shared() else {
        return;
    };
    let client = cluster.client_as(NOBODY);
    let error = client.list_core_api_versions().await.map(|_| ());
    // Discovery is open to every user; reading secrets is not.
    error.unwrap();
    let request = http::Request::get("/api/v1/secrets")
        .body(Vec::new())
        .unwrap();
    let error = client.request::<Value>(request).await.unwrap_err();
    assert!(
        error
            .to_string()
            .contains("cannot list resource \"secrets\""),
        "{error}"
    );
}

#[test]
fn drop_leaves_no_process_and_no_folder() {
    if cluster::shared().is_none() {
        return;
    }
    let plane = ControlPlane::start().unwrap();
    let (pids, folder) = (plane.pids(), plane.folder().to_path_buf());
    assert_eq!(pids.len(), 2);
    assert!(pids.iter().all(|&pid| lives(pid)));
    assert!(plane.kubeconfig(cluster::ADMIN).is_file());
    drop(plane);
    assert!(!pids.iter().any(|&pid| lives(pid)));
    assert!(!folder.exists());
}

#[test]
fn api_server_comes_back_with_its_data() {
    if cluster::shared().is_none() {
        return;
    }
    let plane = ControlPlane::start().unwrap();
    let runtime = || {
        tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap()
    };
    let namespace = runtime().block_on(plane.namespace("kept")).unwrap();
    plane.stop_api_server().unwrap();
    assert_eq!(plane.pids().len(), 1);
    plane.start_api_server().unwrap();
    let path = format!("/api/v1/namespaces/{namespace}");
    let stored = runtime()
        .block_on(plane.send(Method::GET, &path, None))
        .unwrap();
    assert_eq!(stored.code, 200);
}

#[test]
fn garbage_collector_deletes_what_has_lost_its_owner() {
    if cluster::shared().is_none()
        || Program::ControllerManager
            .find_or_report("garbage collection in tests")
            .is_none()
    {
        return;
    }
    let plane = cluster::Settings::default()
        .garbage_collector()
        .start()
        .unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let map = |name: &str, owners: Value| {
            json!({
                "apiVersion": "v1", "kind": "ConfigMap",
                "metadata": {"name": name, "namespace": "default", "ownerReferences": owners},
            })
        };
        let owner = plane.apply(&map("owner", json!([]))).await.unwrap().unwrap().object;
        let reference = json!([{
            "apiVersion": "v1", "kind": "ConfigMap", "name": "owner", "uid": owner["metadata"]["uid"],
        }]);
        plane.apply(&map("owned", reference)).await.unwrap().unwrap();
        let maps = "/api/v1/namespaces/default/configmaps";
        plane.send(Method::DELETE, &format!("{maps}/owner"), None).await.unwrap().accepted().unwrap();
        let deadline = Instant::now() + Duration::from_mins(1);
        while plane.send(Method::GET, &format!("{maps}/owned"), None).await.unwrap().code != 404 {
            assert!(Instant::now() < deadline, "the owned object is still there");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    });
}

/// Starts a control plane and waits; the next test runs it in a process of its own and kills that.
#[test]
#[ignore = "run by `killed_test_process_leaves_nothing_behind`"]
fn holds_a_control_plane() {
    let plane = ControlPlane::start().unwrap();
    let note = std::env::var("TESTKIT_NOTE").unwrap();
    let pids: Vec<String> = plane.pids().iter().map(ToString::to_string).collect();
    let text = format!("{}\n{}", plane.folder().display(), pids.join(" "));
    fs::write(format!("{note}.new"), text).unwrap();
    fs::rename(format!("{note}.new"), note).unwrap();
    std::thread::sleep(Duration::from_mins(2));
}

#[test]
fn killed_test_process_leaves_nothing_behind() {
    if cluster::shared().is_none() {
        return;
    }
    let scratch = tempfile::tempdir().unwrap();
    let note = scratch.path().join("note");
    let mut holder = Command::new(std::env::current_exe().unwrap())
        .args(["--ignored", "--exact", "claims::holds_a_control_plane"])
        .env("TESTKIT_NOTE", &note)
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let deadline = Instant::now() + Duration::from_secs(100);
    while !note.exists() && Instant::now() < deadline {
        assert!(
            holder.try_wait().unwrap().is_none(),
            "the holder ended early"
        );
        std::thread::sleep(Duration::from_millis(20));
    }
    let text = fs::read_to_string(&note).unwrap();
    let (folder, pids) = text.split_once('\n').unwrap();
    let pids: Vec<u32> = pids.split(' ').map(|pid| pid.parse().unwrap()).collect();
    assert!(pids.len() == 2 && pids.iter().all(|&pid| lives(pid)));

    // SIGKILL: no destructor of the process runs.
    holder.kill().unwrap();
    holder.wait().unwrap();
    assert!(eventually(|| !pids.iter().any(|&pid| lives(pid))));
    assert!(eventually(|| !Path::new(folder).exists()));
}

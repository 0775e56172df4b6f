//! All definitions that our objects need, on one API server.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use stator_chart::{Compat, ValueArgs};
use stator_testkit::cluster::{self, ControlPlane};
use stator_testkit::{OurCharts, Template, foreign_crds, objects};
use tokio::sync::OnceCell;

/// Of Istio's definitions, which lie in one file, the only one that we hold objects of.
const ISTIO: &str = "virtualservices.networking.istio.io";

/// The shared API server with all definitions installed, ours and those of other projects.
pub(crate) async fn server(what: &str) -> Option<&'static ControlPlane> {
    static INSTALLED: OnceCell<()> = OnceCell::const_new();
    let cluster = cluster::shared()?;
    let folder = foreign_crds(what)?;
    let install = || async {
        cluster.install_crds(&ours()).await.unwrap();
        let mut foreign = foreign(&folder);
        foreign.extend([queue(), pod_group()]);
        cluster.install_foreign_crds(&foreign).await.unwrap();
    };
    INSTALLED.get_or_init(install).await;
    Some(cluster)
}

/// The definitions as our chart installs them.
pub(crate) fn ours() -> Vec<Value> {
    let charts = OurCharts::new();
    let template = Template {
        compat: Compat::Helm4,
        release: "crds".to_owned(),
        namespace: "default".to_owned(),
        chart: charts.path("crds"),
        api_versions: Vec::new(),
        values: ValueArgs::default(),
    };
    let bytes = template.run().unwrap();
    objects::parse(std::str::from_utf8(&bytes).unwrap())
}

fn foreign(folder: &Path) -> Vec<Value> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let file = entry.unwrap().path();
        if file.extension().is_none_or(|end| end != "yaml") {
            continue;
        }
        for mut definition in cluster::documents(&fs::read_to_string(&file).unwrap()).unwrap() {
            let name = definition["metadata"]["name"].as_str().unwrap();
            if name.ends_with(".istio.io") && name != ISTIO {
                continue;
            }
            if name == "leaderworkersets.leaderworkerset.x-k8s.io" {
                allow_default_rollout(&mut definition);
            }
            found.push(definition);
        }
    }
    assert!(found.len() >= 12, "only {} definitions", found.len());
    found
}

/// The controller's own webhook, which is not there, fills in an empty strategy before the server
/// looks; like the reference operator we leave that to it.
fn allow_default_rollout(definition: &mut Value) {
    let path = "/spec/versions/0/schema/openAPIV3Schema/properties/spec/properties/rolloutStrategy/properties/type";
    let strategy = definition.pointer_mut(path).unwrap();
    strategy["enum"].as_array_mut().unwrap().push("".into());
}

/// KAI and Volcano publish no definitions in a Go module: these take any fields.
fn permissive(group: &str, version: &str, plural: &str, kind: &str, scope: &str) -> Value {
    let singular = kind.to_lowercase();
    json!({
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": {"name": format!("{plural}.{group}")},
        "spec": {
            "group": group,
            "names": {"kind": kind, "plural": plural, "singular": singular, "listKind": format!("{kind}List")},
            "scope": scope,
            "versions": [{
                "name": version, "served": true, "storage": true, "subresources": {"status": {}},
                "schema": {"openAPIV3Schema": {
                    "type": "object", "x-kubernetes-preserve-unknown-fields": true,
                }},
            }],
        },
    })
}

fn queue() -> Value {
    permissive("scheduling.run.ai", "v2", "queues", "Queue", "Cluster")
}

fn pod_group() -> Value {
    let group = "scheduling.volcano.sh";
    permissive(group, "v1beta1", "podgroups", "PodGroup", "Namespaced")
}

#[tokio::test]
async fn our_definitions_are_established_without_a_warning() {
    let Some(cluster) = server("our definitions on a real API server").await else {
        return;
    };
    let ours = ours();
    assert_eq!(ours.len(), 6);
    for definition in ours {
        let name = definition["metadata"]["name"].as_str().unwrap();
        let path = format!("/apis/apiextensions.k8s.io/v1/customresourcedefinitions/{name}");
        let stored = cluster
            .send(http::Method::GET, &path, None)
            .await
            .unwrap()
            .body;
        let conditions = stored["status"]["conditions"].as_array().unwrap();
        let holds = |kind: &str| {
            conditions
                .iter()
                .any(|it| it["type"] == kind && it["status"] == "True")
        };
        assert!(
            holds("Established") && holds("NamesAccepted"),
            "{name}: {conditions:?}"
        );
        // A schema that is not structural would be stored, but nothing would be pruned.
        assert!(!holds("NonStructuralSchema"), "{name}: {conditions:?}");
    }
}

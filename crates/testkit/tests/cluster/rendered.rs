//! A real API server takes every object that our charts render.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use stator_chart::Compat;
use stator_testkit::cluster::ControlPlane;
use stator_testkit::objects::Key;
use stator_testkit::{OurCharts, objects, recorded_renders, variants};

use crate::definitions;

/// What the server said of an object: its warnings, or why it refuses.
pub(crate) type Verdict = Result<Vec<String>, String>;

/// Asks the server about objects; each different one once, each in a namespace that exists.
pub(crate) struct Judge<'c> {
    cluster: &'c ControlPlane,
    namespaces: BTreeSet<String>,
    known: BTreeMap<String, Verdict>,
}

impl<'c> Judge<'c> {
    pub(crate) fn new(cluster: &'c ControlPlane) -> Self {
        Self {
            cluster,
            namespaces: BTreeSet::new(),
            known: BTreeMap::new(),
        }
    }

    /// Whether and how the server would take the object, put into `namespace` unless it names one.
    pub(crate) async fn ask(&mut self, object: &Value, namespace: &str) -> Verdict {
        let own = object["metadata"]["namespace"]
            .as_str()
            .unwrap_or(namespace);
        let text = format!("{own} {object}");
        if let Some(verdict) = self.known.get(&text) {
            return verdict.clone();
        }
        self.make_namespace(own).await;
        let verdict = match self.cluster.dry_run_in(namespace, object).await.unwrap() {
            Ok(accepted) => Ok(accepted.warnings),
            Err(refusal) => Err(format!("{refusal:?}")),
        };
        self.known.insert(text, verdict.clone());
        verdict
    }

    async fn make_namespace(&mut self, name: &str) {
        if !self.namespaces.insert(name.to_owned()) {
            return;
        }
        let object = serde_json::json!({
            "apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name},
        });
        self.cluster.apply(&object).await.unwrap().unwrap();
    }

    /// How many different objects were asked about.
    pub(crate) fn count(&self) -> usize {
        self.known.len()
    }
}

#[tokio::test]
async fn every_rendered_object_is_taken_with_no_other_warning_than_the_reference_one() {
    let Some(cluster) = definitions::server("rendered objects on a real API server").await else {
        return;
    };
    let charts = OurCharts::new();
    let mut judge = Judge::new(cluster);
    let mut wrong = Vec::new();
    for case in recorded_renders() {
        let Ok(expected) = &case.answer else {
            continue;
        };
        let bytes = case.template(&charts, Compat::Helm4).run();
        let bytes = bytes.unwrap_or_else(|refused| panic!("{}: {}", case.name, refused.text));
        let theirs = objects::by_key(objects::parse(expected));
        for (key, object) in objects::by_key(objects::parse(std::str::from_utf8(&bytes).unwrap())) {
            let shown = shown(&case.name, &key);
            let warnings = match judge.ask(&object, &case.namespace).await {
                Ok(warnings) if warnings.is_empty() => continue,
                Ok(warnings) => warnings,
                Err(refusal) => {
                    wrong.push(format!("{shown} is refused: {refusal}"));
                    continue;
                }
            };
            let allowed = match theirs.get(&key) {
                Some(object) => judge.ask(object, &case.namespace).await.unwrap_or_default(),
                None => Vec::new(),
            };
            let new: Vec<_> = warnings.iter().filter(|it| !allowed.contains(it)).collect();
            if !new.is_empty() {
                wrong.push(format!("{shown} brings warnings: {new:?}"));
            }
        }
    }
    for (name, template) in variants(&charts, Compat::Helm4) {
        let bytes = template
            .run()
            .unwrap_or_else(|refused| panic!("{name}: {}", refused.text));
        let objects = objects::parse(std::str::from_utf8(&bytes).unwrap());
        for (key, object) in objects::by_key(objects) {
            // Those are installed already.
            if object["kind"] == "CustomResourceDefinition" {
                continue;
            }
            match judge.ask(&object, &template.namespace).await {
                Ok(warnings) if warnings.is_empty() => {}
                verdict => wrong.push(format!("{}: {verdict:?}", shown(name, &key))),
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(judge.count() > 200, "only {} objects", judge.count());
}

fn shown(case: &str, (kind, _, name): &Key) -> String {
    format!("{case}: {kind} {name}")
}

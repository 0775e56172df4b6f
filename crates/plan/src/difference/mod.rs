//! What a plan would change of what exists.
//!
//! Objects are compared as data: items of lists by the key that Kubernetes merges them by, amounts
//! by value, and without what an API server or a controller adds to an object that it stores.
//! Values of Secrets and of what is called like a secret are not shown.

mod added;
mod fields;
mod merge_keys;
mod secrecy;
#[cfg(test)]
mod tests;

use crate::object::{Action, Planned};
use serde_json::{Map, Value as Json};
use stator_api::groups;
use std::collections::{BTreeMap, BTreeSet};

pub use fields::FieldChange;

/// What names an object: the version of its API does not.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Identity {
    /// Kind.
    pub kind: String,
    /// Name.
    pub name: String,
    /// Namespace.
    pub namespace: String,
    /// API group; empty for the core group.
    pub group: String,
}

impl Identity {
    /// Reads what names an object; objects without namespace are in `namespace`.
    fn of(object: &Json, namespace: &str) -> Option<Self> {
        let text = |pointer: &str| object.pointer(pointer).and_then(Json::as_str);
        let version = text("/apiVersion").unwrap_or_default();
        Some(Self {
            kind: text("/kind")?.to_owned(),
            name: text("/metadata/name")?.to_owned(),
            namespace: text("/metadata/namespace").unwrap_or(namespace).to_owned(),
            group: version
                .split_once('/')
                .map_or("", |(group, _)| group)
                .to_owned(),
        })
    }
}

/// An object that exists and would be written again.
#[derive(Clone, PartialEq, Debug)]
pub struct Change {
    /// The object.
    pub object: Identity,
    /// The fields that differ, in the order of the object.
    pub fields: Vec<FieldChange>,
    /// Whose pods would be replaced for it.
    pub restarts: Vec<Restart>,
}

/// Pods that would be replaced.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Restart {
    /// The part of the object that runs them, where it runs several kinds of pods: a clique.
    pub part: Option<String>,
    /// How many there are; unknown where the object does not say.
    pub pods: Option<i64>,
}

/// An object that exists and is not planned any more.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Deletion {
    /// The object.
    pub object: Identity,
    /// The object whose deletion takes this one along.
    pub with: Option<Identity>,
}

/// What a plan would change.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Difference {
    /// Objects that do not exist.
    pub created: Vec<Identity>,
    /// Objects that would be written again.
    pub changed: Vec<Change>,
    /// Objects that would go.
    pub deleted: Vec<Deletion>,
    /// Objects that stay as they are.
    pub unchanged: Vec<Identity>,
}

impl Difference {
    /// Says whether nothing would change.
    pub fn is_empty(&self) -> bool {
        self.created.is_empty() && self.changed.is_empty() && self.deleted.is_empty()
    }
}

/// The resource that a plan was made for.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Root {
    /// Kind.
    pub kind: String,
    /// Name.
    pub name: String,
}

/// Compares what is planned for `roots` with what exists.
///
/// Objects without namespace are in `namespace`. Where `is_whole` is false the plan stopped before
/// its end, and nothing is taken for deleted.
pub fn difference<'p>(
    planned: impl IntoIterator<Item = &'p Planned>,
    roots: &[Root],
    existing: &[Json],
    namespace: &str,
    is_whole: bool,
) -> Difference {
    let live: BTreeMap<Identity, &Json> = existing
        .iter()
        .filter_map(|object| Some((Identity::of(object, namespace)?, object)))
        .collect();
    let mut found = Difference::default();
    let mut wanted = BTreeSet::new();
    for planned in planned {
        let manifest = planned.to_json();
        let Some(identity) = Identity::of(&manifest, namespace) else {
            continue;
        };
        if !wanted.insert(identity.clone()) {
            continue;
        }
        match live.get(&identity) {
            None => found.created.push(identity),
            // Made once and then left alone.
            Some(_) if planned.action == Action::Ensure => found.unchanged.push(identity),
            Some(before) => {
                let fields = fields::changes(before, &manifest);
                if fields.is_empty() {
                    found.unchanged.push(identity);
                } else {
                    let restarts = restarts(&identity, &fields, &manifest);
                    found.changed.push(Change {
                        object: identity,
                        fields,
                        restarts,
                    });
                }
            }
        }
    }
    if is_whole {
        found.deleted = deletions(&live, roots, &wanted);
    }
    found
}

/// The owner that controls an object, if it is one of ours.
fn owner(object: &Json) -> Option<Root> {
    let owners = object.pointer("/metadata/ownerReferences")?.as_array()?;
    let text = |owner: &Json, key: &str| owner.get(key).and_then(Json::as_str).map(str::to_owned);
    let controller = owners
        .iter()
        .find(|owner| owner.get("controller") == Some(&true.into()))?;
    let version = text(controller, "apiVersion")?;
    let is_ours = version.split('/').next() == Some(groups::DYNAMO);
    is_ours.then_some(Root {
        kind: text(controller, "kind")?,
        name: text(controller, "name")?,
    })
}

/// What belongs to the roots and is not wanted, owners first, each with what goes along.
fn deletions(
    live: &BTreeMap<Identity, &Json>,
    roots: &[Root],
    wanted: &BTreeSet<Identity>,
) -> Vec<Deletion> {
    let mut deleted: Vec<Deletion> = Vec::new();
    let unwanted = |owner: &Root| {
        let owned = live.iter().filter(|(identity, object)| {
            !wanted.contains(*identity) && self::owner(object).as_ref() == Some(owner)
        });
        // Claims hold data and are kept as long as their graph.
        let gone = owned.filter(|(identity, _)| identity.kind != "PersistentVolumeClaim");
        gone.map(|(identity, _)| identity.clone())
            .collect::<Vec<_>>()
    };
    let components = wanted
        .iter()
        .filter(|i| i.kind == groups::DYNAMO_COMPONENT_DEPLOYMENT);
    let components = components.map(|i| Root {
        kind: i.kind.clone(),
        name: i.name.clone(),
    });
    for root in roots.iter().cloned().chain(components) {
        for object in unwanted(&root) {
            let below = Root {
                kind: object.kind.clone(),
                name: object.name.clone(),
            };
            let with = object.clone();
            deleted.push(Deletion { object, with: None });
            if with.kind != groups::DYNAMO_COMPONENT_DEPLOYMENT {
                continue;
            }
            let along = unwanted(&below).into_iter();
            deleted.extend(along.map(|object| Deletion {
                object,
                with: Some(with.clone()),
            }));
        }
    }
    deleted
}

/// Whose pods a change replaces: those whose template changes.
fn restarts(object: &Identity, fields: &[FieldChange], manifest: &Json) -> Vec<Restart> {
    let number = |pointer: &str| manifest.pointer(pointer).and_then(Json::as_i64);
    let touches = |prefix: &str| fields.iter().any(|field| field.is_below(prefix));
    match object.kind.as_str() {
        "Deployment" if touches("spec.template") => {
            vec![Restart {
                part: None,
                pods: number("/spec/replicas"),
            }]
        }
        "LeaderWorkerSet" if touches("spec.leaderWorkerTemplate") => {
            vec![Restart {
                part: None,
                pods: number("/spec/leaderWorkerTemplate/size"),
            }]
        }
        "PodCliqueSet" => {
            let cliques = manifest
                .pointer("/spec/template/cliques")
                .and_then(Json::as_array);
            let cliques = cliques.into_iter().flatten();
            let named =
                |clique: &Json| clique.get("name").and_then(Json::as_str).map(str::to_owned);
            cliques
                .filter_map(|clique| Some((named(clique)?, clique)))
                .filter(|(name, _)| {
                    let parts = ["spec.podSpec", "labels", "annotations"];
                    let clique = format!("spec.template.cliques[{name}]");
                    parts
                        .iter()
                        .any(|part| touches(&format!("{clique}.{part}")))
                })
                .map(|(name, clique)| Restart {
                    part: Some(name),
                    pods: clique.pointer("/spec/replicas").and_then(Json::as_i64),
                })
                .collect()
        }
        _ => Vec::new(),
    }
}

/// Gives a map's fields; those of nothing where it is none.
fn fields_of(json: Option<&Json>) -> Option<&Map<String, Json>> {
    json.and_then(Json::as_object)
}

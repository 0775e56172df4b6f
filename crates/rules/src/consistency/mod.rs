//! Whether the parts of resources agree: GPUs with engine arguments, references with what exists.
//!
//! No API server and no webhook of the reference looks at this; what disagrees shows as a pod that
//! does not start, or as nothing at all. Every remark names the numbers or names that would fit.

mod gpus;
mod habits;
mod references;
#[cfg(test)]
mod tests;

use crate::admission::Rule;
use crate::admission::view::View;
use serde_json::Value as Json;
use stator_api::groups;

/// One object that was given.
#[derive(Clone, Copy, Debug)]
pub struct Resource<'a> {
    /// The object; one of our kinds with the defaults of its definition.
    pub object: &'a Json,
    /// The namespace that it is put into.
    pub namespace: &'a str,
}

impl<'a> Resource<'a> {
    fn kind(&self) -> &'a str {
        self.object["kind"].as_str().unwrap_or_default()
    }

    fn name(&self) -> &'a str {
        let name = self.object.pointer("/metadata/name");
        name.and_then(Json::as_str).unwrap_or_default()
    }

    fn view(&self) -> View<'a> {
        View::root(self.object)
    }

    /// The services of a graph, or a component as the one service that it is.
    fn services(&self) -> Vec<(&'a str, View<'a>)> {
        let spec = self.view().get("spec");
        match self.kind() {
            groups::DYNAMO_GRAPH_DEPLOYMENT => {
                let services = spec.get("services");
                let keys = services.keys().into_iter();
                keys.map(|key| (key, services.entry(key))).collect()
            }
            groups::DYNAMO_COMPONENT_DEPLOYMENT => vec![(self.name(), spec)],
            _ => Vec::new(),
        }
    }
}

/// How much a remark weighs.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Weight {
    /// It may be meant.
    Warning,
    /// It cannot work.
    Error,
}

/// What one rule says about one place of one resource.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Remark {
    /// Which of the resources.
    pub resource: usize,
    /// How much it weighs.
    pub weight: Weight,
    /// The rule's stable code in [`RULES`].
    pub code: &'static str,
    /// Path of the field.
    pub path: String,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
}

macro_rules! rules {
    ($($constant:ident $name:literal $code:literal $demands:literal;)*) => {
        $(pub(crate) const $constant: &str = $code;)*
        /// Every rule of this module.
        pub const RULES: &[Rule] = &[$(Rule { name: $name, code: $code, demands: $demands }),*];
    };
}

rules! {
    TOO_FEW_GPUS "C1" "DYN0401" "a replica has the GPUs that its engine spreads over";
    IDLE_GPUS "C2" "DYN0402" "an engine uses the GPUs that a replica asks for";
    UNSEEN_FLAG "C3" "DYN0403" "parallel sizes of a multi-node vLLM are written so that the operator sees them";
    MISSING_OBJECT "C4" "DYN0411" "what a resource refers to is there";
    MISSING_TARGET "C5" "DYN0412" "a scaling adapter belongs to a service that hands its replicas over";
    UNSERVED_MODEL "C6" "DYN0413" "a model's base model is served";
    TWICE "C7" "DYN0414" "an object is given once";
    LONG_NAME "C8" "DYN0415" "the name of a graph leaves room for those of its services";
    MOVING_TAG "C9" "DYN0421" "an image names its version";
    PLAIN_SECRET "C10" "DYN0422" "a secret comes from a Secret";
    NO_IMAGE "C11" "DYN0423" "a service that runs names its image";
}

/// What is known besides the resources.
#[derive(Clone, Copy, Debug, Default)]
pub struct Around<'a> {
    /// Objects that exist but are not looked at.
    pub existing: &'a [Resource<'a>],
    /// Whether resources and existing objects are everything that there is. Where they are not, a
    /// missing object counts only among objects of its kind.
    pub is_complete: bool,
}

/// Looks at resources together; the remarks of each come in the order of its paths.
pub fn remarks(resources: &[Resource<'_>], around: &Around<'_>) -> Vec<Remark> {
    let mut found = Remarks::default();
    let known = references::Known::of(resources, around);
    for (nth, resource) in resources.iter().enumerate() {
        found.resource = nth;
        for (name, service) in resource.services() {
            gpus::look(resource, name, &service, &mut found);
            habits::service(&service, &mut found);
        }
        habits::graph(resource, &mut found);
        references::look(resource, &known, &mut found);
    }
    references::twice(resources, &mut found);
    found.list
}

/// Remarks under collection.
#[derive(Default)]
struct Remarks {
    resource: usize,
    list: Vec<Remark>,
}

impl Remarks {
    fn add(
        &mut self,
        weight: Weight,
        code: &'static str,
        path: &str,
        message: String,
        hint: Option<String>,
    ) {
        self.list.push(Remark {
            resource: self.resource,
            weight,
            code,
            path: path.to_owned(),
            message,
            hint,
        });
    }
}

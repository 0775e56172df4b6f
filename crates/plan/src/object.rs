//! The objects of a plan.

use crate::go_form::go_form;
use crate::sync;
use k8s_openapi::api::apps::v1::Deployment;
use k8s_openapi::api::batch::v1::Job;
use k8s_openapi::api::core::v1::{
    ConfigMap, PersistentVolumeClaim, Secret, Service, ServiceAccount,
};
use k8s_openapi::api::networking::v1::Ingress;
use k8s_openapi::api::rbac::v1::{Role, RoleBinding};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::{ObjectMeta, OwnerReference};
use k8s_openapi::{Metadata, Resource};
use serde_json::Value as Json;
use stator_api::dynamo::{DynamoComponentDeployment, DynamoGraphDeploymentScalingAdapter};
use stator_api::foreign::grove::PodCliqueSet;
use stator_api::foreign::inference_pool::InferencePool;
use stator_api::foreign::istio::VirtualService;
use stator_api::foreign::leader_worker_set::LeaderWorkerSet;
use stator_api::foreign::volcano::PodGroup;
use stator_api::{annotations, groups};

macro_rules! objects {
    ($($kind:ident),* $(,)?) => {
        /// One object that the operator writes.
        #[derive(Clone, Debug, PartialEq)]
        pub enum Object {
            $(
                #[doc = concat!("A ", stringify!($kind), ".")]
                $kind(Box<$kind>),
            )*
        }

        $(
            impl From<$kind> for Object {
                fn from(object: $kind) -> Self {
                    Self::$kind(Box::new(object))
                }
            }
        )*

        impl Object {
            /// The object's `apiVersion`.
            pub fn api_version(&self) -> &'static str {
                match self { $(Self::$kind(_) => <$kind as Resource>::API_VERSION,)* }
            }

            /// The object's `kind`.
            pub fn kind(&self) -> &'static str {
                match self { $(Self::$kind(_) => <$kind as Resource>::KIND,)* }
            }

            /// The object's metadata.
            pub fn metadata(&self) -> &ObjectMeta {
                match self { $(Self::$kind(object) => object.metadata(),)* }
            }

            /// The object's metadata, to be changed.
            pub fn metadata_mut(&mut self) -> &mut ObjectMeta {
                match self { $(Self::$kind(object) => object.metadata_mut(),)* }
            }

            fn raw_json(&self) -> Json {
                match self {
                    $(Self::$kind(object) => serde_json::to_value(object).unwrap_or_default(),)*
                }
            }
        }
    };
}

objects!(
    ConfigMap,
    Deployment,
    DynamoComponentDeployment,
    DynamoGraphDeploymentScalingAdapter,
    InferencePool,
    Ingress,
    Job,
    LeaderWorkerSet,
    PersistentVolumeClaim,
    PodCliqueSet,
    PodGroup,
    Role,
    RoleBinding,
    Secret,
    Service,
    ServiceAccount,
    VirtualService,
);

impl Object {
    /// The object's name.
    pub fn name(&self) -> &str {
        self.metadata().name.as_deref().unwrap_or_default()
    }

    /// Gives the manifest: what Go leaves out is left out.
    pub fn to_json(&self) -> Json {
        let mut json = self.raw_json();
        // Go holds a service's requests and limits by pointer: empty ones are written.
        let resources = match self {
            Self::DynamoComponentDeployment(_) => {
                json.pointer_mut("/spec/resources").map(Json::take)
            }
            _ => None,
        };
        go_form(&mut json);
        if let Some(resources) = resources {
            json["spec"]["resources"] = resources;
        }
        json
    }
}

/// Who owns an object, which decides who collects it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Owner {
    /// Kind of the owner: the graph's or a component's.
    pub kind: &'static str,
    /// Name of the owner.
    pub name: String,
    /// UID of the owner; unknown offline.
    pub uid: Option<String>,
}

impl Owner {
    /// What stands for a UID that is not known yet.
    pub(crate) const UNKNOWN_UID: &'static str = "<uid>";

    fn reference(&self) -> OwnerReference {
        OwnerReference {
            api_version: groups::DYNAMO_API_VERSION.to_owned(),
            block_owner_deletion: Some(true),
            controller: Some(true),
            kind: self.kind.to_owned(),
            name: self.name.clone(),
            uid: self
                .uid
                .clone()
                .unwrap_or_else(|| Self::UNKNOWN_UID.to_owned()),
        }
    }
}

/// What is done with an object.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Action {
    /// Created, and kept in step afterwards by hash and generation.
    Sync,
    /// Created where it is missing; left alone afterwards.
    Ensure,
}

/// One object with what is done with it and why.
#[derive(Clone, Debug)]
pub struct Planned {
    /// The object.
    pub object: Object,
    /// What is done with it.
    pub action: Action,
    /// Who owns it; nobody where it outlives the graph.
    pub owner: Option<Owner>,
    /// The service it is made for; `None` for objects of the whole graph.
    pub service: Option<String>,
    /// Why it exists, for people.
    pub why: &'static str,
}

impl Planned {
    /// Gives the manifest as it is first submitted: with owner reference and sync annotations.
    pub fn to_json(&self) -> Json {
        let mut object = self.object.clone();
        if let Some(owner) = &self.owner {
            object.metadata_mut().owner_references = Some(vec![owner.reference()]);
        }
        let mut json = object.to_json();
        if self.action == Action::Sync {
            let hash = sync::spec_hash(json.get("spec").unwrap_or(&Json::Null));
            let noted = &mut json["metadata"]["annotations"];
            noted[annotations::LAST_APPLIED_HASH] = hash.into();
            noted[annotations::LAST_APPLIED_GENERATION] = "1".into();
        }
        json
    }
}

//! What users lay over the generated pods.

use std::collections::BTreeMap;

use k8s_openapi::api::core::v1::{Container, PodSpec};
use serde::ser::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

use crate::go;

/// Labels and annotations of the generated pods.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ExtraPodMetadata {
    /// Annotations of the pods.
    #[serde(
        deserialize_with = "go::map",
        skip_serializing_if = "BTreeMap::is_empty"
    )]
    pub annotations: BTreeMap<String, String>,
    /// Labels of the pods; they override the generated ones.
    #[serde(
        deserialize_with = "go::map",
        skip_serializing_if = "BTreeMap::is_empty"
    )]
    pub labels: BTreeMap<String, String>,
}

/// A pod spec with the main container beside it.
///
/// All fields of a pod are at the same level as `mainContainer`; `containers` may be missing and so may the main
/// container's `name`. Neither is written when empty.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ExtraPodSpec {
    /// The fields of the pod.
    pub pod: PodSpec,
    /// Laid over the generated container `main`.
    pub main_container: Option<Container>,
}

impl ExtraPodSpec {
    /// Whether any field of the pod itself is set, apart from the main container.
    pub fn has_pod_fields(&self) -> bool {
        self.pod != PodSpec::default()
    }
}

const MAIN_CONTAINER: &str = "mainContainer";

impl<'de> Deserialize<'de> for ExtraPodSpec {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let (pod, main): (_, Option<Option<Container>>) =
            go::struct_with_extra(deserializer, MAIN_CONTAINER)?;
        Ok(Self {
            pod,
            main_container: main.flatten(),
        })
    }
}

impl Serialize for ExtraPodSpec {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = object(&self.pod).map_err(S::Error::custom)?;
        if self.pod.containers.is_empty() {
            fields.remove("containers");
        }
        if let Some(main) = &self.main_container {
            let mut container = object(main).map_err(S::Error::custom)?;
            if main.name.is_empty() {
                container.remove("name");
            }
            fields.insert(MAIN_CONTAINER.to_owned(), Value::Object(container));
        }
        fields.serialize(serializer)
    }
}

fn object<T: Serialize>(value: &T) -> Result<serde_json::Map<String, Value>, serde_json::Error> {
    match serde_json::to_value(value)? {
        Value::Object(fields) => Ok(fields),
        other => Err(serde_json::Error::custom(format!("{other} is no object"))),
    }
}

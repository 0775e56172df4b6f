//! The frame of a custom resource: `apiVersion`, `kind`, `metadata`, `spec`, `status`.

/// Defines the root type of a custom resource around its spec and, where it has one, its status.
///
/// The type decodes from any object that has the fields (a missing or null `spec` is the zero spec, and
/// `apiVersion` and `kind` are not looked at, as in Go) and encodes with its own `apiVersion` and `kind`.
macro_rules! custom_resource {
    (
        $(#[$doc:meta])*
        $name:ident { spec: $spec:ty $(, status: $status:ty)? }
        $group:literal, $version:literal, $plural:literal, $scope:ident
    ) => {
        $(#[$doc])*
        #[derive(Clone, Debug, Default, PartialEq, serde::Deserialize)]
        pub struct $name {
            /// Name, namespace, labels, annotations and the rest of the standard metadata.
            #[serde(default, deserialize_with = "crate::go::null_as_default")]
            pub metadata: k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta,
            /// What is asked for.
            #[serde(default, deserialize_with = "crate::go::null_as_default")]
            pub spec: $spec,
            $(
                /// What was last observed.
                #[serde(default)]
                pub status: Option<$status>,
            )?
        }

        impl k8s_openapi::Resource for $name {
            const API_VERSION: &'static str = concat!($group, "/", $version);
            const GROUP: &'static str = $group;
            const KIND: &'static str = stringify!($name);
            const VERSION: &'static str = $version;
            const URL_PATH_SEGMENT: &'static str = $plural;
            type Scope = k8s_openapi::$scope;
        }

        impl k8s_openapi::ListableResource for $name {
            const LIST_KIND: &'static str = concat!(stringify!($name), "List");
        }

        impl k8s_openapi::Metadata for $name {
            type Ty = k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

            fn metadata(&self) -> &Self::Ty {
                &self.metadata
            }

            fn metadata_mut(&mut self) -> &mut Self::Ty {
                &mut self.metadata
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                use serde::ser::SerializeStruct as _;
                let mut root = serializer.serialize_struct(stringify!($name), 5)?;
                root.serialize_field("apiVersion", <Self as k8s_openapi::Resource>::API_VERSION)?;
                root.serialize_field("kind", <Self as k8s_openapi::Resource>::KIND)?;
                root.serialize_field("metadata", &self.metadata)?;
                root.serialize_field("spec", &self.spec)?;
                $(
                    let status: &Option<$status> = &self.status;
                    match status {
                        Some(status) => root.serialize_field("status", status)?,
                        None => root.skip_field("status")?,
                    }
                )?
                root.end()
            }
        }
    };
}

pub(crate) use custom_resource;

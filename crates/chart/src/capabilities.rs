//! What a render believes of the cluster: `.Capabilities`.

use crate::compat::Compat;
use crate::error::{Error, Phase};
use crate::gotext::quoted;
use stator_sprig::semver::Version;

/// `.Capabilities.KubeVersion`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct KubeVersion {
    /// The version as it is printed, with its `v`.
    pub version: String,
    /// The version that constraints are held against; the same as `version` for Helm 3.
    pub normalized: String,
    /// Major part.
    pub major: String,
    /// Minor part.
    pub minor: String,
}

impl KubeVersion {
    /// Gives the version that is assumed without `--kube-version`.
    pub fn assumed(compat: Compat) -> Self {
        let minor = compat.pick("32", "37");
        let version = format!("v1.{minor}.0");
        Self {
            normalized: version.clone(),
            version,
            major: "1".to_owned(),
            minor: minor.to_owned(),
        }
    }

    /// Reads `--kube-version`.
    ///
    /// # Errors
    /// Helm's text.
    pub fn parse(text: &str, compat: Compat) -> Result<Self, Error> {
        let parsed = match compat {
            Compat::Helm3 => Self::parse_helm3(text),
            Compat::Helm4 => Self::parse_helm4(text),
        };
        parsed.map_err(|cause| {
            Error::new(
                Phase::Arguments,
                format!("invalid kube version '{text}': {cause}"),
            )
        })
    }

    fn parse_helm3(text: &str) -> Result<Self, String> {
        let parsed = Version::parse(text, false)?;
        let version = format!("v{parsed}");
        Ok(Self {
            normalized: version.clone(),
            version,
            major: parsed.major.to_string(),
            minor: parsed.minor.to_string(),
        })
    }

    /// Two or more numbers with dots between, whatever follows.
    fn parse_helm4(text: &str) -> Result<Self, String> {
        let numbers = text.trim_start();
        let numbers = numbers.strip_prefix('v').unwrap_or(numbers);
        let mut parts = Vec::new();
        let mut rest = numbers;
        loop {
            let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
            if digits == 0 {
                break;
            }
            parts.push(&rest[..digits]);
            rest = &rest[digits..];
            match rest.strip_prefix('.') {
                Some(after) => rest = after,
                None => break,
            }
        }
        let shown = quoted(text);
        let (Some(major), minor) = (parts.first(), parts.get(1)) else {
            return Err(format!("could not parse {shown} as version"));
        };
        let Some(minor) = minor else {
            return Err(format!("illegal version string {shown}"));
        };
        if major.starts_with('0') && *major != "0" {
            return Err(format!(
                "illegal zero-prefixed version component {} in {shown}",
                quoted(major)
            ));
        }
        let mut values = Vec::with_capacity(parts.len());
        for part in &parts {
            let value: u64 = part.parse().map_err(|_| {
                let part = quoted(part);
                format!(
                    "illegal non-numeric version component {part} in {shown}: \
                     strconv.ParseUint: parsing {part}: value out of range"
                )
            })?;
            values.push(value.to_string());
        }
        let version = if text.starts_with('v') {
            text.to_owned()
        } else {
            format!("v{text}")
        };
        let minor = minor.parse::<u64>().unwrap_or_default().to_string();
        Ok(Self {
            version,
            normalized: format!("v{}", values.join(".")),
            major: values[0].clone(),
            minor,
        })
    }
}

/// `.Capabilities.HelmVersion`: the build that is followed.
pub(crate) struct BuildInfo {
    pub(crate) version: &'static str,
    pub(crate) git_commit: &'static str,
    pub(crate) git_tree_state: &'static str,
    pub(crate) go_version: &'static str,
    /// Helm 4 only.
    pub(crate) kube_client_version: Option<&'static str>,
}

impl BuildInfo {
    pub(crate) fn of(compat: Compat) -> Self {
        match compat {
            Compat::Helm3 => Self {
                version: "v3.17.3",
                git_commit: "e4da49785aa6e6ee2b86efd5dd9e43400318262b",
                git_tree_state: "clean",
                go_version: "go1.23.7",
                kube_client_version: None,
            },
            Compat::Helm4 => Self {
                version: "v4.3.1",
                git_commit: "c0d08d0d6d9424d4a14febb5e8a3e51b0dd00dff",
                git_tree_state: "clean",
                go_version: "go1.27.2",
                kube_client_version: Some("v1.37"),
            },
        }
    }
}

/// Gives the API versions that are assumed without a cluster, in Helm's order.
pub fn assumed_api_versions(compat: Compat) -> impl Iterator<Item = &'static str> {
    API_VERSIONS
        .iter()
        .filter(move |(helms, _)| match helms {
            In::Both => true,
            In::Helm3 => compat == Compat::Helm3,
            In::Helm4 => compat == Compat::Helm4,
        })
        .map(|(_, version)| *version)
}

#[derive(Clone, Copy)]
enum In {
    Both,
    Helm3,
    Helm4,
}

use In::{Both, Helm3, Helm4};

const API_VERSIONS: &[(In, &str)] = &[
    (Both, "v1"),
    (Both, "admissionregistration.k8s.io/v1"),
    (Both, "admissionregistration.k8s.io/v1alpha1"),
    (Both, "admissionregistration.k8s.io/v1beta1"),
    (Both, "internal.apiserver.k8s.io/v1alpha1"),
    (Both, "apps/v1"),
    (Both, "apps/v1beta1"),
    (Both, "apps/v1beta2"),
    (Both, "authentication.k8s.io/v1"),
    (Both, "authentication.k8s.io/v1alpha1"),
    (Both, "authentication.k8s.io/v1beta1"),
    (Both, "authorization.k8s.io/v1"),
    (Both, "authorization.k8s.io/v1beta1"),
    (Both, "autoscaling/v1"),
    (Both, "autoscaling/v2"),
    (Helm3, "autoscaling/v2beta1"),
    (Helm3, "autoscaling/v2beta2"),
    (Both, "batch/v1"),
    (Both, "batch/v1beta1"),
    (Both, "certificates.k8s.io/v1"),
    (Both, "certificates.k8s.io/v1beta1"),
    (Both, "certificates.k8s.io/v1alpha1"),
    (Both, "coordination.k8s.io/v1alpha2"),
    (Both, "coordination.k8s.io/v1beta1"),
    (Both, "coordination.k8s.io/v1"),
    (Both, "discovery.k8s.io/v1"),
    (Both, "discovery.k8s.io/v1beta1"),
    (Both, "events.k8s.io/v1"),
    (Both, "events.k8s.io/v1beta1"),
    (Both, "extensions/v1beta1"),
    (Both, "flowcontrol.apiserver.k8s.io/v1"),
    (Both, "flowcontrol.apiserver.k8s.io/v1beta1"),
    (Both, "flowcontrol.apiserver.k8s.io/v1beta2"),
    (Both, "flowcontrol.apiserver.k8s.io/v1beta3"),
    (Helm4, "lifecycle.k8s.io/v1alpha1"),
    (Both, "networking.k8s.io/v1"),
    (Helm3, "networking.k8s.io/v1alpha1"),
    (Both, "networking.k8s.io/v1beta1"),
    (Both, "node.k8s.io/v1"),
    (Both, "node.k8s.io/v1alpha1"),
    (Both, "node.k8s.io/v1beta1"),
    (Both, "policy/v1"),
    (Both, "policy/v1beta1"),
    (Both, "rbac.authorization.k8s.io/v1"),
    (Both, "rbac.authorization.k8s.io/v1beta1"),
    (Both, "rbac.authorization.k8s.io/v1alpha1"),
    (Helm4, "resource.k8s.io/v1"),
    (Helm4, "resource.k8s.io/v1beta2"),
    (Both, "resource.k8s.io/v1beta1"),
    (Both, "resource.k8s.io/v1alpha3"),
    (Helm3, "scheduling.k8s.io/v1alpha1"),
    (Helm4, "scheduling.k8s.io/v1alpha3"),
    (Both, "scheduling.k8s.io/v1beta1"),
    (Both, "scheduling.k8s.io/v1"),
    (Both, "storage.k8s.io/v1beta1"),
    (Both, "storage.k8s.io/v1"),
    (Both, "storage.k8s.io/v1alpha1"),
    (Helm3, "storagemigration.k8s.io/v1alpha1"),
    (Helm4, "storagemigration.k8s.io/v1"),
    (Helm4, "storagemigration.k8s.io/v1beta1"),
    (Both, "apiextensions.k8s.io/v1beta1"),
    (Both, "apiextensions.k8s.io/v1"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn helm4_keeps_the_suffix_for_print_and_drops_it_for_constraints() {
        let v = KubeVersion::parse("1.29.3-gke.5", Compat::Helm4).unwrap();
        assert_eq!((&*v.version, &*v.normalized), ("v1.29.3-gke.5", "v1.29.3"));
        assert_eq!((&*v.major, &*v.minor), ("1", "29"));
        let v = KubeVersion::parse("v1.29", Compat::Helm4).unwrap();
        assert_eq!((&*v.version, &*v.normalized), ("v1.29", "v1.29"));
    }

    #[test]
    fn helm3_completes_a_version() {
        let v = KubeVersion::parse("1.29", Compat::Helm3).unwrap();
        assert_eq!((&*v.version, &*v.minor), ("v1.29.0", "29"));
    }

    #[test]
    fn bad_versions_are_refused_in_helms_words() {
        for (text, compat, want) in [
            (
                "abc",
                Compat::Helm3,
                "invalid kube version 'abc': Invalid Semantic Version",
            ),
            (
                "abc",
                Compat::Helm4,
                "invalid kube version 'abc': could not parse \"abc\" as version",
            ),
            (
                "1.x",
                Compat::Helm4,
                "invalid kube version '1.x': illegal version string \"1.x\"",
            ),
        ] {
            assert_eq!(
                KubeVersion::parse(text, compat).unwrap_err().to_string(),
                want
            );
        }
    }

    #[test]
    fn each_helm_has_its_own_api_versions() {
        assert_eq!(assumed_api_versions(Compat::Helm3).count(), 56);
        assert_eq!(assumed_api_versions(Compat::Helm4).count(), 57);
    }
}

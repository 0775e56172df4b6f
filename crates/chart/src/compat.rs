//! Which Helm a run equals.

use stator_gotmpl::GoVersion;
use stator_value::MapType;

/// The Helm release line whose bytes a run gives.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Compat {
    /// Helm 3.17.3.
    Helm3,
    /// Helm 4.3.1.
    #[default]
    Helm4,
}

impl Compat {
    /// Says whether this is Helm 4.
    pub fn is_helm4(self) -> bool {
        self == Self::Helm4
    }

    /// Gives the first of the two for Helm 3, the second for Helm 4.
    pub(crate) fn pick<T>(self, helm3: T, helm4: T) -> T {
        match self {
            Self::Helm3 => helm3,
            Self::Helm4 => helm4,
        }
    }

    /// Gives the release of Go that this Helm is built with.
    pub(crate) fn go_version(self) -> GoVersion {
        self.pick(GoVersion::Go1_23, GoVersion::Go1_27)
    }

    /// Gives the Go name of Helm's `Values` type.
    pub(crate) fn values_type(self) -> MapType {
        MapType::Values(self.pick("chartutil.Values", "common.Values"))
    }
}

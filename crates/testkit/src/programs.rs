//! Foreign programs that judge our output: the control plane's, the NATS server, Helm.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use crate::missing::not_run;
use crate::places::workspace_root;

/// A program that `cargo xtask control-plane` builds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Program {
    /// The storage of the API server.
    Etcd,
    /// The Kubernetes API.
    ApiServer,
    /// Garbage collection and namespace deletion.
    ControllerManager,
    /// The message broker; `nats-server -t -c FILE` accepts or refuses a configuration.
    NatsServer,
}

impl Program {
    /// The name of its file.
    pub const fn file_name(self) -> &'static str {
        match self {
            Self::Etcd => "etcd",
            Self::ApiServer => "kube-apiserver",
            Self::ControllerManager => "kube-controller-manager",
            Self::NatsServer => "nats-server",
        }
    }

    /// Its file: in the folder named by `KUBEBUILDER_ASSETS`, else where `cargo xtask control-plane` puts it.
    pub fn find(self) -> Option<PathBuf> {
        let named = env::var_os("KUBEBUILDER_ASSETS").filter(|folder| !folder.is_empty());
        let built = workspace_root().join(Self::FOLDER);
        [named.map(PathBuf::from), Some(built)]
            .iter()
            .flatten()
            .map(|folder| folder.join(self.file_name()))
            .find(|file| file.is_file())
    }

    /// Like [`Program::find`], but its absence is reported with [`not_run`].
    #[track_caller]
    pub fn find_or_report(self, what: &str) -> Option<PathBuf> {
        let found = self.find();
        if found.is_none() {
            not_run(what, &self.advice());
        }
        found
    }

    /// Where `cargo xtask control-plane` puts the programs, relative to the workspace.
    pub const FOLDER: &'static str = "target/control-plane";

    /// What to do when the program is missing.
    pub(crate) fn advice(self) -> String {
        let option = match self {
            Self::Etcd | Self::ApiServer => "",
            Self::ControllerManager => " --with controller-manager",
            Self::NatsServer => " --with nats",
        };
        format!(
            "no `{}`; `cargo xtask control-plane{option}` builds it, or name a folder that holds it in KUBEBUILDER_ASSETS",
            self.file_name()
        )
    }
}

/// Where `cargo xtask control-plane --with crds` puts the definitions of other projects' resources,
/// relative to the workspace.
pub const FOREIGN_CRDS: &str = "target/control-plane/crds";

/// The folder with the definitions of other projects' resources, one or more to a file.
///
/// Their absence is reported with [`not_run`].
#[track_caller]
pub fn foreign_crds(what: &str) -> Option<PathBuf> {
    let folder = workspace_root().join(FOREIGN_CRDS);
    // The note is written last, so half a folder does not count.
    let found = folder.join("stamp").is_file().then_some(folder);
    if found.is_none() {
        let why = "no definitions of other projects; `cargo xtask control-plane --with crds` fetches them";
        not_run(what, why);
    }
    found
}

/// A line of Helm that we are compatible with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Helm {
    /// Helm 3.17.
    V3,
    /// Helm 4.3.
    V4,
}

impl Helm {
    /// The variable that names its file, `HELM3` or `HELM4`.
    pub const fn variable(self) -> &'static str {
        match self {
            Self::V3 => "HELM3",
            Self::V4 => "HELM4",
        }
    }

    /// The name of its file under [`Helm::FOLDER`].
    pub const fn file_name(self) -> &'static str {
        match self {
            Self::V3 => "helm3",
            Self::V4 => "helm4",
        }
    }

    /// What `helm version --short` begins with.
    pub const fn version(self) -> &'static str {
        match self {
            Self::V3 => "v3.17.3",
            Self::V4 => "v4.3.1",
        }
    }

    /// Where `cargo xtask helm` puts both, relative to the workspace.
    pub const FOLDER: &'static str = "target/helm";
}

/// The real Helm of that line: named by `HELM3` or `HELM4`, else fetched by `cargo xtask helm`.
///
/// A `helm` on the search path is not asked: its version is anybody's guess, and byte equality
/// holds against the two pinned ones.
pub fn helm(line: Helm) -> Option<PathBuf> {
    let fetched = workspace_root().join(Helm::FOLDER).join(line.file_name());
    helm_from(env::var_os(line.variable()), &fetched)
}

fn helm_from(named: Option<OsString>, fetched: &Path) -> Option<PathBuf> {
    let named = named.filter(|file| !file.is_empty()).map(PathBuf::from);
    named.or_else(|| fetched.is_file().then(|| fetched.to_path_buf()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn named_helm_wins_over_fetched_one() {
        let fetched = workspace_root().join("Cargo.toml");
        assert_eq!(
            helm_from(Some("x/helm".into()), &fetched),
            Some("x/helm".into())
        );
        assert_eq!(
            helm_from(Some(OsString::new()), &fetched),
            Some(fetched.clone())
        );
        assert_eq!(helm_from(None, &fetched), Some(fetched));
        assert_eq!(helm_from(None, Path::new("absent/helm3")), None);
    }

    #[test]
    fn advice_names_the_option_that_builds_the_program() {
        assert!(
            Program::NatsServer
                .advice()
                .contains("control-plane --with nats`")
        );
        assert!(Program::Etcd.advice().contains("control-plane` builds"));
    }
}

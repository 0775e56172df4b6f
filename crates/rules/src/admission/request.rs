//! A request, what surrounds it, and the answer.

use super::finding::{Finding, Level};
use super::identity::Requester;
use serde_json::Value as Json;
use std::collections::BTreeSet;

/// The kinds of group `nvidia.com`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// DynamoGraphDeployment
    GraphDeployment,
    /// DynamoComponentDeployment
    ComponentDeployment,
    /// DynamoGraphDeploymentRequest
    DeploymentRequest,
    /// DynamoModel
    Model,
    /// DynamoGraphDeploymentScalingAdapter
    ScalingAdapter,
    /// DynamoWorkerMetadata
    WorkerMetadata,
}

impl Kind {
    const ALL: [(Self, &'static str, &'static str); 6] = [
        (Self::GraphDeployment, "DGD", "DynamoGraphDeployment"),
        (
            Self::ComponentDeployment,
            "DCD",
            "DynamoComponentDeployment",
        ),
        (
            Self::DeploymentRequest,
            "DGDR",
            "DynamoGraphDeploymentRequest",
        ),
        (Self::Model, "DM", "DynamoModel"),
        (
            Self::ScalingAdapter,
            "DGDSA",
            "DynamoGraphDeploymentScalingAdapter",
        ),
        (Self::WorkerMetadata, "DWM", "DynamoWorkerMetadata"),
    ];

    /// Finds a kind by its abbreviation.
    pub fn from_short(short: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .find(|(_, s, _)| *s == short)
            .map(|(kind, ..)| *kind)
    }

    /// Finds a kind by its name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .find(|(.., n)| *n == name)
            .map(|(kind, ..)| *kind)
    }

    /// The names of all kinds in manifests.
    pub fn names() -> impl Iterator<Item = &'static str> {
        Self::ALL.iter().map(|(.., name)| *name)
    }

    /// The kind's name in manifests.
    pub fn name(self) -> &'static str {
        Self::ALL
            .iter()
            .find(|(kind, ..)| *kind == self)
            .map_or("", |(.., name)| name)
    }

    /// Says whether a webhook is registered for the kind.
    pub fn has_webhook(self) -> bool {
        !matches!(self, Self::ScalingAdapter | Self::WorkerMetadata)
    }
}

/// What is asked of the API server.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Operation {
    /// A new object.
    Create,
    /// A changed object.
    Update,
    /// The end of an object.
    Delete,
    /// A connection to a subresource; passes unseen.
    Connect,
}

impl Operation {
    /// Reads the word of an AdmissionReview; matching is exact.
    pub fn parse(word: &str) -> Option<Self> {
        Some(match word {
            "CREATE" => Self::Create,
            "UPDATE" => Self::Update,
            "DELETE" => Self::Delete,
            "CONNECT" => Self::Connect,
            _ => return None,
        })
    }
}

/// One admission request.
#[derive(Clone, Debug)]
pub struct Request<'a> {
    /// Kind that the webhook is registered for.
    pub kind: Kind,
    /// What is asked.
    pub operation: Operation,
    /// The stored object, on update and delete.
    pub old: Option<&'a Json>,
    /// The object asked for, on create and update.
    pub new: Option<&'a Json>,
    /// Who asks.
    pub requester: Requester,
}

/// Which API groups the cluster offers.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ApiGroups {
    /// Discovery answered.
    Known(BTreeSet<String>),
    /// Discovery failed: nothing is refused for want of a group.
    Unknown,
}

/// How the operator runs.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Mode {
    /// Watches every namespace.
    Cluster,
    /// Watches one namespace.
    Namespace(String),
}

/// What a decision depends on besides the request.
#[derive(Clone, Debug)]
pub struct Context {
    /// How the operator runs.
    pub mode: Mode,
    /// Namespaces that a restricted operator has marked as its own.
    pub excluded_namespaces: BTreeSet<String>,
    /// What the cluster offers.
    pub api_groups: ApiGroups,
    /// The operator's own user name, where it is known.
    pub own_user: Option<String>,
    /// Whether account names are also matched by the reference's suffixes.
    ///
    /// COMPAT(operator): on for one release, because installations scale through accounts so named.
    pub match_account_suffixes: bool,
}

impl Default for Context {
    fn default() -> Self {
        Self {
            mode: Mode::Cluster,
            excluded_namespaces: BTreeSet::new(),
            api_groups: ApiGroups::Known(BTreeSet::new()),
            own_user: None,
            match_account_suffixes: true,
        }
    }
}

impl Context {
    /// Says whether another operator decides about this namespace.
    pub(crate) fn excludes(&self, namespace: &str) -> bool {
        self.mode == Mode::Cluster && self.excluded_namespaces.contains(namespace)
    }

    /// Says whether the requester may change replicas that a scaling adapter owns.
    pub(crate) fn may_scale(&self, requester: &Requester, namespace: &str) -> bool {
        requester.is_operator(self.own_user.as_deref())
            || requester.is_planner_of(namespace)
            || (self.match_account_suffixes && requester.has_known_suffix())
    }

    pub(crate) fn from_case(case: &Json) -> Self {
        let config = case.get("config").unwrap_or(&Json::Null);
        let words = |key: &str| -> BTreeSet<String> {
            let list = config.get(key).and_then(Json::as_array);
            list.into_iter()
                .flatten()
                .filter_map(Json::as_str)
                .map(str::to_owned)
                .collect()
        };
        Self {
            mode: match config.get("mode").and_then(Json::as_str) {
                Some("namespace") => Mode::Namespace(
                    config
                        .get("restrictedNamespace")
                        .and_then(Json::as_str)
                        .unwrap_or_default()
                        .to_owned(),
                ),
                _ => Mode::Cluster,
            },
            excluded_namespaces: words("excludedNamespaces"),
            api_groups: if config.get("apiGroups").and_then(Json::as_str) == Some("error") {
                ApiGroups::Unknown
            } else {
                ApiGroups::Known(words("apiGroups"))
            },
            ..Self::default()
        }
    }
}

/// The answer to a request.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Verdict {
    /// Whether the request passes.
    pub allowed: bool,
    /// HTTP-like code: 200, 403 refused by a rule, 400 not decodable.
    pub code: u16,
    /// Everything that was found, in the order of evaluation.
    pub findings: Vec<Finding>,
}

impl Verdict {
    /// A request that passes without a word.
    pub fn allowed() -> Self {
        Self {
            allowed: true,
            code: 200,
            findings: Vec::new(),
        }
    }

    /// A request whose content cannot be read.
    pub(crate) fn undecodable(text: impl Into<String>) -> Self {
        let message = text.into();
        let finding = Finding {
            level: Level::Error,
            rule: "decode",
            path: String::new(),
            message,
        };
        Self {
            allowed: false,
            code: 400,
            findings: vec![finding],
        }
    }

    /// All errors, a line each.
    pub fn message(&self) -> String {
        self.texts(Level::Error).join("\n")
    }

    /// All warnings, in order.
    pub fn warnings(&self) -> Vec<String> {
        self.texts(Level::Warning)
    }

    fn texts(&self, level: Level) -> Vec<String> {
        self.findings
            .iter()
            .filter(|f| f.level == level)
            .map(|f| f.message.clone())
            .collect()
    }
}

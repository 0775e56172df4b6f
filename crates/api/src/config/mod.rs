//! What the operator is told at its start: flags, their table, and the checks that follow.
//!
//! The flags follow Go's `flag` package. The table is the one source of names, types, defaults and help; the
//! operator, `stator plan --operator-arg` and the generated reference all read it.

mod flags;
mod log;
mod parse;
mod url;
mod usage;

use crate::go::Duration;
use crate::{defaults, env};

pub use flags::{FLAGS, Flag, FlagKind};
pub use log::{LogEncoder, LogLevel, LogSettings, TimeEncoding};
pub use parse::{FlagError, Parsed, parse};
pub use usage::usage;

/// Everything that the operator's flags set, and the little that its environment adds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OperatorConfig {
    /// Address of the metrics server; `0` turns it off.
    pub metrics_bind_address: String,
    /// Address of the probe server; empty or `0` turns it off.
    pub health_probe_bind_address: String,
    /// Whether replicas elect a leader.
    pub leader_elect: bool,
    /// Name of the election's Lease.
    pub leader_election_id: String,
    /// Namespace of the election's Lease; empty means the pod's own.
    pub leader_election_namespace: String,
    /// Whether metrics are served over TLS.
    pub metrics_secure: bool,
    /// Address at which metrics are served over TLS; empty means none.
    pub metrics_secure_bind_address: String,
    /// Whether readers of the TLS metrics must be allowed by the API server.
    pub metrics_authorization: bool,
    /// Whether TLS listeners offer HTTP/2.
    pub enable_http2: bool,
    /// Whether admission requests are served.
    pub enable_webhooks: bool,
    /// Who provides the webhooks' certificate.
    pub webhook_cert_mode: CertificateMode,
    /// Secret with the webhooks' certificate.
    pub webhook_cert_secret_name: String,
    /// Namespace of that Secret.
    pub webhook_cert_secret_namespace: String,
    /// Days that a certificate of the operator is valid.
    pub webhook_cert_validity_days: i64,
    /// Service of the webhooks.
    pub webhook_service_name: String,
    /// ValidatingWebhookConfiguration of the webhooks.
    pub webhook_configuration_name: String,
    /// The one namespace of a restricted operator; empty means all.
    pub restricted_namespace: String,
    /// Address of NATS, for the pods.
    pub nats_addr: String,
    /// Address of etcd, for the pods and the operator.
    pub etcd_addr: String,
    /// Gateway of generated virtual services; empty means none are made.
    pub istio_virtual_service_gateway: String,
    /// Accepted and without effect.
    pub virtual_service_supports_https: bool,
    /// Class of generated ingresses; empty means none are made by default.
    pub ingress_controller_class_name: String,
    /// TLS Secret of generated ingresses.
    pub ingress_controller_tls_secret_name: String,
    /// Domain of generated host names.
    pub ingress_host_suffix: String,
    /// How long a Grove gang may lack its minimum; not positive means Grove's own default.
    pub grove_termination_delay: Duration,
    /// URL of Model Express, for the pods.
    pub model_express_url: String,
    /// URL of Prometheus, for the pods.
    pub prometheus_endpoint: String,
    /// Whether the ssh key of MPI jobs is made where it is missing.
    pub mpi_run_ssh_keygen: bool,
    /// Secret with the ssh key of MPI jobs.
    pub mpi_run_ssh_secret_name: String,
    /// Namespace that the ssh key is copied from.
    pub mpi_run_ssh_secret_namespace: String,
    /// ClusterRole of planners.
    pub planner_cluster_role_name: String,
    /// ClusterRole of profiling jobs.
    pub dgdr_profiling_cluster_role_name: String,
    /// ClusterRole of endpoint pickers.
    pub epp_cluster_role_name: String,
    /// How long a restricted operator's claim on its namespace lasts.
    pub namespace_scope_lease_duration: Duration,
    /// How often a restricted operator renews its claim.
    pub namespace_scope_lease_renew_interval: Duration,
    /// Version in a restricted operator's identity.
    pub operator_version: String,
    /// How services find one another: `kubernetes` or `etcd`.
    pub discovery_backend: String,
    /// Path of a kubeconfig file.
    pub kubeconfig: String,
    /// How to log.
    pub log: LogSettings,
    /// Image of the debugger container; from the environment.
    pub debugger_image: String,
}

impl Default for OperatorConfig {
    fn default() -> Self {
        Self {
            metrics_bind_address: ":8080".to_owned(),
            health_probe_bind_address: ":8081".to_owned(),
            leader_elect: false,
            leader_election_id: String::new(),
            leader_election_namespace: String::new(),
            metrics_secure: false,
            metrics_secure_bind_address: String::new(),
            metrics_authorization: true,
            enable_http2: false,
            enable_webhooks: false,
            webhook_cert_mode: CertificateMode::Manual,
            webhook_cert_secret_name: String::new(),
            webhook_cert_secret_namespace: String::new(),
            webhook_cert_validity_days: 365,
            webhook_service_name: String::new(),
            webhook_configuration_name: String::new(),
            restricted_namespace: String::new(),
            nats_addr: String::new(),
            etcd_addr: String::new(),
            istio_virtual_service_gateway: String::new(),
            virtual_service_supports_https: false,
            ingress_controller_class_name: String::new(),
            ingress_controller_tls_secret_name: String::new(),
            ingress_host_suffix: String::new(),
            grove_termination_delay: Duration::from_seconds(15 * 60),
            model_express_url: String::new(),
            prometheus_endpoint: String::new(),
            mpi_run_ssh_keygen: false,
            mpi_run_ssh_secret_name: String::new(),
            mpi_run_ssh_secret_namespace: String::new(),
            planner_cluster_role_name: String::new(),
            dgdr_profiling_cluster_role_name: String::new(),
            epp_cluster_role_name: String::new(),
            namespace_scope_lease_duration: Duration::from_seconds(30),
            namespace_scope_lease_renew_interval: Duration::from_seconds(10),
            operator_version: "unknown".to_owned(),
            discovery_backend: defaults::DISCOVERY_KUBERNETES.to_owned(),
            kubeconfig: String::new(),
            log: LogSettings::default(),
            debugger_image: defaults::DEBUGGER_IMAGE.to_owned(),
        }
    }
}

/// Who provides the certificate that the webhooks are served with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CertificateMode {
    /// The operator makes it, hands it to the API server and renews it.
    Auto,
    /// Somebody else does: it is read from mounted files.
    Manual,
}

impl CertificateMode {
    fn parse(text: &str) -> Result<Self, String> {
        match text {
            "auto" => Ok(Self::Auto),
            "manual" => Ok(Self::Manual),
            _ => Err("must be 'auto' or 'manual'".to_owned()),
        }
    }
}

/// A setting that keeps the operator from starting.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigError {
    /// No ClusterRole for planners, though the operator serves all namespaces.
    #[error("planner-cluster-role-name is required in cluster-wide mode")]
    PlannerRoleMissing,
    /// A discovery backend that does not exist.
    #[error("invalid discovery-backend value, must be 'kubernetes' or 'etcd'")]
    DiscoveryBackend,
    /// A URL that Go does not parse.
    #[error("invalid model-express-url provided")]
    ModelExpressUrl,
    /// No Secret for MPI jobs.
    #[error("mpi-run-ssh-secret-name is required")]
    MpiSecretNameMissing,
    /// No namespace of the Secret for MPI jobs.
    #[error("mpi-run-ssh-secret-namespace is required")]
    MpiSecretNamespaceMissing,
    /// A claim that ends as it begins.
    #[error("lease duration must be greater than zero, got {0}")]
    LeaseDuration(Duration),
    /// A claim that is renewed without pause.
    #[error("renew interval must be greater than zero, got {0}")]
    RenewInterval(Duration),
    /// A claim that ends before it is renewed.
    #[error("renew interval ({interval}) must be less than lease duration ({duration})")]
    RenewIntervalTooLong {
        /// How often the claim is renewed.
        interval: Duration,
        /// How long it lasts.
        duration: Duration,
    },
}

impl OperatorConfig {
    /// Whether the operator serves one namespace only.
    pub fn is_restricted(&self) -> bool {
        !self.restricted_namespace.is_empty()
    }

    /// Takes what the process environment says; `get` gives a variable.
    pub fn read_environment(&mut self, get: impl Fn(&str) -> Option<String>) {
        let debugger = get(env::INTERNAL_IMAGES_DEBUGGER);
        if let Some(image) = debugger.filter(|image| !image.is_empty()) {
            self.debugger_image = image;
        }
    }

    /// Everything that the reference would refuse to start with, in the order in which it looks.
    pub fn problems(&self) -> Vec<ConfigError> {
        let mut problems = Vec::new();
        if !self.is_restricted() && self.planner_cluster_role_name.is_empty() {
            problems.push(ConfigError::PlannerRoleMissing);
        }
        if ![defaults::DISCOVERY_KUBERNETES, defaults::DISCOVERY_ETCD]
            .contains(&self.discovery_backend.as_str())
        {
            problems.push(ConfigError::DiscoveryBackend);
        }
        if !self.model_express_url.is_empty() && !url::parses(&self.model_express_url) {
            problems.push(ConfigError::ModelExpressUrl);
        }
        if self.mpi_run_ssh_secret_name.is_empty() {
            problems.push(ConfigError::MpiSecretNameMissing);
        }
        if self.mpi_run_ssh_secret_namespace.is_empty() {
            problems.push(ConfigError::MpiSecretNamespaceMissing);
        }
        if self.is_restricted() {
            problems.extend(self.lease_problem());
        }
        problems
    }

    fn lease_problem(&self) -> Option<ConfigError> {
        let duration = self.namespace_scope_lease_duration;
        let interval = self.namespace_scope_lease_renew_interval;
        if !duration.is_positive() {
            Some(ConfigError::LeaseDuration(duration))
        } else if !interval.is_positive() {
            Some(ConfigError::RenewInterval(interval))
        } else if interval >= duration {
            Some(ConfigError::RenewIntervalTooLong { interval, duration })
        } else {
            None
        }
    }
}

#[cfg(test)]
mod tests;

//! The table of the operator's flags.

use super::{CertificateMode, OperatorConfig, log};
use crate::go::Duration;

/// What kind of value a flag takes, and where it goes.
#[derive(Clone, Copy)]
pub enum FlagKind {
    /// Any text.
    Text(fn(&mut OperatorConfig) -> &mut String),
    /// True or false; the flag alone means true.
    Bool(fn(&mut OperatorConfig) -> &mut bool),
    /// A duration in Go's notation.
    Duration(fn(&mut OperatorConfig) -> &mut Duration),
    /// A whole number.
    Number(fn(&mut OperatorConfig) -> &mut i64),
    /// One of a few words; a refusal says why.
    Choice(fn(&mut OperatorConfig, &str) -> Result<(), String>),
}

/// One flag of the operator.
#[derive(Clone, Copy)]
pub struct Flag {
    /// Name without dashes, with its case.
    pub name: &'static str,
    /// What it takes.
    pub kind: FlagKind,
    /// What it does, for people.
    pub help: &'static str,
}

impl Flag {
    /// The default as text; empty where there is none.
    pub fn default_text(&self) -> String {
        let mut config = OperatorConfig::default();
        match self.kind {
            FlagKind::Text(field) => std::mem::take(field(&mut config)),
            FlagKind::Bool(field) => field(&mut config).to_string(),
            FlagKind::Duration(field) => field(&mut config).to_string(),
            FlagKind::Number(field) => field(&mut config).to_string(),
            FlagKind::Choice(_) => String::new(),
        }
    }

    /// The name of the type, as usage texts show it; empty for switches.
    pub fn type_name(&self) -> &'static str {
        match self.kind {
            FlagKind::Text(_) => "string",
            FlagKind::Bool(_) => "",
            FlagKind::Duration(_) => "duration",
            FlagKind::Number(_) => "int",
            FlagKind::Choice(_) => "value",
        }
    }
}

macro_rules! flags {
    ($($name:literal $kind:ident $value:expr, $help:literal;)*) => {
        /// All flags of the operator, ordered by name.
        pub static FLAGS: &[Flag] =
            &[$(Flag { name: $name, kind: FlagKind::$kind($value), help: $help }),*];
    };
}

flags! {
    "dgdr-profiling-cluster-role-name" Text |c| &mut c.dgdr_profiling_cluster_role_name,
        "ClusterRole to bind profiling jobs to in cluster-wide mode";
    "discovery-backend" Text |c| &mut c.discovery_backend,
        "How services find one another: kubernetes or etcd";
    "enable-http2" Bool |c| &mut c.enable_http2,
        "Offer HTTP/2 on the metrics and webhook listeners";
    "enable-webhooks" Bool |c| &mut c.enable_webhooks,
        "Serve admission requests";
    "epp-cluster-role-name" Text |c| &mut c.epp_cluster_role_name,
        "ClusterRole to bind endpoint pickers to in cluster-wide mode";
    "etcdAddr" Text |c| &mut c.etcd_addr,
        "Address of etcd, handed to the pods and used to clean up discovery data";
    "grove-termination-delay" Duration |c| &mut c.grove_termination_delay,
        "How long a Grove gang may run below its minimum before it is ended";
    "health-probe-bind-address" Text |c| &mut c.health_probe_bind_address,
        "Address of the probe server; 0 turns it off";
    "ingress-controller-class-name" Text |c| &mut c.ingress_controller_class_name,
        "Class of generated ingresses; without one frontends get none";
    "ingress-controller-tls-secret-name" Text |c| &mut c.ingress_controller_tls_secret_name,
        "TLS Secret of generated ingresses";
    "ingress-host-suffix" Text |c| &mut c.ingress_host_suffix,
        "Domain of generated host names";
    "istio-virtual-service-gateway" Text |c| &mut c.istio_virtual_service_gateway,
        "Gateway of generated virtual services; without one frontends get none";
    "kubeconfig" Text |c| &mut c.kubeconfig,
        "Path of a kubeconfig file, for a run outside of the cluster";
    "leader-elect" Bool |c| &mut c.leader_elect,
        "Let replicas elect a leader, which alone changes objects";
    "leader-election-id" Text |c| &mut c.leader_election_id,
        "Name of the election's Lease";
    "leader-election-namespace" Text |c| &mut c.leader_election_namespace,
        "Namespace of the election's Lease; empty means the pod's own";
    "metrics-authorization" Bool |c| &mut c.metrics_authorization,
        "Serve metrics on the TLS address only to whom the API server allows them";
    "metrics-bind-address" Text |c| &mut c.metrics_bind_address,
        "Address of the metrics server; 0 turns it off";
    "metrics-secure" Bool |c| &mut c.metrics_secure,
        "Serve metrics over TLS";
    "metrics-secure-bind-address" Text |c| &mut c.metrics_secure_bind_address,
        "Address at which metrics are served over TLS beside the plain one; empty turns it off";
    "model-express-url" Text |c| &mut c.model_express_url,
        "URL of Model Express, handed to the pods";
    "mpi-run-ssh-keygen" Bool |c| &mut c.mpi_run_ssh_keygen,
        "Make the ssh key of MPI jobs where it is missing";
    "mpi-run-ssh-secret-name" Text |c| &mut c.mpi_run_ssh_secret_name,
        "Secret with the ssh key of MPI jobs, copied to where it is needed";
    "mpi-run-ssh-secret-namespace" Text |c| &mut c.mpi_run_ssh_secret_namespace,
        "Namespace that the ssh key of MPI jobs is copied from";
    "namespace-scope-lease-duration" Duration |c| &mut c.namespace_scope_lease_duration,
        "How long a restricted operator's claim on its namespace lasts";
    "namespace-scope-lease-renew-interval" Duration
        |c| &mut c.namespace_scope_lease_renew_interval,
        "How often a restricted operator renews its claim";
    "natsAddr" Text |c| &mut c.nats_addr,
        "Address of NATS, handed to the pods";
    "operator-version" Text |c| &mut c.operator_version,
        "Version in a restricted operator's identity";
    "planner-cluster-role-name" Text |c| &mut c.planner_cluster_role_name,
        "ClusterRole to bind planners to; required in cluster-wide mode";
    "prometheus-endpoint" Text |c| &mut c.prometheus_endpoint,
        "URL of Prometheus, handed to the pods";
    "restrictedNamespace" Text |c| &mut c.restricted_namespace,
        "Serve this namespace only; empty means all";
    "virtual-service-supports-https" Bool |c| &mut c.virtual_service_supports_https,
        "Accepted for compatibility, without effect";
    "webhook-cert-mode" Choice
        |c, v| { c.webhook_cert_mode = CertificateMode::parse(v)?; Ok(()) },
        "Who provides the webhooks' certificate: auto (the operator) or manual (mounted files)";
    "webhook-cert-secret-name" Text |c| &mut c.webhook_cert_secret_name,
        "Secret that the operator keeps its webhooks' certificate in";
    "webhook-cert-secret-namespace" Text |c| &mut c.webhook_cert_secret_namespace,
        "Namespace of the webhooks' certificate";
    "webhook-cert-validity-days" Number |c| &mut c.webhook_cert_validity_days,
        "Days that a webhook certificate of the operator is valid";
    "webhook-configuration-name" Text |c| &mut c.webhook_configuration_name,
        "ValidatingWebhookConfiguration that the operator puts its authority into";
    "webhook-service-name" Text |c| &mut c.webhook_service_name,
        "Service by which the API server reaches the webhooks";
    "zap-devel" Bool |c| &mut c.log.development,
        "Log for a person: console lines, level debug, stack traces from warnings on";
    "zap-encoder" Choice |c, v| { c.log.encoder = Some(log::encoder(v)?); Ok(()) },
        "How a log line is written: json or console";
    "zap-log-level" Choice |c, v| { c.log.level = Some(log::level(v)?); Ok(()) },
        "What is logged: debug, info, error, panic, or a verbosity above 0";
    "zap-stacktrace-level" Choice
        |c, v| { c.log.stacktrace_level = Some(log::stacktrace_level(v)?); Ok(()) },
        "From which level on a stack trace is added: info, error or panic";
    "zap-time-encoding" Choice
        |c, v| { c.log.time_encoding = Some(log::time_encoding(v)?); Ok(()) },
        "How times are written: epoch, millis, nanos, iso8601, rfc3339 or rfc3339nano";
}

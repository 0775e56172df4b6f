//! A real Kubernetes API server with its etcd, for one test binary.
//!
//! A test asks for the shared one and makes a namespace of its own:
//!
//! ```no_run
//! # async fn test() -> anyhow::Result<()> {
//! let Some(cluster) = stator_testkit::cluster::shared() else { return Ok(()) };
//! let namespace = cluster.namespace("my-claim").await?;
//! let pods = cluster.client();
//! # drop((namespace, pods)); Ok(()) }
//! ```
//!
//! The server has no scheduler, no kubelet and no controllers, unless
//! [`Settings::garbage_collector`] is on: what a controller would write, a test writes itself.
//! Tests that use one live in a test binary called `cluster` (`tests/cluster.rs`), so that
//! `cargo xtask test` can keep them in one process and one control plane.

mod answer;
mod crds;
mod keys;
mod requests;
mod supervisor;

use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicU32;
use std::sync::{Mutex, OnceLock, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use kube::{Client, Config};

use crate::programs::Program;
pub use answer::{Accepted, Answer, Refusal};
pub use crds::documents;
use keys::{Authority, User};
use requests::Resources;
use supervisor::Supervisor;

const ETCD: &str = "etcd";
const API_SERVER: &str = "apiserver";
const CONTROLLER_MANAGER: &str = "controller-manager";

/// How long a start may take; other builds may run on the same machine.
const READY_WITHIN: Duration = Duration::from_secs(90);

/// The user that passes every permission check; tests act as it.
pub const ADMIN: &str = "admin";
/// The user for the operator under test: also allowed everything, but told apart in audit and events.
pub const OPERATOR: &str = "operator";
/// A user in no group with permissions, to test what is refused.
pub const NOBODY: &str = "nobody";

/// The control plane that all tests of this binary share, started by the first that asks.
///
/// Gives nothing, after [`crate::not_run`] has said so, where its programs are missing.
///
/// # Panics
/// When it does not become ready, or when the programs are missing under `CI=true`.
#[track_caller]
pub fn shared() -> Option<&'static ControlPlane> {
    static SHARED: OnceLock<ControlPlane> = OnceLock::new();
    for program in [Program::Etcd, Program::ApiServer] {
        program.find_or_report("a test against a real API server")?;
    }
    Some(SHARED.get_or_init(|| {
        ControlPlane::start().unwrap_or_else(|error| panic!("no control plane: {error:#}"))
    }))
}

/// What a control plane is started with.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    garbage_collector: bool,
    users: Vec<(String, Vec<String>)>,
}

impl Settings {
    /// Runs the garbage collector and the namespace controller, too.
    ///
    /// They look for new kinds every 30 seconds: install the CRDs first, or wait before deleting.
    #[must_use]
    pub fn garbage_collector(mut self) -> Self {
        self.garbage_collector = true;
        self
    }

    /// Adds a user with these groups, beside [`ADMIN`], [`OPERATOR`] and [`NOBODY`].
    #[must_use]
    pub fn user(mut self, name: &str, groups: &[&str]) -> Self {
        let groups = groups.iter().map(ToString::to_string).collect();
        self.users.push((name.to_owned(), groups));
        self
    }

    /// Starts a control plane of its own; tests that change no server-wide state use [`shared`].
    ///
    /// # Errors
    /// When a program is missing or ends, or the server is not ready in time; the message holds the
    /// last lines of its log.
    pub fn start(&self) -> Result<ControlPlane> {
        // Another process may take a port between our looking and the server's binding.
        let mut attempts = 3;
        loop {
            attempts -= 1;
            match ControlPlane::start_once(self) {
                Err(error) if attempts > 0 && is_port_taken(&error) => {}
                result => return result,
            }
        }
    }
}

/// A running etcd and kube-apiserver on free ports of the loopback address.
///
/// Dropping it kills both and removes their folder; so does the end of the process.
#[derive(Debug)]
pub struct ControlPlane {
    supervisor: Mutex<Supervisor>,
    folder: PathBuf,
    url: String,
    authority: Authority,
    users: Vec<User>,
    ready_after: Duration,
    resources: Resources,
    namespaces: AtomicU32,
}

impl ControlPlane {
    /// Starts one with default settings.
    ///
    /// # Errors
    /// As [`Settings::start`].
    pub fn start() -> Result<Self> {
        Settings::default().start()
    }

    /// The address of the API server.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The certificate authority of the API server, as PEM.
    pub fn ca_pem(&self) -> &str {
        &self.authority.pem
    }

    /// The folder with keys, kubeconfigs and logs; it goes away with the control plane.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// How long the start took, until `/readyz` agreed.
    pub fn ready_after(&self) -> Duration {
        self.ready_after
    }

    /// The bearer token of a user.
    ///
    /// # Panics
    /// When there is no such user.
    pub fn token(&self, user: &str) -> &str {
        &self.user(user).token
    }

    /// A kubeconfig file for a user.
    ///
    /// # Panics
    /// When there is no such user.
    pub fn kubeconfig(&self, user: &str) -> PathBuf {
        self.folder
            .join(format!("{}.kubeconfig", self.user(user).name))
    }

    /// A client for [`ADMIN`], bound to the current tokio runtime.
    ///
    /// # Panics
    /// Outside a tokio runtime. A client does not outlive its runtime: make one in each test.
    pub fn client(&self) -> Client {
        self.client_as(ADMIN)
    }

    /// A client for a user, bound to the current tokio runtime.
    ///
    /// # Panics
    /// When there is no such user, or outside a tokio runtime.
    pub fn client_as(&self, user: &str) -> Client {
        Client::try_from(self.config_as(user)).expect("our own keys make a valid client")
    }

    /// What [`ControlPlane::client_as`] is made of, for tests that put layers under the client.
    ///
    /// # Panics
    /// When there is no such user.
    pub fn config_as(&self, user: &str) -> Config {
        let mut config = Config::new(self.url.parse().expect("the address is a valid URI"));
        config.root_cert = Some(vec![self.authority.der.clone()]);
        config.auth_info.token = Some(self.token(user).to_owned().into());
        config
    }

    /// The process ids of everything that runs, in the order of starting.
    pub fn pids(&self) -> Vec<u32> {
        let supervisor = self.supervisor();
        [ETCD, API_SERVER, CONTROLLER_MANAGER]
            .iter()
            .filter_map(|name| supervisor.pid(name))
            .collect()
    }

    /// Kills the API server, to be brought back by [`ControlPlane::start_api_server`].
    ///
    /// # Errors
    /// When the supervisor of the programs has ended.
    pub fn stop_api_server(&self) -> Result<()> {
        self.supervisor().stop(API_SERVER)
    }

    /// Starts the API server again and waits until it is ready; its data are still there.
    ///
    /// # Errors
    /// As [`Settings::start`].
    pub fn start_api_server(&self) -> Result<()> {
        self.supervisor().start_again(API_SERVER)?;
        self.wait_until_ready()
    }

    fn start_once(settings: &Settings) -> Result<Self> {
        let began = Instant::now();
        let [etcd, api_server] = [Program::Etcd, Program::ApiServer]
            .map(|program| program.find().with_context(|| program.advice()));
        let (etcd, api_server) = (etcd?, api_server?);
        let folder = tempfile::Builder::new()
            .prefix("stator-control-plane-")
            .tempdir()?;
        let certs = folder.path().join("certs");
        fs::create_dir(&certs)?;
        let authority = keys::write_certificates(&certs)?;

        let masters = ["system:masters"];
        let mut users = vec![
            User::new(ADMIN, &masters),
            User::new(OPERATOR, &masters),
            User::new(NOBODY, &[]),
            User::new("system:kube-controller-manager", &masters),
        ];
        for (name, groups) in &settings.users {
            let groups: Vec<&str> = groups.iter().map(String::as_str).collect();
            users.push(User::new(name, &groups));
        }
        let lines: String = users.iter().map(User::line).collect();
        fs::write(folder.path().join("tokens.csv"), lines)?;

        let [api_port, client_port, peer_port, manager_port] = free_ports()?;
        let url = format!("https://127.0.0.1:{api_port}");
        for user in &users {
            let file = folder.path().join(format!("{}.kubeconfig", user.name));
            fs::write(file, user.kubeconfig(&url, &certs.join("ca.crt")))?;
        }

        let mut supervisor = Supervisor::new(folder)?;
        let folder = supervisor.folder().to_path_buf();
        supervisor.start(
            ETCD,
            &etcd,
            &etcd_arguments(&folder, client_port, peer_port),
        )?;
        let arguments = api_server_arguments(&folder, api_port, client_port);
        supervisor.start(API_SERVER, &api_server, &arguments)?;

        let mut plane = Self {
            supervisor: Mutex::new(supervisor),
            folder,
            url,
            authority,
            users,
            ready_after: Duration::ZERO,
            resources: Resources::default(),
            namespaces: AtomicU32::new(0),
        };
        plane.wait_until_ready()?;
        if settings.garbage_collector {
            let program = Program::ControllerManager;
            let file = program.find().with_context(|| program.advice())?;
            let arguments = controller_manager_arguments(&plane.folder, manager_port);
            plane
                .supervisor()
                .start(CONTROLLER_MANAGER, &file, &arguments)?;
        }
        plane.ready_after = began.elapsed();
        Ok(plane)
    }

    /// Asks `/readyz` until it agrees, from a thread of its own: the caller may be inside a runtime.
    fn wait_until_ready(&self) -> Result<()> {
        let config = self.config_as(ADMIN);
        thread::scope(|scope| scope.spawn(|| self.poll_ready(config)).join())
            .expect("asking for readiness does not panic")
    }

    fn poll_ready(&self, config: Config) -> Result<()> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        runtime.block_on(async {
            let client = Client::try_from(config)?;
            let deadline = Instant::now() + READY_WITHIN;
            let mut last = String::new();
            while Instant::now() < deadline {
                for name in [ETCD, API_SERVER] {
                    self.bail_if_ended(name)?;
                }
                let request = requests::get("/readyz")?;
                // Without a limit a server that accepts but does not answer would hold us for ever.
                match tokio::time::timeout(Duration::from_secs(5), client.send(request)).await {
                    Ok(Ok(response)) if response.status().is_success() => return Ok(()),
                    Ok(Ok(response)) => last = format!("/readyz answers {}", response.status()),
                    Ok(Err(error)) => last = format!("/readyz cannot be asked: {error}"),
                    Err(_) => "/readyz does not answer".clone_into(&mut last),
                }
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
            let log = self.supervisor().last_lines(API_SERVER, 15);
            bail!("the API server was not ready within {READY_WITHIN:?}; {last}\n{log}")
        })
    }

    fn bail_if_ended(&self, name: &str) -> Result<()> {
        let supervisor = self.supervisor();
        if let Some(code) = supervisor.ended(name) {
            bail!(
                "{name} ended with code {code}\n{}",
                supervisor.last_lines(name, 15)
            );
        }
        Ok(())
    }

    fn user(&self, name: &str) -> &User {
        self.users
            .iter()
            .find(|user| user.name == name)
            .unwrap_or_else(|| panic!("the control plane has no user `{name}`"))
    }

    fn supervisor(&self) -> std::sync::MutexGuard<'_, Supervisor> {
        self.supervisor
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

fn is_port_taken(error: &anyhow::Error) -> bool {
    error.to_string().contains("address already in use")
}

/// Ports that were free a moment ago.
fn free_ports<const N: usize>() -> Result<[u16; N]> {
    // All are held until each is known, or one number could be given out twice.
    let mut held = Vec::with_capacity(N);
    let mut ports = [0; N];
    for port in &mut ports {
        let listener = TcpListener::bind(("127.0.0.1", 0)).context("no free port on loopback")?;
        *port = listener.local_addr()?.port();
        held.push(listener);
    }
    Ok(ports)
}

fn etcd_arguments(folder: &Path, client_port: u16, peer_port: u16) -> Vec<String> {
    let client = format!("http://127.0.0.1:{client_port}");
    let peer = format!("http://127.0.0.1:{peer_port}");
    vec![
        format!("--data-dir={}", folder.join("etcd").display()),
        "--unsafe-no-fsync".into(),
        "--log-level=warn".into(),
        format!("--listen-client-urls={client}"),
        format!("--advertise-client-urls={client}"),
        format!("--listen-peer-urls={peer}"),
        format!("--initial-advertise-peer-urls={peer}"),
        format!("--initial-cluster=default={peer}"),
    ]
}

fn api_server_arguments(folder: &Path, port: u16, etcd_port: u16) -> Vec<String> {
    let certs = folder.join("certs");
    let file = |name: &str| certs.join(name).display().to_string();
    vec![
        format!("--etcd-servers=http://127.0.0.1:{etcd_port}"),
        "--bind-address=127.0.0.1".into(),
        format!("--secure-port={port}"),
        "--advertise-address=127.0.0.1".into(),
        format!("--tls-cert-file={}", file("apiserver.crt")),
        format!("--tls-private-key-file={}", file("apiserver.key")),
        format!("--cert-dir={}", certs.display()),
        "--service-account-issuer=https://kubernetes.default.svc".into(),
        format!("--service-account-key-file={}", file("sa.pub")),
        format!("--service-account-signing-key-file={}", file("sa.key")),
        "--service-cluster-ip-range=10.0.0.0/16".into(),
        "--authorization-mode=RBAC".into(),
        format!("--token-auth-file={}", folder.join("tokens.csv").display()),
        "--anonymous-auth=true".into(),
        // Nothing makes the `default` account that this plugin demands for pods.
        "--disable-admission-plugins=ServiceAccount".into(),
        "--endpoint-reconciler-type=none".into(),
    ]
}

fn controller_manager_arguments(folder: &Path, port: u16) -> Vec<String> {
    let kubeconfig = folder.join("system:kube-controller-manager.kubeconfig");
    vec![
        format!("--kubeconfig={}", kubeconfig.display()),
        "--bind-address=127.0.0.1".into(),
        format!("--secure-port={port}"),
        format!("--cert-dir={}", folder.join("certs").display()),
        // No workload controllers: they would overwrite the statuses that tests write.
        "--controllers=garbage-collector-controller,namespace-controller".into(),
        "--leader-elect=false".into(),
        "--use-service-account-credentials=false".into(),
    ]
}

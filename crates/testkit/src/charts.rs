//! The charts of this repository, laid out so that helm takes them, and the recorded renders of them.

use std::fs;
use std::path::{Path, PathBuf};

use stator_chart::{Compat, ValueArgs};
use stator_platform::builtin;
use tempfile::TempDir;

use crate::objects;
use crate::places::repository_corpus;
use crate::template::Template;

/// Subcharts that the platform chart takes from elsewhere, with the version that it asks for.
const REMOTE: [(&str, &str); 2] = [
    ("grove-charts", "v0.1.0-alpha.3"),
    ("kai-scheduler", "v0.9.4"),
];

/// A scratch copy of our charts, with empty charts in the places of Grove and KAI.
///
/// Helm refuses a chart whose dependencies are not all there, even while they are off.
#[derive(Debug)]
pub struct OurCharts {
    folder: TempDir,
}

impl OurCharts {
    /// Writes the built-in charts to a scratch folder.
    ///
    /// # Panics
    /// When the scratch folder cannot be written.
    #[expect(clippy::new_without_default, reason = "it writes files")]
    pub fn new() -> Self {
        let folder = tempfile::tempdir().expect("a scratch folder can be made");
        for chart in ["platform", "crds", "gaie"] {
            let chart = builtin(chart).expect("all three are built in");
            for (path, bytes) in chart.files() {
                write(&folder.path().join(chart.name).join(path), bytes);
            }
        }
        for (name, version) in REMOTE {
            let file = folder
                .path()
                .join(format!("platform/charts/{name}/Chart.yaml"));
            let text = format!("apiVersion: v2\nname: {name}\nversion: {version}\n");
            write(&file, text.as_bytes());
        }
        Self { folder }
    }

    /// The folder of the chart with this built-in name.
    pub fn path(&self, chart: &str) -> PathBuf {
        self.folder.path().join(chart)
    }
}

/// Writes a file, and the folders above it.
fn write(file: &Path, bytes: &[u8]) {
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder).expect("a scratch folder can be made");
    }
    fs::write(file, bytes).expect("a scratch file can be written");
}

/// A render of the reference charts that was recorded: what was asked for, and the answer.
#[derive(Debug, Clone)]
pub struct RecordedRender {
    /// The name of its folder.
    pub name: String,
    /// The built-in name of our chart in place of the reference's.
    pub chart: String,
    /// Name of the release.
    pub release: String,
    /// Namespace of the release.
    pub namespace: String,
    /// What the cluster is said to serve beyond helm's own list.
    pub api_versions: Vec<String>,
    /// The file with the user's values.
    pub values: PathBuf,
    /// The recorded objects as YAML, or the text of the refusal.
    pub answer: Result<String, String>,
}

impl RecordedRender {
    /// The same render with our charts.
    pub fn template(&self, charts: &OurCharts, compat: Compat) -> Template {
        Template {
            compat,
            release: self.release.clone(),
            namespace: self.namespace.clone(),
            chart: charts.path(&self.chart),
            api_versions: self.api_versions.clone(),
            values: ValueArgs {
                files: vec![self.values.display().to_string()],
                ..ValueArgs::default()
            },
        }
    }
}

/// All recorded renders, by name.
///
/// # Panics
/// When one of them is not as it should be.
pub fn recorded_renders() -> Vec<RecordedRender> {
    let root = repository_corpus("renders");
    let folders = fs::read_dir(&root).expect("the folder of recorded renders is there");
    let mut folders: Vec<PathBuf> = folders
        .map(|entry| entry.expect("the folder can be listed").path())
        .filter(|path| path.is_dir())
        .collect();
    folders.sort();
    folders.iter().map(|folder| recorded(folder)).collect()
}

fn recorded(folder: &Path) -> RecordedRender {
    let name = folder
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let read = |file: &str| fs::read_to_string(folder.join(file));
    let case = read("case.yaml").expect("every case says what it renders");
    let case = objects::parse(&case).remove(0);
    let word = |key: &str| {
        let word = case[key].as_str();
        word.unwrap_or_else(|| panic!("{name} has no {key}"))
            .to_owned()
    };
    let api_versions = case["apiVersions"].as_array().into_iter().flatten();
    let answer = match (read("expected.yaml"), read("error.txt")) {
        (Ok(objects), Err(_)) => Ok(objects),
        (Err(_), Ok(refusal)) => Err(refusal),
        _ => panic!("{name} has to have either expected.yaml or error.txt"),
    };
    RecordedRender {
        chart: word("chart"),
        release: word("release"),
        namespace: word("namespace"),
        api_versions: api_versions
            .filter_map(|version| version.as_str().map(str::to_owned))
            .collect(),
        values: folder.join("values.yaml"),
        answer,
        name,
    }
}

/// Renders beyond the recorded ones, which turn on what those leave off: a name, the chart, `--set` words.
const VARIANTS: [(&str, &str, &str); 5] = [
    (
        "three etcd members with all their helpers",
        "platform",
        "etcd.replicaCount=3,etcd.pdb.create=null,etcd.disasterRecovery.enabled=true,\
         etcd.defrag.enabled=true,etcd.metrics.enabled=true,etcd.metrics.podMonitor.enabled=true,\
         etcd.metrics.prometheusRule.enabled=true,etcd.livenessProbe.enabled=true,\
         etcd.readinessProbe.enabled=true,etcd.startupProbe.enabled=true,\
         etcd.autoCompactionMode=periodic,etcd.autoCompactionRetention=1h",
    ),
    (
        "stores with TLS, a cluster of NATS with its box and web sockets",
        "platform",
        "etcd.auth.client.secureTransport=true,etcd.auth.client.useAutoTLS=true,\
         etcd.auth.peer.secureTransport=true,etcd.auth.peer.useAutoTLS=true,\
         etcd.livenessProbe.enabled=true,nats.natsBox.enabled=true,nats.serviceAccount.enabled=true,\
         nats.podDisruptionBudget.enabled=true,nats.promExporter.enabled=true,\
         nats.promExporter.podMonitor.enabled=true,nats.config.websocket.enabled=true,\
         nats.config.websocket.ingress.enabled=true,nats.config.cluster.enabled=true,\
         nats.config.websocket.ingress.hosts={a.example.org}",
    ),
    (
        "two operators with a budget",
        "platform",
        "dynamo-operator.controllerManager.replicas=2,\
         dynamo-operator.controllerManager.strategy.type=RollingUpdate,\
         dynamo-operator.controllerManager.podDisruptionBudget.enabled=true,\
         dynamo-operator.webhook.certManager.enabled=true",
    ),
    (
        "a gateway with rights of its own",
        "gaie",
        "extension.image=example.org/epp:1.0.0,serviceAccount.create=true,rbac.scope=namespace,\
         epp.startupProbe.enabled=true,epp.dynamo.useEtcd=true",
    ),
    ("the definitions", "crds", ""),
];

/// Renders of our charts that the reference has no answer for, each with a name.
pub fn variants(charts: &OurCharts, compat: Compat) -> Vec<(&'static str, Template)> {
    let make = |(name, chart, set): (&'static str, &str, &str)| {
        let template = Template {
            compat,
            release: "more".to_owned(),
            namespace: "variants".to_owned(),
            chart: charts.path(chart),
            api_versions: vec!["monitoring.coreos.com/v1".to_owned()],
            values: ValueArgs {
                set: [set.to_owned()]
                    .into_iter()
                    .filter(|set| !set.is_empty())
                    .collect(),
                ..ValueArgs::default()
            },
        };
        (name, template)
    };
    VARIANTS.into_iter().map(make).collect()
}

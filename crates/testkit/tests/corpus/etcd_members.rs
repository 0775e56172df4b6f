//! Real etcd members start with the environment that the chart renders, and find each other.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use stator_chart::{Compat, ValueArgs};
use stator_testkit::{OurCharts, Program, Template, objects};
use tempfile::TempDir;

/// How long a cluster may take to form; other builds may run on the same machine.
const WITHIN: Duration = Duration::from_mins(1);

/// A member that ends with the test.
struct Member {
    name: String,
    client: u16,
    process: Child,
    log: std::path::PathBuf,
}

impl Drop for Member {
    fn drop(&mut self) {
        self.process.kill().ok();
        self.process.wait().ok();
    }
}

impl Member {
    /// Asks by HTTP and gives the status and the body.
    fn ask(&self, method: &str, path: &str, body: &Value) -> std::io::Result<(u16, String)> {
        let body = if method == "POST" {
            body.to_string()
        } else {
            String::new()
        };
        let mut stream = TcpStream::connect(("127.0.0.1", self.client))?;
        stream.set_read_timeout(Some(Duration::from_secs(10)))?;
        let length = body.len();
        write!(
            stream,
            "{method} {path} HTTP/1.0\r\nHost: localhost\r\nContent-Length: {length}\r\n\r\n{body}"
        )?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
        let code = head.split(' ').nth(1).and_then(|word| word.parse().ok());
        Ok((code.unwrap_or(0), body.to_owned()))
    }

    /// Asks until the answer is as wanted.
    #[track_caller]
    fn eventually(
        &self,
        path: &str,
        method: &str,
        body: &Value,
        wanted: impl Fn(u16, &str) -> bool,
    ) {
        let deadline = Instant::now() + WITHIN;
        loop {
            let answer = self.ask(method, path, body);
            if answer
                .as_ref()
                .is_ok_and(|(code, body)| wanted(*code, body))
            {
                return;
            }
            if Instant::now() > deadline {
                let log = fs::read_to_string(&self.log).unwrap_or_default();
                panic!("{} {path}: {answer:?}\n{log}", self.name);
            }
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}

fn stateful_set(charts: &OurCharts, members: usize) -> Value {
    let template = Template {
        compat: Compat::Helm4,
        release: "dyn".to_owned(),
        namespace: "ns".to_owned(),
        chart: charts.path("platform"),
        api_versions: Vec::new(),
        values: ValueArgs {
            set: vec![
                format!("etcd.replicaCount={members}"),
                "etcd.livenessProbe.enabled=true,etcd.readinessProbe.enabled=true".to_owned(),
            ],
            ..ValueArgs::default()
        },
    };
    let bytes = template.run().unwrap();
    let objects = objects::parse(std::str::from_utf8(&bytes).unwrap());
    let is_etcd = |object: &Value| {
        object["kind"] == "StatefulSet" && object["metadata"]["name"] == "dyn-etcd"
    };
    objects.into_iter().find(is_etcd).unwrap()
}

/// The environment of one pod, with references to earlier variables filled in as Kubernetes does.
fn environment(container: &Value, pod: &str) -> BTreeMap<String, String> {
    let mut known: BTreeMap<String, String> = BTreeMap::new();
    for entry in container["env"].as_array().unwrap() {
        let name = entry["name"].as_str().unwrap();
        let value = match entry["value"].as_str() {
            Some(text) => known.iter().fold(text.to_owned(), |text, (name, value)| {
                text.replace(&format!("$({name})"), value)
            }),
            None => {
                assert_eq!(entry["valueFrom"]["fieldRef"]["fieldPath"], "metadata.name");
                pod.to_owned()
            }
        };
        assert!(!value.contains("$("), "{name}: {value}");
        known.insert(name.to_owned(), value);
    }
    known
}

fn free_ports(count: usize) -> Vec<u16> {
    let bound: Vec<TcpListener> = (0..count)
        .map(|_| TcpListener::bind("127.0.0.1:0").unwrap())
        .collect();
    bound
        .iter()
        .map(|it| it.local_addr().unwrap().port())
        .collect()
}

/// Starts all members of a StatefulSet on this machine: names and ports of the cluster become free
/// ports of the loopback address, the volume a scratch folder; everything else is as rendered.
fn start(etcd: &Path, set: &Value, scratch: &TempDir) -> Vec<Member> {
    let container = &set["spec"]["template"]["spec"]["containers"][0];
    assert_eq!(container["command"], json!(["etcd"]));
    assert_eq!(container["args"], Value::Null);
    let count = usize::try_from(set["spec"]["replicas"].as_u64().unwrap()).unwrap();
    let service = set["spec"]["serviceName"].as_str().unwrap();
    let ports = free_ports(2 * count);
    let (clients, peers) = ports.split_at(count);
    let pods: Vec<String> = (0..count)
        .map(|ordinal| format!("dyn-etcd-{ordinal}"))
        .collect();

    let here = |text: &str, member: usize| {
        let mut text = text.to_owned();
        for (ordinal, pod) in pods.iter().enumerate() {
            let host = format!("{pod}.{service}.ns.svc.cluster.local");
            for (port, own) in [("2379", clients[ordinal]), ("2380", peers[ordinal])] {
                text = text.replace(&format!("{host}:{port}"), &format!("127.0.0.1:{own}"));
            }
        }
        for (from, own) in [
            ("dyn-etcd.ns.svc.cluster.local:2379", clients[member]),
            ("0.0.0.0:2379", clients[member]),
            ("0.0.0.0:2380", peers[member]),
        ] {
            text = text.replace(from, &format!("127.0.0.1:{own}"));
        }
        let data = scratch.path().join(&pods[member]);
        text.replace("/bitnami/etcd/data", &data.display().to_string())
    };
    let start_one = |(member, pod): (usize, &String)| {
        let log = scratch.path().join(format!("{pod}.log"));
        let mut command = Command::new(etcd);
        command
            .env_clear()
            .stdin(Stdio::null())
            .stdout(Stdio::null());
        command.stderr(File::create(&log).unwrap());
        for (name, value) in environment(container, pod) {
            let value = here(&value, member);
            assert!(!value.contains("svc."), "{name}={value}");
            command.env(name, value);
        }
        Member {
            name: pod.clone(),
            client: clients[member],
            process: command.spawn().unwrap(),
            log,
        }
    };
    pods.iter().enumerate().map(start_one).collect()
}

/// Starts a cluster of that size and claims everything about it.
fn forms(count: usize) {
    let Some(etcd) = Program::Etcd.find_or_report("etcd with the chart's environment") else {
        return;
    };
    let scratch = tempfile::tempdir().unwrap();
    let set = stateful_set(&OurCharts::new(), count);
    let members = start(&etcd, &set, &scratch);
    assert_eq!(members.len(), count);

    let container = &set["spec"]["template"]["spec"]["containers"][0];
    for member in &members {
        for probe in ["readinessProbe", "livenessProbe"] {
            let request = &container[probe]["httpGet"];
            assert_eq!(request["port"], "client", "{probe}");
            let path = request["path"].as_str().unwrap();
            member.eventually(path, "GET", &Value::Null, |code, _| code == 200);
        }
        // All are in one cluster, each started: an unstarted member has no name.
        member.eventually("/v3/cluster/member/list", "POST", &json!({}), |_, body| {
            let body: Value = serde_json::from_str(body).unwrap_or_default();
            let names = body["members"].as_array().into_iter().flatten();
            let mut names: Vec<&str> = names.filter_map(|it| it["name"].as_str()).collect();
            names.sort_unstable();
            names.iter().eq(members.iter().map(|it| &it.name))
        });
    }
    // What one takes, all give: base64 of `key` and `value`.
    let (first, last) = (&members[0], &members[count - 1]);
    let pair = json!({"key": "a2V5", "value": "dmFsdWU="});
    first.eventually("/v3/kv/put", "POST", &pair, |code, _| code == 200);
    last.eventually(
        "/v3/kv/range",
        "POST",
        &json!({"key": "a2V5"}),
        |_, body| body.contains("dmFsdWU="),
    );
    // Nothing that the chart sets is unknown to the server.
    for member in &members {
        let log = fs::read_to_string(&member.log).unwrap();
        assert!(!log.contains("unrecognized environment variable"), "{log}");
    }
}

#[test]
fn one_member_becomes_ready_with_the_rendered_environment() {
    forms(1);
}

#[test]
fn three_members_form_one_cluster_with_the_rendered_environment() {
    forms(3);
}

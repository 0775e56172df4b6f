//! A made-up chart with any number of equal subcharts: how time grows with the output.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// How many subcharts.
pub(super) const COPIES: [usize; 3] = [1, 10, 100];

/// What noise may add to a growth factor.
const TOLERANCE: f64 = 1.1;

/// One size of the chart.
#[derive(Debug, Clone, Copy)]
pub(super) struct Step {
    pub(super) copies: usize,
    pub(super) wall_ms: f64,
    pub(super) bytes: usize,
}

/// Where time grows faster than the output.
pub(super) fn misses(steps: &[Step]) -> Vec<String> {
    steps
        .windows(2)
        .filter_map(|pair| {
            let (small, large) = (pair[0], pair[1]);
            let time = large.wall_ms / small.wall_ms;
            let output = large.bytes as f64 / small.bytes as f64;
            (time > output * TOLERANCE).then(|| {
                format!(
                    "from {} to {} subcharts: {time:.1} times the time for {output:.1} times the output",
                    small.copies, large.copies
                )
            })
        })
        .collect()
}

/// Writes the chart into a folder that does not exist yet and gives the folder.
pub(super) fn write_chart(folder: &Path, copies: usize) -> Result<PathBuf> {
    write_file(
        &folder.join("Chart.yaml"),
        "apiVersion: v2\nname: growth\nversion: 1.0.0\n",
    )?;
    let mut values = String::from("global:\n  registry: registry.example\n");
    for index in 0..copies {
        let name = format!("part{index:03}");
        // The parent overrides something of each part: coalescing is a part of the work.
        write!(
            values,
            "{name}:\n  replicas: {}\n  labels:\n    tier: t{index}\n",
            index % 3
        )
        .expect("writing to a string cannot fail");
        let part = folder.join("charts").join(&name);
        write_file(
            &part.join("Chart.yaml"),
            &format!("apiVersion: v2\nname: {name}\nversion: 1.0.0\nappVersion: \"2\"\n"),
        )?;
        write_file(&part.join("values.yaml"), VALUES)?;
        for (file, text) in TEMPLATES {
            write_file(
                &part.join("templates").join(file),
                &text.replace("PART", &name),
            )?;
        }
    }
    write_file(&folder.join("values.yaml"), &values)?;
    Ok(folder.to_path_buf())
}

fn write_file(file: &Path, text: &str) -> Result<()> {
    let folder = file.parent().context("a file in a folder")?;
    fs::create_dir_all(folder)?;
    fs::write(file, text).with_context(|| format!("cannot write {}", file.display()))
}

const VALUES: &str = r#"image: {repository: example/app, tag: "1.2.3", pullPolicy: IfNotPresent}
replicas: 2
labels: {team: a, tier: b}
annotations: {}
ports:
  - {name: http, port: 80, target: 8080}
  - {name: metrics, port: 9090, target: 9090}
env: {LOG_LEVEL: info, REGION: north, CACHE_SIZE: "1024", GREETING: "hello, {{ .Release.Name }}"}
resources: {requests: {cpu: 100m, memory: 128Mi}, limits: {memory: 256Mi}}
tolerations: []
affinity: {}
files: {a.conf: "x = 1\ny = 2\n", b.conf: "z = 3\n"}
"#;

const TEMPLATES: [(&str, &str); 4] = [
    (
        "_names.tpl",
        r#"{{- define "PART.fullname" -}}
{{- printf "%s-%s" .Release.Name .Chart.Name | trunc 63 | trimSuffix "-" -}}
{{- end -}}
{{- define "PART.labels" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- with .Values.labels }}
{{ toYaml . }}
{{- end }}
{{- end -}}
"#,
    ),
    (
        "deployment.yaml",
        r#"apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ include "PART.fullname" . }}
  labels: {{- include "PART.labels" . | nindent 4 }}
  annotations:
    checksum/config: {{ include (print $.Template.BasePath "/config.yaml") . | sha256sum }}
spec:
  replicas: {{ .Values.replicas | default 1 }}
  selector:
    matchLabels: {app: {{ .Chart.Name }}}
  template:
    metadata:
      labels: {{- include "PART.labels" . | nindent 8 }}
    spec:
      containers:
        - name: app
          image: {{ printf "%s/%s:%s" .Values.global.registry .Values.image.repository .Values.image.tag }}
          imagePullPolicy: {{ .Values.image.pullPolicy }}
          ports:
          {{- range .Values.ports }}
            - name: {{ .name }}
              containerPort: {{ .target }}
          {{- end }}
          env:
          {{- range $name, $value := .Values.env }}
            - name: {{ $name }}
              value: {{ tpl $value $ | quote }}
          {{- end }}
          resources: {{- toYaml .Values.resources | nindent 12 }}
      {{- with .Values.tolerations }}
      tolerations: {{- toYaml . | nindent 8 }}
      {{- end }}
"#,
    ),
    (
        "service.yaml",
        r#"apiVersion: v1
kind: Service
metadata:
  name: {{ include "PART.fullname" . }}
  labels: {{- include "PART.labels" . | nindent 4 }}
spec:
  selector: {app: {{ .Chart.Name }}}
  ports:
  {{- range .Values.ports }}
    - {name: {{ .name }}, port: {{ .port }}, targetPort: {{ .target }}}
  {{- end }}
"#,
    ),
    (
        "config.yaml",
        r#"apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ include "PART.fullname" . }}
  labels: {{- include "PART.labels" . | nindent 4 }}
data:
{{- range $file, $text := .Values.files }}
  {{ $file }}: |
    {{- $text | nindent 4 }}
{{- end }}
"#,
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_may_grow_as_the_output_does_and_no_faster() {
        let step = |copies, wall_ms, bytes| Step {
            copies,
            wall_ms,
            bytes,
        };
        let even = [
            step(1, 2.0, 100),
            step(10, 20.0, 1000),
            step(100, 210.0, 10_000),
        ];
        assert_eq!(misses(&even), [""; 0]);
        let square = [
            step(1, 2.0, 100),
            step(10, 20.0, 1000),
            step(100, 2000.0, 10_000),
        ];
        assert_eq!(
            misses(&square),
            ["from 10 to 100 subcharts: 100.0 times the time for 10.0 times the output"]
        );
    }

    #[test]
    fn chart_has_as_many_parts_as_asked() {
        let scratch = tempfile::tempdir().unwrap();
        let chart = write_chart(&scratch.path().join("c"), 3).unwrap();
        assert_eq!(fs::read_dir(chart.join("charts")).unwrap().count(), 3);
        let names = fs::read_to_string(chart.join("charts/part002/templates/_names.tpl")).unwrap();
        assert!(names.contains("part002.labels") && !names.contains("PART"));
    }
}

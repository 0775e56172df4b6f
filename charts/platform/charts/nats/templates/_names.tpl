{{/*
Names, labels and the metadata block that every object of this chart shares.

`nats.fullname`, `nats.labels`, `nats.selectorLabels` and `nats.metadataNamespace` are also there
for templated values (`$tplYaml`), so their names are part of the chart's surface.
*/}}

{{/* The name part of labels and names: the chart's, or what the user calls it. */}}
{{- define "nats.name" -}}
{{ default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" }}
{{- end }}

{{/* The prefix of every object name; a release that already says "nats" is not told twice. */}}
{{- define "nats.fullname" -}}
{{- $name := default .Chart.Name .Values.nameOverride -}}
{{- if .Values.fullnameOverride -}}
{{ .Values.fullnameOverride | trunc 63 | trimSuffix "-" }}
{{- else if contains $name .Release.Name -}}
{{ .Release.Name | trunc 63 | trimSuffix "-" }}
{{- else -}}
{{ printf "%s-%s" .Release.Name $name | trunc 63 | trimSuffix "-" }}
{{- end -}}
{{- end }}

{{/* The namespace to write into an object; usually none, so that Helm's own applies. */}}
{{- define "nats.namespace" -}}
{{ default .Release.Namespace .Values.namespaceOverride }}
{{- end }}

{{/* The metadata line with the namespace, for extra resources; nothing without an override. */}}
{{- define "nats.metadataNamespace" -}}
{{- with .Values.namespaceOverride }}
namespace: {{ toJson . }}
{{- end }}
{{- end }}

{{/* What selects the pods of one component: list of the root context and the component. */}}
{{- define "nats.componentSelector" -}}
{{- $root := index . 0 -}}
app.kubernetes.io/name: {{ include "nats.name" $root | toJson }}
app.kubernetes.io/instance: {{ toJson $root.Release.Name }}
app.kubernetes.io/component: {{ index . 1 | toJson }}
{{- end }}

{{/* All labels of one component: list of the root context and the component. */}}
{{- define "nats.componentLabels" -}}
{{- $root := index . 0 -}}
{{ include "nats.componentSelector" . }}
helm.sh/chart: {{ printf "%s-%s" $root.Chart.Name $root.Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" | toJson }}
app.kubernetes.io/version: {{ toJson $root.Chart.AppVersion }}
app.kubernetes.io/managed-by: {{ toJson $root.Release.Service }}
{{- with omit (default dict ($root.Values.global).labels) "app.kubernetes.io/name" "app.kubernetes.io/instance" "app.kubernetes.io/component" "helm.sh/chart" "app.kubernetes.io/version" "app.kubernetes.io/managed-by" }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{/* The selector of the server pods. */}}
{{- define "nats.selectorLabels" -}}
{{ include "nats.componentSelector" (list . "nats") }}
{{- end }}

{{/* The labels of everything that belongs to the servers. */}}
{{- define "nats.labels" -}}
{{ include "nats.componentLabels" (list . "nats") }}
{{- end }}

{{/* A metadata block: list of the root context, the component and the object's name. */}}
{{- define "nats.metadata" -}}
{{- $root := index . 0 -}}
metadata:
  name: {{ index . 2 | toJson }}
  {{- with $root.Values.namespaceOverride }}
  namespace: {{ toJson . }}
  {{- end }}
  labels:
    {{- include "nats.componentLabels" (list $root (index . 1)) | nindent 4 }}
{{- end }}

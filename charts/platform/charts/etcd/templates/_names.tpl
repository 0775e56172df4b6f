{{/* Names, labels and the metadata block that every object of this chart shares. */}}

{{/* The prefix of every object name. Release names may hold dots, DNS labels may not. */}}
{{- define "etcd.fullname" -}}
{{- $name := default .Chart.Name .Values.nameOverride -}}
{{- $release := replace "." "-" .Release.Name -}}
{{- if .Values.fullnameOverride -}}
{{ .Values.fullnameOverride | trunc 63 | trimSuffix "-" }}
{{- else if contains $name $release -}}
{{ $release | trunc 63 | trimSuffix "-" }}
{{- else -}}
{{ printf "%s-%s" $release $name | trunc 63 | trimSuffix "-" }}
{{- end -}}
{{- end }}

{{/* The Service that gives every member a DNS name. */}}
{{- define "etcd.headlessName" -}}
{{ printf "%s-headless" (include "etcd.fullname" .) | trunc 63 | trimSuffix "-" }}
{{- end }}

{{- define "etcd.namespace" -}}
{{ default .Release.Namespace .Values.namespaceOverride | trunc 63 | trimSuffix "-" }}
{{- end }}

{{/* The DNS domain in which the members have their names. */}}
{{- define "etcd.memberDomain" -}}
{{ include "etcd.headlessName" . }}.{{ include "etcd.namespace" . }}.svc.{{ .Values.clusterDomain }}
{{- end }}

{{- define "etcd.serviceAccountName" -}}
{{- if .Values.serviceAccount.create -}}
{{ default (include "etcd.fullname" .) .Values.serviceAccount.name }}
{{- else -}}
{{ default "default" .Values.serviceAccount.name }}
{{- end -}}
{{- end }}

{{/* What selects the pods of one component: list of the root context and the component. */}}
{{- define "etcd.selector" -}}
{{- $root := index . 0 -}}
app.kubernetes.io/instance: {{ toJson $root.Release.Name }}
app.kubernetes.io/name: {{ default $root.Chart.Name $root.Values.nameOverride | trunc 63 | trimSuffix "-" | toJson }}
{{- with index . 1 }}
app.kubernetes.io/component: {{ . }}
{{- end }}
{{- end }}

{{/*
All labels of an object: list of the root context, the component ("" for none) and more labels.
Users may set any label but those that selectors use.
*/}}
{{- define "etcd.labels" -}}
{{- $root := index . 0 -}}
{{- $labels := dict
  "helm.sh/chart" (printf "%s-%s" $root.Chart.Name $root.Chart.Version | replace "+" "_")
  "app.kubernetes.io/version" $root.Chart.AppVersion
  "app.kubernetes.io/managed-by" $root.Release.Service
-}}
{{- range list $root.Values.commonLabels (index . 2) | compact -}}
  {{- range $key, $value := include "etcd.templated" (list $root .) | fromYaml -}}
    {{- $_ := set $labels $key (toString $value) -}}
  {{- end -}}
{{- end -}}
{{- range $key, $value := include "etcd.selector" (list $root (index . 1)) | fromYaml -}}
  {{- $_ := set $labels $key $value -}}
{{- end -}}
{{ toYaml $labels }}
{{- end }}

{{/*
A metadata block: dict with "root", "name" and, where they differ from the usual, "component",
"namespace", "labels" and "annotations".
*/}}
{{- define "etcd.metadata" -}}
{{- $component := ternary .component "etcd" (hasKey . "component") -}}
{{- $annotations := dict -}}
{{- range list .root.Values.commonAnnotations .annotations | compact -}}
  {{- range $key, $value := include "etcd.templated" (list $.root .) | fromYaml -}}
    {{- $_ := set $annotations $key (toString $value) -}}
  {{- end -}}
{{- end -}}
metadata:
  name: {{ toJson .name }}
  namespace: {{ default (include "etcd.namespace" .root) .namespace | toJson }}
  labels:
    {{- include "etcd.labels" (list .root $component .labels) | nindent 4 }}
  {{- with $annotations }}
  annotations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
{{- end }}

{{/*
A value as YAML text; templates in it are run: list of the root context and the value. Most values
of this chart may hold templates, because those of the chart it replaces may.
*/}}
{{- define "etcd.templated" -}}
{{- $value := index . 1 -}}
{{- $text := $value -}}
{{- if not (kindIs "string" $value) -}}
  {{- $text = toYaml $value -}}
{{- end -}}
{{- if contains "{{" $text -}}
{{ tpl $text (index . 0) }}
{{- else -}}
{{ $text }}
{{- end -}}
{{- end }}

{{/* The pod of a member. */}}

{{- define "etcd.podTemplate" -}}
{{- $values := .Values -}}
{{- $annotations := dict -}}
{{- $layers := list $values.podAnnotations -}}
{{- if $values.metrics.enabled -}}
  {{- $layers = append $layers $values.metrics.podAnnotations -}}
{{- end -}}
{{- if and $values.configuration (not $values.existingConfigmap) -}}
  {{- $layers = append $layers (dict "checksum/configuration" (include "etcd.templated" (list . $values.configuration) | sha256sum)) -}}
{{- end -}}
{{- range compact $layers -}}
  {{- range $key, $value := include "etcd.templated" (list $ .) | fromYaml -}}
    {{- $_ := set $annotations $key (toString $value) -}}
  {{- end -}}
{{- end -}}
metadata:
  labels:
    {{- include "etcd.labels" (list . "etcd" $values.podLabels) | nindent 4 }}
  {{- with $annotations }}
  annotations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
spec:
  {{- include "etcd.podFields" . | nindent 2 }}
  containers:
  - {{ include "etcd.container" . | nindent 4 | trim }}
  {{- with $values.sidecars }}
  {{- include "etcd.templated" (list $ .) | nindent 2 }}
  {{- end }}
  {{- with $values.initContainers }}
  initContainers:
  {{- include "etcd.templated" (list $ .) | nindent 2 }}
  {{- end }}
  {{- with include "etcd.volumes" . | trim }}
  volumes:
  {{- . | nindent 2 }}
  {{- end }}
{{- end }}

{{/* The fields of a pod that are passed on as they are. */}}
{{- define "etcd.podFields" -}}
{{- $values := .Values -}}
serviceAccountName: {{ include "etcd.serviceAccountName" . | toJson }}
automountServiceAccountToken: {{ toJson $values.automountServiceAccountToken }}
{{- /* a Service called etcd would otherwise add variables that look like settings */}}
enableServiceLinks: false
{{- include "etcd.pullSecrets" . }}
{{- with include "etcd.affinity" . }}
affinity:
  {{- . | nindent 2 }}
{{- end }}
{{- with include "etcd.securityContext" (list . $values.podSecurityContext) }}
securityContext:
  {{- . | nindent 2 }}
{{- end }}
{{- range $field := list "nodeSelector" "tolerations" "topologySpreadConstraints" "hostAliases" }}
{{- with get $values $field }}
{{ $field }}:
  {{- include "etcd.templated" (list $ .) | nindent 2 }}
{{- end }}
{{- end }}
{{- range $field := list "priorityClassName" "schedulerName" "runtimeClassName" "terminationGracePeriodSeconds" }}
{{- with get $values $field }}
{{ $field }}: {{ toJson . }}
{{- end }}
{{- end }}
{{- if $values.shareProcessNamespace }}
shareProcessNamespace: true
{{- end }}
{{- end }}

{{- define "etcd.container" -}}
{{- $values := .Values -}}
name: etcd
image: {{ include "etcd.image" . | toJson }}
imagePullPolicy: {{ toJson $values.image.pullPolicy }}
{{- /* looked up in PATH: upstream and Bitnami images keep the program in different places */}}
command: {{ default (list "etcd") $values.command | toJson }}
{{- with $values.args }}
args: {{ toJson . }}
{{- end }}
{{- with include "etcd.securityContext" (list . $values.containerSecurityContext) }}
securityContext:
  {{- . | nindent 2 }}
{{- end }}
env:
{{ include "etcd.env" . }}
{{- include "etcd.envFrom" (dict "root" . "configMap" $values.extraEnvVarsCM "secret" $values.extraEnvVarsSecret) }}
ports:
- name: client
  containerPort: {{ toJson $values.containerPorts.client }}
- name: peer
  containerPort: {{ toJson $values.containerPorts.peer }}
{{- if include "etcd.hasMetricsPort" . }}
- name: metrics
  containerPort: {{ toJson $values.containerPorts.metrics }}
{{- end }}
{{- range $kind := list "startup" "readiness" "liveness" }}
{{- with include "etcd.probe" (list $ $kind) }}
{{ . }}
{{- end }}
{{- end }}
{{- with $values.lifecycleHooks }}
lifecycle:
  {{- include "etcd.templated" (list $ .) | nindent 2 }}
{{- end }}
resources: {{ include "etcd.resources" (list $values.resources $values.resourcesPreset) }}
volumeMounts:
{{- /* the folder keeps its old name, so that existing volumes stay readable */}}
- name: data
  mountPath: /bitnami/etcd
{{- range $side := include "etcd.certificateSides" . | fromJsonArray }}
- name: etcd-{{ $side }}-certs
  mountPath: /etc/etcd/tls/{{ $side }}
  readOnly: true
{{- end }}
{{- if or $values.configuration $values.existingConfigmap }}
- name: etcd-config
  mountPath: /etc/etcd/conf
  readOnly: true
{{- end }}
{{- with $values.extraVolumeMounts }}
{{ include "etcd.templated" (list $ .) }}
{{- end }}
{{- end }}

{{/* The sides, client and peer, whose certificates come from a Secret, as a JSON list. */}}
{{- define "etcd.certificateSides" -}}
{{- $sides := list -}}
{{- range $side := list "client" "peer" -}}
  {{- with get $.Values.auth $side -}}
    {{- if and .secureTransport (not .useAutoTLS) -}}
      {{- $sides = append $sides $side -}}
    {{- end -}}
  {{- end -}}
{{- end -}}
{{ toJson $sides }}
{{- end }}

{{- define "etcd.volumes" -}}
{{- if not .Values.persistence.enabled }}
- name: data
  emptyDir: {}
{{- end }}
{{- range $side := include "etcd.certificateSides" . | fromJsonArray }}
- name: etcd-{{ $side }}-certs
  secret:
    secretName: {{ include "etcd.templated" (list $ (get $.Values.auth $side).existingSecret) | toJson }}
    {{- /* 0400 in octal */}}
    defaultMode: 256
{{- end }}
{{- if or .Values.configuration .Values.existingConfigmap }}
- name: etcd-config
  configMap:
    name: {{ include "etcd.templated" (list . (default (printf "%s-configuration" (include "etcd.fullname" .)) .Values.existingConfigmap)) | toJson }}
{{- end }}
{{- with .Values.extraVolumes }}
{{ include "etcd.templated" (list $ .) }}
{{- end }}
{{- end }}

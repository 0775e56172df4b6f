{{/* Checks that need sight of more than one part. They stop an install before anything is created. */}}

{{- define "dynamo-platform.checks" -}}
{{- include "dynamo-platform.checkStoreNames" . -}}
{{- include "dynamo-platform.checkDiscovery" . -}}
{{- end }}

{{/*
The pods of a StatefulSet carry its name and a hash of eleven characters in a label, which is limited to 63.
*/}}
{{- define "dynamo-platform.checkStoreNames" -}}
{{- $longest := sub 63 (len "-0123456789") -}}
{{- range $store := list "nats" "etcd" -}}
  {{- $values := get $.Values $store | default dict -}}
  {{- $name := include "dynamo-platform.storeName" (list $ $store) -}}
  {{- if and $values.enabled (gt (len $name) $longest) -}}
    {{- if $values.fullnameOverride -}}
      {{- fail (printf "VALIDATION ERROR: the StatefulSet name %q has %d characters, %d are allowed. Shorten %s.fullnameOverride." $name (len $name) $longest $store) -}}
    {{- else -}}
      {{- fail (printf "VALIDATION ERROR: the release name %q is too long: the StatefulSet name %q has %d characters, %d are allowed. Use a release name of at most %d characters, or set %s.fullnameOverride." $.Release.Name $name (len $name) $longest (sub $longest (sub (len $name) (len $.Release.Name))) $store) -}}
    {{- end -}}
  {{- end -}}
{{- end -}}
{{- end }}

{{/* Components that find each other through etcd need one. */}}
{{- define "dynamo-platform.checkDiscovery" -}}
{{- $operator := get .Values "dynamo-operator" | default dict -}}
{{- if and $operator.enabled (eq (toString $operator.discoveryBackend) "etcd") (not $operator.etcdAddr) (not (.Values.etcd).enabled) -}}
  {{- fail "VALIDATION ERROR: dynamo-operator.discoveryBackend is etcd, but there is no etcd: turn on etcd.enabled, or give the address of yours in dynamo-operator.etcdAddr." -}}
{{- end -}}
{{- end }}

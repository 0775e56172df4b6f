{{/* What the platform knows about its parts, seen from above them. */}}

{{/* The name prefix of a store, by the naming rule of its chart. Argument: a list of the context and the store. */}}
{{- define "dynamo-platform.storeName" -}}
{{- $root := index . 0 -}}
{{- $store := index . 1 -}}
{{- $values := get $root.Values $store | default dict -}}
{{- $name := $values.nameOverride | default $store -}}
{{- $release := $root.Release.Name -}}
{{- $full := contains $name $release | ternary $release (printf "%s-%s" $release $name) -}}
{{- $values.fullnameOverride | default $full | trunc 63 | trimSuffix "-" -}}
{{- end }}

{{/*
"true" when a KAI queue is to be part of this release: the API exists, and nobody else has made the queue.
Argument: a list of the context and the queue's name.
*/}}
{{- define "dynamo-platform.ownsQueue" -}}
{{- $root := index . 0 -}}
{{- $kai := get $root.Values "kai-scheduler" | default dict -}}
{{- if and ($kai.queues).create ($root.Capabilities.APIVersions.Has "scheduling.run.ai/v2") -}}
  {{- $live := lookup "scheduling.run.ai/v2" "Queue" "" (index . 1) -}}
  {{- $owner := (($live | default dict).metadata).annotations | default dict -}}
  {{- $ours := and
        (eq (get $owner "meta.helm.sh/release-name") $root.Release.Name)
        (eq (get $owner "meta.helm.sh/release-namespace") $root.Release.Namespace) -}}
  {{- if or (not $live) $ours -}}true{{- end -}}
{{- end -}}
{{- end }}

{{/* What a queue may use of each resource: everything, with equal weight. */}}
{{- define "dynamo-platform.unlimitedQueue" -}}
resources:
  {{- range list "cpu" "gpu" "memory" }}
  {{ . }}:
    quota: -1
    limit: -1
    overQuotaWeight: 1
  {{- end }}
{{- end }}

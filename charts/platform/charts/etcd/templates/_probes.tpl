{{/* "true" when etcd answers probes and metrics on a port of its own, nothing otherwise. */}}
{{- define "etcd.hasMetricsPort" -}}
{{- if or .Values.metrics.useSeparateEndpoint .Values.auth.client.secureTransport -}}
true
{{- end -}}
{{- end }}

{{/*
One probe as a YAML block, or nothing: list of the root context and the kind (startup, readiness
or liveness).

Only readiness asks for a quorum: restarting a member because the others are away helps nobody.
etcd has /livez and /readyz since 3.5.11; older images get /health. With client TLS the probes use
the metrics port, because a probe has no certificate to show.
*/}}
{{- define "etcd.probe" -}}
{{- $root := index . 0 -}}
{{- $kind := index . 1 -}}
{{- $custom := get $root.Values (printf "custom%sProbe" (title $kind)) -}}
{{- $built := get $root.Values (printf "%sProbe" $kind) | default dict -}}
{{- if $custom -}}
{{ $kind }}Probe:
  {{- include "etcd.templated" (list $root $custom) | nindent 2 }}
{{- else if $built.enabled -}}
{{- $old := regexMatch "^v?3\\.([0-4]\\.|5\\.([0-9]|10)([A-Za-z_.-]|$))" (toString $root.Values.image.tag) -}}
{{- $path := ternary "/readyz" "/livez" (eq $kind "readiness") -}}
{{- if $old -}}
  {{- $path = ternary "/health" "/health?serializable=true" (eq $kind "readiness") -}}
{{- end -}}
{{ $kind }}Probe:
  httpGet:
    path: {{ toJson $path }}
    port: {{ ternary "metrics" "client" (eq (include "etcd.hasMetricsPort" $root) "true") }}
  {{- omit $built "enabled" | toYaml | nindent 2 }}
{{- end -}}
{{- end }}

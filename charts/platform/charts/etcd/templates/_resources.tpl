{{/* Resources of a container as JSON, from its own values or from a preset: list of resources, preset. */}}
{{- define "etcd.resources" -}}
{{- $preset := default "none" (index . 1) -}}
{{- $table := include "etcd.resourcePresets" . | fromYaml -}}
{{- if index . 0 -}}
{{ index . 0 | toJson }}
{{- else if eq $preset "none" -}}
{}
{{- else if hasKey $table $preset -}}
{{- $row := get $table $preset -}}
{{- $scratch := dict "requests" "50Mi" "limits" "2Gi" -}}
{{- $resources := dict -}}
{{- range $side, $numbers := $row -}}
  {{- $_ := set $resources $side (dict "cpu" (index $numbers 0) "memory" (index $numbers 1) "ephemeral-storage" (get $scratch $side)) -}}
{{- end -}}
{{ toJson $resources }}
{{- else -}}
{{- fail (printf "etcd: unknown resources preset %q, expected one of none, %s" $preset (keys $table | sortAlpha | join ", ")) -}}
{{- end -}}
{{- end }}

{{/* CPU and memory of each preset. */}}
{{- define "etcd.resourcePresets" -}}
nano: {requests: ["100m", "128Mi"], limits: ["150m", "192Mi"]}
micro: {requests: ["250m", "256Mi"], limits: ["375m", "384Mi"]}
small: {requests: ["500m", "512Mi"], limits: ["750m", "768Mi"]}
medium: {requests: ["500m", "1024Mi"], limits: ["750m", "1536Mi"]}
large: {requests: ["1.0", "2048Mi"], limits: ["1.5", "3072Mi"]}
xlarge: {requests: ["1.0", "3072Mi"], limits: ["3.0", "6144Mi"]}
2xlarge: {requests: ["1.0", "3072Mi"], limits: ["6.0", "12288Mi"]}
{{- end }}

{{/* Where members may run: the affinity of the values, or what the presets make of it; may be nothing. */}}
{{- define "etcd.affinity" -}}
{{- if .Values.affinity -}}
{{ include "etcd.templated" (list . .Values.affinity) }}
{{- else -}}
{{- $affinity := dict -}}
{{- range $kind, $preset := dict "podAffinity" .Values.podAffinityPreset "podAntiAffinity" .Values.podAntiAffinityPreset -}}
  {{- $term := dict "topologyKey" "kubernetes.io/hostname" "labelSelector" (dict "matchLabels" (include "etcd.selector" (list $ "etcd") | fromYaml)) -}}
  {{- if eq (default "" $preset) "soft" -}}
    {{- $_ := set $affinity $kind (dict "preferredDuringSchedulingIgnoredDuringExecution" (list (dict "weight" 1 "podAffinityTerm" $term))) -}}
  {{- else if eq (default "" $preset) "hard" -}}
    {{- $_ := set $affinity $kind (dict "requiredDuringSchedulingIgnoredDuringExecution" (list $term)) -}}
  {{- end -}}
{{- end -}}
{{- with .Values.nodeAffinityPreset -}}
  {{- $term := dict "matchExpressions" (list (dict "key" .key "operator" "In" "values" .values)) -}}
  {{- if eq (default "" .type) "soft" -}}
    {{- $_ := set $affinity "nodeAffinity" (dict "preferredDuringSchedulingIgnoredDuringExecution" (list (dict "weight" 1 "preference" $term))) -}}
  {{- else if eq (default "" .type) "hard" -}}
    {{- $_ := set $affinity "nodeAffinity" (dict "requiredDuringSchedulingIgnoredDuringExecution" (dict "nodeSelectorTerms" (list $term))) -}}
  {{- end -}}
{{- end -}}
{{- if $affinity -}}
{{ toYaml $affinity }}
{{- end -}}
{{- end -}}
{{- end }}

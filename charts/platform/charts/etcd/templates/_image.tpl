{{/*
The image reference.

COMPAT(bitnami): values written for the Bitnami image name only repository and tag, because Docker
Hub was the default registry; such a repository does not exist on the registry of this chart.
*/}}
{{- define "etcd.image" -}}
{{- $image := .Values.image -}}
{{- $registry := $image.registry -}}
{{- if and (hasPrefix "bitnami" $image.repository) (eq (toString $registry) "quay.io") -}}
  {{- $registry = "docker.io" -}}
{{- end -}}
{{- $name := $image.repository -}}
{{- with default $registry (.Values.global).imageRegistry -}}
  {{- $name = printf "%s/%s" . $name -}}
{{- end -}}
{{- if $image.digest -}}
{{ printf "%s@%v" $name $image.digest }}
{{- else -}}
{{ printf "%s:%v" $name $image.tag }}
{{- end -}}
{{- end }}

{{/* The pull secrets of a pod, given as plain names or as objects with a name. */}}
{{- define "etcd.pullSecrets" -}}
{{- $names := list -}}
{{- range concat (default list (.Values.global).imagePullSecrets) (default list .Values.image.pullSecrets) -}}
  {{- if kindIs "map" . -}}
    {{- $names = append $names .name -}}
  {{- else -}}
    {{- $names = append $names (tpl (toString .) $) -}}
  {{- end -}}
{{- end -}}
{{- with uniq $names }}
imagePullSecrets:
  {{- range . }}
- name: {{ toJson . }}
  {{- end }}
{{- end }}
{{- end }}

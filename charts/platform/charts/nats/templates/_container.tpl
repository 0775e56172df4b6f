{{/* Parts that every container of this chart has. */}}

{{/*
The image lines of a container: list of the root context and the image values. A registry set for
all charts serves where none is set for NATS.
*/}}
{{- define "nats.image" -}}
{{- $image := index . 1 -}}
{{- $global := (index . 0).Values.global -}}
{{- $name := $image.fullImageName -}}
{{- if not $name -}}
  {{- $name = $image.repository -}}
  {{- with coalesce $image.registry $global.image.registry $global.imageRegistry -}}
    {{- $name = printf "%s/%s" . $name -}}
  {{- end -}}
  {{- $name = ternary (printf "%s@%v" $name $image.digest) (printf "%s:%v" $name $image.tag) (not (not $image.digest)) -}}
{{- end -}}
image: {{ toJson $name }}
{{- with default $global.image.pullPolicy $image.pullPolicy }}
imagePullPolicy: {{ toJson . }}
{{- end }}
{{- end }}

{{/* The environment of a container as list items: the values' env map, sorted by name. */}}
{{- define "nats.env" -}}
{{- range $name, $value := . }}
  {{- if kindIs "string" $value }}
- name: {{ toJson $name }}
  value: {{ toJson $value }}
  {{- else if kindIs "map" $value }}
- {{ set (deepCopy $value) "name" $name | toJson }}
  {{- else }}
    {{- fail (printf "nats: env %s must be a string or a map, not %s; quote numbers and booleans" $name (toJson $value)) }}
  {{- end }}
{{- end }}
{{- end }}

{{/* The pull secrets of a pod, given as plain names or as objects with a name. */}}
{{- define "nats.pullSecrets" -}}
{{- with default .Values.global.imagePullSecrets .Values.global.image.pullSecretNames }}
imagePullSecrets:
  {{- range . }}
- name: {{ if kindIs "map" . }}{{ toJson .name }}{{ else }}{{ toJson . }}{{ end }}
  {{- end }}
{{- end }}
{{- end }}

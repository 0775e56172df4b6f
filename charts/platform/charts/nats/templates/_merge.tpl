{{/*
The two ways in which values reach into a rendered object: `merge` lays a map over it, `patch`
edits it. Both work on plain data that nobody else holds, so they may change it in place.
*/}}

{{/*
Lays one map over another, in place: dict with "into" and "from". Maps meet key by key; anything
else replaces what was there, be it empty, false, null or a whole list.
*/}}
{{- define "nats.overlay" -}}
{{- range $key, $value := .from -}}
  {{- $below := get $.into $key -}}
  {{- if and (kindIs "map" $value) (kindIs "map" $below) -}}
    {{- include "nats.overlay" (dict "into" $below "from" $value) -}}
  {{- else -}}
    {{- $_ := set $.into $key $value -}}
  {{- end -}}
{{- end -}}
{{- end }}

{{/*
Fills gaps of a map, in place: dict with "into" and "from". Unlike an overlay it keeps what is
there; only absent, null and empty entries take the value of "from". A map that is still to be
computed from a template counts as there.
*/}}
{{- define "nats.fill" -}}
{{- range $key, $value := .from -}}
  {{- $below := get $.into $key -}}
  {{- if kindIs "map" $value -}}
    {{- if not (kindIs "map" $below) -}}
      {{- $below = dict -}}
      {{- $_ := set $.into $key $below -}}
    {{- end -}}
    {{- if and $value (not (or (hasKey $below "$tplYaml") (hasKey $below "$tplYamlSpread"))) -}}
      {{- include "nats.fill" (dict "into" $below "from" $value) -}}
    {{- end -}}
  {{- else if and (not $below) (not (kindIs "bool" $below)) -}}
    {{- $_ := set $.into $key $value -}}
  {{- end -}}
{{- end -}}
{{- end }}

{{/*
Changes an object as its values want it: dict with "box" (a map whose "node" is the object, a map)
and "by" (the section of the values that may hold merge and patch). The merge comes first.
*/}}
{{- define "nats.change" -}}
{{- with (.by).merge -}}
  {{- /* through JSON, so that no part of the values is shared with the object */ -}}
  {{- include "nats.overlay" (dict "into" $.box.node "from" (. | toJson | fromJson)) -}}
{{- end -}}
{{- with (.by).patch -}}
  {{- include "nats.patch" (dict "box" $.box "operations" .) -}}
{{- end -}}
{{- if not (kindIs "map" .box.node) -}}
  {{- fail (printf "nats: a patch turned an object into %s" (toJson .box.node)) -}}
{{- end -}}
{{- end }}

{{/* The final form of an object, as JSON: dict with "object" (the skeleton, a map) and "by". */}}
{{- define "nats.adapt" -}}
{{- $box := dict "node" .object -}}
{{- include "nats.change" (dict "box" $box "by" .by) -}}
{{ toJson $box.node }}
{{- end }}

{{/*
A part of an object as YAML: dict with "text" (its skeleton, YAML of a map) and "by". A text that
nothing changes stays as it is, which spares reading and writing it.
*/}}
{{- define "nats.part" -}}
{{- if or (.by).merge (.by).patch -}}
{{ include "nats.adapt" (dict "object" (fromYaml .text) "by" .by) }}
{{- else -}}
{{ .text }}
{{- end -}}
{{- end }}

{{/*
A whole object as YAML: list of the root context, the named template with its skeleton, and the
values section that may change it.
*/}}
{{- define "nats.object" -}}
{{- $skeleton := include (index . 1) (index . 0) | fromYaml -}}
{{- with $skeleton.Error -}}
  {{- fail (printf "nats: %s is not valid YAML: %s" (index $ 1) .) -}}
{{- end -}}
{{- $box := dict "node" $skeleton -}}
{{- include "nats.change" (dict "box" $box "by" (index . 2)) -}}
{{ toYaml $box.node }}
{{- end }}

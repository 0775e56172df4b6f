{{/*
Templated values: a map whose only key is `$tplYaml` stands for the YAML that its template renders
to, one whose only key is `$tplYamlSpread` for the entries of that YAML, put into the map or list
around it.
*/}}

{{/* Expands a tree of values in place: dict with "box" (its "node" is the tree), "root" and "path". */}}
{{- define "nats.expand" -}}
{{- $node := .box.node -}}
{{- if kindIs "map" $node -}}
  {{- if and (eq (len $node) 1) (hasKey $node "$tplYaml") -}}
    {{- $result := include "nats.expand.render" (dict "text" (get $node "$tplYaml") "root" .root "path" .path) | fromJson -}}
    {{- $_ := set .box "node" $result.value -}}
  {{- else -}}
    {{- /* spread entries come last and win over what the map says itself */ -}}
    {{- $spread := dict -}}
    {{- range $key := keys $node | sortAlpha -}}
      {{- $below := get $node $key -}}
      {{- $path := printf "%s.%s" $.path $key -}}
      {{- if and (kindIs "map" $below) (eq (len $below) 1) (hasKey $below "$tplYamlSpread") -}}
        {{- $result := include "nats.expand.render" (dict "text" (get $below "$tplYamlSpread") "root" $.root "path" $path) | fromJson -}}
        {{- if not (or (kindIs "map" $result.value) (kindIs "invalid" $result.value)) -}}
          {{- fail (printf "nats: %s: $tplYamlSpread in a map must render to a map, not to %s" $path (toJson $result.value)) -}}
        {{- end -}}
        {{- range $name, $value := $result.value -}}
          {{- $_ := set $spread $name $value -}}
        {{- end -}}
        {{- $_ := unset $node $key -}}
      {{- else if or (kindIs "map" $below) (kindIs "slice" $below) -}}
        {{- $box := dict "node" $below -}}
        {{- $_ := include "nats.expand" (dict "box" $box "root" $.root "path" $path) -}}
        {{- $_ := set $node $key $box.node -}}
      {{- end -}}
    {{- end -}}
    {{- range $name, $value := $spread -}}
      {{- $_ := set $node $name $value -}}
    {{- end -}}
  {{- end -}}
{{- else if kindIs "slice" $node -}}
  {{- $items := list -}}
  {{- range $index, $below := $node -}}
    {{- $path := printf "%s[%d]" $.path $index -}}
    {{- if and (kindIs "map" $below) (eq (len $below) 1) (hasKey $below "$tplYamlSpread") -}}
      {{- $result := include "nats.expand.render" (dict "text" (get $below "$tplYamlSpread") "root" $.root "path" $path) | fromJson -}}
      {{- if not (or (kindIs "slice" $result.value) (kindIs "invalid" $result.value)) -}}
        {{- fail (printf "nats: %s: $tplYamlSpread in a list must render to a list, not to %s" $path (toJson $result.value)) -}}
      {{- end -}}
      {{- $items = concat $items (default list $result.value) -}}
    {{- else -}}
      {{- $box := dict "node" $below -}}
      {{- $_ := include "nats.expand" (dict "box" $box "root" $.root "path" $path) -}}
      {{- $items = append $items $box.node -}}
    {{- end -}}
  {{- end -}}
  {{- $_ := set .box "node" $items -}}
{{- end -}}
{{- end }}

{{/* What a template renders to, as JSON {"value": ...}: dict with "text", "root" and "path". */}}
{{- define "nats.expand.render" -}}
{{- if not (kindIs "string" .text) -}}
  {{- fail (printf "nats: %s: a templated value must be a string, not %s" .path (toJson .text)) -}}
{{- end -}}
{{- /* one level down, so that a scalar or a list is as welcome as a map */ -}}
{{- $parsed := tpl .text .root | indent 2 | printf "value:\n%s" | fromYaml -}}
{{- with $parsed.Error -}}
  {{- fail (printf "nats: %s: the template does not render to YAML: %s" $.path .) -}}
{{- end -}}
{{ toJson $parsed }}
{{- end }}

{{/*
JSON Patch (RFC 6902) for values called `patch`.

A document travels in a box, a map with the one key "node": templates cannot return values, but
they can put something else into a box. Maps are edited in place, lists are built anew, because
that is all that template functions allow.
*/}}

{{/* Applies a list of operations to a box: dict with "box" and "operations". */}}
{{- define "nats.patch" -}}
{{- $box := .box -}}
{{- range $number, $raw := .operations -}}
  {{- if not (kindIs "map" $raw) -}}
    {{- fail (printf "nats: patch[%d] is not an operation but %s" $number (toJson $raw)) -}}
  {{- end -}}
  {{- $operation := $raw | toJson | fromJson -}}
  {{- $where := printf "nats: patch[%d] %s" $number (toJson $operation) -}}
  {{- $verb := $operation.op -}}
  {{- $_ := include "nats.patch.check" (dict "operation" $operation "where" $where) -}}
  {{- $at := include "nats.patch.tokens" $operation.path | fromJsonArray -}}
  {{- if or (eq $verb "add") (eq $verb "replace") -}}
    {{- $_ := include "nats.patch.edit" (dict "box" $box "at" $at "verb" $verb "value" $operation.value "where" $where) -}}
  {{- else if eq $verb "remove" -}}
    {{- $_ := include "nats.patch.edit" (dict "box" $box "at" $at "verb" $verb "where" $where) -}}
  {{- else if eq $verb "test" -}}
    {{- $found := dict -}}
    {{- $_ := include "nats.patch.find" (dict "box" $box "at" $at "found" $found "where" $where) -}}
    {{- if ne (toJson $found.value) (toJson $operation.value) -}}
      {{- fail (printf "%s: the test failed: expected %s, found %s" $where (toJson $operation.value) (toJson $found.value)) -}}
    {{- end -}}
  {{- else -}}
    {{- $from := include "nats.patch.tokens" $operation.from | fromJsonArray -}}
    {{- $found := dict -}}
    {{- $_ := include "nats.patch.find" (dict "box" $box "at" $from "found" $found "where" $where) -}}
    {{- $value := get ($found | toJson | fromJson) "value" -}}
    {{- if eq $verb "move" -}}
      {{- if hasPrefix (print $operation.from "/") $operation.path -}}
        {{- fail (printf "%s: a value cannot be moved into itself" $where) -}}
      {{- end -}}
      {{- $_ := include "nats.patch.edit" (dict "box" $box "at" $from "verb" "remove" "where" $where) -}}
    {{- end -}}
    {{- $_ := include "nats.patch.edit" (dict "box" $box "at" $at "verb" "add" "value" $value "where" $where) -}}
  {{- end -}}
{{- end -}}
{{- end }}

{{/* Refuses an operation whose members are not what its verb needs: dict with "operation" and "where". */}}
{{- define "nats.patch.check" -}}
{{- $verb := toString .operation.op -}}
{{- if not (has $verb (list "add" "remove" "replace" "copy" "move" "test")) -}}
  {{- fail (printf "%s: op must be one of add, remove, replace, copy, move, test" .where) -}}
{{- end -}}
{{- $pointers := list "path" -}}
{{- if or (eq $verb "copy") (eq $verb "move") -}}
  {{- $pointers = list "path" "from" -}}
{{- else if and (ne $verb "remove") (not (hasKey .operation "value")) -}}
  {{- fail (printf "%s: %s needs a value" .where $verb) -}}
{{- end -}}
{{- range $member := $pointers -}}
  {{- $pointer := get $.operation $member -}}
  {{- if or (not (hasKey $.operation $member)) (not (kindIs "string" $pointer)) -}}
    {{- fail (printf "%s: %s needs a string called %s" $.where $verb $member) -}}
  {{- else if not (or (eq $pointer "") (hasPrefix "/" $pointer)) -}}
    {{- fail (printf "%s: %s must be empty or start with /" $.where $member) -}}
  {{- end -}}
{{- end -}}
{{- end }}

{{/* The steps of a JSON Pointer as a JSON list; the empty pointer has none. */}}
{{- define "nats.patch.tokens" -}}
{{- $tokens := list -}}
{{- if . -}}
  {{- range $token := rest (splitList "/" .) -}}
    {{- $tokens = append $tokens ($token | replace "~1" "/" | replace "~0" "~") -}}
  {{- end -}}
{{- end -}}
{{ toJson $tokens }}
{{- end }}

{{/*
The place in a list that a step means: dict with "token", "length" (of the list), "last" (the
highest place allowed) and "where". "-" is the place after the end, which is only there where
something may be appended.
*/}}
{{- define "nats.patch.place" -}}
{{- $place := .token -}}
{{- if and (eq $place "-") (eq (int .last) (int .length)) -}}
  {{- $place = toString .length -}}
{{- end -}}
{{- if not (regexMatch "^(0|[1-9][0-9]{0,8})$" $place) -}}
  {{- fail (printf "%s: %q is no place in a list of %d" .where .token (int .length)) -}}
{{- else if gt (int $place) (int .last) -}}
  {{- fail (printf "%s: place %s is beyond the end of a list of %d" .where $place (int .length)) -}}
{{- end -}}
{{ $place }}
{{- end }}

{{/* Looks a value up: dict with "box", "at", "found" (a map that gets the "value") and "where". */}}
{{- define "nats.patch.find" -}}
{{- $node := .box.node -}}
{{- range $token := .at -}}
  {{- if kindIs "map" $node -}}
    {{- if not (hasKey $node $token) -}}
      {{- fail (printf "%s: there is no %q" $.where $token) -}}
    {{- end -}}
    {{- $node = get $node $token -}}
  {{- else if kindIs "slice" $node -}}
    {{- $node = index $node (int (include "nats.patch.place" (dict "token" $token "last" (sub (len $node) 1) "length" (len $node) "where" $.where))) -}}
  {{- else -}}
    {{- fail (printf "%s: %q cannot be looked up in %s" $.where $token (toJson $node)) -}}
  {{- end -}}
{{- end -}}
{{- $_ := set .found "value" $node -}}
{{- end }}

{{/*
Adds, replaces or removes what a pointer names: dict with "box", "at" (the steps), "verb", "value"
and "where". One step a call; the part below is put into a box of its own.
*/}}
{{- define "nats.patch.edit" -}}
{{- $node := .box.node -}}
{{- if not .at -}}
  {{- if eq .verb "remove" -}}
    {{- fail (printf "%s: the whole document cannot be removed" .where) -}}
  {{- end -}}
  {{- $_ := set .box "node" .value -}}
{{- else -}}
  {{- $token := first .at -}}
  {{- $deeper := rest .at -}}
  {{- $exists := or $deeper (ne .verb "add") -}}
  {{- if kindIs "map" $node -}}
    {{- if and $exists (not (hasKey $node $token)) -}}
      {{- fail (printf "%s: there is no %q" .where $token) -}}
    {{- end -}}
    {{- if $deeper -}}
      {{- $box := dict "node" (get $node $token) -}}
      {{- $_ := include "nats.patch.edit" (dict "box" $box "at" $deeper "verb" .verb "value" .value "where" .where) -}}
      {{- $_ := set $node $token $box.node -}}
    {{- else if eq .verb "remove" -}}
      {{- $_ := unset $node $token -}}
    {{- else -}}
      {{- $_ := set $node $token .value -}}
    {{- end -}}
  {{- else if kindIs "slice" $node -}}
    {{- $length := len $node -}}
    {{- $last := $length -}}
    {{- if $exists -}}
      {{- $last = sub $length 1 -}}
    {{- end -}}
    {{- $place := int (include "nats.patch.place" (dict "token" $token "last" $last "length" $length "where" .where)) -}}
    {{- $middle := list -}}
    {{- $after := $place -}}
    {{- if $deeper -}}
      {{- $box := dict "node" (index $node $place) -}}
      {{- $_ := include "nats.patch.edit" (dict "box" $box "at" $deeper "verb" .verb "value" .value "where" .where) -}}
      {{- $middle = list $box.node -}}
      {{- $after = add1 $place -}}
    {{- else -}}
      {{- if ne .verb "remove" -}}
        {{- $middle = list .value -}}
      {{- end -}}
      {{- if ne .verb "add" -}}
        {{- $after = add1 $place -}}
      {{- end -}}
    {{- end -}}
    {{- /* a slice of nothing is null, which cannot be joined to a list */ -}}
    {{- $_ := set .box "node" (concat (slice $node 0 $place | default list) $middle (slice $node $after | default list)) -}}
  {{- else -}}
    {{- fail (printf "%s: %q cannot be looked up in %s" .where $token (toJson $node)) -}}
  {{- end -}}
{{- end -}}
{{- end }}

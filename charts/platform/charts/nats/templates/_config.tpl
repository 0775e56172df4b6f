{{/*
The server configuration: built as data, block by block from the inside out, and printed as
nats.conf at the very end. Each block may be changed by the merge and patch next to its values.
*/}}

{{/* The whole configuration as JSON, made once per rendering. */}}
{{- define "nats.config" -}}
{{- if not (hasKey . "natsConfig") -}}
{{- $_ := set . "natsConfig" (include "nats.config.document" .) -}}
{{- end -}}
{{ .natsConfig }}
{{- end }}

{{- define "nats.config.document" -}}
{{- $config := .Values.config -}}
{{- $document := dict
  "server_name" "<< $SERVER_NAME >>"
  "lame_duck_grace_period" "10s"
  "lame_duck_duration" "30s"
  "pid_file" "/var/run/nats/nats.pid"
  "port" $config.nats.port
-}}
{{- if $config.nats.tls.enabled -}}
  {{- $_ := set $document "tls" (include "nats.config.tls" (list . $config.nats.tls) | fromJson) -}}
{{- end -}}
{{- range $name := list "leafnodes" "websocket" "mqtt" "cluster" "gateway" -}}
  {{- $settings := get $config $name -}}
  {{- if $settings.enabled -}}
    {{- $block := include (printf "nats.config.%s" $name) $ | fromJson -}}
    {{- $_ := set $block "port" $settings.port -}}
    {{- if $settings.tls.enabled -}}
      {{- $_ := set $block "tls" (include "nats.config.tls" (list $ $settings.tls) | fromJson) -}}
    {{- end -}}
    {{- $_ := set $document $name (include "nats.adapt" (dict "object" $block "by" $settings) | fromJson) -}}
  {{- end -}}
{{- end -}}
{{- if $config.monitor.enabled -}}
  {{- $_ := set $document (ternary "https_port" "http_port" (not (not $config.monitor.tls.enabled))) $config.monitor.port -}}
{{- end -}}
{{- if $config.profiling.enabled -}}
  {{- $_ := set $document "prof_port" $config.profiling.port -}}
{{- end -}}
{{- range $name := list "jetstream" "resolver" -}}
  {{- $settings := get $config $name -}}
  {{- if $settings.enabled -}}
    {{- $block := include (printf "nats.config.%s" $name) $ | fromJson -}}
    {{- $_ := set $document $name (include "nats.adapt" (dict "object" $block "by" $settings) | fromJson) -}}
  {{- end -}}
{{- end -}}
{{ include "nats.adapt" (dict "object" $document "by" $config) }}
{{- end }}

{{/* A tls block as JSON: list of the root context and the protocol's tls values. */}}
{{- define "nats.config.tls" -}}
{{- $root := index . 0 -}}
{{- $tls := index . 1 -}}
{{- $block := dict -}}
{{- if $tls.secretName -}}
  {{- $dir := trimSuffix "/" $tls.dir -}}
  {{- $_ := set $block "cert_file" (printf "%s/%s" $dir $tls.cert) -}}
  {{- $_ := set $block "key_file" (printf "%s/%s" $dir $tls.key) -}}
{{- end -}}
{{- if include "nats.hasCertificateAuthority" $root -}}
  {{- $_ := set $block "ca_file" (printf "%s/%s" (trimSuffix "/" $root.Values.tlsCA.dir) $root.Values.tlsCA.key) -}}
{{- end -}}
{{ include "nats.adapt" (dict "object" $block "by" $tls) }}
{{- end }}

{{- define "nats.config.leafnodes" -}}
{"no_advertise": true}
{{- end }}

{{- define "nats.config.websocket" -}}
{{ if .Values.config.websocket.tls.enabled }}{}{{ else }}{"no_tls": true}{{ end }}
{{- end }}

{{- define "nats.config.mqtt" -}}
{}
{{- end }}

{{- define "nats.config.gateway" -}}
{{ dict "name" .Values.statefulSet.name | toJson }}
{{- end }}

{{/* Each server gets the addresses of all, itself included: it recognises and skips its own. */}}
{{- define "nats.config.cluster" -}}
{{- $cluster := .Values.config.cluster -}}
{{- $urls := $cluster.routeURLs -}}
{{- $block := dict "name" .Values.statefulSet.name "no_advertise" true -}}
{{- if kindIs "bool" $cluster.noAdvertise -}}
  {{- $_ := set $block "no_advertise" $cluster.noAdvertise -}}
{{- end -}}
{{- $login := "" -}}
{{- if and $urls.user $urls.password -}}
  {{- $login = printf "%s:%s@" (urlquery $urls.user) (urlquery $urls.password) -}}
  {{- $_ := set $block "authorization" (dict "user" $urls.user "password" $urls.password) -}}
{{- end -}}
{{- $domain := .Values.headlessService.name -}}
{{- if $urls.useFQDN -}}
  {{- $domain = printf "%s.%s.svc.%s" $domain (include "nats.namespace" .) $urls.k8sClusterDomain -}}
{{- end -}}
{{- $routes := list -}}
{{- range $ordinal := until (int $cluster.replicas) -}}
  {{- $routes = append $routes (printf "%s://%s%s-%d.%s:%d" (ternary "tls" "nats" (not (not $cluster.tls.enabled))) $login $.Values.statefulSet.name $ordinal $domain (int $cluster.port)) -}}
{{- end -}}
{{ set $block "routes" $routes | toJson }}
{{- end }}

{{- define "nats.config.jetstream" -}}
{{- $memory := .Values.config.jetstream.memoryStore -}}
{{- $file := .Values.config.jetstream.fileStore -}}
{{- $block := dict "max_memory_store" 0 "max_file_store" 0 -}}
{{- if $memory.enabled -}}
  {{- $block = unset $block "max_memory_store" -}}
  {{- with $memory.maxSize -}}
    {{- $_ := set $block "max_memory_store" (include "nats.config.size" .) -}}
  {{- end -}}
{{- end -}}
{{- if $file.enabled -}}
  {{- $block = unset $block "max_file_store" -}}
  {{- $_ := set $block "store_dir" $file.dir -}}
  {{- with (default (ternary $file.pvc.size "" (not (not $file.pvc.enabled))) $file.maxSize) -}}
    {{- $_ := set $block "max_file_store" (include "nats.config.size" .) -}}
  {{- end -}}
{{- end -}}
{{ toJson $block }}
{{- end }}

{{/* COMPAT(nats): a size given as a bare number stays a whole number, where the usual chart prints an exponent that the server refuses. */}}
{{- define "nats.config.size" -}}
<< {{ if kindIs "string" . }}{{ . }}{{ else }}{{ toJson . }}{{ end }} >>
{{- end }}

{{- define "nats.config.resolver" -}}
{{ dict "dir" .Values.config.resolver.dir | toJson }}
{{- end }}

{{/* JSON with two spaces of indentation in which &, < and > stand for themselves. */}}
{{- define "nats.plainJson" -}}
{{ toPrettyJson . | replace "\\u0026" "&" | replace "\\u003c" "<" | replace "\\u003e" ">" }}
{{- end }}

{{/*
The text of nats.conf. The server reads JSON, and two things that JSON cannot say: members called
`...$include` become include directives, strings of the form `<< text >>` lose their quotes.
*/}}
{{- define "nats.conf" -}}
{{- $document := include "nats.config" . | fromJson -}}
{{- $text := include "nats.plainJson" $document -}}
{{- if contains "$include" $text -}}
{{- $text = regexReplaceAll "\".*\\$include\": \"(.*)\",?" $text "include ${1};" -}}
{{- end -}}
{{- /* what this chart writes goes the short way: a pattern costs more than all else here */ -}}
{{- $stores := ternary $document.jetstream dict (kindIs "map" $document.jetstream) -}}
{{- range list $document.server_name $stores.max_file_store $stores.max_memory_store | toStrings -}}
  {{- $bare := trimPrefix "<< " . | trimSuffix " >>" -}}
  {{- if and (eq . (printf "<< %s >>" $bare)) (eq $bare (nospace $bare)) -}}
    {{- $text = replace (toJson . | replace "\\u003c" "<" | replace "\\u003e" ">") $bare $text -}}
  {{- end -}}
{{- end -}}
{{- if contains "<<" $text -}}
{{- $text = regexReplaceAll "\"<<\\s+(.*)\\s+>>\"" $text "${1}" -}}
{{- end -}}
{{ $text }}
{{- end }}

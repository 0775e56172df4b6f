{{/*
Completes the values, once per rendering: gaps get their computed defaults, templated values are
expanded. Every template of this chart calls it first and then reads `.Values` as usual; the
result replaces `.Values` of this chart only.
*/}}
{{- define "nats.prepare" -}}
{{- if not (hasKey . "natsPrepared") -}}
  {{- $given := toJson .Values -}}
  {{- $values := fromJson $given -}}
  {{- $_ := set . "Values" $values -}}
  {{- include "nats.fill" (dict "into" $values "from" (include "nats.computedDefaults" . | fromYaml)) -}}
  {{- /* looking for the key costs less than walking through all values */ -}}
  {{- if contains "$tplYaml" $given -}}
    {{- /* templates see names, but never values that are half expanded */ -}}
    {{- $box := dict "node" ($values | toJson | fromJson) -}}
    {{- $_ := include "nats.expand" (dict "box" $box "root" . "path" "Values") -}}
    {{- $values = $box.node -}}
    {{- $_ := set . "Values" $values -}}
    {{- include "nats.fill" (dict "into" $values "from" (include "nats.computedDefaults" . | fromYaml)) -}}
  {{- end -}}
  {{- range $name, $context := $values.natsBox.contexts -}}
    {{- if kindIs "map" $context -}}
      {{- include "nats.fill" (dict "into" $context "from" (include "nats.contextDefaults" $name | fromYaml)) -}}
    {{- end -}}
  {{- end -}}
  {{- $_ := set . "natsPrepared" true -}}
{{- end -}}
{{- end }}

{{/*
What values that are left empty stand for. Maps that the templates walk through are named here as
well, so that setting one of them to null leaves its switches off instead of failing.
*/}}
{{- define "nats.computedDefaults" -}}
{{- $name := include "nats.fullname" . -}}
global: {image: {}}
tlsCA: {dir: /etc/nats-ca-cert, key: ca.crt}
config:
  {{- range $protocol := list "nats" "leafnodes" "websocket" "mqtt" "cluster" "gateway" }}
  {{ $protocol }}:
    tls: {dir: /etc/nats-certs/{{ $protocol }}, cert: tls.crt, key: tls.key}
    {{- if eq $protocol "nats" }}
    port: 4222
    {{- end }}
    {{- if eq $protocol "cluster" }}
    routeURLs: {k8sClusterDomain: cluster.local}
    {{- end }}
    {{- if eq $protocol "websocket" }}
    ingress: {name: {{ printf "%s-ws" $name | toJson }}, path: /, pathType: Exact}
    {{- end }}
  {{- end }}
  monitor: {tls: {}}
  profiling: {}
  jetstream:
    fileStore:
      pvc: {name: {{ printf "%s-js" $name | toJson }}}
    memoryStore: {}
  resolver:
    pvc: {name: {{ printf "%s-resolver" $name | toJson }}}
container: {image: {}, ports: {}, env: {}}
reloader: {image: {}, env: {}}
promExporter:
  image: {}
  env: {}
  monitorDomain: localhost
  podMonitor: {name: {{ toJson $name }}}
service: {name: {{ toJson $name }}, ports: {}}
statefulSet: {name: {{ toJson $name }}}
podTemplate: {}
headlessService: {name: {{ printf "%s-headless" $name | toJson }}}
configMap: {name: {{ printf "%s-config" $name | toJson }}}
podDisruptionBudget: {name: {{ toJson $name }}}
serviceAccount: {name: {{ toJson $name }}}
natsBox:
  contexts: {}
  container: {image: {}, env: {}}
  podTemplate: {}
  deployment: {name: {{ printf "%s-box" $name | toJson }}}
  contextsSecret: {name: {{ printf "%s-box-contexts" $name | toJson }}}
  contentsSecret: {name: {{ printf "%s-box-contents" $name | toJson }}}
  serviceAccount: {name: {{ printf "%s-box" $name | toJson }}}
{{- end }}

{{/* The same for one context of the nats-box, by the context's name. */}}
{{- define "nats.contextDefaults" -}}
creds: {dir: {{ printf "/etc/nats-creds/%s" . | toJson }}, key: nats.creds}
nkey: {dir: {{ printf "/etc/nats-nkeys/%s" . | toJson }}, key: nats.nk}
tls: {dir: {{ printf "/etc/nats-certs/%s" . | toJson }}, cert: tls.crt, key: tls.key}
{{- end }}

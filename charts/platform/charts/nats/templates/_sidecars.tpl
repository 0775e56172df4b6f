{{/*
The container that tells the server about changed files: list of the root context and the mounts
of the server container, of which it needs those with configuration and certificates.
*/}}
{{- define "nats.reloaderContainer" -}}
{{- $root := index . 0 -}}
name: reloader
{{ with $root }}{{ include "nats.image" (list . .Values.reloader.image) }}{{ end }}
args:
- -pid
- /var/run/nats/nats.pid
- -config
- /etc/nats-config/nats.conf
{{- include "nats.watchedFiles" (include "nats.config" $root | fromJson) }}
{{- with include "nats.env" $root.Values.reloader.env }}
env:
{{- . }}
{{- end }}
volumeMounts:
- name: pid
  mountPath: /var/run/nats
{{- range $mount := index . 1 }}
  {{- $wanted := false }}
  {{- range $root.Values.reloader.natsVolumeMountPrefixes }}
    {{- $wanted = or $wanted (hasPrefix . $mount.mountPath) }}
  {{- end }}
  {{- if $wanted }}
- {{ toJson $mount }}
  {{- end }}
{{- end }}
{{- end }}

{{/* The files that a configuration tree refers to, as arguments of the reloader. */}}
{{- define "nats.watchedFiles" -}}
{{- range $key, $value := . }}
  {{- if kindIs "map" $value }}
    {{- include "nats.watchedFiles" $value }}
  {{- else if has $key (list "cert_file" "key_file" "ca_file") }}
- -config
- {{ toJson $value }}
  {{- else if hasSuffix "$include" $key }}
- -config
- {{ printf "/etc/nats-config/%v" $value | clean | toJson }}
  {{- end }}
{{- end }}
{{- end }}

{{/*
The container that translates the monitor port into Prometheus metrics.

COMPAT(nats): with TLS on the monitor port it asks over https; the usual chart of this version
keeps asking over http and sees nothing.
*/}}
{{- define "nats.exporterContainer" -}}
{{- $config := .Values.config -}}
name: prom-exporter
{{ include "nats.image" (list . .Values.promExporter.image) }}
ports:
- name: prom-metrics
  containerPort: {{ toJson .Values.promExporter.port }}
{{- with include "nats.env" .Values.promExporter.env }}
env:
{{- . }}
{{- end }}
args:
- -port={{ toJson .Values.promExporter.port }}
- -connz
- -routez
- -subz
- -varz
- -prefix=nats
- -use_internal_server_id
{{- if $config.jetstream.enabled }}
- -jsz=all
{{- end }}
{{- if $config.leafnodes.enabled }}
- -leafz
{{- end }}
{{- if $config.gateway.enabled }}
- -gatewayz
{{- end }}
- {{ printf "%s://%s:%s/" (ternary "https" "http" (not (not $config.monitor.tls.enabled))) .Values.promExporter.monitorDomain (toJson $config.monitor.port) }}
{{- end }}

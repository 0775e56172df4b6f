{{/* The server container. Its image has nats-server as entry point. */}}
{{- define "nats.serverContainer" -}}
name: nats
{{ include "nats.image" (list . .Values.container.image) }}
args:
- --config
- /etc/nats-config/nats.conf
ports:
{{- range (include "nats.protocols" . | fromJson).protocols }}
{{- $port := dict }}
{{- $_ := include "nats.overlay" (dict "into" $port "from" (get $.Values.container.ports .name | default dict)) }}
{{- $_ := include "nats.overlay" (dict "into" $port "from" (dict "name" .name "containerPort" .port)) }}
- {{ toJson $port }}
{{- end }}
env:
- name: POD_NAME
  valueFrom:
    fieldRef:
      fieldPath: metadata.name
- name: SERVER_NAME
  value: {{ printf "%s$(POD_NAME)" (default "" .Values.config.serverNamePrefix) | toJson }}
{{- include "nats.env" .Values.container.env }}
lifecycle:
  preStop:
    exec:
      # lame duck mode: clients are asked to move to another server before this one ends
      command:
      - nats-server
      - -sl=ldm=/var/run/nats/nats.pid
{{- if .Values.config.monitor.enabled }}
startupProbe:
  {{- include "nats.probe" (dict "root" . "path" "/healthz" "period" 10 "failures" 90) | nindent 2 }}
readinessProbe:
  {{- include "nats.probe" (dict "root" . "path" "/healthz?js-server-only=true" "period" 10 "failures" 3) | nindent 2 }}
livenessProbe:
  {{- include "nats.probe" (dict "root" . "path" "/healthz?js-enabled-only=true" "period" 30 "failures" 3) | nindent 2 }}
{{- end }}
{{- with .Values.container.resources }}
resources: {{ toJson . }}
{{- end }}
volumeMounts:
- name: config
  mountPath: /etc/nats-config
- name: pid
  mountPath: /var/run/nats
{{- with .Values.config.jetstream }}
{{- if and .enabled .fileStore.enabled .fileStore.pvc.enabled }}
- name: {{ toJson .fileStore.pvc.name }}
  mountPath: {{ toJson .fileStore.dir }}
{{- end }}
{{- end }}
{{- with .Values.config.resolver }}
{{- if and .enabled .pvc.enabled }}
- name: {{ toJson .pvc.name }}
  mountPath: {{ toJson .dir }}
{{- end }}
{{- end }}
{{- if include "nats.hasCertificateAuthority" . }}
- name: tls-ca
  mountPath: {{ toJson .Values.tlsCA.dir }}
{{- end }}
{{- range (include "nats.certificates" . | fromJson).protocols }}
- name: {{ printf "%s-tls" . }}
  mountPath: {{ (get $.Values.config .).tls.dir | toJson }}
{{- end }}
{{- end }}

{{/* A probe of the monitor port: dict with "root", "path", "period" and "failures". */}}
{{- define "nats.probe" -}}
httpGet:
  path: {{ .path }}
  port: monitor
  {{- if .root.Values.config.monitor.tls.enabled }}
  scheme: HTTPS
  {{- end }}
initialDelaySeconds: 10
timeoutSeconds: 5
periodSeconds: {{ .period }}
successThreshold: 1
failureThreshold: {{ .failures }}
{{- end }}

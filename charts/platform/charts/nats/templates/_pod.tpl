{{/* The pod template of the servers. */}}
{{- define "nats.podTemplate" -}}
{{- $server := dict "node" (include "nats.serverContainer" . | fromYaml) -}}
{{- include "nats.change" (dict "box" $server "by" .Values.container) -}}
metadata:
  labels:
    {{- include "nats.labels" . | nindent 4 }}
  {{- if .Values.podTemplate.configChecksumAnnotation }}
  annotations:
    checksum/config: {{ include "nats.configMap.object" . | sha256sum }}
  {{- end }}
spec:
  containers:
  - {{ toJson $server.node }}
  {{- if .Values.reloader.enabled }}
  -
    {{- include "nats.part" (dict "text" (include "nats.reloaderContainer" (list . $server.node.volumeMounts)) "by" .Values.reloader) | nindent 4 }}
  {{- end }}
  {{- if .Values.promExporter.enabled }}
  -
    {{- include "nats.part" (dict "text" (include "nats.exporterContainer" .) "by" .Values.promExporter) | nindent 4 }}
  {{- end }}
  # a Service named like a variable of the server would otherwise change its configuration
  enableServiceLinks: false
  {{- if .Values.reloader.enabled }}
  # the reloader sends a signal to the server
  shareProcessNamespace: true
  {{- end }}
  {{- include "nats.pullSecrets" . | nindent 2 }}
  {{- if .Values.serviceAccount.enabled }}
  serviceAccountName: {{ toJson .Values.serviceAccount.name }}
  {{- end }}
  volumes:
  - name: config
    configMap:
      name: {{ toJson .Values.configMap.name }}
  - name: pid
    emptyDir: {}
  {{- if include "nats.hasCertificateAuthority" . }}
  {{- include "nats.certificateAuthorityVolume" . | nindent 2 }}
  {{- end }}
  {{- range (include "nats.certificates" . | fromJson).protocols }}
  - name: {{ printf "%s-tls" . }}
    secret:
      secretName: {{ (get $.Values.config .).tls.secretName | toJson }}
  {{- end }}
  {{- with .Values.podTemplate.topologySpreadConstraints }}
  topologySpreadConstraints:
  {{- range $key, $fields := . }}
  {{- $constraint := dict "topologyKey" $key "labelSelector" (dict "matchLabels" (include "nats.selectorLabels" $ | fromYaml)) }}
  {{- $_ := include "nats.overlay" (dict "into" $constraint "from" (default dict $fields)) }}
  - {{ toJson $constraint }}
  {{- end }}
  {{- end }}
{{- end }}

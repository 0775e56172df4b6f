{{/*
The listening ports that are on, as JSON {"protocols": [{name, port, appProtocol}, ...]}. Their
order is the order of ports in every object.
*/}}
{{- define "nats.protocols" -}}
{{- $config := .Values.config -}}
{{- $found := list -}}
{{- range $name := list "nats" "leafnodes" "websocket" "mqtt" "cluster" "gateway" "monitor" "profiling" -}}
  {{- $settings := get $config $name -}}
  {{- if or (eq $name "nats") $settings.enabled -}}
    {{- $plain := "tcp" -}}
    {{- $secure := "tls" -}}
    {{- if or (eq $name "websocket") (eq $name "monitor") -}}
      {{- $plain = "http" -}}
      {{- $secure = "https" -}}
    {{- end -}}
    {{- $found = append $found (dict "name" $name "port" $settings.port "appProtocol" (ternary $secure $plain (not (not ($settings.tls).enabled)))) -}}
  {{- end -}}
{{- end -}}
{{ dict "protocols" $found | toJson }}
{{- end }}

{{/* The protocols whose certificate is mounted from a Secret, as JSON {"protocols": [names]}. */}}
{{- define "nats.certificates" -}}
{{- $found := list -}}
{{- range $name := list "nats" "leafnodes" "websocket" "mqtt" "cluster" "gateway" -}}
  {{- $settings := get $.Values.config $name -}}
  {{- if and (or (eq $name "nats") $settings.enabled) $settings.tls.enabled $settings.tls.secretName -}}
    {{- $found = append $found $name -}}
  {{- end -}}
{{- end -}}
{{ dict "protocols" $found | toJson }}
{{- end }}

{{/* "true" when a certificate authority is to be mounted, nothing otherwise. */}}
{{- define "nats.hasCertificateAuthority" -}}
{{- with .Values.tlsCA -}}
{{- if and .enabled (or .configMapName .secretName) -}}
true
{{- end -}}
{{- end -}}
{{- end }}

{{/* The volume of the certificate authority, as a list item. */}}
{{- define "nats.certificateAuthorityVolume" -}}
- name: tls-ca
  {{- if .Values.tlsCA.configMapName }}
  configMap:
    name: {{ toJson .Values.tlsCA.configMapName }}
  {{- else }}
  secret:
    secretName: {{ toJson .Values.tlsCA.secretName }}
  {{- end }}
{{- end }}

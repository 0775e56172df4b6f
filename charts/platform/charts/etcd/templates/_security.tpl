{{/*
A security context, or nothing when it is off: list of the root context and its values. OpenShift
picks users and groups itself and refuses pods that name others.
*/}}
{{- define "etcd.securityContext" -}}
{{- $root := index . 0 -}}
{{- $context := default dict (index . 1) -}}
{{- if $context.enabled -}}
  {{- $context = omit $context "enabled" -}}
  {{- $adapt := ((($root.Values.global).compatibility).openshift).adaptSecurityContext | default "auto" -}}
  {{- $openshift := $root.Capabilities.APIVersions.Has "security.openshift.io/v1" -}}
  {{- if or (eq $adapt "force") (and (eq $adapt "auto") $openshift) -}}
    {{- $context = omit $context "fsGroup" "runAsUser" "runAsGroup" -}}
  {{- end -}}
  {{- if not $context.seLinuxOptions -}}
    {{- $context = omit $context "seLinuxOptions" -}}
  {{- end -}}
{{ toYaml $context }}
{{- end -}}
{{- end }}

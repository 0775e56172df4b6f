{{/* The full name of the release's own objects. */}}
{{- define "dynamo-gaie.fullname" -}}
{{- $name := default .Chart.Name .Values.nameOverride -}}
{{- if .Values.fullnameOverride -}}
{{ .Values.fullnameOverride | trunc 63 | trimSuffix "-" }}
{{- else if contains $name .Release.Name -}}
{{ .Release.Name | trunc 63 | trimSuffix "-" }}
{{- else -}}
{{ printf "%s-%s" .Release.Name $name | trunc 63 | trimSuffix "-" }}
{{- end -}}
{{- end }}

{{/* The model's part of object names. */}}
{{- define "dynamo-gaie.model" -}}
{{- $name := toString .Values.model.shortName -}}
{{- if not (regexMatch "^[a-z]([-a-z0-9]{0,55}[a-z0-9])?$" $name) -}}
  {{- fail (printf "model.shortName must be a lower-case DNS label of at most 57 characters that starts with a letter, not %q" $name) -}}
{{- end -}}
{{ $name }}
{{- end }}

{{- define "dynamo-gaie.eppName" -}}
{{ include "dynamo-gaie.model" . }}-epp
{{- end }}

{{- define "dynamo-gaie.poolName" -}}
{{ include "dynamo-gaie.model" . }}-pool
{{- end }}

{{- define "dynamo-gaie.configMapName" -}}
{{ include "dynamo-gaie.fullname" . }}-epp-config
{{- end }}

{{/*
The Dynamo namespace of the graph, by which workers are found and the pool selects its pods. It is
a label value there, so its length is limited.
*/}}
{{- define "dynamo-gaie.dynamoNamespace" -}}
{{- $namespace := .Values.dynamoNamespace -}}
{{- if not $namespace -}}
  {{- $graph := trim (default "" .Values.dynamoGraphDeploymentName) -}}
  {{- if not $graph -}}
    {{- fail "dynamoGraphDeploymentName is required: the name of the DynamoGraphDeployment that serves the model" -}}
  {{- end -}}
  {{- $namespace = printf "%s-%s" .Release.Namespace $graph -}}
{{- end -}}
{{- if gt (len $namespace) 63 -}}
  {{- fail (printf "the Dynamo namespace %q has %d characters, a label value holds at most 63: use a shorter name for the graph or the namespace" $namespace (len $namespace)) -}}
{{- end -}}
{{ $namespace }}
{{- end }}

{{/* The account of the endpoint picker. */}}
{{- define "dynamo-gaie.serviceAccountName" -}}
{{- if .Values.serviceAccount.create -}}
{{ default (include "dynamo-gaie.eppName" .) .Values.serviceAccount.name }}
{{- else -}}
{{ default "default" .Values.serviceAccount.name }}
{{- end -}}
{{- end }}

{{/* Names of the access rules; those outside of namespaces must be unique in the whole cluster. */}}
{{- define "dynamo-gaie.roleName" -}}
{{- if .Values.rbac.compatNames -}}
pod-read
{{- else -}}
{{ include "dynamo-gaie.fullname" . }}-{{ .Release.Namespace }}-epp
{{- end -}}
{{- end }}

{{- define "dynamo-gaie.roleBindingName" -}}
{{ include "dynamo-gaie.roleName" . }}{{ if .Values.rbac.compatNames }}-binding{{ end }}
{{- end }}

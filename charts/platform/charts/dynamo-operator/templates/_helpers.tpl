{{/* Names, labels and the mode of the install. Everything that other files agree on. */}}

{{/* The name in the label app.kubernetes.io/name. */}}
{{- define "dynamo-operator.name" -}}
{{- .Values.nameOverride | default .Chart.Name | trunc 63 | trimSuffix "-" -}}
{{- end }}

{{/* The prefix of every generated name: the release name, unless it lacks ours. */}}
{{- define "dynamo-operator.fullname" -}}
{{- $name := .Values.nameOverride | default .Chart.Name -}}
{{- $full := contains $name .Release.Name | ternary .Release.Name (printf "%s-%s" .Release.Name $name) -}}
{{- .Values.fullnameOverride | default $full | trunc 63 | trimSuffix "-" -}}
{{- end }}

{{/* Labels by which Services and the Deployment find the operator's pods. They are immutable once installed. */}}
{{- define "dynamo-operator.selectorLabels" -}}
app.kubernetes.io/name: {{ include "dynamo-operator.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{/* Labels of every object, made once per rendering. */}}
{{- define "dynamo-operator.labels" -}}
{{- if not (hasKey . "operatorLabels") -}}
{{- $_ := set . "operatorLabels" (include "dynamo-operator.labelLines" .) -}}
{{- end -}}
{{- .operatorLabels -}}
{{- end }}

{{- define "dynamo-operator.labelLines" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
{{ include "dynamo-operator.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end }}

{{/*
Labels of an object that belongs to one part of the operator.
Argument: a list of the context and the part, such as `rbac`.
*/}}
{{- define "dynamo-operator.partLabels" -}}
{{- $root := index . 0 -}}
app.kubernetes.io/component: {{ index . 1 }}
app.kubernetes.io/created-by: dynamo-operator
app.kubernetes.io/part-of: dynamo-operator
{{ include "dynamo-operator.labels" $root }}
{{- end }}

{{/* The account that the operator runs under. */}}
{{- define "dynamo-operator.serviceAccountName" -}}
{{ include "dynamo-operator.fullname" . }}-controller-manager
{{- end }}

{{/* That account as the subject of a binding. It stays in the release's namespace, whatever the operator looks after. */}}
{{- define "dynamo-operator.subject" -}}
- kind: ServiceAccount
  name: {{ include "dynamo-operator.serviceAccountName" . }}
  namespace: {{ .Release.Namespace }}
{{- end }}

{{/* "true" when the operator is limited to one namespace, empty otherwise. */}}
{{- define "dynamo-operator.restricted" -}}
{{- if (.Values.namespaceRestriction).enabled -}}true{{- end -}}
{{- end }}

{{/* The namespace whose graphs need accounts from this chart: the one looked after, or the release's. */}}
{{- define "dynamo-operator.graphNamespace" -}}
{{- if include "dynamo-operator.restricted" . -}}
{{- (.Values.namespaceRestriction).targetNamespace | default .Release.Namespace -}}
{{- else -}}
{{- .Release.Namespace -}}
{{- end -}}
{{- end }}

{{/* The metadata line of an object for graphs. Written only when they live outside of the release's namespace. */}}
{{- define "dynamo-operator.graphNamespaceLine" -}}
{{- $namespace := include "dynamo-operator.graphNamespace" . -}}
{{- if ne $namespace .Release.Namespace -}}
namespace: {{ $namespace }}
{{- end -}}
{{- end }}

{{/* The kind of a role that reaches as far as the operator does; its binding's kind is this and `Binding`. */}}
{{- define "dynamo-operator.roleKind" -}}
{{- if include "dynamo-operator.restricted" . -}}Role{{- else -}}ClusterRole{{- end -}}
{{- end }}

{{/* The metadata line of such a role. */}}
{{- define "dynamo-operator.roleNamespaceLine" -}}
{{- if include "dynamo-operator.restricted" . -}}
namespace: {{ include "dynamo-operator.graphNamespace" . }}
{{- end -}}
{{- end }}

{{/* The prefix of cluster-scoped names that two releases of one name must not share. */}}
{{- define "dynamo-operator.clusterUniqueName" -}}
{{ include "dynamo-operator.fullname" . }}-{{ .Release.Namespace }}
{{- end }}

{{/* Who makes the webhook's certificate: `operator`, `cert-manager` or `external`; empty without webhooks. */}}
{{- define "dynamo-operator.certificateMode" -}}
{{- $webhook := .Values.webhook | default dict -}}
{{- if $webhook.enabled -}}
  {{- if ($webhook.certManager).enabled -}}
    cert-manager
  {{- else if ($webhook.certificateSecret).external -}}
    external
  {{- else -}}
    operator
  {{- end -}}
{{- end -}}
{{- end }}

{{/* The Service through which the API server reaches the webhooks. */}}
{{- define "dynamo-operator.webhookServiceName" -}}
{{ include "dynamo-operator.fullname" . }}-webhook-service
{{- end }}

{{/* The name of the ValidatingWebhookConfiguration, which is cluster-scoped. */}}
{{- define "dynamo-operator.webhookConfigurationName" -}}
{{- $name := printf "%s-validating" (include "dynamo-operator.fullname" .) -}}
{{- if include "dynamo-operator.restricted" . -}}
{{ printf "%s-%s" $name .Release.Namespace }}
{{- else -}}
{{ $name }}
{{- end -}}
{{- end }}

{{/* "true" when whoever serves the metrics asks the API server about their reader, empty otherwise. */}}
{{- define "dynamo-operator.reviewsTokens" -}}
{{- if or ((.Values.controllerManager).kubeRbacProxy).enabled (.Values.metricsService).authorization -}}true{{- end -}}
{{- end }}

{{/*
The prefix of the role for reviewing tokens. Reviews are cluster-scoped, so a restricted operator has a ClusterRole too,
which the namespace keeps apart from that of a release of the same name.
*/}}
{{- define "dynamo-operator.tokenReviewName" -}}
{{- if include "dynamo-operator.restricted" . -}}
{{- include "dynamo-operator.clusterUniqueName" . -}}
{{- else -}}
{{- include "dynamo-operator.fullname" . -}}
{{- end -}}
-proxy
{{- end }}

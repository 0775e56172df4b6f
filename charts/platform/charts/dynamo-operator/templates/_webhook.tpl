{{/*
The namespaces whose resources are checked, as the body of a namespaceSelector; empty is every namespace. A restricted
operator adds its own namespace to whatever the user selects: it could not judge any other.
*/}}
{{- define "dynamo-operator.webhookNamespaceSelector" -}}
{{- $selector := (.Values.webhook).namespaceSelector | default dict -}}
{{- if include "dynamo-operator.restricted" . -}}
  {{- $namespace := include "dynamo-operator.graphNamespace" . -}}
  {{- if $selector -}}
    {{- $own := dict "key" "kubernetes.io/metadata.name" "operator" "In" "values" (list $namespace) -}}
    {{- $selector = set (deepCopy $selector) "matchExpressions" (append ($selector.matchExpressions | default list) $own) -}}
  {{- else -}}
    {{- $selector = dict "matchLabels" (dict "kubernetes.io/metadata.name" $namespace) -}}
  {{- end -}}
{{- end -}}
{{- if $selector -}}{{- toYaml $selector -}}{{- end -}}
{{- end }}

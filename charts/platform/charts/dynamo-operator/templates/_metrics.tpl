{{/*
The pods that a PodMonitor reads: those of one component type that publish metrics, wherever the operator looks after
graphs. Argument: a list of the context and the component type.
*/}}
{{- define "dynamo-operator.podMonitorScope" -}}
{{- $root := index . 0 -}}
namespaceSelector:
  {{- if include "dynamo-operator.restricted" $root }}
  matchNames: [{{ include "dynamo-operator.graphNamespace" $root | quote }}]
  {{- else }}
  any: true
  {{- end }}
selector:
  matchLabels:
    nvidia.com/dynamo-component-type: {{ index . 1 }}
    nvidia.com/metrics-enabled: "true"
{{- end }}

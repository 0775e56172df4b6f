{{/*
The environment of the endpoint picker as a JSON list. A variable of the values replaces the one of
the same name; others come after the built-in ones and before the log level.
*/}}
{{- define "dynamo-gaie.env" -}}
{{- $wanted := list -}}
{{- range $index, $item := .Values.epp.extraEnv -}}
  {{- if not (and (kindIs "map" $item) (get (default dict $item) "name")) -}}
    {{- fail (printf "epp.extraEnv[%d] must be a variable with a name, not %s" $index (toJson $item)) -}}
  {{- end -}}
  {{- $variable := deepCopy $item -}}
  {{- if and (hasKey $variable "value") (not (kindIs "string" $variable.value)) -}}
    {{- $_ := set $variable "value" (toJson $variable.value) -}}
  {{- end -}}
  {{- $wanted = append $wanted $variable -}}
{{- end -}}
{{- $builtIn := include "dynamo-gaie.builtInEnv" . | fromYamlArray -}}
{{- $last := dict "name" "RUST_LOG" "value" "debug,dynamo_llm::kv_router=trace" -}}
{{- $known := list "RUST_LOG" -}}
{{- $env := list -}}
{{- range $variable := $builtIn -}}
  {{- $known = append $known $variable.name -}}
  {{- range $wanted -}}
    {{- if eq .name $variable.name -}}
      {{- $variable = . -}}
    {{- end -}}
  {{- end -}}
  {{- $env = append $env $variable -}}
{{- end -}}
{{- range $wanted -}}
  {{- if eq .name "RUST_LOG" -}}
    {{- $last = . -}}
  {{- else if not (has .name $known) -}}
    {{- $env = append $env . -}}
  {{- end -}}
{{- end -}}
{{ append $env $last | toJson }}
{{- end }}

{{/* What the Dynamo router inside the endpoint picker needs; nothing for other pickers. */}}
{{- define "dynamo-gaie.builtInEnv" -}}
{{- $epp := .Values.epp -}}
{{- $platform := default .Release.Namespace .Values.platformNamespace -}}
{{- if $epp.useDynamo -}}
- name: POD_NAMESPACE
  valueFrom:
    fieldRef:
      fieldPath: metadata.namespace
- name: POD_NAME
  valueFrom:
    fieldRef:
      fieldPath: metadata.name
- name: POD_UID
  valueFrom:
    fieldRef:
      fieldPath: metadata.uid
{{- if $epp.dynamo.useEtcd }}
- name: ETCD_ENDPOINTS
  value: {{ printf "%s-etcd.%s:2379" .Values.platformReleaseName $platform | toJson }}
{{- else }}
- name: DYN_DISCOVERY_BACKEND
  value: kubernetes
{{- end }}
- name: NATS_SERVER
  value: {{ printf "nats://%s-nats.%s:4222" .Values.platformReleaseName $platform | toJson }}
- name: DYN_NAMESPACE
  value: {{ include "dynamo-gaie.dynamoNamespace" . | toJson }}
- name: DYN_KV_BLOCK_SIZE
  value: {{ if kindIs "string" $epp.dynamo.kvBlockSize }}{{ toJson $epp.dynamo.kvBlockSize }}{{ else }}{{ toJson $epp.dynamo.kvBlockSize | quote }}{{ end }}
- name: USE_STREAMING
  value: "true"
- name: HF_TOKEN
  valueFrom:
    secretKeyRef:
      name: hf-token-secret
      key: HF_TOKEN
      optional: true
{{- else -}}
[]
{{- end -}}
{{- end }}

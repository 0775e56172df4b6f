{{/* The environment of a member, by which etcd is configured. */}}

{{- define "etcd.clientScheme" -}}
{{ ternary "https" "http" (eq (toString .Values.auth.client.secureTransport) "true") }}
{{- end }}

{{- define "etcd.peerScheme" -}}
{{ ternary "https" "http" (eq (toString .Values.auth.peer.secureTransport) "true") }}
{{- end }}

{{/* All members with their peer addresses, as they form a new cluster. */}}
{{- define "etcd.initialCluster" -}}
{{- $members := list -}}
{{- range $ordinal := until (int .Values.replicaCount) -}}
  {{- $name := printf "%s-%d" (include "etcd.fullname" $) $ordinal -}}
  {{- $members = append $members (printf "%s=%s://%s.%s:%d" $name (include "etcd.peerScheme" $) $name (include "etcd.memberDomain" $) (int $.Values.containerPorts.peer)) -}}
{{- end -}}
{{ join "," $members }}
{{- end }}

{{/* TLS variables of one side: list of its values, the prefix of the variables and the folder. */}}
{{- define "etcd.tlsEnv" -}}
{{- $tls := index . 0 -}}
{{- $prefix := index . 1 -}}
{{- $folder := index . 2 -}}
{{- if $tls.secureTransport }}
{{- if $tls.useAutoTLS }}
- name: {{ $prefix }}AUTO_TLS
  value: "true"
{{- else }}
- name: {{ $prefix }}CERT_FILE
  value: {{ printf "%s/%s" $folder $tls.certFilename | toJson }}
- name: {{ $prefix }}KEY_FILE
  value: {{ printf "%s/%s" $folder $tls.certKeyFilename | toJson }}
{{- if $tls.enableAuthentication }}
- name: {{ $prefix }}CLIENT_CERT_AUTH
  value: "true"
- name: {{ $prefix }}TRUSTED_CA_FILE
  value: {{ printf "%s/%s" $folder (default "ca.crt" $tls.caFilename) | toJson }}
{{- end }}
{{- end }}
{{- end }}
{{- end }}

{{- define "etcd.env" -}}
{{- $client := include "etcd.clientScheme" . -}}
{{- $peer := include "etcd.peerScheme" . -}}
{{- $domain := include "etcd.memberDomain" . -}}
{{- $clientPort := toJson .Values.containerPorts.client -}}
{{- $peerPort := toJson .Values.containerPorts.peer -}}
- name: MY_POD_NAME
  valueFrom:
    fieldRef:
      fieldPath: metadata.name
- name: ETCD_NAME
  value: $(MY_POD_NAME)
- name: ETCD_DATA_DIR
  value: /bitnami/etcd/data
- name: ETCD_LOG_LEVEL
  value: {{ ternary "debug" (toString .Values.logLevel) (eq (toString .Values.image.debug) "true") | toJson }}
- name: ETCD_LISTEN_CLIENT_URLS
  value: "{{ $client }}://0.0.0.0:{{ $clientPort }}"
- name: ETCD_ADVERTISE_CLIENT_URLS
  {{- $urls := list (printf "%s://$(MY_POD_NAME).%s:%s" $client $domain $clientPort) }}
  {{- if .Values.service.enabled }}
  {{- $urls = append $urls (printf "%s://%s.%s.svc.%s:%s" $client (include "etcd.fullname" .) (include "etcd.namespace" .) .Values.clusterDomain (toJson .Values.service.ports.client)) }}
  {{- end }}
  value: {{ join "," $urls | toJson }}
- name: ETCD_LISTEN_PEER_URLS
  value: "{{ $peer }}://0.0.0.0:{{ $peerPort }}"
- name: ETCD_INITIAL_ADVERTISE_PEER_URLS
  value: "{{ $peer }}://$(MY_POD_NAME).{{ $domain }}:{{ $peerPort }}"
{{- /* the last address and the next three count only as long as the volume is empty */}}
- name: ETCD_INITIAL_CLUSTER
  value: {{ include "etcd.initialCluster" . | toJson }}
- name: ETCD_INITIAL_CLUSTER_TOKEN
  value: {{ toJson .Values.initialClusterToken }}
- name: ETCD_INITIAL_CLUSTER_STATE
  value: {{ toJson .Values.initialClusterState }}
{{- with .Values.autoCompactionMode }}
- name: ETCD_AUTO_COMPACTION_MODE
  value: {{ toJson . }}
{{- end }}
{{- with .Values.autoCompactionRetention }}
- name: ETCD_AUTO_COMPACTION_RETENTION
  value: {{ kindIs "string" . | ternary . (toJson .) | quote }}
{{- end }}
{{- if include "etcd.hasMetricsPort" . }}
- name: ETCD_LISTEN_METRICS_URLS
  value: "http://0.0.0.0:{{ toJson .Values.containerPorts.metrics }}"
{{- end }}
{{- include "etcd.tlsEnv" (list .Values.auth.client "ETCD_" "/etc/etcd/tls/client") }}
{{- include "etcd.tlsEnv" (list .Values.auth.peer "ETCD_PEER_" "/etc/etcd/tls/peer") }}
{{- if or .Values.configuration .Values.existingConfigmap }}
{{- /* etcd then takes everything from the file and nothing from the variables above */}}
- name: ETCD_CONFIG_FILE
  value: /etc/etcd/conf/etcd.conf.yml
{{- end }}
{{- with .Values.maxProcs }}
- name: GOMAXPROCS
  value: {{ toString . | quote }}
{{- end }}
{{- with .Values.extraEnvVars }}
{{ include "etcd.templated" (list $ .) }}
{{- end }}
{{- end }}

{{/* Environment from whole objects: dict with "root", "configMap" and "secret". */}}
{{- define "etcd.envFrom" -}}
{{- if or .configMap .secret }}
envFrom:
  {{- with .configMap }}
- configMapRef:
    name: {{ include "etcd.templated" (list $.root .) | toJson }}
  {{- end }}
  {{- with .secret }}
- secretRef:
    name: {{ include "etcd.templated" (list $.root .) | toJson }}
  {{- end }}
{{- end }}
{{- end }}

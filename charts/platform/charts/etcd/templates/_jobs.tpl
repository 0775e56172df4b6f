{{/*
Jobs that run etcdctl from the same image. The image has no shell, so a job is one command.
*/}}

{{/* Flags by which etcdctl reaches etcd over TLS, as a JSON list. */}}
{{- define "etcd.ctlFlags" -}}
{{- $tls := .Values.auth.client -}}
{{- $flags := list -}}
{{- if $tls.secureTransport -}}
  {{- if $tls.useAutoTLS -}}
    {{- /* every member makes its own certificate, so there is nobody to check it against */ -}}
    {{- $flags = list "--insecure-transport=false" "--insecure-skip-tls-verify" -}}
  {{- else -}}
    {{- $flags = list
      (printf "--cert=/etc/etcd/tls/client/%s" $tls.certFilename)
      (printf "--key=/etc/etcd/tls/client/%s" $tls.certKeyFilename)
      (printf "--cacert=/etc/etcd/tls/client/%s" (default "ca.crt" $tls.caFilename)) -}}
  {{- end -}}
{{- end -}}
{{ toJson $flags }}
{{- end }}

{{/* The client address of every member, as a JSON list. */}}
{{- define "etcd.memberUrls" -}}
{{- $urls := list -}}
{{- range $ordinal := until (int .Values.replicaCount) -}}
  {{- $urls = append $urls (printf "%s://%s-%d.%s:%d" (include "etcd.clientScheme" $) (include "etcd.fullname" $) $ordinal (include "etcd.memberDomain" $) (int $.Values.containerPorts.client)) -}}
{{- end -}}
{{ toJson $urls }}
{{- end }}

{{/*
The spec of a CronJob: dict with "root", "component", "values", "command", "args", "volumes" and
"mounts" (lists), and "history" (the finished jobs to keep: succeeded, failed).
*/}}
{{- define "etcd.cronJobSpec" -}}
{{- $root := .root -}}
{{- $values := .values -}}
{{- $labels := dict (printf "%s-client" (include "etcd.fullname" $root)) "true" -}}
{{- range $key, $value := $values.podLabels -}}
  {{- $_ := set $labels $key $value -}}
{{- end -}}
{{- $volumes := .volumes -}}
{{- $mounts := .mounts -}}
{{- if has "client" (include "etcd.certificateSides" $root | fromJsonArray) -}}
  {{- $secret := include "etcd.templated" (list $root $root.Values.auth.client.existingSecret) -}}
  {{- $volumes = append $volumes (dict "name" "etcd-client-certs" "secret" (dict "secretName" $secret "defaultMode" 256)) -}}
  {{- $mounts = append $mounts (dict "name" "etcd-client-certs" "mountPath" "/etc/etcd/tls/client" "readOnly" true) -}}
{{- end -}}
schedule: {{ toJson $values.schedule }}
concurrencyPolicy: {{ default "Forbid" $values.concurrencyPolicy }}
{{- if $values.suspend }}
suspend: true
{{- end }}
{{- with $values.startingDeadlineSeconds }}
startingDeadlineSeconds: {{ toJson . }}
{{- end }}
successfulJobsHistoryLimit: {{ index .history 0 | toJson }}
failedJobsHistoryLimit: {{ index .history 1 | toJson }}
jobTemplate:
  metadata:
    labels:
      {{- include "etcd.labels" (list $root .component $values.labels) | nindent 6 }}
  spec:
    {{- with $values.activeDeadlineSeconds }}
    activeDeadlineSeconds: {{ toJson . }}
    {{- end }}
    template:
      metadata:
        labels:
          {{- include "etcd.labels" (list $root .component $labels) | nindent 10 }}
        {{- with $values.podAnnotations }}
        annotations:
          {{- include "etcd.templated" (list $root .) | nindent 10 }}
        {{- end }}
      spec:
        restartPolicy: {{ default "OnFailure" $values.restartPolicy }}
        {{- with $values.serviceAccountName }}
        serviceAccountName: {{ toJson . }}
        {{- end }}
        automountServiceAccountToken: false
        {{- include "etcd.pullSecrets" $root | nindent 8 }}
        {{- range $field := list "nodeSelector" "tolerations" }}
        {{- with get $values $field }}
        {{ $field }}:
          {{- include "etcd.templated" (list $root .) | nindent 10 }}
        {{- end }}
        {{- end }}
        {{- with include "etcd.securityContext" (list $root $values.podSecurityContext) }}
        securityContext:
          {{- . | nindent 10 }}
        {{- end }}
        containers:
        - name: {{ .component }}
          image: {{ include "etcd.image" $root | toJson }}
          imagePullPolicy: {{ toJson $root.Values.image.pullPolicy }}
          command: {{ toJson .command }}
          {{- with .args }}
          args: {{ toJson . }}
          {{- end }}
          {{- with include "etcd.securityContext" (list $root $values.containerSecurityContext) }}
          securityContext:
            {{- . | nindent 12 }}
          {{- end }}
          env:
          - name: MY_POD_NAME
            valueFrom:
              fieldRef:
                fieldPath: metadata.name
          {{- with $values.extraEnvVars }}
          {{- include "etcd.templated" (list $root .) | nindent 10 }}
          {{- end }}
          {{- include "etcd.envFrom" (dict "root" $root "configMap" $values.extraEnvVarsCM "secret" $values.extraEnvVarsSecret) | nindent 10 }}
          resources: {{ include "etcd.resources" (list $values.resources $values.resourcesPreset) }}
          {{- with $mounts }}
          volumeMounts: {{ toJson . }}
          {{- end }}
        {{- with $volumes }}
        volumes: {{ toJson . }}
        {{- end }}
{{- end }}

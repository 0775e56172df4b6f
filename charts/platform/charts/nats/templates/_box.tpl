{{/* Parts of the nats-box, a pod with the command line tools for looking into the servers. */}}

{{/* "true" when some context brings its credentials as text, which then live in a Secret of ours. */}}
{{- define "nats.box.hasContents" -}}
{{- $found := false -}}
{{- range .Values.natsBox.contexts -}}
  {{- if kindIs "map" . -}}
    {{- $found = or $found .creds.contents .nkey.contents -}}
  {{- end -}}
{{- end -}}
{{- if $found -}}
true
{{- end -}}
{{- end }}

{{/* One context of the command line tools, as JSON: list of the root context and the context's name. */}}
{{- define "nats.box.context" -}}
{{- $root := index . 0 -}}
{{- $name := index . 1 -}}
{{- $context := get $root.Values.natsBox.contexts $name -}}
{{- $host := ternary $root.Values.service.name $root.Values.headlessService.name (not (not $root.Values.service.enabled)) -}}
{{- $document := dict "url" (printf "nats://%s" $host) -}}
{{- range $kind, $extension := dict "creds" "creds" "nkey" "nk" -}}
  {{- $source := get $context $kind -}}
  {{- if $source.contents -}}
    {{- $_ := set $document $kind (printf "/etc/nats-contents/%s.%s" $name $extension) -}}
  {{- else if $source.secretName -}}
    {{- $_ := set $document $kind (printf "%s/%s" (trimSuffix "/" $source.dir) $source.key) -}}
  {{- end -}}
{{- end -}}
{{- if $context.tls.secretName -}}
  {{- $dir := trimSuffix "/" $context.tls.dir -}}
  {{- $_ := set $document "cert" (printf "%s/%s" $dir $context.tls.cert) -}}
  {{- $_ := set $document "key" (printf "%s/%s" $dir $context.tls.key) -}}
{{- end -}}
{{- if and $root.Values.config.nats.tls.enabled (include "nats.hasCertificateAuthority" $root) -}}
  {{- $_ := set $document "ca" (printf "%s/%s" (trimSuffix "/" $root.Values.tlsCA.dir) $root.Values.tlsCA.key) -}}
{{- end -}}
{{ include "nats.adapt" (dict "object" $document "by" $context) }}
{{- end }}

{{/* What is mounted for the contexts, as JSON {"mounts": [{name, secretName, dir}, ...]}. */}}
{{- define "nats.box.secrets" -}}
{{- $mounts := list -}}
{{- range $name, $context := .Values.natsBox.contexts -}}
  {{- if kindIs "map" $context -}}
    {{- range $kind := list "creds" "nkey" "tls" -}}
      {{- $source := get $context $kind -}}
      {{- if $source.secretName -}}
        {{- $mounts = append $mounts (dict "name" (printf "ctx-%s-%s" $name $kind) "secretName" $source.secretName "dir" $source.dir) -}}
      {{- end -}}
    {{- end -}}
  {{- end -}}
{{- end -}}
{{ dict "mounts" $mounts | toJson }}
{{- end }}

{{/* Runs before the container's arguments: it makes the mounted contexts known to the tools. */}}
{{- define "nats.box.script" -}}
work_dir="$(pwd)"
mkdir -p "$XDG_CONFIG_HOME/nats"
cd "$XDG_CONFIG_HOME/nats"
if ! [ -s context ]; then
  ln -s /etc/nats-contexts context
fi
{{- with .Values.natsBox.defaultContextName }}
if ! [ -f context.txt ]; then
  echo -n {{ quote . }} > context.txt
fi
{{- end }}
cd "$work_dir"
exec /entrypoint.sh "$@"
{{ end }}

{{- define "nats.box.container" -}}
name: nats-box
{{ include "nats.image" (list . .Values.natsBox.container.image) }}
{{- with include "nats.env" .Values.natsBox.container.env }}
env:
{{- . }}
{{- end }}
command:
- sh
- -ec
- {{ include "nats.box.script" . | toJson }}
- --
args:
- sh
- -ec
# ends at once when the pod is asked to end, which a plain sleep would not
- trap true INT TERM; sleep infinity & wait
volumeMounts:
- name: contexts
  mountPath: /etc/nats-contexts
{{- if include "nats.box.hasContents" . }}
- name: contents
  mountPath: /etc/nats-contents
{{- end }}
{{- if include "nats.hasCertificateAuthority" . }}
- name: tls-ca
  mountPath: {{ toJson .Values.tlsCA.dir }}
{{- end }}
{{- range (include "nats.box.secrets" . | fromJson).mounts }}
- name: {{ toJson .name }}
  mountPath: {{ toJson .dir }}
{{- end }}
{{- end }}

{{/* The pod template of the nats-box, already changed by its values. */}}
{{- define "nats.box.podTemplate" -}}
{{- include "nats.part" (dict "text" (include "nats.box.podSkeleton" .) "by" .Values.natsBox.podTemplate) }}
{{- end }}

{{- define "nats.box.podSkeleton" -}}
metadata:
  labels:
    {{- include "nats.componentLabels" (list . "nats-box") | nindent 4 }}
spec:
  containers:
  -
    {{- include "nats.part" (dict "text" (include "nats.box.container" .) "by" .Values.natsBox.container) | nindent 4 }}
  enableServiceLinks: false
  {{- include "nats.pullSecrets" . | nindent 2 }}
  {{- if .Values.natsBox.serviceAccount.enabled }}
  serviceAccountName: {{ toJson .Values.natsBox.serviceAccount.name }}
  {{- end }}
  volumes:
  - name: contexts
    secret:
      secretName: {{ toJson .Values.natsBox.contextsSecret.name }}
  {{- if include "nats.box.hasContents" . }}
  - name: contents
    secret:
      secretName: {{ toJson .Values.natsBox.contentsSecret.name }}
  {{- end }}
  {{- if include "nats.hasCertificateAuthority" . }}
  {{- include "nats.certificateAuthorityVolume" . | nindent 2 }}
  {{- end }}
  {{- range (include "nats.box.secrets" . | fromJson).mounts }}
  - name: {{ toJson .name }}
    secret:
      secretName: {{ toJson .secretName }}
  {{- end }}
{{- end }}

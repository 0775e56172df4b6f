{{/* The pull secret of component pods. */}}

{{/* The name of the pull secret for component pods; empty without one. */}}
{{- define "dynamo-operator.registrySecretName" -}}
{{- $registry := (.Values.dynamo).dockerRegistry | default dict -}}
{{- if $registry.useKubernetesSecret -}}
{{- $registry.existingSecretName | default (printf "%s-regcred" (include "dynamo-operator.fullname" .)) -}}
{{- end -}}
{{- end }}

{{/* The imagePullSecrets of an account for component pods, as lines of that account; empty without a secret. */}}
{{- define "dynamo-operator.accountPullSecrets" -}}
{{- with include "dynamo-operator.registrySecretName" . -}}
imagePullSecrets:
  - name: {{ . }}
{{- end -}}
{{- end }}

{{/*
The key under which a registry's credentials are stored. Docker Hub has a key that is not its host name.
*/}}
{{- define "dynamo-operator.registryKey" -}}
{{- if or (eq . "docker.io") (hasPrefix "docker.io/" .) -}}
https://index.docker.io/v1/
{{- else -}}
{{ . }}
{{- end -}}
{{- end }}

{{/* The host behind such a key or server name, the same for all spellings of Docker Hub. */}}
{{- define "dynamo-operator.registryHost" -}}
{{- $host := trimPrefix "https://" . | trimPrefix "http://" | splitList "/" | first -}}
{{- has $host (list "index.docker.io" "registry-1.docker.io") | ternary "docker.io" $host -}}
{{- end }}

{{/* The document inside the pull secret, serialised so that quotes and backslashes in a password survive. */}}
{{- define "dynamo-operator.dockerConfig" -}}
{{- $registry := .Values.dynamo.dockerRegistry -}}
{{- $login := dict
      "username" (toString $registry.username)
      "password" (toString $registry.password)
      "auth" (printf "%v:%v" $registry.username $registry.password | b64enc) -}}
{{- dict "auths" (dict (include "dynamo-operator.registryKey" (toString $registry.server)) $login) | toRawJson -}}
{{- end }}

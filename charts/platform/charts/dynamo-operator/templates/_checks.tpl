{{/*
Checks that stop an install before anything is created. Those marked "cluster" look at the live cluster and pass where
there is none, as in `helm template`.
*/}}

{{/* All checks, in the order in which their messages win. */}}
{{- define "dynamo-operator.checks" -}}
{{- include "dynamo-operator.checkNames" . -}}
{{- if not (include "dynamo-operator.restricted" .) -}}
{{- include "dynamo-operator.checkSingleOperator" . -}}
{{- include "dynamo-operator.checkLeaderElection" . -}}
{{- end -}}
{{- include "dynamo-operator.checkDiscoveryBackend" . -}}
{{- include "dynamo-operator.checkRegistry" . -}}
{{- end }}

{{/* The longest name that is limited to 63 characters, the webhook Service's, must fit. */}}
{{- define "dynamo-operator.checkNames" -}}
{{- $service := include "dynamo-operator.webhookServiceName" . -}}
{{- if and (.Values.webhook).enabled (gt (len $service) 63) -}}
  {{- $room := sub 63 (len "-webhook-service") -}}
  {{- $name := .Values.nameOverride | default .Chart.Name -}}
  {{- if .Values.fullnameOverride -}}
    {{- fail (printf "VALIDATION ERROR: the Service name %q has %d characters, 63 are allowed. Shorten dynamo-operator.fullnameOverride to at most %d characters." $service (len $service) $room) -}}
  {{- else if contains $name .Release.Name -}}
    {{- fail (printf "VALIDATION ERROR: the release name %q is too long: the Service name %q has %d characters, 63 are allowed. Use a release name of at most %d characters, or set dynamo-operator.fullnameOverride." .Release.Name $service (len $service) $room) -}}
  {{- else -}}
    {{- $longest := sub $room (add1 (len $name)) -}}
    {{- if lt $longest 1 -}}
      {{- fail (printf "VALIDATION ERROR: no release name is short enough for dynamo-operator.nameOverride %q. Shorten it, or set dynamo-operator.fullnameOverride to at most %d characters." $name $room) -}}
    {{- end -}}
    {{- fail (printf "VALIDATION ERROR: the release name %q is too long: the Service name %q has %d characters, 63 are allowed. Use a release name of at most %d characters, or set dynamo-operator.fullnameOverride to at most %d." .Release.Name $service (len $service) $longest $room) -}}
  {{- end -}}
{{- end -}}
{{- end }}

{{/*
Cluster: no other cluster-wide operator. One is known by the label on its ClusterRoleBinding, ours by the name that this
release gives to it; a restricted operator has no such binding.
*/}}
{{- define "dynamo-operator.checkSingleOperator" -}}
{{- $own := printf "%s-manager-rolebinding" (include "dynamo-operator.fullname" .) -}}
{{- range (lookup "rbac.authorization.k8s.io/v1" "ClusterRoleBinding" "" "").items -}}
  {{- $labels := .metadata.labels | default dict -}}
  {{- if and (eq (get $labels "app.kubernetes.io/created-by") "dynamo-operator") (hasSuffix "-manager-rolebinding" .metadata.name) (ne .metadata.name $own) -}}
    {{- $release := get $labels "app.kubernetes.io/instance" -}}
    {{- $namespace := "" -}}
    {{- range .subjects -}}
      {{- $namespace = .namespace | default $namespace -}}
    {{- end -}}
    {{- fail (printf "VALIDATION ERROR: release %q in namespace %q already runs a cluster-wide Dynamo operator (ClusterRoleBinding %q), and a cluster has room for one. Remove it with `helm uninstall %s --namespace %s`, or limit this one to its namespace with dynamo-operator.namespaceRestriction.enabled=true." $release $namespace .metadata.name $release $namespace) -}}
  {{- end -}}
{{- end -}}
{{- end }}

{{/* Cluster-wide operators must compete for one and the same Lease, outside of any release's namespace. */}}
{{- define "dynamo-operator.checkLeaderElection" -}}
{{- $election := (.Values.controllerManager).leaderElection | default dict -}}
{{- if not (has ($election.id | default "") (list "" "dynamo.nvidia.com")) -}}
  {{- fail (printf "VALIDATION WARNING: Using custom leader election ID '%v' in cluster-wide mode. For proper coordination, all cluster-wide Dynamo operators should use the SAME leader election ID. Different IDs will allow multiple leaders simultaneously (split-brain scenario)." $election.id) -}}
{{- end -}}
{{- if eq ($election.namespace | default "") .Release.Namespace -}}
  {{- fail (printf "VALIDATION WARNING: dynamo-operator.controllerManager.leaderElection.namespace is the release's own namespace '%s' in cluster-wide mode. A cluster-wide operator of another release would not see a Lease in it, and both would lead. Leave it empty (kube-system) or name a namespace that all of them share." .Release.Namespace) -}}
{{- end -}}
{{- end }}

{{/* One of two discovery backends. The values schema leaves the key open, so that this message is the one that shows. */}}
{{- define "dynamo-operator.checkDiscoveryBackend" -}}
{{- $backend := .Values.discoveryBackend | default "" -}}
{{- if not (has $backend (list "kubernetes" "etcd")) -}}
  {{- fail (printf "VALIDATION ERROR: discoveryBackend must be 'kubernetes' (default) or 'etcd'. Got: '%v'" $backend) -}}
{{- end -}}
{{- end }}

{{/* What a pull secret is made of; or, in a cluster, that the existing one fits. */}}
{{- define "dynamo-operator.checkRegistry" -}}
{{- $registry := (.Values.dynamo).dockerRegistry | default dict -}}
{{- if $registry.useKubernetesSecret -}}
  {{- if $registry.existingSecretName -}}
    {{- include "dynamo-operator.checkExistingRegistrySecret" . -}}
  {{- else -}}
    {{- range list "server" "username" "password" -}}
      {{- if not (get $registry .) -}}
        {{- fail (printf "VALIDATION ERROR: dynamo-operator.dynamo.dockerRegistry.%s is required with useKubernetesSecret. Set it, or name a secret of yours in existingSecretName." .) -}}
      {{- end -}}
    {{- end -}}
  {{- end -}}
{{- end -}}
{{- end }}

{{/*
Cluster: the secret that component pods are to use has the right type and an entry for the registry. An absent one passes
here, since without a cluster every secret is absent.
*/}}
{{- define "dynamo-operator.checkExistingRegistrySecret" -}}
{{- $registry := .Values.dynamo.dockerRegistry -}}
{{- $name := $registry.existingSecretName -}}
{{- $namespace := include "dynamo-operator.graphNamespace" . -}}
{{- with lookup "v1" "Secret" $namespace $name -}}
  {{- $where := printf "the secret %q in namespace %q, named by dynamo-operator.dynamo.dockerRegistry.existingSecretName," $name $namespace -}}
  {{- if ne .type "kubernetes.io/dockerconfigjson" -}}
    {{- fail (printf "VALIDATION ERROR: %s has type %q, kubernetes.io/dockerconfigjson is needed." $where .type) -}}
  {{- end -}}
  {{- $auths := (get (.data | default dict) ".dockerconfigjson" | b64dec | fromJson).auths -}}
  {{- if not $auths -}}
    {{- fail (printf "VALIDATION ERROR: %s holds no credentials under `auths`." $where) -}}
  {{- end -}}
  {{- with $registry.server -}}
    {{- $host := include "dynamo-operator.registryHost" . -}}
    {{- $hosts := list -}}
    {{- range $key, $_ := $auths -}}
      {{- $hosts = append $hosts (include "dynamo-operator.registryHost" $key) -}}
    {{- end -}}
    {{- if not (has $host $hosts) -}}
      {{- fail (printf "VALIDATION ERROR: %s has no entry for %q; it has: %s." $where $host (join ", " (sortAlpha $hosts))) -}}
    {{- end -}}
  {{- end -}}
{{- end -}}
{{- end }}

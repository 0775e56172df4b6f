{{/*
What would only fail later, or never say why. All findings are reported together.
*/}}
{{- define "etcd.checks" -}}
{{- $values := .Values -}}
{{- $replicas := int $values.replicaCount -}}
{{- $state := toString $values.initialClusterState -}}
{{- $found := list -}}

{{- if not (has $state (list "new" "existing")) -}}
  {{- $found = append $found (printf "initialClusterState must be new or existing, not %q" $state) -}}
{{- else if and (eq $state "new") (not (has $replicas (list 1 3 5 7))) -}}
  {{- $found = append $found (printf "replicaCount must be 1, 3, 5 or 7, not %d: an even number tolerates no more failures than the odd one below (while members are added one by one, initialClusterState existing allows any number)" $replicas) -}}
{{- else if lt $replicas 1 -}}
  {{- $found = append $found (printf "replicaCount must be at least 1, not %d" $replicas) -}}
{{- end -}}

{{- /* new pods with empty volumes would form a second cluster behind the same Service */ -}}
{{- $live := int ((lookup "apps/v1" "StatefulSet" (include "etcd.namespace" .) (include "etcd.fullname" .)).spec).replicas -}}
{{- if and (gt $live 0) (ne $live $replicas) (ne $state "existing") -}}
  {{- $found = append $found (printf "replicaCount cannot go from %d to %d by itself: register or remove members with etcdctl first, one at a time, and set initialClusterState to existing (see the chart's README)" $live $replicas) -}}
{{- end -}}

{{- with $values.pdb -}}
  {{- if and .minAvailable .maxUnavailable -}}
    {{- $found = append $found "pdb.minAvailable and pdb.maxUnavailable exclude each other" -}}
  {{- end -}}
{{- end -}}

{{- if ($values.auth.rbac).create -}}
  {{- $found = append $found "auth.rbac.create is not supported: turning authentication on needs a client with credentials, which neither the operator nor the workers have. Use an etcd of your own and set dynamo-operator.etcdAddr" -}}
{{- end -}}
{{- range $side := list "client" "peer" -}}
  {{- with get $values.auth $side -}}
    {{- if and .secureTransport (not .useAutoTLS) (not .existingSecret) -}}
      {{- $found = append $found (printf "auth.%s.secureTransport needs auth.%s.existingSecret or auth.%s.useAutoTLS" $side $side $side) -}}
    {{- end -}}
  {{- end -}}
{{- end -}}

{{- $unsupported := dict
  "startFromSnapshot" "restore the snapshot with etcdutl into the volume of an etcd that is not running"
  "preUpgradeJob" "remove members with etcdctl member remove before lowering replicaCount"
  "volumePermissions" "the volume gets its group from podSecurityContext.fsGroup"
  "diagnosticMode" "use command and args, or an ephemeral container"
-}}
{{- range $key, $instead := $unsupported -}}
  {{- if (get $values $key | default dict).enabled -}}
    {{- $found = append $found (printf "%s is not supported, because it is made of scripts in another image: %s" $key $instead) -}}
  {{- end -}}
{{- end -}}
{{- if and ($values.disasterRecovery).enabled (not $values.persistence.enabled) -}}
  {{- $found = append $found "disasterRecovery needs persistence.enabled" -}}
{{- end -}}

{{- with $found -}}
  {{- fail (printf "etcd: %s" (join "\n      " .)) -}}
{{- end -}}
{{- end }}

{{/* The manager container: its image, its arguments and its environment. */}}

{{/*
A repository where the cluster finds it: one without a registry host is looked up in the mirror that the global values
name. Argument: a list of the context and the repository, a tag may follow it.
*/}}
{{- define "dynamo-operator.mirrored" -}}
{{- $global := (index . 0).Values.global | default dict -}}
{{- $repository := toString (index . 1) -}}
{{- $mirror := $global.imageRegistry | default ($global.image).registry -}}
{{- $host := ternary (first (splitList "/" $repository)) "" (contains "/" $repository) -}}
{{- $named := or (contains "." $host) (contains ":" $host) (eq $host "localhost") -}}
{{- if and $mirror $repository (not $named) -}}
{{- printf "%s/%s" (trimSuffix "/" $mirror) $repository -}}
{{- else -}}
{{- $repository -}}
{{- end -}}
{{- end }}

{{/*
An image reference. Argument: a list of the context, an image with `repository` and `tag`, and the tag to fall back to.
*/}}
{{- define "dynamo-operator.image" -}}
{{- $image := index . 1 -}}
{{- $repository := include "dynamo-operator.mirrored" (list (index . 0) $image.repository) -}}
{{- printf "%s:%s" $repository ($image.tag | default (index . 2) | toString) -}}
{{- end }}

{{/* The version that the operator reports: its image's tag. */}}
{{- define "dynamo-operator.version" -}}
{{- .Values.controllerManager.manager.image.tag | default .Chart.AppVersion -}}
{{- end }}

{{/* Pull secrets of the operator's pod as a YAML list: ours as objects, the global ones as objects or bare names. */}}
{{- define "dynamo-operator.imagePullSecrets" -}}
{{- $secrets := .Values.imagePullSecrets | default list -}}
{{- range (.Values.global).imagePullSecrets -}}
  {{- $secret := kindIs "map" . | ternary . (dict "name" .) -}}
  {{- if not (has $secret $secrets) -}}
    {{- $secrets = append $secrets $secret -}}
  {{- end -}}
{{- end -}}
{{- if $secrets -}}{{- toYaml $secrets -}}{{- end -}}
{{- end }}

{{/*
The in-cluster name of a store that this release installs, by the naming rule of its chart. Argument: a list of the
context and the chart's name. Overrides of the store's own names are out of sight here: an operator whose store is
renamed needs `natsAddr` or `etcdAddr`.
*/}}
{{- define "dynamo-operator.storeHost" -}}
{{- $root := index . 0 -}}
{{- $store := index . 1 -}}
{{- $release := $root.Release.Name -}}
{{- $name := contains $store $release | ternary $release (printf "%s-%s" $release $store) | trunc 63 | trimSuffix "-" -}}
{{- printf "%s.%s.svc.%s" $name $root.Release.Namespace $root.Values.kubernetesClusterDomain -}}
{{- end }}

{{/* The NATS address for graphs, empty for none. */}}
{{- define "dynamo-operator.natsAddress" -}}
{{- if .Values.natsAddr -}}
{{- .Values.natsAddr -}}
{{- else if (.Values.nats).enabled -}}
{{- printf "nats://%s:4222" (include "dynamo-operator.storeHost" (list . "nats")) -}}
{{- end -}}
{{- end }}

{{/*
The etcd address for graphs.
COMPAT: it is passed whether or not etcd is installed, and without a scheme.
*/}}
{{- define "dynamo-operator.etcdAddress" -}}
{{- .Values.etcdAddr | default (printf "%s:2379" (include "dynamo-operator.storeHost" (list . "etcd"))) -}}
{{- end }}

{{/* The name of the Lease that the replicas compete for. */}}
{{- define "dynamo-operator.leaderElectionID" -}}
{{- ((.Values.controllerManager).leaderElection).id | default "dynamo.nvidia.com" -}}
{{- end }}

{{/* The namespace of that Lease. */}}
{{- define "dynamo-operator.leaderElectionNamespace" -}}
{{- if include "dynamo-operator.restricted" . -}}
{{- include "dynamo-operator.graphNamespace" . -}}
{{- else -}}
{{- ((.Values.controllerManager).leaderElection).namespace | default "kube-system" -}}
{{- end -}}
{{- end }}

{{/*
Arguments of the manager as a YAML list. They are collected as data and written once, so that no value can break the
manifest. Arguments that the reference operator does not know come last, and only when something asks for them.
*/}}
{{- define "dynamo-operator.managerArgs" -}}
{{- $fullname := include "dynamo-operator.fullname" . -}}
{{- $restricted := include "dynamo-operator.restricted" . -}}
{{- $dynamo := .Values.dynamo | default dict -}}
{{- $webhook := .Values.webhook | default dict -}}
{{- $args := list -}}

{{- /* The user's own, but for those that follow below: the last one would win anyway. */ -}}
{{- range .Values.controllerManager.manager.args -}}
  {{- $flag := toString . | trimPrefix "-" | trimPrefix "-" -}}
  {{- $ours := or (eq $flag "leader-elect") (hasPrefix "leader-elect=" $flag) (hasPrefix "leader-election-id=" $flag) -}}
  {{- if not (and $ours (hasPrefix "-" (toString .))) -}}
    {{- $args = append $args (toString .) -}}
  {{- end -}}
{{- end -}}

{{- $args = append $args "--leader-elect" -}}
{{- $args = append $args (printf "--leader-election-id=%s" (include "dynamo-operator.leaderElectionID" .)) -}}
{{- if $restricted -}}
  {{- $args = append $args (printf "--restrictedNamespace=%s" (include "dynamo-operator.graphNamespace" .)) -}}
{{- end -}}
{{- $args = append $args (printf "--leader-election-namespace=%s" (include "dynamo-operator.leaderElectionNamespace" .)) -}}

{{- with include "dynamo-operator.natsAddress" . -}}
  {{- $args = append $args (printf "--natsAddr=%s" .) -}}
{{- end -}}
{{- $args = append $args (printf "--etcdAddr=%s" (include "dynamo-operator.etcdAddress" .)) -}}

{{- if ($dynamo.istio).enabled -}}
  {{- with ($dynamo.istio).gateway -}}
    {{- $args = append $args (printf "--istio-virtual-service-gateway=%v" .) -}}
  {{- end -}}
{{- end -}}
{{- if ($dynamo.ingress).enabled -}}
  {{- with ($dynamo.ingress).className -}}
    {{- $args = append $args (printf "--ingress-controller-class-name=%v" .) -}}
  {{- end -}}
  {{- with ($dynamo.ingress).tlsSecretName -}}
    {{- $args = append $args (printf "--ingress-controller-tls-secret-name=%v" .) -}}
  {{- end -}}
{{- end -}}
{{- with $dynamo.ingressHostSuffix -}}
  {{- $args = append $args (printf "--ingress-host-suffix=%v" .) -}}
{{- end -}}
{{- with $dynamo.virtualServiceSupportsHTTPS -}}
  {{- $args = append $args (printf "--virtual-service-supports-https=%v" .) -}}
{{- end -}}
{{- with $dynamo.groveTerminationDelay -}}
  {{- $args = append $args (printf "--grove-termination-delay=%v" .) -}}
{{- end -}}
{{- with .Values.modelExpressURL -}}
  {{- $args = append $args (printf "--model-express-url=%v" .) -}}
{{- end -}}
{{- with ($dynamo.metrics).prometheusEndpoint -}}
  {{- $args = append $args (printf "--prometheus-endpoint=%v" .) -}}
{{- end -}}
{{- if ($dynamo.mpiRun).secretName -}}
  {{- $args = append $args (printf "--mpi-run-ssh-secret-name=%v" $dynamo.mpiRun.secretName) -}}
  {{- $args = append $args (printf "--mpi-run-ssh-secret-namespace=%s" .Release.Namespace) -}}
{{- end -}}
{{- if not $restricted -}}
  {{- $args = append $args (printf "--dgdr-profiling-cluster-role-name=%s-dgdr-profiling" $fullname) -}}
  {{- $args = append $args (printf "--planner-cluster-role-name=%s-planner" $fullname) -}}
  {{- $args = append $args (printf "--epp-cluster-role-name=%s-epp" $fullname) -}}
{{- end -}}
{{- $args = append $args (printf "--discovery-backend=%s" .Values.discoveryBackend) -}}
{{- if $restricted -}}
  {{- with ((.Values.namespaceRestriction).lease).duration -}}
    {{- $args = append $args (printf "--namespace-scope-lease-duration=%v" .) -}}
  {{- end -}}
  {{- with ((.Values.namespaceRestriction).lease).renewInterval -}}
    {{- $args = append $args (printf "--namespace-scope-lease-renew-interval=%v" .) -}}
  {{- end -}}
{{- end -}}
{{- $args = append $args (printf "--operator-version=%s" (include "dynamo-operator.version" .)) -}}
{{- if $webhook.enabled -}}
  {{- $args = append $args "--enable-webhooks=true" -}}
{{- end -}}

{{- if eq (include "dynamo-operator.certificateMode" .) "operator" -}}
  {{- $args = append $args "--webhook-cert-mode=auto" -}}
  {{- $args = append $args (printf "--webhook-cert-secret-name=%v" $webhook.certificateSecret.name) -}}
  {{- $args = append $args (printf "--webhook-cert-secret-namespace=%s" .Release.Namespace) -}}
  {{- $args = append $args (printf "--webhook-cert-validity-days=%v" (int $webhook.certificateValidity)) -}}
  {{- $args = append $args (printf "--webhook-service-name=%s" (include "dynamo-operator.webhookServiceName" .)) -}}
  {{- $args = append $args (printf "--webhook-configuration-name=%s" (include "dynamo-operator.webhookConfigurationName" .)) -}}
{{- end -}}
{{- if and ($dynamo.mpiRun).secretName (($dynamo.mpiRun).sshKeygen).enabled -}}
  {{- $args = append $args "--mpi-run-ssh-keygen=true" -}}
{{- end -}}
{{- if not .Values.controllerManager.kubeRbacProxy.enabled -}}
  {{- $args = append $args "--metrics-secure-bind-address=:8443" -}}
  {{- if not (.Values.metricsService).authorization -}}
    {{- $args = append $args "--metrics-authorization=false" -}}
  {{- end -}}
{{- end -}}
{{- toYaml $args -}}
{{- end }}

{{/* The port of the health probes, as the arguments set it. */}}
{{- define "dynamo-operator.probePort" -}}
{{- $port := "8081" -}}
{{- range .Values.controllerManager.manager.args -}}
  {{- $flag := toString . | trimPrefix "-" | trimPrefix "-" -}}
  {{- if and (hasPrefix "-" (toString .)) (hasPrefix "health-probe-bind-address=" $flag) -}}
    {{- $last := splitList ":" $flag | last -}}
    {{- if and (contains ":" $flag) (eq $last (int64 $last | toString)) -}}
      {{- $port = $last -}}
    {{- end -}}
  {{- end -}}
{{- end -}}
{{- $port -}}
{{- end }}

{{/* Environment that reaches the manager through a Secret, as YAML. */}}
{{- define "dynamo-operator.environment" -}}
{{- $dynamo := .Values.dynamo | default dict -}}
{{- $debugger := ($dynamo.internalImages).debugger | default "" -}}
{{- $environment := dict "INTERNAL_IMAGES_DEBUGGER" (include "dynamo-operator.mirrored" (list . $debugger)) -}}
{{- if $dynamo.enableRestrictedSecurityContext -}}
  {{- $_ := set $environment "ENABLE_RESTRICTED_SECURITY_CONTEXT" "true" -}}
{{- end -}}
{{- with $dynamo.dynamoIngressSuffix -}}
  {{- $_ := set $environment "DYNAMO_INGRESS_SUFFIX" (toString .) -}}
{{- end -}}
{{- toYaml $environment -}}
{{- end }}

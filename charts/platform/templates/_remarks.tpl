{{/*
What is worth saying about these values although they can be installed, as a list for the notes. Each remark says what to
do about it.
*/}}
{{- define "dynamo-platform.remarks" -}}
{{- $operator := get .Values "dynamo-operator" | default dict -}}
{{- if $operator.enabled -}}
{{- $dynamo := $operator.dynamo | default dict -}}
{{- $webhook := $operator.webhook | default dict -}}
{{- $remarks := list -}}

{{- range $store := list "nats" "etcd" -}}
  {{- $values := get $.Values $store | default dict -}}
  {{- $address := get $operator (printf "%sAddr" $store) -}}
  {{- $told := or (eq $store "etcd") ($operator.nats).enabled -}}
  {{- if not $address -}}
    {{- $service := ($values.service).name | default (include "dynamo-platform.storeName" (list $ $store)) -}}
    {{- $derived := contains $store $.Release.Name | ternary $.Release.Name (printf "%s-%s" $.Release.Name $store) -}}
    {{- if and (not $values.enabled) (eq $store "nats") $told -}}
      {{- $remarks = append $remarks "NATS is off, yet graphs are told its address. Set dynamo-operator.natsAddr to another NATS, or dynamo-operator.nats.enabled to false." -}}
    {{- else if and $values.enabled $told (or (ne $service $derived) $values.namespaceOverride) -}}
      {{- $remarks = append $remarks (printf "The Service of %s is not called %s any more, where graphs look for it. Set dynamo-operator.%sAddr." $store $derived $store) -}}
    {{- end -}}
  {{- end -}}
{{- end -}}

{{- if and ($dynamo.ingress).enabled (not ($dynamo.ingress).className) -}}
  {{- $remarks = append $remarks "dynamo.ingress is on without a class, so no Ingress will be made. Set dynamo-operator.dynamo.ingress.className." -}}
{{- end -}}
{{- if and ($dynamo.istio).enabled (not ($dynamo.istio).gateway) -}}
  {{- $remarks = append $remarks "dynamo.istio is on without a gateway, so no VirtualService will be made. Set dynamo-operator.dynamo.istio.gateway." -}}
{{- end -}}
{{- if and ($dynamo.istio).enabled ($dynamo.ingress).enabled -}}
  {{- $remarks = append $remarks "Ingress and Istio are both on: frontends get an Ingress and a VirtualService." -}}
{{- end -}}

{{- if $webhook.enabled -}}
  {{- $external := and ($webhook.certificateSecret).external (not ($webhook.certManager).enabled) -}}
  {{- if and $external (not $webhook.caBundle) (ne (toString $webhook.failurePolicy) "Ignore") -}}
    {{- $remarks = append $remarks "The webhook's certificate is your own and no CA is given: until something fills in clientConfig.caBundle, graph resources cannot be written. Set dynamo-operator.webhook.caBundle." -}}
  {{- end -}}
{{- end -}}
{{- $generator := ($webhook.certGenerator).image | default dict -}}
{{- if or (ne (toString $generator.repository) "bitnami/kubectl") (ne (toString $generator.tag) "latest") -}}
  {{- $remarks = append $remarks "dynamo-operator.webhook.certGenerator has no effect any more: the operator makes the certificate. Remove it." -}}
{{- end -}}
{{- $keygen := ($dynamo.mpiRun).sshKeygen | default dict -}}
{{- if or $keygen.tolerations $keygen.affinity -}}
  {{- $remarks = append $remarks "dynamo-operator.dynamo.mpiRun.sshKeygen takes no tolerations and affinity any more: the operator makes the key. Remove them." -}}
{{- end -}}
{{- range list "enableRestrictedSecurityContext" "dynamoIngressSuffix" "virtualServiceSupportsHTTPS" -}}
  {{- if get $dynamo . -}}
    {{- $remarks = append $remarks (printf "dynamo-operator.dynamo.%s has no effect on what runs." .) -}}
  {{- end -}}
{{- end -}}
{{- if and ($dynamo.dockerRegistry).useKubernetesSecret ($dynamo.dockerRegistry).existingSecretName -}}
  {{- $namespace := include "dynamo-operator.graphNamespace" (index .Subcharts "dynamo-operator") -}}
  {{- if not (lookup "v1" "Secret" $namespace $dynamo.dockerRegistry.existingSecretName) -}}
    {{- $remarks = append $remarks (printf "The pull secret %s was not found in namespace %s; create it before the first graph." $dynamo.dockerRegistry.existingSecretName $namespace) -}}
  {{- end -}}
{{- end -}}

{{- range $remarks }}
* {{ . }}
{{- end -}}
{{- end -}}
{{- end }}

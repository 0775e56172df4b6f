{{/* What the endpoint picker watches and writes beside the pods that it picks from. */}}
{{- define "dynamo-gaie.namespacedRules" -}}
- apiGroups: [inference.networking.x-k8s.io]
  resources: [inferencepools, inferenceobjectives, inferencemodelrewrites]
  verbs: [get, watch, list]
- apiGroups: [inference.networking.k8s.io]
  resources: [inferencepools]
  verbs: [get, watch, list]
- apiGroups: [""]
  resources: [pods]
  verbs: [get, watch, list]
- apiGroups: [discovery.k8s.io]
  resources: [endpointslices]
  verbs: [get, list, watch]
{{- /* it announces itself in the same way as workers do */}}
- apiGroups: [nvidia.com]
  resources: [dynamoworkermetadatas]
  verbs: [create, get, list, watch, update, patch, delete]
{{- end }}

{{/* What it needs to check who reads its metrics; these resources belong to no namespace. */}}
{{- define "dynamo-gaie.reviewRules" -}}
- apiGroups: [authentication.k8s.io]
  resources: [tokenreviews]
  verbs: [create]
- apiGroups: [authorization.k8s.io]
  resources: [subjectaccessreviews]
  verbs: [create]
{{- end }}

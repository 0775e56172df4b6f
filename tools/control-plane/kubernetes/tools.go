//go:build tools

// Package kubernetes pins the Kubernetes programs of the test control plane.
package kubernetes

import (
	_ "k8s.io/kubernetes/cmd/kube-apiserver"
	_ "k8s.io/kubernetes/cmd/kube-controller-manager"
)

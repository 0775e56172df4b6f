//go:build tools

// Package etcd pins the storage of the test control plane.
package etcd

import (
	_ "go.etcd.io/etcd/server/v3"
)

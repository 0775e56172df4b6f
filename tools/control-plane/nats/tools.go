//go:build tools

// Package nats pins the NATS server that judges rendered configuration files.
package nats

import (
	_ "github.com/nats-io/nats-server/v2"
)

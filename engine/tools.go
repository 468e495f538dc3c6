//go:build tools

// Package engine pins the Pulumi CLI that `make engine` builds where none is on PATH.
//
// A module of our own, because `go install pkg@version` refuses a module that has a replace in its go.mod, and the CLI's
// has one: it is repeated in go.mod here. The import makes `go mod tidy` keep the CLI and all it needs.
package engine

import _ "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"

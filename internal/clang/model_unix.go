//go:build unix

package clang

import "github.com/drvlint/drvlint/internal/wdk"

// modelPaths returns the paths at which clang looks for a model header that is included by a
// name with slashes.
func modelPaths(name string) []string { return []string{wdk.Folder + "/" + name} }

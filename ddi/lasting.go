package ddi

import (
	_ "embed"
	"strings"
	"sync"
)

//go:embed lasting.tsv
var lastingTable string

var lasting = sync.OnceValue(func() map[string]bool {
	m := map[string]bool{}
	for _, line := range strings.Split(strings.TrimSpace(lastingTable), "\n") {
		if line[0] != '#' {
			m[strings.ToLower(line)] = true
		}
	}
	return m
})

// Lasting reports whether the object of the object manager with a name lives as long as the system.
func Lasting(name string) bool { return lasting()[strings.ToLower(name)] }

package ddi

import (
	_ "embed"
	"strings"
	"sync"
)

//go:embed queued.tsv
var queuedTable string

var queued = sync.OnceValue(func() map[string][]string {
	m := map[string][]string{}
	for _, line := range strings.Split(strings.TrimSpace(queuedTable), "\n") {
		if fields := strings.Split(line, "\t"); line[0] != '#' {
			m[fields[0]] = fields[1:]
		}
	}
	return m
})

// QueuedBy lists the routines of which one must be called before the system calls what is registered as a function of a function type,
// by the type's name; none where registering it is enough.
func QueuedBy(typedef string) []string { return queued()[typedef] }

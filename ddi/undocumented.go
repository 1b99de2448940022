package ddi

import (
	_ "embed"
	"slices"
	"strings"
	"sync"
)

//go:embed undocumented.tsv
var undocumentedTable string

var undocumented = sync.OnceValue(func() map[string][]string {
	m := map[string][]string{}
	for _, line := range strings.Split(strings.TrimSpace(undocumentedTable), "\n") {
		if fields := strings.Split(line, "\t"); line[0] != '#' {
			m[fields[0]] = append(m[fields[0]], fields[1])
		}
	}
	return m
})

// Borrows reports whether a routine of which nothing else is known is one of the kernel by its name, which does not say that the routine keeps, drops or
// closes what it is given.
func Borrows(name string) bool {
	component := func(prefix string) bool { return prefixes(prefix, name) }
	says := func(word string) bool { return strings.Contains(name, word) }
	return slices.ContainsFunc(undocumented()["prefix"], component) && !slices.ContainsFunc(undocumented()["unless"], says)
}

// prefixes reports whether a name is that of a component's routine.
func prefixes(component, name string) bool {
	rest, ok := strings.CutPrefix(name, component)
	return ok && rest != "" && rest[0] >= 'A' && rest[0] <= 'Z'
}

// waits reports whether a routine that no page documents may wait or be paged out, by its name: it is for APC_LEVEL at most.
func waits(name string) bool {
	return slices.ContainsFunc(undocumented()["waits"], func(word string) bool { return word == name || len(word) == 2 && prefixes(word, name) })
}

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
	component := func(prefix string) bool {
		rest, ok := strings.CutPrefix(name, prefix)
		return ok && rest != "" && rest[0] >= 'A' && rest[0] <= 'Z'
	}
	says := func(word string) bool { return strings.Contains(name, word) }
	return slices.ContainsFunc(undocumented()["prefix"], component) && !slices.ContainsFunc(undocumented()["unless"], says)
}

package ddi

import (
	_ "embed"
	"slices"
	"strings"
	"sync"
)

var (
	//go:embed since.tsv
	sinceTable string
	//go:embed known_since.tsv
	knownSinceTable string
)

var later = sync.OnceValues(func() (names, prefixes []string) {
	for _, line := range strings.Split(strings.TrimSpace(knownSinceTable), "\n") {
		if line[0] != '#' {
			prefixes = append(prefixes, line)
		}
	}
	return strings.Split(strings.TrimSpace(sinceTable), "\n"), prefixes
})

// AfterXP reports whether a routine came with a later version of Windows than XP, which does not load a driver that calls it by its name.
func AfterXP(name string) bool {
	names, prefixes := later()
	_, found := slices.BinarySearch(names, name)
	return found || slices.ContainsFunc(prefixes, func(prefix string) bool { return strings.HasPrefix(name, prefix) })
}

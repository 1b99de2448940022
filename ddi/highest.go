package ddi

import (
	_ "embed"
	"slices"
	"strconv"
	"strings"
	"sync"
)

//go:embed highest.tsv
var highestTable string

//go:embed layers.tsv
var layersTable string

// A Highest says where the system calls functions of a function type at the highest level of their range.
type Highest struct {
	Majors []int64 // where they end IRPs of these major functions; none if any will do
	// Layers is the beginning of the names of the layers that they may be registered for, where at some of those only (BusyLayer); "" if it does not matter.
	Layers      string
	Asserted    bool   // what the function asserts as it begins is believed
	tag, member string // must be 0 wherever the driver says anything of it
}

var highest = sync.OnceValue(func() map[string]Highest {
	m := map[string]Highest{}
	for _, line := range strings.Split(strings.TrimSpace(highestTable), "\n") {
		if line[0] == '#' {
			continue
		}
		fields := strings.Split(line, "\t")
		at := Highest{}
		for _, word := range fields[1:] {
			n, err := strconv.ParseInt(word, 10, 64)
			tag, member, isMember := strings.Cut(word, ".")
			switch {
			case err == nil:
				at.Majors = append(at.Majors, n)
			case word == "asserted":
				at.Asserted = true
			case isMember:
				at.tag, at.member = tag, member
			default:
				at.Layers = word
			}
		}
		m[fields[0]] = at
	}
	return m
})

// AtHighest reports whether the system does call functions of a function type, by the type's name, at the highest level of their range,
// and where. Set says whether the driver may store anything but 0 in a member, as in LevelsUnless.
func AtHighest(typedef string, set func(tag, member string) bool) (at Highest, does bool) {
	at, does = highest()[typedef]
	return at, does && (at.member == "" || !set(at.tag, at.member))
}

// BusyLayer reports whether what is registered for a layer, by the name of its key, is called at DISPATCH_LEVEL often enough.
func BusyLayer(name string) bool {
	return slices.ContainsFunc(strings.Split(strings.TrimSpace(layersTable), "\n"), func(line string) bool {
		return line[0] != '#' && strings.HasPrefix(name, line)
	})
}

package ddi

import (
	_ "embed"
	"strconv"
	"strings"
	"sync"
)

var (
	//go:embed handed.tsv
	handedTable string
	//go:embed known_handed.tsv
	knownHandedTable string
)

type parameter struct {
	routine string
	index   int
}

// Where the system is given functions of which types: as arguments of routines, and in members.
var handedTypes = sync.OnceValues(func() (map[parameter]string, map[roleKey]string) {
	arguments, members := map[parameter]string{}, map[roleKey]string{}
	for _, line := range strings.Split(handedTable+knownHandedTable, "\n") {
		fields := strings.Split(line, "\t")
		if len(fields) != 4 {
			continue
		}
		if n, err := strconv.Atoi(fields[2]); fields[0] == "routine" && err == nil {
			arguments[parameter{fields[1], n}] = fields[3]
		} else if fields[0] == "field" {
			members[roleKey{fields[1], fields[2]}] = fields[3]
		}
	}
	return arguments, members
})

// TypeOfArgument returns the function type, as KSERVICE_ROUTINE, that a routine is handed a pointer to
// as its argument of that index; "" if it is none of which the levels are known.
func TypeOfArgument(routine string, index int) string {
	arguments, _ := handedTypes()
	if typ := arguments[parameter{routine, index}]; typ != "" {
		return typ
	}
	return arguments[parameter{tables().aliases[routine], index}]
}

// TypeOfField is TypeOfArgument for a member of the structure with that tag, or of what has no name within it.
func TypeOfField(tag, field string) string {
	_, members := handedTypes()
	return members[roleKey{strings.TrimPrefix(tag, "drvlint"), field}]
}

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

// Given is the name by which a routine of the system is known that a member of the structure with that tag holds, for the driver to call, as
// DMA_OPERATIONS::FreeCommonBuffer; "" if it holds none.
func Given(tag, field string) string {
	if tag = strings.TrimPrefix(tag, "drvlint"); TypeOfField(tag, field) == "" || !givenTags()[tag] {
		return ""
	}
	return strings.TrimPrefix(tag, "_") + "::" + field
}

var givenTags = sync.OnceValue(func() map[string]bool {
	m := map[string]bool{}
	for _, line := range strings.Split(rolesTable, "\n") {
		if fields := strings.Split(line, "\t"); len(fields) == 4 && fields[0] == "given" {
			m[fields[1]] = true
		}
	}
	return m
})

// givenLevels are the highest levels at which what Given names may be called. What is at a lower level than its page asks for does no harm.
var givenLevels = sync.OnceValue(func() map[string]LevelRange {
	m := map[string]LevelRange{}
	_, members := handedTypes()
	for key, typ := range members {
		if levels, ok := CallbackLevels(typ); ok {
			m[Given(key.tag, key.field)] = LevelRange{Max: levels.Max, Conditional: levels.Conditional}
		}
	}
	delete(m, "")
	return m
})

// TypeOfField is TypeOfArgument for a member of the structure with that tag, or of what has no name within it.
func TypeOfField(tag, field string) string {
	_, members := handedTypes()
	return members[roleKey{strings.TrimPrefix(tag, "drvlint"), field}]
}

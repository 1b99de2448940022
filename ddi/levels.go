package ddi

import "strings"

// Levels are the IRQLs at which a routine may be called, as its documentation has them.
type Levels struct {
	Min, Max    string // as PASSIVE_LEVEL; "" where it says nothing
	Conditional bool   // they depend on the arguments or on what was done before
}

// LevelsOf returns the levels of a routine of the public documentation.
func LevelsOf(name string) (Levels, bool) {
	fields := strings.Split(levelLine(name), "\t")
	if len(fields) < 4 {
		return Levels{}, false
	}
	return Levels{Min: fields[1], Max: fields[2], Conditional: fields[3] == "1"}, true
}

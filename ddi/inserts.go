package ddi

import (
	_ "embed"
	"strconv"
	"strings"
	"sync"
)

//go:embed inserts.tsv
var insertsTable string

// An Insertion says how a routine puts a request where another thread may take it from.
type Insertion struct {
	Arg    int    // the index of the argument that says what is put there
	Tag    string // of the request that the argument points to a member of; empty: it points to the request
	AtOnce bool   // it can be taken from the call on, not only once the lock around the list is released
}

// Inserts says how a routine puts a request into a list or queue; false if it does not.
func Inserts(routine string) (Insertion, bool) {
	i, ok := inserts()[routine]
	return i, ok
}

var inserts = sync.OnceValue(func() map[string]Insertion {
	m := map[string]Insertion{}
	for _, line := range strings.Split(insertsTable, "\n") {
		if fields := strings.Split(line, "\t"); len(fields) == 4 && !strings.HasPrefix(line, "#") {
			arg, _ := strconv.Atoi(fields[1])
			tag := fields[2]
			if tag == "irp" {
				tag = ""
			}
			m[fields[0]] = Insertion{Arg: arg, Tag: tag, AtOnce: fields[3] == "at-once"}
		}
	}
	return m
})

package locking

import (
	"cmp"
	"maps"
	"slices"
	"strings"
)

// A net is what a function does to the locks of its caller.
type net struct {
	held     []Held
	freed    []Lock
	unknown  []string // leaves of locks that it may release
	all      bool     // it may release anything
	value    int64    // what it returns on every way, if constant
	constant bool
	ring     bool // what it calls again may do more, to locks that it is given
}

func (n net) even() bool { return len(n.held)+len(n.freed)+len(n.unknown) == 0 && !n.all }

// inRing is what is known of a function that calls one again of which nothing was known yet.
func (r *Result) inRing() *Result {
	known := *r
	known.net.ring = true
	return &known
}

// net is what the function does to its caller's locks: the same on all ways, or unknown.
func (w *walk) net() net {
	if len(w.result.Ends) == 0 {
		return net{}
	}
	unknown := map[string]bool{}
	for _, e := range w.result.Ends {
		for _, leaf := range e.may {
			unknown[leaf] = true
		}
	}
	first := w.result.Ends[0]
	same, constant := true, first.Known && !first.Tested
	for _, e := range w.result.Ends[1:] {
		same = same && keys(e) == keys(first)
		constant = constant && e.Known && !e.Tested && e.Value == first.Value
	}
	if same {
		return net{held: first.Held, freed: first.freed, unknown: slices.SortedFunc(maps.Keys(unknown), cmp.Compare[string]), value: first.Value, constant: constant}
	}
	for _, e := range w.result.Ends {
		for _, lock := range e.freed {
			unknown[lock.leaf] = true
		}
	}
	return net{unknown: slices.SortedFunc(maps.Keys(unknown), cmp.Compare[string])}
}

// keys names what an end leaves to the caller.
func keys(e End) string {
	var list []string
	for _, h := range e.Held {
		list = append(list, "+"+h.key)
	}
	for _, lock := range e.freed {
		list = append(list, "-"+lock.key)
	}
	slices.Sort(list)
	return strings.Join(list, " ")
}

package ddi

import (
	"encoding/json"
	"slices"
	"sort"
)

// A Table is what is known of routines beside those of the kernel: a driver's own
// wrappers, or those of a library that comes without source. Nil is an empty one. A row
// goes before what the kernel's tables say of the same name.
type Table map[string]*Routine

// Lookup returns what is known of the routine, nil if nothing is.
func (t Table) Lookup(name string) *Routine {
	if r := t[name]; r != nil {
		return r
	}
	return Lookup(name)
}

// Documented reports whether it is known what the routine does with its arguments.
func (t Table) Documented(name string) bool { return t[name] != nil || Documented(name) }

// Levels returns the range of levels of a routine, as a row of the table or else the kernel's tables have it; false if none does.
func (t Table) Levels(name string) (LevelRange, bool) {
	if levels, ok := t[name].Levels(); ok {
		return levels, true
	}
	return Levels(name)
}

// Has reports whether the table itself has a row for the routine.
func (t Table) Has(name string) bool { return t[name] != nil }

// Predicates lists how the result of a routine may follow from its arguments, sorted.
func Predicates() []string {
	var list []string
	for _, r := range tables().routines {
		if r.Predicate != "" && r.Does(Predicate) {
			list = append(list, r.Predicate)
		}
	}
	sort.Strings(list)
	return slices.Compact(list)
}

// UnmarshalJSON reads a routine as it crosses the border of a process, and finds out anew what follows
// from its effects.
func (r *Routine) UnmarshalJSON(data []byte) error {
	type plain Routine
	if err := json.Unmarshal(data, (*plain)(r)); err != nil {
		return err
	}
	r.kinds = 0
	for _, e := range r.Effects {
		r.kinds |= e.Kind
	}
	return nil
}

// CreatesSystemThread reports whether the routine creates a thread that keeps nothing
// loaded. What IoCreateSystemThread creates holds a reference to the driver.
func (r *Routine) CreatesSystemThread() bool { return r.DoesTo(CreateThread, Thread) }

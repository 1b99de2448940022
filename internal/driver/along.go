package driver

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/ir"
)

// A Circumstance is what holds once a step of a path is taken. What is not known is "" or
// empty.
type Circumstance struct {
	Function string   // in which the step lies
	Context  string   // what runs the function, as "system thread `Worker`"
	Held     []string // the locks that are held, in the order in which they were taken
	Level    string   // the IRQL, by its name
}

// A Reported is a check's result beside its diagnostics.
type Reported struct {
	Circumstances [][]Circumstance // for each diagnostic, in order, what holds at its related places
	GivenUp       []GivenUp        // what the check did not look into as far as it should
}

// A Way says what holds along paths, for one check.
type Way struct {
	*Driver
	places map[place][]extent                      // functions by where they lie; nil until the first question
	roots  map[*program.Function]*program.Function // see rootsOf; nil until the first question
}

// A place is a file of a unit.
type place struct {
	unit *ir.Unit
	file int32
}

// An extent is a function among those of its file, in the order in which they begin.
type extent struct {
	*program.Function
	last int32 // the end of the function, or of one in front of it that ends later
}

// Along says what holds at each step of a path.
func (d *Way) Along(path []program.PathStep) []Circumstance {
	var list []Circumstance
	var held []string
	level := ""
	var caller *program.Function // in which the step before lies
	for _, step := range path {
		for _, lock := range step.Takes {
			if !slices.Contains(held, lock) {
				held = append(held, lock)
			}
		}
		if step.Releases != "" {
			held = slices.DeleteFunc(held, func(lock string) bool { return lock == step.Releases })
		}
		level = cmp.Or(step.Level, level)
		if step.Releases != "" {
			level = "" // what the release restores is not said
		}
		now := Circumstance{Held: slices.Clone(held), Level: level}
		f := d.around(step)
		if f != nil {
			now.Function, now.Context = f.Name, d.context(f)
		}
		if now.Context == "" && f != nil && caller != nil && slices.Contains(d.Callees(caller), f) {
			now.Context = list[len(list)-1].Context
		}
		list, caller = append(list, now), f
	}
	return list
}

// around is the function in which a step lies, the first of the driver's; nil if it lies in none.
func (d *Way) around(step program.PathStep) *program.Function {
	if d.places == nil {
		d.places = placesOf(d.Functions)
	}
	list := d.places[place{step.Unit, step.File}]
	i, _ := slices.BinarySearchFunc(list, step.From, func(e extent, from int32) int {
		if e.Span.From <= from {
			return -1
		}
		return 1
	})
	var found *program.Function
	for i--; i >= 0 && list[i].last >= step.To; i-- { // functions may lie in each other
		if f := list[i].Function; step.To <= f.Span.To && (found == nil || f.Index < found.Index) {
			found = f
		}
	}
	return found
}

func placesOf(functions []*program.Function) map[place][]extent {
	places := map[place][]extent{}
	for _, f := range functions {
		at := place{f.Unit, f.Span.File}
		places[at] = append(places[at], extent{Function: f})
	}
	for _, list := range places {
		slices.SortStableFunc(list, func(a, b extent) int { return cmp.Compare(a.Span.From, b.Span.From) })
		last := int32(0)
		for i := range list {
			last = max(last, list[i].Span.To)
			list[i].last = last
		}
	}
	return places
}

// context says what runs f if it is one thing only: the function itself, where the system
// calls it, or the one function that the system calls and that leads to it.
func (d *Way) context(f *program.Function) string {
	root := f
	if len(d.Roles(f)) == 0 {
		if d.roots == nil {
			d.roots = d.rootsOf()
		}
		root = d.roots[f]
	}
	if root == nil {
		return ""
	}
	return roleWords(d.Roles(root)[0].Role, root.Name)
}

// rootsOf gives for each function that runs when one that the system calls does which that is, nil if there are several.
// A function is come to twice at the most: from the first of those and from the second.
func (d *Driver) rootsOf() map[*program.Function]*program.Function {
	roots := map[*program.Function]*program.Function{}
	for _, root := range d.Functions {
		if len(d.Roles(root)) == 0 {
			continue
		}
		for work := []*program.Function{root}; len(work) > 0; {
			f := work[len(work)-1]
			work = work[:len(work)-1]
			known, seen := roots[f]
			switch {
			case !seen:
				roots[f] = root
			case known == root || known == nil:
				continue
			default:
				roots[f] = nil
			}
			work = append(work, d.Callees(f)...)
		}
	}
	return roots
}

var roleNames = map[ddi.Role]string{
	ddi.Entry: "entry point", ddi.Unload: "unload", ddi.DeviceTeardown: "teardown of a device", ddi.Dispatch: "dispatch routine",
	ddi.SystemThread: "system thread", ddi.IoThread: "system thread", ddi.WorkItem: "work item", ddi.IoWorkItem: "work item",
	ddi.ProcessNotify: "process notify routine", ddi.ProcessNotify2: "process notify routine", ddi.ThreadNotify: "thread notify routine",
	ddi.ImageNotify: "image notify routine", ddi.Request: "callback", ddi.PortRequest: "callback", ddi.DeviceAdd: "callback", ddi.Callback: "callback",
}

func roleWords(role ddi.Role, name string) string {
	words, known := roleNames[role]
	if !known {
		words = string(role)
	}
	return fmt.Sprintf("%s `%s`", words, name)
}

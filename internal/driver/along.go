package driver

import (
	"github.com/drvlint/drvlint/internal/program"

	"cmp"
	"fmt"
	"slices"

	"github.com/drvlint/drvlint/ddi"
)

// A Circumstance is what holds once a step of a path is taken. What is not known is "" or
// empty.
type Circumstance struct {
	Function string   // in which the step lies
	Context  string   // what runs the function, as "system thread `Worker`"
	Held     []string // the locks that are held, in the order in which they were taken
	Level    string   // the IRQL, by its name
}

// A Told is a check's result beside its diagnostics.
type Told struct {
	Circumstances [][]Circumstance // for each diagnostic, in order, what holds at its related places
	GivenUp       []GivenUp        // what the check did not look into as far as it should
}

// A Way says what holds along paths, for one check.
type Way struct {
	*Driver
	below map[*program.Function]map[*program.Function]bool // what runs when a function does, as far as it was asked
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

// around is the function in which a step lies; nil if it lies in none.
func (d *Driver) around(step program.PathStep) *program.Function {
	for _, f := range d.Functions {
		if f.Unit == step.Unit && f.Span.File == step.File && f.Span.From <= step.From && step.To <= f.Span.To {
			return f
		}
	}
	return nil
}

// context tells what runs f if it is one thing only: the function itself, where the system
// calls it, or the one function that the system calls and that leads to it.
func (d *Way) context(f *program.Function) string {
	if roles := d.Roles(f); len(roles) > 0 {
		return roleWords(roles[0].Role, f.Name)
	}
	found := ""
	for _, root := range d.Functions {
		if len(d.Roles(root)) == 0 || !d.reaches(root, f) {
			continue
		}
		if found != "" {
			return ""
		}
		found = roleWords(d.Roles(root)[0].Role, root.Name)
	}
	return found
}

// reaches reports whether f runs when root runs.
func (d *Way) reaches(root, f *program.Function) bool {
	if d.below == nil {
		d.below = map[*program.Function]map[*program.Function]bool{}
	}
	if d.below[root] == nil {
		d.below[root] = d.Reach(root)
	}
	return d.below[root][f]
}

var roleNames = map[ddi.Role]string{
	ddi.Entry: "entry point", ddi.Unload: "unload", ddi.DeviceTeardown: "teardown of a device", ddi.Dispatch: "dispatch routine",
	ddi.SystemThread: "system thread", ddi.IoThread: "system thread", ddi.WorkItem: "work item", ddi.IoWorkItem: "work item",
	ddi.ProcessNotify: "process notify routine", ddi.ProcessNotify2: "process notify routine", ddi.ThreadNotify: "thread notify routine",
	ddi.ImageNotify: "image notify routine", ddi.Request: "callback", ddi.DeviceAdd: "callback", ddi.Callback: "callback",
}

func roleWords(role ddi.Role, name string) string {
	words, known := roleNames[role]
	if !known {
		words = string(role)
	}
	return fmt.Sprintf("%s `%s`", words, name)
}

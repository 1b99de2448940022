package summary

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

// Circumstances are a check's result: for each diagnostic that it reported, in order, what
// holds at its related places.
type Circumstances [][]Circumstance

// taking is what the acquisition of the lock does.
func (l Lock) taking() program.Change {
	c := program.Change{Takes: []string{l.Name()}}
	if !l.Guarded && !l.Unsafe {
		c.Level = ddi.LevelName(ddi.APCLevel)
	}
	return c
}

// holding is what is known on the way to the event: the locks that are held.
func (e *Event) holding() program.Change {
	c := program.Change{}
	for _, l := range e.Held {
		taking := l.taking()
		c.Takes = append(c.Takes, taking.Takes...)
		c.Level = max(c.Level, taking.Level)
	}
	return c
}

// releasing names the lock that the event lets go; "" for none.
func (e *Event) releasing() string {
	if e.Order {
		return e.LockName()
	}
	return ""
}

// at is the level at the point, as far as it is known.
func (b *Breach) at() program.Change {
	switch b.Kind {
	case WhileAttached, EndsAttached, EndsInRegion, EndsHolding, APCsOn, CancelLevel:
		return program.Change{} // their bounds are those of something else
	}
	low, high := ddi.LevelName(b.Low), ddi.LevelName(b.High)
	switch {
	case b.Low > b.High:
		return program.Change{}
	case low == high:
		return program.Change{Level: low}
	case b.High == ddi.HighLevel && b.Low > ddi.PassiveLevel:
		return program.Change{Level: low + " or above"}
	case b.Low == ddi.PassiveLevel && b.High < ddi.HighLevel:
		return program.Change{Level: high + " or below"}
	}
	return program.Change{}
}

// Along says what holds at each step of a path.
func (p *Program) Along(path []program.PathStep) []Circumstance {
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
		f := p.around(step)
		if f != nil {
			now.Function, now.Context = f.Name, p.context(f)
		}
		if now.Context == "" && f != nil && caller != nil && slices.Contains(p.Callees(caller), f) {
			now.Context = list[len(list)-1].Context
		}
		list, caller = append(list, now), f
	}
	return list
}

// around is the function in which a step lies; nil if it lies in none.
func (p *Program) around(step program.PathStep) *program.Function {
	for _, f := range p.Functions {
		if f.Unit == step.Unit && f.Span.File == step.File && f.Span.From <= step.From && step.To <= f.Span.To {
			return f
		}
	}
	return nil
}

// context tells what runs f if it is one thing only: the function itself, where the system
// calls it, or the one function that the system calls and that leads to it.
func (p *Program) context(f *program.Function) string {
	if roles := p.Roles(f); len(roles) > 0 {
		return roleWords(roles[0].Role, f.Name)
	}
	found := ""
	for _, root := range p.Functions {
		if len(p.Roles(root)) == 0 || !p.reaches(root, f) {
			continue
		}
		if found != "" {
			return ""
		}
		found = roleWords(p.Roles(root)[0].Role, root.Name)
	}
	return found
}

// reaches reports whether f runs when root runs.
func (p *Program) reaches(root, f *program.Function) bool {
	if p.below == nil {
		p.below = map[*program.Function]map[*program.Function]bool{}
	}
	if p.below[root] == nil {
		p.below[root] = p.Reach(root)
	}
	return p.below[root][f]
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

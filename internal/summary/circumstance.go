package summary

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/drvlint/drvlint/ddi"
)

// A Change is what a step of a path does to what holds on it, as far as that is known.
type Change struct {
	Takes    []string // the locks that are held from here on, as the function that took them spells them
	Releases string   // the lock that is not held any more; "" for none
	Level    string   // the IRQL from here on; "" where the step says nothing of it
}

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
func (l Lock) taking() Change {
	c := Change{Takes: []string{l.Name()}}
	if !l.Guarded && !l.Unsafe {
		c.Level = ddi.LevelName(ddi.APCLevel)
	}
	return c
}

// holding is what is known on the way to the event: the locks that are held.
func (e *Event) holding() Change {
	c := Change{}
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
func (b *Breach) at() Change {
	switch b.Kind {
	case WhileAttached, EndsAttached, EndsInRegion, EndsHolding, APCsOn, CancelLevel:
		return Change{} // their bounds are those of something else
	}
	low, high := ddi.LevelName(b.Low), ddi.LevelName(b.High)
	switch {
	case b.Low > b.High:
		return Change{}
	case low == high:
		return Change{Level: low}
	case b.High == ddi.HighLevel && b.Low > ddi.PassiveLevel:
		return Change{Level: low + " or above"}
	case b.Low == ddi.PassiveLevel && b.High < ddi.HighLevel:
		return Change{Level: high + " or below"}
	}
	return Change{}
}

// Along says what holds at each step of a path.
func (p *Program) Along(path []PathStep) []Circumstance {
	var list []Circumstance
	var held []string
	level := ""
	var caller *Function // in which the step before lies
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
func (p *Program) around(step PathStep) *Function {
	for _, f := range p.Functions {
		if f.Unit == step.Unit && f.Span.File == step.File && f.Span.From <= step.From && step.To <= f.Span.To {
			return f
		}
	}
	return nil
}

// context tells what runs f if it is one thing only: the function itself, where the system
// calls it, or the one function that the system calls and that leads to it.
func (p *Program) context(f *Function) string {
	if roles := p.roles[f]; len(roles) > 0 {
		return roleWords(roles[0].Role, f.Name)
	}
	found := ""
	for _, root := range p.Functions {
		if len(p.roles[root]) == 0 || !p.reaches(root, f) {
			continue
		}
		if found != "" {
			return ""
		}
		found = roleWords(p.roles[root][0].Role, root.Name)
	}
	return found
}

// reaches reports whether f runs when root runs.
func (p *Program) reaches(root, f *Function) bool {
	if p.below == nil {
		p.below = map[*Function]map[*Function]bool{}
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
	ddi.ImageNotify: "image notify routine", ddi.Callback: "callback",
}

func roleWords(role ddi.Role, name string) string {
	words, known := roleNames[role]
	if !known {
		words = string(role)
	}
	return fmt.Sprintf("%s `%s`", words, name)
}

package irql

import (
	"fmt"
	"slices"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/profile"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/simulate"
)

// Final is the breach in the function in which the point lies.
func (b *Breach) Final() *Breach {
	for b.Inner != nil {
		b = b.Inner
	}
	return b
}

// depth counts the calls of functions on the way to the point.
func (b *Breach) depth() int {
	n := 0
	for ; b.Inner != nil; b = b.Inner {
		n++
	}
	return n
}

// Path tells how the level came about, and how control comes from the function to the point.
func (b *Breach) Path(last string) []program.PathStep {
	at := b.change()
	out := levelPath(b.raised)
	for i := range out {
		out[i].Change = at
	}
	for ; b.Inner != nil; b = b.Inner {
		out = append(out, program.PathStep{Unit: b.In.Unit, Span: b.At, Text: fmt.Sprintf("calls `%s`", b.Inner.In.Name), Change: at})
	}
	return append(out, program.PathStep{Unit: b.In.Unit, Span: b.At, Text: last, Change: at})
}

// levelPath tells what set the level last.
func levelPath(raised *simulate.Step) []program.PathStep {
	var out []program.PathStep
	var steps []*simulate.Step
	for step := raised; step != nil; step = step.Inner {
		steps = append(steps, step)
	}
	for _, step := range simulate.Abbreviated(steps) {
		words := fmt.Sprintf("`%s` changes the IRQL here", step.Name)
		if step.Kind == simulate.StepCall {
			words = fmt.Sprintf("calls `%s`, which changes the IRQL", step.Name)
		} else if step.Words != "" {
			words = fmt.Sprintf("`%s` %s", step.Name, step.Words)
		}
		out = append(out, program.PathStep{Unit: step.In.Unit, Span: step.At, Text: words})
	}
	return out
}

// RaisedBy is the step in which a routine set the level at the point; nil if it is that on entry.
func (b *Breach) RaisedBy() *simulate.Step {
	step := b.raised
	for step != nil && step.Inner != nil {
		step = step.Inner
	}
	return step
}

// Raised tells what set the level at the point: the routine or function, "" when the level
// is that on entry.
func (b *Breach) Raised() string {
	if b.raised == nil {
		return ""
	}
	return b.raised.Name
}

// Broken lists what is certain to be wrong in the functions of part, in all if that is nil, in order
// of functions and places.
func (m *Machine) Broken(part map[*program.Function]bool) []*Breach {
	m.once.Do(func() { m.findBroken(part) })
	return m.broken
}

func (m *Machine) findBroken(part map[*program.Function]bool) {
	for _, f := range m.Functions {
		if part == nil || part[f] {
			m.broken = append(m.broken, m.brokenIn(f)...)
		}
	}
	slices.SortStableFunc(m.broken, func(a, b *Breach) int {
		if a.In != b.In {
			return a.In.Index - b.In.Index
		}
		return int(a.At.From - b.At.From)
	})
}

// brokenIn lists what is certain to be wrong in f: whoever calls it, and when the system does.
func (m *Machine) brokenIn(f *program.Function) []*Breach {
	var list []*Breach
	for _, sum := range []*simulate.Summary{m.BySystem(f), m.Summary(f)} {
		if sum == nil {
			continue
		}
		for _, b := range foundIn(sum).breaches {
			again := slices.ContainsFunc(list, func(c *Breach) bool { return c.Kind == b.Kind && c.At == b.At && c.Name == b.Name })
			if b.Found && !again {
				list = append(list, b)
			}
		}
		for _, stay := range foundIn(sum).stays {
			if !slices.ContainsFunc(m.stays, func(other *Stay) bool { return other.In == f && other.Return == stay.Return }) {
				m.stays = append(m.stays, stay)
			}
		}
	}
	return list
}

// ChangesLevel tells where f, which no annotation says it of, returns at another level than it
// was called at; nil if it does not.
func (m *Machine) ChangesLevel(f *program.Function) *Breach {
	if m.balance(f) != profile.Uneven || m.Contract(f).Annotated || m.cancels(f) {
		return nil
	}
	m.Ensure(f, simulate.Wanted{})
	for _, o := range m.Summary(f).Outcomes {
		for _, b := range o.Stores() {
			if b.At == levelVar && b.Value != levelOnEntry {
				return &Breach{In: f, At: o.Trace.At, Trace: o.Trace, raised: raisedBy(o)}
			}
		}
	}
	return nil
}

// change is the level at the point, as far as it is known.
func (b *Breach) change() program.Change {
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

package summary

import (
	"fmt"
	"slices"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/program"
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
	at := b.at()
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
func levelPath(raised *Step) []program.PathStep {
	var out []program.PathStep
	var steps []*Step
	for step := raised; step != nil; step = step.Inner {
		steps = append(steps, step)
	}
	for _, step := range abbreviated(steps) {
		words := fmt.Sprintf("`%s` changes the IRQL here", step.Name)
		if step.Kind == StepCall {
			words = fmt.Sprintf("calls `%s`, which changes the IRQL", step.Name)
		} else if step.Words != "" {
			words = fmt.Sprintf("`%s` %s", step.Name, step.Words)
		}
		out = append(out, program.PathStep{Unit: step.In.Unit, Span: step.At, Text: words})
	}
	return out
}

// OutOfOrder reports whether the level was set by the release of a fast mutex: it is what an
// earlier release out of order has left, which is a finding of its own.
func (b *Breach) OutOfOrder() bool {
	step := b.raised
	for step != nil && step.Inner != nil {
		step = step.Inner
	}
	return step != nil && ddi.Lookup(step.Name).Safely(ddi.Release) && ddi.Lookup(step.Name).DoesTo(ddi.Release, ddi.FastMutex)
}

// Raised tells what set the level at the point: the routine or function, "" when the level
// is that on entry.
func (b *Breach) Raised() string {
	if b.raised == nil {
		return ""
	}
	return b.raised.Name
}

// brokenRules lists what is certain to be wrong in the driver, in order of functions and places.
func (p *Program) brokenRules() []*Breach { return p.ofRegime().allBreaches() }

func (p *Program) allBreaches() []*Breach {
	if p.breaches != nil {
		return p.breaches
	}
	p.breaches = []*Breach{}
	for _, f := range p.Functions {
		if !p.concerned(f) {
			continue
		}
		p.breaches = append(p.breaches, p.found(f)...)
	}
	slices.SortStableFunc(p.breaches, func(a, b *Breach) int {
		if a.In != b.In {
			return a.In.Index - b.In.Index
		}
		return int(a.At.From - b.At.From)
	})
	return p.breaches
}

// found lists what is certain to be wrong in f: whoever calls it, and when the system does.
func (p *Program) found(f *program.Function) []*Breach {
	var list []*Breach
	add := func(sum *Summary) {
		if sum == nil {
			return
		}
		for _, b := range sum.Breaches {
			again := slices.ContainsFunc(list, func(c *Breach) bool { return c.Kind == b.Kind && c.At == b.At && c.Name == b.Name })
			if b.Found && !again {
				list = append(list, b)
			}
		}
		for _, stay := range sum.Stays {
			if !slices.ContainsFunc(p.stays, func(other *Stay) bool { return other.In == f && other.Return == stay.Return }) {
				p.stays = append(p.stays, stay)
			}
		}
	}
	add(p.InRegime(f))
	add(p.of(f).Regime)
	return list
}

// ChangesLevel tells where f, which no annotation says it of, returns at another level than it
// was called at; nil if it does not.
func (p *Program) ChangesLevel(f *program.Function) *Breach {
	p = p.ofRegime()
	if !p.concerned(f) || p.regimeBalance(f) != uneven || p.Contract(f).Annotated || p.cancels(f) {
		return nil
	}
	p.ensureRegime(f, tell{})
	for _, o := range p.of(f).Regime.Outcomes {
		for _, b := range o.stores {
			if b.At == levelVar && b.Value != levelOnEntry {
				return &Breach{In: f, At: o.Trace.At, Trace: o.Trace, raised: o.raised}
			}
		}
	}
	return nil
}

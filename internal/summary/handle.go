package summary

import (
	"slices"

	"github.com/drvlint/drvlint/ir"
)

// An OpenHandle is a way through the function that creates a thread on which the handle
// of the thread is lost.
type OpenHandle struct {
	Return ir.Span // where the function returns
	Branch *Step   // the last test on the way from the creation to there, nil without one
}

// FindOpenHandle finds out whether the handle of a thread, held only by a variable of the
// function that creates it, is still open when that function returns; nil if it is closed
// on every way, kept, or handed on.
func (p *Program) FindOpenHandle(t *Thread) *OpenHandle {
	i := t.Routine.Arg("handle_out")
	if i < 0 || i >= len(t.Call.Args) || t.In.Summary == nil || t.In.Summary.Bounded {
		return nil
	}
	out := t.Call.Args[i]
	if out.Kind != ir.AddrOf || !plainLocal(out.Place) || p.keeps(t, out.Place.Root) {
		return nil
	}
	bit := uint64(1) << t.index
	for _, o := range t.In.Summary.Outcomes {
		if o.Made&bit == 0 || o.Closed&bit != 0 || o.Trace == nil {
			continue
		}
		found := &OpenHandle{Return: o.Trace.At}
		for step := o.Trace; step != nil && (step.Kind != StepWait || step.At != t.Call.Span); step = step.Prev {
			if step.Kind == StepBranch && found.Branch == nil {
				found.Branch = step
			}
		}
		return found
	}
	return nil
}

// keeps reports whether a function does more with the handle in its variable than to ask
// the kernel about it: copies it, returns it, or hands it to somebody who may keep it.
func (p *Program) keeps(t *Thread, handle *ir.Var) bool {
	kept := false
	t.In.instrs(func(in ir.Instr) {
		switch in := in.(type) {
		case *ir.Assign:
			kept = kept || reads(in.Src, handle)
		case *ir.Return:
			kept = kept || in.Value != nil && reads(*in.Value, handle)
		case *ir.Call:
			if in == t.Call || !slices.ContainsFunc(in.Args, func(a ir.Value) bool { return reads(a, handle) }) {
				return
			}
			target, name := p.callee(t.In, in)
			if target != nil {
				kept = kept || !p.closes(target, t)
				return
			}
			r := p.known.Lookup(name)
			another := r.Is("create-thread") // the variable is used again
			kept = kept || another || r == nil && !p.known.Documented(name)
		}
	})
	return kept
}

// closes reports whether a function, or one that it calls, closes the thread's handle.
func (p *Program) closes(f *Function, t *Thread) bool {
	found := false
	for g := range p.Reach(f) {
		g.instrs(func(in ir.Instr) {
			call, ok := in.(*ir.Call)
			found = found || ok && p.closing[call]&(1<<t.index) != 0
		})
	}
	return found
}

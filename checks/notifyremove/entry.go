package notifyremove

import (
	"slices"
	"strings"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/callgraph"
	"github.com/drvlint/drvlint/internal/driver"
	"github.com/drvlint/drvlint/internal/profile"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/simulate"
	"github.com/drvlint/drvlint/internal/term"
	"github.com/drvlint/drvlint/ir"
)

// failsWith finds a way on which the entry point fails and leaves the callback registered; nil if
// there is none, or none that is certain.
func failsWith(p *driver.Driver, entry *program.Function, c callgraph.RoutineCall) *simulate.Step {
	if !p.Reach(entry)[c.In] || handedOn(p, c) || atScopeExit(p, entry, c) || withDriver(p, entry, c) {
		return nil
	}
	sum := p.Demand(entry, profile.Threads)
	if sum == nil || sum.Loose() {
		return nil
	}
	for _, o := range sum.Outcomes {
		last := driver.HandsOn(p, entry, o)
		if p.LeavesRegistered(o, c) && (p.Fails(entry, o) || last != nil && last != c.Call) && certain(p, entry, c, o.Trace) {
			return o.Trace
		}
	}
	return nil
}

// withDriver reports whether a framework takes the callback back with its object for the driver, which was made before, or one below that: it deletes
// them when the entry point fails, and then calls what their attributes say, though not the unload routine.
func withDriver(p *driver.Driver, entry *program.Function, c callgraph.RoutineCall) bool {
	reach := p.Reach(entry)
	if !slices.ContainsFunc(p.RoutineCalls(ddi.Register, ddi.Driver), func(made callgraph.RoutineCall) bool {
		return reach[made.In] && comesFirst(p, entry, made, c)
	}) {
		return false
	}
	return slices.ContainsFunc(p.Functions, func(g *program.Function) bool {
		return reach[g] && slices.ContainsFunc(g.Calls(), func(call *ir.Call) bool {
			made := callgraph.RoutineCall{Call: call, In: g}
			return takesBack(p, cleanups(p, made), c) && slices.ContainsFunc(p.Functions, func(f *program.Function) bool { return reach[f] && comesFirst(p, f, made, c) })
		})
	})
}

// takesBack reports whether one of some functions comes to what takes the callback back.
func takesBack(p *driver.Driver, list []*program.Function, c callgraph.RoutineCall) bool {
	return slices.ContainsFunc(list, func(f *program.Function) bool {
		return slices.ContainsFunc(p.Removals(c), func(undo callgraph.RoutineCall) bool { return p.Reach(f)[undo.In] })
	})
}

// comesFirst reports whether f, or what it calls, comes to one call before the other.
func comesFirst(p *driver.Driver, f *program.Function, first, then callgraph.RoutineCall) bool {
	to := func(c callgraph.RoutineCall) (calls []*ir.Call) {
		f.Instrs(func(in ir.Instr) {
			if call, ok := in.(*ir.Call); ok {
				if target, _ := p.Callee(f, call); call == c.Call || target != nil && p.Reach(target)[c.In] {
					calls = append(calls, call)
				}
			}
		})
		return calls
	}
	from := to(first)
	return slices.ContainsFunc(to(then), func(later *ir.Call) bool {
		return slices.ContainsFunc(from, func(call *ir.Call) bool { return call != later && f.Graph.Follows(call, later) })
	})
}

// cleanups lists the functions that the attributes say of the object which a call makes.
func cleanups(p *driver.Driver, made callgraph.RoutineCall) (list []*program.Function) {
	made.In.Instrs(func(in ir.Instr) {
		set, ok := in.(*ir.Assign)
		if !ok || set.Src.Kind != ir.FuncRef || !slices.ContainsFunc(made.Call.Args, func(a ir.Value) bool { return a.Kind == ir.AddrOf && a.Place.Root == set.Dst.Root }) {
			return
		}
		f := p.Lookup(made.In.UnitIndex, set.Src.Name)
		if f == nil {
			return
		}
		if _, cleanup := p.HasRole(f, []ddi.Role{ddi.DeviceTeardown}); cleanup {
			list = append(list, f)
		}
	})
	return list
}

// atScopeExit reports whether what the entry point runs has a lambda expression of its own that
// takes the callback back: an object may call it on every way out.
func atScopeExit(p *driver.Driver, entry *program.Function, c callgraph.RoutineCall) bool {
	reach := p.Reach(entry)
	return slices.ContainsFunc(p.Functions, func(lambda *program.Function) bool {
		inside := slices.ContainsFunc(p.Functions, func(f *program.Function) bool {
			return reach[f] && f != lambda && f.Unit == lambda.Unit && f.Span.File == lambda.Span.File && f.Span.From <= lambda.Span.From && lambda.Span.To <= f.Span.To
		})
		return inside && slices.ContainsFunc(p.Removals(c), func(undo callgraph.RoutineCall) bool { return p.Reach(lambda)[undo.In] })
	})
}

// certain reports whether nothing but what routines returned decides that a way leaves out every
// removal of the callback. What lies in memory may tell whether it was registered at all.
func certain(p *driver.Driver, f *program.Function, c callgraph.RoutineCall, last *simulate.Step) bool {
	removing := f.Graph.LeadingTo(removals(p, f, c))
	for step := last; step != nil; step = step.Prev {
		switch step.Kind {
		case simulate.StepMerge:
			return false // which way it was is not known
		case simulate.StepBranch:
			if from, to := step.Edge(); step.In == f && removing[from] && !removing[to] && !onStatus(p, step, c) {
				return false
			}
		case simulate.StepCall:
			if step.Inner != nil && p.Does(step.Callee, profile.Threads) && !certain(p, step.Callee, c, step.Inner) {
				return false
			}
		}
	}
	return true
}

// removals marks the blocks of f that may take the callback back, themselves or through a callee.
func removals(p *driver.Driver, f *program.Function, c callgraph.RoutineCall) []bool {
	list := make([]bool, len(f.Graph.Blocks))
	for i, blk := range f.Graph.Blocks {
		for _, in := range blk.Instrs {
			call, ok := in.(*ir.Call)
			if !ok {
				continue
			}
			target, _ := p.Callee(f, call)
			list[i] = list[i] || slices.ContainsFunc(p.Removals(c), func(undo callgraph.RoutineCall) bool {
				return !callgraph.Refuses(c, undo) && (undo.Call == call || target != nil && p.Reach(target)[undo.In])
			})
		}
	}
	return list
}

// onStatus reports whether a branch tests only statuses that routines have returned: what a variable holds, not what lies in memory, where
// a routine may have put what it has made. Memory that was allocated is no callback, wherever it is kept.
func onStatus(p *driver.Driver, branch *simulate.Step, c callgraph.RoutineCall) bool {
	shared, memory := branch.Condition().Shared(), false
	other := p.Terms().AnyOperand(branch.Tested(), func(_ term.Ref, x *term.Term) bool {
		switch x.Op {
		case term.Fresh:
			call := p.CallOf(branch.In, x)
			if call == nil || call.Dst == nil {
				return true
			}
			target, _ := p.Callee(branch.In, call)
			_, r := p.RoutineOf(branch.In, call)
			if r.DoesTo(ddi.Allocate, ddi.Memory) || target != nil && !p.Reach(target)[c.In] && allocates(p, target) {
				memory = true
				return false
			}
			if call.Dst.Type == "int" && (r.Does(ddi.Register) || target != nil && !p.Reach(target)[c.In]) {
				return shared // a status of NDIS
			}
			return shared || call.Dst.Type != "long"
		case term.Init, term.Stale, term.Param:
			return true
		}
		return false
	})
	return !other && (memory || !shared)
}

// allocates reports whether a function returns memory that it allocates, or NULL, as an operator new of the driver's.
func allocates(p *driver.Driver, f *program.Function) bool {
	made, other := false, false
	f.Instrs(func(in ir.Instr) {
		switch in := in.(type) {
		case *ir.Call:
			_, r := p.RoutineOf(f, in)
			made = made || r.DoesTo(ddi.Allocate, ddi.Memory)
		case *ir.Return:
			other = other || in.Value == nil || in.Value.Kind != ir.Load && !(in.Value.Kind == ir.Const && in.Value.Int == 0)
		}
	})
	return made && !other && strings.HasSuffix(f.Result, "*")
}

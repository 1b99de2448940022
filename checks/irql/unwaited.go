package irql

import (
	"fmt"
	"slices"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/check"
	"github.com/drvlint/drvlint/internal/driver"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/ir"
)

// maxUnwaited bounds the functions that are looked through for a call which is told that a wait follows.
const maxUnwaited = 3

// An unwaited call tells the kernel that a wait follows at once, on a way on which none does: the kernel leaves the level raised for it.
type unwaited struct {
	path []program.PathStep // from the call outwards
	name string             // of the routine
	end  ir.Instr           // a return, or the end of the thread
}

// unwaitedCalls reports functions that return to the system at the level at which such a call has left them.
func unwaitedCalls(pass *check.Pass) {
	d := pass.Driver
	s := &unwaitedSearch{Driver: d, leads: map[*program.Function]bool{}}
	for _, c := range d.RoutineCalls(ddi.KeepDispatcher, ddi.Anything) {
		if keepsDispatcher(c.Routine, c.Call) {
			s.telling = append(s.telling, c.In)
		}
	}
	if len(s.telling) == 0 {
		return
	}
	for _, f := range d.Functions {
		if !d.Concerned(f) || len(d.Roles(f)) == 0 || d.Levels.Pageable(f) {
			continue // of what can be paged out the raise is told
		}
		for _, u := range s.in(f, 0) {
			path := append(u.path, program.PathStep{Unit: f.Unit, Span: u.end.Where(), Text: fmt.Sprintf("`%s` returns without having waited", f.Name)})
			pass.Report(check.Finding{Level: check.Error, Unit: f.Unit, At: u.end.Where(), Path: path},
				"`%s` goes back to the system here without the wait that `%s` was told to expect: that has left the dispatcher locked for it, and the thread goes on at DISPATCH_LEVEL", f.Name, u.name)
		}
	}
}

// An unwaitedSearch looks for such calls in a driver.
type unwaitedSearch struct {
	*driver.Driver
	telling []*program.Function
	leads   map[*program.Function]bool // whether a function comes to one of those
}

// in lists the unwaited calls of a function, one for each call in it.
func (s *unwaitedSearch) in(f *program.Function, depth int) []unwaited {
	if !s.leadsTo(f) {
		return nil
	}
	var list []unwaited
	for _, in := range f.Graph.Instrs() {
		call, ok := in.(*ir.Call)
		if !ok {
			continue
		}
		u, ok := s.tellsOfWait(f, call, depth)
		if !ok {
			continue
		}
		if u.end = endAfter(s.Driver, f, call); u.end != nil {
			list = append(list, u)
		}
	}
	return list
}

func (s *unwaitedSearch) leadsTo(f *program.Function) bool {
	leads, known := s.leads[f]
	if !known {
		reach := s.Reach(f)
		leads = slices.ContainsFunc(s.telling, func(t *program.Function) bool { return reach[t] })
		s.leads[f] = leads
	}
	return leads
}

// tellsOfWait reports whether a call, or one in the function that is called, says that a wait follows.
func (s *unwaitedSearch) tellsOfWait(f *program.Function, call *ir.Call, depth int) (unwaited, bool) {
	target, name := s.Callee(f, call)
	if target != nil {
		if depth == maxUnwaited || target == f {
			return unwaited{}, false
		}
		list := s.in(target, depth+1)
		if len(list) == 0 {
			return unwaited{}, false
		}
		u := list[0]
		u.path = append(u.path, program.PathStep{Unit: f.Unit, Span: call.Span, Text: fmt.Sprintf("`%s` returns at the level that this has left", target.Name)})
		return u, true
	}
	if !keepsDispatcher(s.Known.Lookup(name), call) {
		return unwaited{}, false
	}
	text := fmt.Sprintf("`%s` is told that a wait follows", name)
	return unwaited{name: name, path: []program.PathStep{{Unit: f.Unit, Span: call.Span, Text: text}}}, true
}

// keepsDispatcher reports whether a call of a routine certainly says that a wait follows.
func keepsDispatcher(r *ddi.Routine, call *ir.Call) bool {
	e := r.Effect(ddi.KeepDispatcher, ddi.Anything)
	return e != nil && e.Arg < len(call.Args) && call.Args[e.Arg].Kind == ir.Const && call.Args[e.Arg].Int != 0
}

// endAfter finds a return, or an end of the thread, to which control comes from a call without a wait on the way; nil if there is none. A function of the driver
// that may wait counts as a wait.
func endAfter(d *driver.Driver, f *program.Function, call *ir.Call) ir.Instr {
	does := func(in ir.Instr, kinds ddi.Kind) bool {
		_, r := d.RoutineOf(f, in)
		return r.Does(kinds)
	}
	return f.Graph.Next(call, false, func(in ir.Instr) bool {
		_, ret := in.(*ir.Return)
		return ret || does(in, ddi.EndThread)
	}, func(in ir.Instr) bool {
		c, ok := in.(*ir.Call)
		return ok && (does(in, ddi.NoReturn) || d.MayWait(f, c))
	})
}

package irql

import (
	"fmt"
	"slices"

	"github.com/drvlint/drvlint/cfg"
	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/callgraph"
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
	for _, f := range d.Functions {
		if !d.Concerned(f) || len(d.Roles(f)) == 0 || d.Levels.Pageable(f) {
			continue // of what can be paged out the raise is told
		}
		for _, u := range unwaitedIn(d, f, 0) {
			path := append(u.path, program.PathStep{Unit: f.Unit, Span: u.end.Where(), Text: fmt.Sprintf("`%s` returns without having waited", f.Name)})
			pass.Report(check.Finding{Level: check.Error, Unit: f.Unit, At: u.end.Where(), Path: path},
				"`%s` goes back to the system here without the wait that `%s` was told to expect: that has left the dispatcher locked for it, and the thread goes on at DISPATCH_LEVEL", f.Name, u.name)
		}
	}
}

// unwaitedIn lists those of a function, one for each call in it.
func unwaitedIn(d *driver.Driver, f *program.Function, depth int) []unwaited {
	var list []unwaited
	for _, in := range f.Graph.Instrs() {
		call, ok := in.(*ir.Call)
		if !ok {
			continue
		}
		u, ok := tellsOfWait(d, f, call, depth)
		if !ok {
			continue
		}
		if u.end = endAfter(d, f, call); u.end != nil {
			list = append(list, u)
		}
	}
	return list
}

// tellsOfWait reports whether a call, or one in the function that is called, says that a wait follows.
func tellsOfWait(d *driver.Driver, f *program.Function, call *ir.Call, depth int) (unwaited, bool) {
	target, name := d.Callee(f, call)
	if target != nil {
		if depth == maxUnwaited || target == f {
			return unwaited{}, false
		}
		list := unwaitedIn(d, target, depth+1)
		if len(list) == 0 {
			return unwaited{}, false
		}
		u := list[0]
		u.path = append(u.path, program.PathStep{Unit: f.Unit, Span: call.Span, Text: fmt.Sprintf("`%s` returns at the level that this has left", target.Name)})
		return u, true
	}
	e := d.Known.Lookup(name).Effect(ddi.KeepDispatcher, ddi.Anything)
	if e == nil || e.Arg >= len(call.Args) || call.Args[e.Arg].Kind != ir.Const || call.Args[e.Arg].Int == 0 {
		return unwaited{}, false
	}
	text := fmt.Sprintf("`%s` is told that a wait follows", name)
	return unwaited{name: name, path: []program.PathStep{{Unit: f.Unit, Span: call.Span, Text: text}}}, true
}

// endAfter finds a return, or an end of the thread, to which control comes from a call without a wait on the way; nil if there is none. A function of the driver
// that may wait counts as a wait.
func endAfter(d *driver.Driver, f *program.Function, call *ir.Call) ir.Instr {
	seen := map[*cfg.Block]bool{}
	var work []*cfg.Block
	var found ir.Instr
	run := func(blk *cfg.Block, from int) {
		for _, in := range blk.Instrs[from:] {
			c, ok := in.(*ir.Call)
			if _, ret := in.(*ir.Return); found == nil && (ret || ok && endsThread(d, f, c)) {
				found = in
			}
			if ok && mayWait(d, f, c) {
				return
			}
		}
		for _, e := range blk.Succs {
			if !e.Exception && !seen[e.To] {
				seen[e.To] = true
				work = append(work, e.To)
			}
		}
	}
	for _, i := range f.Graph.Holding(call) {
		blk := f.Graph.Blocks[i]
		run(blk, slices.Index(blk.Instrs, ir.Instr(call))+1)
	}
	for len(work) > 0 && found == nil {
		blk := work[0]
		work = work[1:]
		run(blk, 0)
	}
	return found
}

func endsThread(d *driver.Driver, f *program.Function, call *ir.Call) bool {
	_, r := d.RoutineOf(f, call)
	return r.Does(ddi.EndThread)
}

// mayWait reports whether a call may wait, or never returns.
func mayWait(d *driver.Driver, f *program.Function, call *ir.Call) bool {
	target, name := d.Callee(f, call)
	if target == nil {
		r := d.Known.Lookup(name)
		return r.Does(ddi.Wait|ddi.NoReturn|ddi.EndThread) || r == nil && !d.Known.Documented(name)
	}
	reach := d.Reach(target)
	return slices.ContainsFunc(d.RoutineCalls(ddi.Wait, ddi.Anything), func(c callgraph.RoutineCall) bool { return reach[c.In] })
}

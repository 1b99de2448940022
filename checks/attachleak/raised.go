package attachleak

import (
	"fmt"
	"slices"

	"github.com/drvlint/drvlint/cfg"
	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/callgraph"
	"github.com/drvlint/drvlint/internal/check"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/ways"
	"github.com/drvlint/drvlint/ir"
)

// maxUp is through how many calls an exception is followed to the handler.
const maxUp = 4

// exceptions follows those that no handler of the function catches in which they are raised.
type exceptions struct {
	*ways.Exceptions
	p     *callgraph.Graph
	sites map[*program.Function][]callgraph.Site
}

// raised reports functions that an exception leaves attached, caught by a handler of a caller.
func raised(pass *check.Pass) {
	x := &exceptions{Exceptions: ways.NewExceptions(pass.Driver.Graph), p: pass.Driver.Graph}
	done := map[*program.Function]bool{}
	for _, c := range pass.Driver.RoutineCalls(ddi.Attach, ddi.Process) {
		f := c.In
		if done[f] || x.detachesAtLast(f, f.Body, false) || pass.Driver.Levels.Stays(f, c.Call, c.Routine) {
			continue
		}
		detaches := func(in ir.Instr) bool { return x.detaches(f, in) }
		handler := &callgraph.Site{In: f}
		in := f.Graph.Next(c.Call, true, func(in ir.Instr) bool { return x.caughtHere(f, in) }, detaches)
		if in == nil {
			if in = f.Graph.Next(c.Call, true, func(in ir.Instr) bool { return x.Leaves(f, in, true) }, detaches); in == nil {
				continue
			}
			handler = x.handler(f, maxUp)
		}
		if handler != nil {
			done[f] = true
			x.report(pass, c, in, handler)
		}
	}
}

// detachesAtLast reports whether a __finally, or a destructor, in a list of statements detaches; within says that the list is in one.
func (x *exceptions) detachesAtLast(f *program.Function, list []ir.Node, within bool) bool {
	return slices.ContainsFunc(list, func(n ir.Node) bool {
		switch n := n.(type) {
		case *ir.Call:
			return within && x.detaches(f, n)
		case *ir.If:
			return x.detachesAtLast(f, n.Then, within) || x.detachesAtLast(f, n.Else, within)
		case *ir.Loop:
			return x.detachesAtLast(f, n.Body, within)
		case *ir.Switch:
			return x.detachesAtLast(f, n.Body, within)
		case *ir.Try:
			return x.detachesAtLast(f, n.Body, within) || x.detachesAtLast(f, n.Except, within) || x.detachesAtLast(f, n.Finally, true)
		}
		return false
	})
}

// caughtHere reports whether an instruction is a call of a function of the driver whose exception a handler around it catches, which
// goes on attached. What routines raise that are called here is a way of the function like any other.
func (x *exceptions) caughtHere(f *program.Function, in ir.Instr) bool {
	call, ok := in.(*ir.Call)
	if !ok {
		return false
	}
	target, _ := x.p.Callee(f, call)
	return target != nil && x.From(target) != nil && x.goesOn(f, ways.Trap(f, call))
}

// goesOn reports whether what handles an exception lets its function return, and can't detach before.
func (x *exceptions) goesOn(f *program.Function, handler *cfg.Block) bool {
	if handler == nil {
		return false
	}
	after, returns, detaches := f.Graph.From(handler.Index), false, false
	for i, blk := range f.Graph.Blocks {
		for _, in := range blk.Instrs {
			_, ends := in.(*ir.Return)
			returns = returns || after[i] && ends
			detaches = detaches || after[i] && x.detaches(f, in)
		}
	}
	return returns && !detaches
}

// detaches reports whether an instruction detaches, or calls what does.
func (x *exceptions) detaches(f *program.Function, in ir.Instr) bool {
	call, ok := in.(*ir.Call)
	if !ok {
		return false
	}
	target, name := x.p.Callee(f, call)
	if target == nil {
		return x.p.Known.Lookup(name).Does(ddi.Detach)
	}
	reach := x.p.Reach(target)
	return slices.ContainsFunc(x.p.RoutineCalls(ddi.Detach, ddi.Process), func(c callgraph.RoutineCall) bool { return reach[c.In] })
}

// handler finds a call that leads to a function in a __try whose handler goes on and never detaches; nil if there is none.
func (x *exceptions) handler(f *program.Function, up int) *callgraph.Site {
	if up == 0 {
		return nil
	}
	for _, site := range x.calls(f) {
		to := ways.Trap(site.In, site.Call)
		if to == nil {
			if found := x.handler(site.In, up-1); found != nil {
				return found
			}
			continue
		}
		if x.goesOn(site.In, to) {
			return &site
		}
	}
	return nil
}

// calls lists the calls of a function.
func (x *exceptions) calls(f *program.Function) []callgraph.Site {
	if x.sites == nil {
		x.sites = map[*program.Function][]callgraph.Site{}
		for _, g := range x.p.Functions {
			g.Instrs(func(in ir.Instr) {
				if call, ok := in.(*ir.Call); ok {
					if target, _ := x.p.Callee(g, call); target != nil && target != g {
						x.sites[target] = append(x.sites[target], callgraph.Site{Call: call, In: g})
					}
				}
			})
		}
	}
	return x.sites[f]
}

func (x *exceptions) report(pass *check.Pass, attach callgraph.RoutineCall, raising ir.Instr, handler *callgraph.Site) {
	f := attach.In
	path := []program.PathStep{{Unit: f.Unit, Span: attach.Call.Span, Text: fmt.Sprintf("`%s` attaches to another process", attach.Routine.Name)}}
	for in := f; ; {
		call, ok := raising.(*ir.Call)
		if !ok {
			path = append(path, program.PathStep{Unit: in.Unit, Span: raising.Where(), Text: "follows a pointer that it has read from memory of the process: that raises an exception if it leads nowhere"})
			break
		}
		target, name := x.p.Callee(in, call)
		if target == nil {
			path = append(path, program.PathStep{Unit: in.Unit, Span: call.Span, Text: fmt.Sprintf("`%s` raises an exception", name)})
			break
		}
		path = append(path, program.PathStep{Unit: in.Unit, Span: call.Span, Text: fmt.Sprintf("calls `%s`", target.Name)})
		in, raising = target, x.From(target)
	}
	if handler.Call != nil {
		path = append(path, program.PathStep{Unit: handler.In.Unit, Span: handler.Call.Span, Text: fmt.Sprintf("`%s` handles it, and goes on still attached", handler.In.Name)})
	}
	pass.Report(check.Finding{Level: check.Error, Unit: f.Unit, At: attach.Call.Span, Path: path},
		"`%s` leaves the thread attached to another process when an exception is raised before it detaches, which `%s` handles: the thread goes on in a foreign address space, until the system stops with bug check 0x1 or 0x5", f.Name, handler.In.Name)
}

package locking

import (
	"slices"
	"strings"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/callgraph"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/ways"
	"github.com/drvlint/drvlint/ir"
)

// gone forgets the locks that lie in what a call frees: nobody can want them any more. What their acquisition has changed of the
// thread stays: the level that one raised, and what a mutex keeps of its owner.
func (w *walk) gone(s *state, call *ir.Call) {
	for _, v := range w.l.memory.frees(w.f, call) {
		if v.Kind != ir.Load && v.Kind != ir.AddrOf {
			continue
		}
		memory := v.Pointee().String()
		lies := func(h Held) bool {
			return h.Place.Root == v.Place.Root && !strings.HasSuffix(h.key, before) && h.Kind&ddi.Mutex == 0 && !h.Routine.Does(ddi.RaiseIRQL) && slices.ContainsFunc(prefixes(h.Place), func(p string) bool { return p == memory })
		}
		s.held = slices.DeleteFunc(s.held, lies)
		s.tried = slices.DeleteFunc(s.tried, func(a attempt) bool { return lies(a.Held) })
	}
}

// prefixes spells the places that a place lies in.
func prefixes(p ir.Place) []string {
	list := make([]string, len(p.Path)+1)
	for n := range list {
		list[n] = ir.Place{Root: p.Root, Path: p.Path[:n]}.String()
	}
	return list
}

// A memory knows which functions give memory back.
type memory struct {
	g        *callgraph.Graph
	wrappers map[*program.Function][]int // the parameters that they free
}

// frees lists the pointers to memory that a call gives back.
func (m *memory) frees(f *program.Function, call *ir.Call) []ir.Value {
	target, name := m.g.Callee(f, call)
	var list []ir.Value
	if target == nil {
		r := m.g.Known.Lookup(name)
		if i := r.Arg(ddi.OpObject); r.DoesTo(ddi.Free, ddi.Memory) && i >= 0 && i < len(call.Args) {
			list = append(list, call.Args[i])
		}
		return list
	}
	for _, i := range m.freedParams(target) {
		if i < len(call.Args) {
			list = append(list, call.Args[i])
		}
	}
	return list
}

// freedParams numbers the parameters that a function frees on every way on which they are not found to be NULL.
func (m *memory) freedParams(f *program.Function) []int {
	if list, ok := m.wrappers[f]; ok {
		return list
	}
	m.wrappers[f] = nil // one that calls itself frees nothing by that
	for i, x := range f.Params {
		var calls []ir.Instr
		set := false
		f.Instrs(func(in ir.Instr) {
			set = set || assigns(in, x)
			if call, ok := in.(*ir.Call); ok && slices.ContainsFunc(m.frees(f, call), func(v ir.Value) bool { return v.Kind == ir.Load && v.Place.Root == x && len(v.Place.Path) == 0 }) {
				calls = append(calls, call)
			}
		})
		if len(calls) > 0 && !set && !avoids(f, x, calls) {
			m.wrappers[f] = append(m.wrappers[f], i)
		}
	}
	return m.wrappers[f]
}

// avoids reports whether a function can return without one of some calls, where a pointer is not NULL.
func avoids(f *program.Function, x *ir.Var, calls []ir.Instr) bool {
	seen := make([]bool, len(f.Graph.Blocks))
	var visit func(i int) bool
	visit = func(i int) bool {
		b := f.Graph.Blocks[i]
		if seen[i] || slices.ContainsFunc(b.Instrs, func(in ir.Instr) bool { return slices.Contains(calls, in) }) {
			return false
		}
		seen[i] = true
		for _, e := range b.Succs {
			if e.Test != nil {
				if v, other := compared(e); !other && ways.Holds(v, x) {
					continue
				}
			}
			if visit(e.To.Index) {
				return true
			}
		}
		return slices.ContainsFunc(b.Instrs, func(in ir.Instr) bool {
			_, returns := in.(*ir.Return)
			return returns
		})
	}
	return visit(0)
}

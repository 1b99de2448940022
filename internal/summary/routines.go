package summary

import (
	"slices"

	"github.com/drvlint/drvlint/cfg"
	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/ir"
)

// A RoutineCall is a call that the driver makes of a kernel routine.
type RoutineCall struct {
	Call    *ir.Call
	In      *Function
	Routine *ddi.Routine
}

// RoutineCalls lists the calls of the routines of some categories, in order.
func (p *Program) RoutineCalls(categories ...ddi.Category) []RoutineCall {
	if p.routines == nil {
		p.routines = p.findRoutineCalls()
	}
	var list []RoutineCall
	for _, c := range p.routines {
		if c.Routine.Is(categories...) {
			list = append(list, c)
		}
	}
	return list
}

func (p *Program) findRoutineCalls() []RoutineCall {
	list := []RoutineCall{}
	for _, f := range p.Functions {
		f.instrs(func(in ir.Instr) {
			if call, r := p.routineCall(f, in); r != nil {
				list = append(list, RoutineCall{call, f, r})
			}
		})
	}
	slices.SortStableFunc(list, func(a, b RoutineCall) int {
		if a.In != b.In {
			return a.In.index - b.In.index
		}
		return int(a.Call.From - b.Call.From)
	})
	return list
}

// Arg is the argument that plays a role for the routine; false if the call has none.
func (c RoutineCall) Arg(role string) (ir.Value, bool) {
	i := c.Routine.Arg(role)
	if i < 0 || i >= len(c.Call.Args) {
		return ir.Value{}, false
	}
	return c.Call.Args[i], true
}

// Removes reports whether the call of a registration routine takes the registration
// back, and whether that is certain: the argument that says so may be computed.
func (c RoutineCall) Removes() (removes, certain bool) {
	v, ok := c.Arg("remove")
	if !ok {
		return false, true
	}
	return v.Kind != ir.Const || v.Int != 0, v.Kind == ir.Const
}

// callbacks lists the driver's functions that the call registers, or takes back, in order.
func (p *Program) callbacks(c RoutineCall) []*Function {
	v, ok := c.Arg("callback")
	if !ok {
		return nil
	}
	var list []*Function
	for _, it := range p.flow.holds(c.In.unit, v) {
		if it.kind == itemFunction && it.f != nil {
			list = append(list, it.f)
		}
	}
	return list
}

// CallbackName is the name of the routine that the call registers, or takes back; "" if
// it may be several.
func (p *Program) CallbackName(c RoutineCall) string {
	if v, _ := c.Arg("callback"); v.Kind == ir.FuncRef {
		return v.Name
	}
	if list := p.callbacks(c); len(list) == 1 {
		return list[0].Name
	}
	return ""
}

// ResultIgnored reports whether nothing ever looks at the result of the call: it is
// dropped, or what it is assigned to is not read on any path.
func (c RoutineCall) ResultIgnored() bool {
	if c.Call.Dst == nil {
		return true
	}
	return !c.In.looksAt(c.Call, c.Call.Dst, map[*ir.Var]bool{})
}

// looksAt reports whether the local v, set by an instruction, is read afterwards other
// than to be copied into a local that nobody reads.
func (f *Function) looksAt(set ir.Instr, v *ir.Var, seen map[*ir.Var]bool) bool {
	if seen[v] {
		return false
	}
	seen[v] = true
	for _, blk := range f.Graph.Blocks {
		at := slices.Index(blk.Instrs, set)
		if at < 0 {
			continue
		}
		if f.readFrom(blk.Index, at+1, v, seen) {
			return true
		}
	}
	return false
}

// readFrom follows v from an instruction of a block on.
func (f *Function) readFrom(b, at int, v *ir.Var, seen map[*ir.Var]bool) bool {
	blk := f.Graph.Blocks[b]
	for _, in := range blk.Instrs[at:] {
		assign, copied := in.(*ir.Assign)
		if copied && plainLocal(assign.Dst) && assign.Src.Kind == ir.Load && assign.Src.Place.Root == v && len(assign.Src.Place.Path) == 0 {
			if f.looksAt(assign, assign.Dst.Root, seen) {
				return true
			}
			continue
		}
		u := &useKill{f: f, use: make([]uint64, len(f.live[b])), kill: make([]uint64, len(f.live[b])), escaped: make([]uint64, len(f.live[b]))}
		u.instr(in)
		n, ok := f.localIndex[v]
		if !ok || u.use[n/64]&(1<<(n%64)) != 0 || u.escaped[n/64]&(1<<(n%64)) != 0 {
			return true
		}
		if u.kill[n/64]&(1<<(n%64)) != 0 {
			return false
		}
	}
	for _, e := range blk.Succs {
		if e.Test != nil && reads(*e.Test, v) {
			return true
		}
	}
	return slices.ContainsFunc(blk.Succs, func(e *cfg.Edge) bool { return f.isLive(v, e.To.Index) })
}

// plainLocal reports whether a place is a whole local variable.
func plainLocal(p ir.Place) bool {
	return len(p.Path) == 0 && (p.Root.Kind == ir.Local || p.Root.Kind == ir.Temp)
}

// InLoop reports whether control can come from an instruction back to it.
func (f *Function) InLoop(in ir.Instr) bool { return f.Follows(in, in) }

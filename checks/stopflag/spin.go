package stopflag

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/drvlint/drvlint/cfg"
	"github.com/drvlint/drvlint/internal/driver"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/ir"
)

// A spin is a loop that ends only when somebody else changes a variable, and in which
// nothing waits, orders memory or calls code that could.
type spin struct {
	In     *program.Function
	Test   ir.Value          // what leaves the loop
	Flag   ir.Value          // what the test reads
	Setter *program.Function // who changes it ...
	At     ir.Span           // ... and where
}

// spins lists such loops in a function, in order; outside tells which functions are those
// of somebody else.
func spins(p *driver.Driver, f *program.Function, outside func(*program.Function) bool) []spin {
	var list []spin
	for i, isHead := range f.Graph.LoopHeads() {
		if !isHead {
			continue
		}
		head := f.Graph.Blocks[i]
		body := f.Graph.Loop(head)
		flag, test, ok := onlyFlag(body)
		if !ok || strings.Contains(flag.Type, "volatile") || changes(p, f, body, flag.Place) || orders(p, f, body) || ended(head, body) {
			continue
		}
		if in, at, found := changedOutside(p, flag.Place, outside); found {
			list = append(list, spin{In: f, Test: test, Flag: flag, Setter: in, At: at})
		}
	}
	return list
}

// ended reports whether a loop is come to only where another one has ended by what ends it: it is left at once.
func ended(head *cfg.Block, body map[*cfg.Block]bool) bool {
	ends := map[string]bool{}
	for blk := range body {
		for _, e := range blk.Succs {
			if !body[e.To] && e.Test != nil {
				ends[outcome(e)] = true
			}
		}
	}
	seen := map[*cfg.Block]bool{}
	var after func(*cfg.Block) bool
	after = func(blk *cfg.Block) bool {
		if seen[blk] {
			return true
		}
		seen[blk] = true
		return len(blk.Preds) > 0 && !slices.ContainsFunc(blk.Preds, func(e *cfg.Edge) bool {
			if e.Test != nil {
				return !body[e.From] && !ends[outcome(e)]
			}
			return !body[e.From] && (len(e.From.Instrs) > 0 || !after(e.From))
		})
	}
	return after(head)
}

// outcome spells what holds on an edge with a test.
func outcome(e *cfg.Edge) string { return fmt.Sprint(e.Test.String(), e.Taken) }

// onlyFlag finds the one place in memory that every way out of a loop tests.
func onlyFlag(body map[*cfg.Block]bool) (flag, test ir.Value, ok bool) {
	for _, blk := range slices.SortedFunc(maps.Keys(body), func(a, b *cfg.Block) int { return a.Index - b.Index }) {
		for _, e := range blk.Succs {
			if body[e.To] {
				continue
			}
			if e.Test == nil {
				return flag, test, false
			}
			read, single := sharedRead(*e.Test)
			if !single || ok && read.String() != flag.String() {
				return flag, test, false
			}
			flag, test, ok = read, *e.Test, true
		}
	}
	return flag, test, ok
}

// sharedRead returns the only place in shared memory that a test reads, which otherwise
// has constants.
func sharedRead(v ir.Value) (ir.Value, bool) {
	switch v.Kind {
	case ir.Load:
		name := v.Place.Leaf()
		return v, name != "" && name != "*" && !slices.ContainsFunc(v.Place.Path, func(s ir.Step) bool { return s.Kind == ir.Index })
	case ir.Op:
		var found ir.Value
		ok := false
		for _, a := range v.Args {
			if a.Kind == ir.Const {
				continue
			}
			if ok {
				return ir.Value{}, false
			}
			found, ok = sharedRead(a)
			if !ok {
				return ir.Value{}, false
			}
		}
		return found, ok
	}
	return ir.Value{}, false
}

// changes reports whether a loop itself changes a place, or the way to it, or what it calls may.
func changes(p *driver.Driver, f *program.Function, body map[*cfg.Block]bool, place ir.Place) bool {
	for blk := range body {
		for _, in := range blk.Instrs {
			switch in := in.(type) {
			case *ir.Assign:
				if onTheWay(in.Dst, place) || in.Dst.Leaf() == place.Leaf() {
					return true
				}
			case *ir.Call:
				if in.Dst != nil && in.Dst == place.Root {
					return true
				}
				if target, _ := p.Callee(f, in); target != nil && p.MayWrite(target, place.Leaf()) {
					return true
				}
			}
		}
	}
	return false
}

// onTheWay reports whether a write to dst may change a place, or a pointer or subscript on the way
// to it: two members of one structure are apart.
func onTheWay(dst, place ir.Place) bool {
	if dst.Root != place.Root {
		return false
	}
	for i, step := range dst.Path {
		if i >= len(place.Path) {
			return true
		}
		other := place.Path[i]
		if step.Kind == ir.Field && other.Kind == ir.Field && step.Name != other.Name {
			return step.Record != other.Record
		}
		if step.Kind != other.Kind {
			return true
		}
	}
	return true
}

// orders reports whether a loop calls anything but functions of the driver that compute.
func orders(p *driver.Driver, f *program.Function, body map[*cfg.Block]bool) bool {
	for blk := range body {
		for _, in := range blk.Instrs {
			call, isCall := in.(*ir.Call)
			if !isCall {
				continue
			}
			target, _ := p.Callee(f, call)
			if target == nil || callsOut(p, target) {
				return true
			}
		}
	}
	return false
}

// callsOut reports whether f may call code that is not the driver's.
func callsOut(p *driver.Driver, f *program.Function) bool {
	for g := range p.Reach(f) {
		out := false
		g.Instrs(func(in ir.Instr) {
			if call, ok := in.(*ir.Call); ok {
				target, _ := p.Callee(g, call)
				out = out || target == nil
			}
		})
		if out {
			return true
		}
	}
	return false
}

// changedOutside finds an assignment to a place of that name in one of the functions.
func changedOutside(p *driver.Driver, place ir.Place, outside func(*program.Function) bool) (in *program.Function, at ir.Span, found bool) {
	name := place.Leaf()
	for _, f := range p.Functions {
		if found || !outside(f) {
			continue
		}
		f.Instrs(func(instr ir.Instr) {
			assign, ok := instr.(*ir.Assign)
			if ok && !found && assign.Dst.Leaf() == name && len(assign.Dst.Path) > 0 == (len(place.Path) > 0) {
				in, at, found = f, assign.Span, true
			}
		})
	}
	return in, at, found
}

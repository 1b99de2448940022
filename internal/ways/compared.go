package ways

import (
	"maps"
	"slices"
	"strings"

	"github.com/drvlint/drvlint/cfg"
	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/ir"
)

// A comparison is an edge's test of what a routine says of two things: whether they are the same.
type comparison struct {
	call    *ir.Call
	differs bool // the test holds where they are not the same
}

// maxNames is with how many others a name may be compared for ways to be told apart by it: each makes another state.
const maxNames = 8

// comparisons finds those of a function. Their left side is, of both, the one that more of them have: the name that a driver
// looks up, and not one of those that it knows.
func (w *walk[T]) comparisons() {
	w.compared, w.sides = map[*cfg.Edge]comparison{}, map[string]int{}
	counted := map[*ir.Call]bool{}
	for _, blk := range w.f.Graph.Blocks {
		for _, e := range blk.Succs {
			c, ok := w.comparisonOf(e)
			if !ok {
				continue
			}
			w.compared[e] = c
			if !counted[c.call] {
				counted[c.call] = true
				w.sides[c.call.Args[0].String()]++
				w.sides[c.call.Args[1].String()]++
			}
		}
	}
	maps.DeleteFunc(w.compared, func(_ *cfg.Edge, c comparison) bool {
		return max(w.sides[c.call.Args[0].String()], w.sides[c.call.Args[1].String()]) > maxNames
	})
}

// comparisonOf tells which comparison an edge tests, if it tests one.
func (w *walk[T]) comparisonOf(e *cfg.Edge) (c comparison, ok bool) {
	if e.Test == nil {
		return c, false
	}
	v, with := *e.Test, ir.Value{Kind: ir.Const}
	if v.Kind == ir.Op && len(v.Args) == 2 && (v.Name == "==" || v.Name == "!=") {
		c.differs = v.Name == "!="
		v, with = v.Args[0], v.Args[1]
		if v.Kind == ir.Const {
			v, with = with, v
		}
	} else {
		c.differs = true // from zero
	}
	if !Variable(v) {
		return c, false
	}
	c.call = w.source(e.From, v.Place.Root)
	if c.call == nil {
		return c, false
	}
	r := w.p.Known.Lookup(c.call.Callee)
	if !r.Does(ddi.Compare) || len(c.call.Args) < 2 {
		return c, false
	}
	zero := with.Kind == ir.Const && with.Int == 0
	switch r.Predicate {
	case "== 0":
		return c, zero
	case "!= 0":
		c.differs = c.differs != zero
		return c, with.Kind == ir.Const
	}
	return c, len(c.call.Args) > 2 && with.String() == c.call.Args[2].String() // the length up to which they are the same
}

// source is the call whose result a variable holds at the end of a block: the last one there, or else the only thing that the
// function ever assigns to it; nil for any other value.
func (w *walk[T]) source(blk *cfg.Block, x *ir.Var) *ir.Call {
	for _, in := range slices.Backward(blk.Instrs) {
		switch in := in.(type) {
		case *ir.Call:
			if in.Dst == x {
				return in
			}
		case *ir.Assign:
			if in.Dst.Root == x && len(in.Dst.Path) == 0 {
				if !Variable(in.Src) {
					return nil
				}
				x = in.Src.Place.Root
			}
		}
	}
	for range w.f.Locals {
		list := given(w.f, x)
		if x.Kind != ir.Local && x.Kind != ir.Temp || len(list) != 1 {
			return nil
		}
		switch in := list[0].(type) {
		case *ir.Call:
			if in.Dst != x {
				return nil
			}
			return in
		case *ir.Assign:
			if !Variable(in.Src) {
				return nil
			}
			x = in.Src.Place.Root
		}
	}
	return nil
}

// given lists what gives a variable its values, once it has some: assignments, and calls that get its address.
func given(f *program.Function, x *ir.Var) (list []ir.Instr) {
	f.Instrs(func(in ir.Instr) {
		switch in := in.(type) {
		case *ir.Call:
			if in.Dst == x || slices.ContainsFunc(in.Args, func(a ir.Value) bool { return a.Kind == ir.AddrOf && a.Place.Root == x }) {
				list = append(list, in)
			}
		case *ir.Assign:
			if in.Dst.Root == x {
				list = append(list, in)
			}
		}
	})
	return list
}

// spellComparison spells a comparison, and of it the left side in the manner in which it is compared.
func (w *walk[T]) spellComparison(c comparison) (spelt, left string) {
	x, y := c.call.Args[0].String(), c.call.Args[1].String()
	if w.sides[y] > w.sides[x] {
		x, y = y, x
	}
	manner := []string{c.call.Callee}
	for _, a := range c.call.Args[2:] {
		manner = append(manner, a.String())
	}
	left = strings.Join(manner, " ") + " " + x + " == "
	return left + y, left
}

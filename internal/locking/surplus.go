package locking

import (
	"slices"

	"github.com/drvlint/drvlint/cfg"
	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/ir"
)

// Surpluses lists the releases of a function that are more than its acquisitions, on a way from which the release can't be left out. A release for
// the caller is none: the function takes the lock again, or a parameter says who has it. Nor is what lowers the level: nobody counts.
func (locks *Locks) Surpluses(f *program.Function) []Surplus {
	r := locks.Of(f)
	var list []Surplus
	for _, s := range r.surplus {
		if slices.ContainsFunc(list, func(o Surplus) bool { return o.Call == s.Call }) || s.Place.Root == nil && s.Kind&Regions&^ddi.Level == 0 {
			continue
		}
		if x := s.Place.Root; x != nil && (x.Kind == ir.Local || x.Kind == ir.Temp) && (!s.Twice || !givenOnce(f, x)) {
			continue // what gives the variable a pointer may take the lock that lies there
		}
		if locks.left(f, r, s) && locks.unavoidable(f, s) {
			list = append(list, s)
		}
	}
	return list
}

// left reports whether the function returns with the lock released for its caller, and, unless it has done so twice, on another way to its end without, and no test of
// a parameter tells these apart.
func (locks *Locks) left(f *program.Function, r *Result, s Surplus) bool {
	freed := func(e End) bool { return slices.ContainsFunc(e.freed, s.Is) }
	retaken := slices.ContainsFunc(r.Ends, func(e End) bool { return freed(e) && e.Holds(s.Lock) })
	if retaken || s.Twice {
		return !retaken && !locks.handed(f, s.Lock)
	}
	return slices.ContainsFunc(r.Ends, func(e End) bool {
		return freed(e) && slices.ContainsFunc(r.Ends, func(o End) bool {
			return !freed(o) && slices.ContainsFunc(o.Given, s.Is) && !asked(e, o)
		})
	})
}

// handed reports whether the function gives the lock, or what it lies in, to one that nobody knows, which may take it.
func (locks *Locks) handed(f *program.Function, lock Lock) bool {
	return slices.ContainsFunc(f.Calls(), func(call *ir.Call) bool {
		target, name := locks.Callee(f, call)
		return target == nil && locks.Known.Lookup(name) == nil && !ddi.Documented(name) && given(call, Held{Lock: lock})
	})
}

// unavoidable reports whether a way that does not hold the lock comes to the release, whatever is tested on it: behind a test in front of what takes the lock, which
// leaves that out, or behind the first release.
func (locks *Locks) unavoidable(f *program.Function, s Surplus) bool {
	takes, at, tries := make([]bool, len(f.Graph.Blocks)), -1, false
	var first []*cfg.Block
	for i, blk := range f.Graph.Blocks {
		for _, in := range blk.Instrs {
			call, ok := in.(*ir.Call)
			if !ok {
				continue
			}
			if call == s.Call {
				at = i
			}
			target, name := locks.Callee(f, call)
			if target != nil {
				takes[i] = takes[i] || locks.touches[target]
				continue
			}
			for _, c := range locks.changes(call, locks.Known.Lookup(name)) {
				switch {
				case !c.lock.Same(s.Lock):
				case c.acquires:
					takes[i], tries = true, tries || c.try
				case call != s.Call:
					first = append(first, blk)
				}
			}
		}
	}
	leads := f.Graph.LeadingTo(takes)
	if s.Twice {
		return slices.ContainsFunc(first, func(blk *cfg.Block) bool { return blk.Index != at && !ahead(blk, leads) && certainly(blk, at) })
	}
	for _, blk := range f.Graph.Blocks {
		for _, e := range blk.Succs {
			if e.Test != nil && !e.Exception && !tries && leads[e.From.Index] && !leads[e.To.Index] && certainly(e.To, at) {
				return true
			}
		}
	}
	return false
}

// ahead reports whether a way goes on from a block to one that is marked.
func ahead(blk *cfg.Block, marked []bool) bool {
	return slices.ContainsFunc(blk.Succs, func(e *cfg.Edge) bool { return marked[e.To.Index] })
}

// certainly reports whether every way from a block comes to another one.
func certainly(from *cfg.Block, at int) bool {
	seen := map[*cfg.Block]bool{}
	for work := []*cfg.Block{from}; len(work) > 0; {
		blk := work[len(work)-1]
		work = work[:len(work)-1]
		if blk.Index == at || seen[blk] {
			continue
		}
		seen[blk] = true
		out := false
		for _, e := range blk.Succs {
			if !e.Exception {
				out = true
				work = append(work, e.To)
			}
		}
		if !out {
			return false
		}
	}
	return true
}

// givenOnce reports whether a function gives a variable a value in one place at most.
func givenOnce(f *program.Function, x *ir.Var) bool {
	n := 0
	f.Instrs(func(in ir.Instr) {
		if assigns(in, x) {
			n++
		}
		if call, ok := in.(*ir.Call); ok && slices.ContainsFunc(call.Args, func(a ir.Value) bool { return a.Kind == ir.AddrOf && a.Place.Root == x && len(a.Place.Path) == 0 }) {
			n++
		}
	})
	return n <= 1
}

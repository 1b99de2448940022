package summary

import (
	"slices"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/term"
	"github.com/drvlint/drvlint/ir"
)

// A doubtEdge is an edge past a release that the function leaves out for reasons of its
// own bookkeeping: a recursion count, an owner. Whether the mutex is still held there
// can't be told from one function, so it is taken not to be.
type doubtEdge struct{ from, to int }

// findDoubts finds the branches on a member that the function itself keeps up to date,
// of which one arm releases a mutex.
func (p *Program) findDoubts(f *program.Function) {
	p.of(f).doubts = map[doubtEdge][]*ir.Call{}
	own := &p.of(f).assigned
	f.Instrs(func(in ir.Instr) {
		if a, ok := in.(*ir.Assign); ok {
			if name := a.Dst.Leaf(); name != "" {
				own.Add(name)
			}
		}
	})
	for _, blk := range f.Graph.Blocks {
		if len(blk.Succs) != 2 || blk.Succs[0].Test == nil {
			continue
		}
		tested := term.Names{}
		tested.Mention(*blk.Succs[0].Test)
		if !tested.Meets(own) {
			continue
		}
		for i, e := range blk.Succs {
			other := blk.Succs[1-i]
			if released := p.releasedIn(f, e.To.Index); len(released) > 0 {
				key := doubtEdge{blk.Index, other.To.Index}
				p.of(f).doubts[key] = append(p.of(f).doubts[key], released...)
			}
		}
	}
}

// releasedIn lists the releases of mutexes in the straight code from block i on.
func (p *Program) releasedIn(f *program.Function, i int) []*ir.Call {
	var list []*ir.Call
	for range len(f.Graph.Blocks) {
		blk := f.Graph.Blocks[i]
		if len(blk.Preds) > 1 {
			return list
		}
		for _, in := range blk.Instrs {
			call, r := p.RoutineOf(f, in)
			if _, ok := releasedBy(call, r); ok {
				list = append(list, call)
			}
		}
		if len(blk.Succs) != 1 {
			return list
		}
		i = blk.Succs[0].To.Index
	}
	return list
}

// releasedBy is the name of the mutex that the call of a routine releases, if it does.
func releasedBy(call *ir.Call, r *ddi.Routine) (string, bool) {
	i := r.Arg(ddi.OpLock)
	if !r.DoesTo(ddi.Release, mutexes) || i < 0 || i >= len(call.Args) {
		return "", false
	}
	return call.Args[i].Pointee().Leaf(), true
}

// doubtful drops the mutexes of which it can't be told whether they are still held on
// the edge. Where the test, test, is of what the function found and has not yet changed,
// it does not depend on the function's own bookkeeping.
func (sim *simulation) doubtful(s *state, test term.Ref, from, to int) {
	if sim.untouched(test) {
		return
	}
	for _, release := range sim.proc.doubts[doubtEdge{from, to}] {
		_, r := sim.p.RoutineOf(sim.f, release)
		name, _ := releasedBy(release, r)
		drop := func(l Lock) bool { return sim.p.pool.Leaf(l.loc) == name }
		sim.doubt(s, drop)
		s.held = slices.DeleteFunc(s.held, drop)
		s.soft = slices.DeleteFunc(s.soft, drop)
	}
}

// untouched reports whether v is made by comparison from what the function was given.
func (sim *simulation) untouched(v term.Ref) bool {
	return sim.fromEntry(v) && !sim.p.pool.Any(v, func(_ term.Ref, t *term.Term) bool {
		return t.Op == term.Binary && t.S != "==" && t.S != "<" && t.S != "&"
	})
}

// settle drops from the outcomes the mutexes of which a caller can't tell whether they
// are held: another outcome, without the mutex, can't be told from this one.
func (sim *simulation) settle(outcomes []*Outcome) {
	sim.settleLocks(outcomes, func(o *Outcome) *[]Lock { return &o.Held })
	sim.settleLocks(outcomes, func(o *Outcome) *[]Lock { return &o.soft })
}

func (sim *simulation) settleLocks(outcomes []*Outcome, list func(*Outcome) *[]Lock) {
	var held [][]Lock
	for _, o := range outcomes {
		held = append(held, slices.Clone(*list(o)))
	}
	for i, o := range outcomes {
		*list(o) = slices.DeleteFunc(*list(o), func(l Lock) bool {
			for j, other := range outcomes {
				without := !slices.ContainsFunc(held[j], func(m Lock) bool { return m.loc == l.loc })
				if j != i && without && !sim.distinct(o, other) {
					return true
				}
			}
			return false
		})
	}
}

// distinct reports whether a caller can tell two outcomes apart: by the result, by what
// was stored, or by what must have held on entry.
func (sim *simulation) distinct(a, b *Outcome) bool {
	p := sim.p.pool
	x, y := &state{Knowledge: term.Know(nil, a.values)}, &state{Knowledge: term.Know(nil, b.values)}
	if a.result != 0 && b.result != 0 && x.IntervalOf(p, a.result).Meet(y.IntervalOf(p, b.result)).Nothing() {
		return true
	}
	for _, s := range a.stores {
		if isKept(p, s.At) {
			continue // no caller tests it
		}
		i := slices.IndexFunc(b.stores, func(t term.Binding) bool { return t.At == s.At })
		if i >= 0 && x.IntervalOf(p, s.Value).Meet(y.IntervalOf(p, b.stores[i].Value)).Nothing() {
			return true
		}
	}
	return slices.ContainsFunc(a.facts, func(f term.Constraint) bool {
		return slices.ContainsFunc(b.facts, func(g term.Constraint) bool {
			return f.Value == g.Value && f.In.Meet(g.In).Nothing()
		})
	})
}

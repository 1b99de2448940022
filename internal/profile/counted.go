package profile

import (
	"maps"
	"slices"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/term"
	"github.com/drvlint/drvlint/ir"
)

// An edge leads from one block to another.
type edge struct{ from, to int }

// Counted lists the releases of mutexes that the function leaves out on an edge for reasons of its
// own bookkeeping: a recursion count, an owner. Whether the mutex is still held there can't be
// told from one function.
func (f *Function) Counted(from, to int) []*ir.Call { return f.counted[edge{from, to}] }

// GivenBackByCount reports whether some function gives a mutex of that name back only where a
// count, or an owner, that it keeps itself says so.
func (p *Profile) GivenBackByCount(name string) bool { return p.counted[name] }

// CountedNames lists the names of those mutexes, sorted.
func CountedNames(p *Profile) []string { return slices.Sorted(maps.Keys(p.counted)) }

// findCounted finds the branches on a member that the function itself keeps up to date, of which
// one arm releases a mutex.
func (p *Profile) findCounted(f *program.Function) {
	known := p.Of(f)
	f.Instrs(func(in ir.Instr) {
		if a, ok := in.(*ir.Assign); ok {
			if name := a.Dst.Leaf(); name != "" {
				known.Assigned.Add(name)
			}
		}
	})
	for _, blk := range f.Graph.Blocks {
		if len(blk.Succs) != 2 || blk.Succs[0].Test == nil {
			continue
		}
		tested := term.Names{}
		tested.Mention(*blk.Succs[0].Test)
		if !tested.Meets(&known.Assigned) {
			continue
		}
		for i, e := range blk.Succs {
			other := edge{blk.Index, blk.Succs[1-i].To.Index}
			for _, release := range p.releasedOnly(f, e.To.Index, other.to) {
				if known.counted == nil {
					known.counted = map[edge][]*ir.Call{}
				}
				known.counted[other] = append(known.counted[other], release)
				p.counted[p.releasedName(f, release)] = true
			}
		}
	}
}

// releasedOnly lists the releases in the straight code from block i on, without those of mutexes that the
// straight code from block other on releases as well.
func (p *Profile) releasedOnly(f *program.Function, i, other int) []*ir.Call {
	also := p.releasedIn(f, other)
	return slices.DeleteFunc(p.releasedIn(f, i), func(call *ir.Call) bool {
		return slices.ContainsFunc(also, func(c *ir.Call) bool { return p.releasedName(f, c) == p.releasedName(f, call) })
	})
}

func (p *Profile) releasedName(f *program.Function, call *ir.Call) string {
	_, r := p.RoutineOf(f, call)
	name, _ := ReleasedBy(call, r)
	return name
}

// releasedIn lists the releases of mutexes in the straight code from block i on.
func (p *Profile) releasedIn(f *program.Function, i int) []*ir.Call {
	var list []*ir.Call
	for range len(f.Graph.Blocks) {
		blk := f.Graph.Blocks[i]
		if len(blk.Preds) > 1 {
			return list
		}
		for _, in := range blk.Instrs {
			call, r := p.RoutineOf(f, in)
			if _, ok := ReleasedBy(call, r); ok {
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

// ReleasedBy is the name of the mutex that the call of a routine releases; false if it releases
// none.
func ReleasedBy(call *ir.Call, r *ddi.Routine) (string, bool) {
	i := r.Arg(ddi.OpLock)
	if !r.DoesTo(ddi.Release, ddi.Mutexes) || i < 0 || i >= len(call.Args) {
		return "", false
	}
	return call.Args[i].Pointee().Leaf(), true
}

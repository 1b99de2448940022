package summary

import (
	"slices"

	"github.com/drvlint/drvlint/ir"
)

// IsCreated reports whether anything of the driver that the system calls, or whose
// address is taken, comes to the creation of the thread. A function that nobody calls
// is code of another configuration.
func (p *Program) IsCreated(t *Thread) bool {
	in := t.Created().In
	return slices.ContainsFunc(p.Functions, func(f *Function) bool {
		called := len(p.roles[f]) > 0 || slices.ContainsFunc(p.flow.items, func(it item) bool { return it.kind == itemFunction && it.f == f })
		return called && p.Reach(f)[in]
	})
}

// JoinedByCreator reports whether the function that creates the thread goes on to wait
// for it: then it has ended when that function returns, whoever calls it.
func (p *Program) JoinedByCreator(t *Thread) bool {
	created := t.Created()
	f := created.In
	p.ensure(f, threads)
	behind := make([]bool, len(f.Graph.Blocks))
	for _, blk := range f.Graph.Blocks {
		i := slices.Index(blk.Instrs, ir.Instr(created.Call))
		if i < 0 {
			continue
		}
		if slices.ContainsFunc(blk.Instrs[i+1:], func(in ir.Instr) bool { return p.joinsIn(f, in, 1<<t.index) }) {
			return true
		}
		for _, e := range blk.Succs {
			mark(f, e.To.Index, behind)
		}
	}
	for i, joins := range p.joins(f, 1<<t.index) {
		if joins && behind[i] {
			return true
		}
	}
	return false
}

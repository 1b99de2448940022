package cfg

import (
	"slices"

	"github.com/drvlint/drvlint/ir"
)

// A Liveness says for each block of a graph which parameters and locals are read from there
// on. One whose address is taken is always live.
type Liveness struct {
	g     *Graph
	index map[*ir.Var]int
	live  []bits // by block
}

// A bits is a set of locals by index.
type bits []uint64

func (b bits) has(n int) bool { return b[n/64]&(1<<(n%64)) != 0 }
func (b bits) set(n int)      { b[n/64] |= 1 << (n % 64) }

// NewLiveness computes the liveness of the parameters and locals of a graph's function.
func NewLiveness(g *Graph) *Liveness {
	l := &Liveness{g: g, index: map[*ir.Var]int{}, live: make([]bits, len(g.Blocks))}
	for _, v := range slices.Concat(g.Fn.Params, g.Fn.Locals) {
		l.index[v] = len(l.index)
	}
	words := l.words()
	uses, kills, escaped := make([]bits, len(g.Blocks)), make([]bits, len(g.Blocks)), make(bits, words)
	for i, blk := range g.Blocks {
		u := &useKill{index: l.index, use: make(bits, words), kill: make(bits, words), escaped: escaped}
		for _, in := range blk.Instrs {
			u.instr(in)
		}
		for _, e := range blk.Succs {
			if e.Test != nil {
				u.read(*e.Test)
			}
		}
		uses[i], kills[i] = u.use, u.kill
		l.live[i] = make(bits, words)
	}
	l.solve(uses, kills, escaped)
	return l
}

// solve propagates backward to the least fixed point.
func (l *Liveness) solve(uses, kills []bits, escaped bits) {
	for changed := true; changed; {
		changed = false
		for i := len(l.g.Blocks) - 1; i >= 0; i-- {
			for w := range l.words() {
				out := uint64(0)
				for _, e := range l.g.Blocks[i].Succs {
					out |= l.live[e.To.Index][w]
				}
				in := uses[i][w] | out&^kills[i][w] | escaped[w]
				if in != l.live[i][w] {
					l.live[i][w], changed = in, true
				}
			}
		}
	}
}

func (l *Liveness) words() int { return (len(l.index) + 63) / 64 }

// Index is the number of a parameter or local of the function, counted from 0, parameters
// first; false if v is none.
func (l *Liveness) Index(v *ir.Var) (n int, ok bool) {
	n, ok = l.index[v]
	return n, ok
}

// At reports whether v may be read from block i on. What is no local of the function may.
func (l *Liveness) At(v *ir.Var, i int) bool {
	n, ok := l.index[v]
	return !ok || l.live[i].has(n)
}

// Looked reports whether the local v, set by an instruction, is read afterwards other than to
// be copied into a local that nobody reads.
func (l *Liveness) Looked(set ir.Instr, v *ir.Var) bool {
	return l.looked(set, v, map[*ir.Var]bool{})
}

func (l *Liveness) looked(set ir.Instr, v *ir.Var, seen map[*ir.Var]bool) bool {
	if seen[v] {
		return false
	}
	seen[v] = true
	return slices.ContainsFunc(l.g.Holding(set), func(b int) bool {
		return l.readFrom(b, slices.Index(l.g.Blocks[b].Instrs, set)+1, v, seen)
	})
}

// readFrom follows v from instruction at of block b on.
func (l *Liveness) readFrom(b, at int, v *ir.Var, seen map[*ir.Var]bool) bool {
	blk := l.g.Blocks[b]
	for _, in := range blk.Instrs[at:] {
		if assign, ok := in.(*ir.Assign); ok && assign.Dst.IsLocal() && assign.Src.Kind == ir.Load && assign.Src.Place.Root == v && len(assign.Src.Place.Path) == 0 {
			if l.looked(assign, assign.Dst.Root, seen) {
				return true
			}
			continue
		}
		u := &useKill{index: l.index, use: make(bits, l.words()), kill: make(bits, l.words()), escaped: make(bits, l.words())}
		u.instr(in)
		n, ok := l.index[v]
		if !ok || u.use.has(n) || u.escaped.has(n) {
			return true
		}
		if u.kill.has(n) {
			return false
		}
	}
	if slices.ContainsFunc(blk.Succs, func(e *Edge) bool { return e.Test != nil && e.Test.Reads(v) }) {
		return true
	}
	return slices.ContainsFunc(blk.Succs, func(e *Edge) bool { return l.At(v, e.To.Index) })
}

// A useKill finds which locals a block reads before it writes them, which it writes, and whose
// addresses it takes.
type useKill struct {
	index              map[*ir.Var]int
	use, kill, escaped bits
}

func (u *useKill) mark(set bits, v *ir.Var) {
	if n, ok := u.index[v]; ok {
		set.set(n)
	}
}

func (u *useKill) readVar(v *ir.Var) {
	if n, ok := u.index[v]; ok && !u.kill.has(n) {
		u.use.set(n)
	}
}

func (u *useKill) read(v ir.Value) {
	switch v.Kind {
	case ir.Load:
		u.readPlace(v.Place)
	case ir.AddrOf:
		u.readPlace(v.Place)
		if !v.Place.ThroughPointer() {
			u.mark(u.escaped, v.Place.Root)
		}
	}
	for _, a := range v.Args {
		u.read(a)
	}
}

func (u *useKill) readPlace(p ir.Place) {
	u.readVar(p.Root)
	for _, step := range p.Path {
		if step.Kind == ir.Index {
			u.read(*step.Index)
		}
	}
}

func (u *useKill) instr(in ir.Instr) {
	switch in := in.(type) {
	case *ir.Assign:
		u.read(in.Src)
		if len(in.Dst.Path) == 0 {
			u.mark(u.kill, in.Dst.Root)
			return
		}
		u.readPlace(in.Dst)
	case *ir.Call:
		u.read(in.Target)
		for _, a := range in.Args {
			u.read(a)
		}
		if in.Dst != nil {
			u.mark(u.kill, in.Dst)
		}
	case *ir.Return:
		if in.Value != nil {
			u.read(*in.Value)
		}
	}
}

package summary

import (
	"hash/fnv"
	"strings"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/ir"
)

// names is a set of field and variable names, kept as bits of their hashes: a name
// that is not there may seem to be, never the reverse.
type names [8]uint64

func nameBit(name string) int32 {
	h := fnv.New32a()
	h.Write([]byte(name))
	return int32(h.Sum32() % 512)
}

func (n *names) add(name string)    { n.set(nameBit(name)) }
func (n *names) set(bit int32)      { n[bit/64] |= 1 << (bit % 64) }
func (n *names) has(bit int32) bool { return n[bit/64]&(1<<(bit%64)) != 0 }

func (n *names) union(m *names) bool {
	before := *n
	for i := range n {
		n[i] |= m[i]
	}
	return before != *n
}

// unconcerned takes the trait from a reference to an object that can't be what keeps
// the driver loaded.
func unconcerned(r *ddi.Routine, call *ir.Call) trait {
	i := r.Arg("object")
	if !r.Is("deref-object", "ref-object") {
		return 0
	}
	if (r.Own || strings.HasPrefix(r.Name, "Ob")) && i >= 0 && i < len(call.Args) {
		if t := call.Args[i].Type; objectKind(t) != "" || t == "" || strings.Contains(t, "void") || strings.Contains(t, "_KTHREAD") || strings.Contains(t, "_ETHREAD") {
			return 0
		}
	}
	return refers
}

// meets reports whether the sets may share a name.
func (n *names) meets(m *names) bool {
	for i := range n {
		if n[i]&m[i] != 0 {
			return true
		}
	}
	return false
}

// placeName is what a place is known by in names: its last field, or its variable if
// that is not the function's own.
func placeName(p ir.Place) string {
	for i := len(p.Path) - 1; i >= 0; i-- {
		if p.Path[i].Kind == ir.Field {
			return p.Path[i].Name
		}
	}
	if p.Root.Kind == ir.GlobalVar || p.Root.Kind == ir.StaticVar {
		return p.Root.Name
	}
	if len(p.Path) > 0 {
		return "*" // through a plain pointer
	}
	return ""
}

// A trait says what a function does, itself or through what it calls.
type trait uint16

const (
	locks   trait = 1 << iota // takes or releases a fast mutex
	blocks                    // can block
	waits                     // can wait for another thread or send a message
	threads                   // creates a system thread, or waits for one
	refers                    // references or dereferences an object
	ends                      // ends the thread that it runs on
	shifts                    // changes the regime of the thread (regime.go)
	owns                      // takes a lock that is not to be held while APCs are on
	takes                     // takes a fast mutex
)

const everything = locks | blocks | waits | threads | refers | ends | takes

// traitsOf tells what the routines of a category give to their callers.
var traitsOf = map[ddi.Category]trait{
	"wait": blocks | waits, "cancellable-wait": blocks | waits, "send-message": blocks | waits, "sync-io": blocks,
	"acquire-fastmutex": locks | takes, "release-fastmutex": locks, "acquire-guarded": locks | takes, "release-guarded": locks,
	"acquire-fastmutex-unsafe": locks | owns, "release-fastmutex-unsafe": locks, "acquire-guarded-unsafe": locks | owns, "release-guarded-unsafe": locks,
	"acquire-eresource": owns, "acquire-pushlock": owns,
	"create-thread": threads, "deref-object": refers, "ref-object": refers, "terminate-thread": ends,
}

// prepare numbers the instructions of f and finds its callees, what it tests and what
// it assigns.
func (p *Program) prepare(f *Function) {
	f.siteOf = map[ir.Instr]int{}
	seen := map[*Function]bool{}
	f.instrs(func(in ir.Instr) {
		p.sites++
		f.siteOf[in] = p.sites
		switch in := in.(type) {
		case *ir.Assign:
			if name := placeName(in.Dst); name != "" {
				f.writes.add(name)
			}
		case *ir.Call:
			target, name := p.callee(f, in)
			if target != nil && !seen[target] {
				seen[target] = true
				f.calls = append(f.calls, target)
			}
			if target == nil && name == "" && in.Callee == "" {
				f.mayCall = append(f.mayCall, p.flow.candidates(f, in)...)
			}
			if r := p.known.Lookup(name); r != nil {
				f.traits |= traitsOf[r.Category] &^ unconcerned(r, in)
			}
			if ddi.EffectOf(name).Changes() && target == nil {
				f.traits |= shifts
			}
			for _, arg := range in.Args {
				if arg.Kind == ir.AddrOf && placeName(arg.Place) != "" {
					f.writes.add(placeName(arg.Place))
				}
			}
		}
	})
	f.itself = f.traits
	for _, blk := range f.Graph.Blocks {
		for _, e := range blk.Succs {
			if e.Test != nil && e.Taken {
				mention(&f.mentions, *e.Test)
			}
		}
	}
	f.findLoops()
	p.findDoubts(f)
	f.findLive()
}

func mention(n *names, v ir.Value) {
	if v.Kind == ir.Load {
		if name := placeName(v.Place); name != "" {
			n.add(name)
		}
	}
	for _, a := range v.Args {
		mention(n, a)
	}
}

// spread carries relevance, tests and writes from callees to callers.
func (p *Program) spread() {
	for changed := true; changed; {
		changed = false
		for _, f := range p.order {
			for _, callee := range f.calls {
				if callee.traits&^f.traits != 0 {
					f.traits |= callee.traits
					changed = true
				}
				changed = f.mentions.union(&callee.mentions) || changed
				changed = f.writes.union(&callee.writes) || changed
			}
			for _, callee := range f.mayCall {
				changed = changed || callee.traits&^f.traits != 0
				f.traits |= callee.traits
			}
		}
	}
	for _, f := range p.Functions {
		f.findLater(p)
	}
}

// findLoops marks the blocks that a backward edge leads to.
func (f *Function) findLoops() {
	f.loopHead = make([]bool, len(f.Graph.Blocks))
	for _, blk := range f.Graph.Blocks {
		for _, e := range blk.Succs {
			if e.To.Index <= blk.Index {
				f.loopHead[e.To.Index] = true
			}
		}
	}
}

// findLater computes for each block the names that are tested from there on.
func (f *Function) findLater(p *Program) {
	f.later = make([]names, len(f.Graph.Blocks))
	for changed := true; changed; {
		changed = false
		for i := len(f.Graph.Blocks) - 1; i >= 0; i-- {
			blk := f.Graph.Blocks[i]
			set := f.later[i]
			for _, in := range blk.Instrs {
				switch in := in.(type) {
				case *ir.Call:
					if target, _ := p.callee(f, in); target != nil {
						set.union(&target.mentions)
						for _, arg := range in.Args {
							mention(&set, arg)
						}
					}
				case *ir.Assign: // a copy of the place may be tested instead
					mention(&set, in.Src)
				}
			}
			for _, e := range blk.Succs {
				if e.Test != nil {
					mention(&set, *e.Test)
				}
				set.union(&f.later[e.To.Index])
			}
			if set != f.later[i] {
				f.later[i], changed = set, true
			}
		}
	}
}

// findLive computes for each block the locals that are read from there on. A local
// whose address is taken is always live.
func (f *Function) findLive() {
	f.localIndex = map[*ir.Var]int{}
	for _, v := range f.Params {
		f.localIndex[v] = len(f.localIndex)
	}
	for _, v := range f.Locals {
		f.localIndex[v] = len(f.localIndex)
	}
	words := (len(f.localIndex) + 63) / 64
	f.live = make([][]uint64, len(f.Graph.Blocks))
	uses, kills := make([][]uint64, len(f.live)), make([][]uint64, len(f.live))
	escaped := make([]uint64, words)
	for i, blk := range f.Graph.Blocks {
		u := &useKill{f: f, use: make([]uint64, words), kill: make([]uint64, words), escaped: escaped}
		for _, in := range blk.Instrs {
			u.instr(in)
		}
		for _, e := range blk.Succs {
			if e.Test != nil {
				u.read(*e.Test)
			}
		}
		uses[i], kills[i] = u.use, u.kill
		f.live[i] = make([]uint64, words)
	}
	for changed := true; changed; {
		changed = false
		for i := len(f.Graph.Blocks) - 1; i >= 0; i-- {
			for w := range words {
				out := uint64(0)
				for _, e := range f.Graph.Blocks[i].Succs {
					out |= f.live[e.To.Index][w]
				}
				in := uses[i][w] | out&^kills[i][w] | escaped[w]
				if in != f.live[i][w] {
					f.live[i][w], changed = in, true
				}
			}
		}
	}
}

// isLive reports whether the local v may be read from block i on.
func (f *Function) isLive(v *ir.Var, i int) bool {
	n, ok := f.localIndex[v]
	return !ok || f.live[i][n/64]&(1<<(n%64)) != 0
}

// useKill finds what a block reads before it writes it.
type useKill struct {
	f                  *Function
	use, kill, escaped []uint64
}

func (u *useKill) set(bits []uint64, v *ir.Var) {
	if n, ok := u.f.localIndex[v]; ok {
		bits[n/64] |= 1 << (n % 64)
	}
}

func (u *useKill) readVar(v *ir.Var) {
	n, ok := u.f.localIndex[v]
	if ok && u.kill[n/64]&(1<<(n%64)) == 0 {
		u.use[n/64] |= 1 << (n % 64)
	}
}

func (u *useKill) read(v ir.Value) {
	switch v.Kind {
	case ir.Load:
		u.readPlace(v.Place)
	case ir.AddrOf:
		u.readPlace(v.Place)
		if !throughPointer(v.Place) {
			u.set(u.escaped, v.Place.Root)
		}
	}
	for _, a := range v.Args {
		u.read(a)
	}
}

func throughPointer(p ir.Place) bool {
	for _, step := range p.Path {
		if step.Kind == ir.Deref {
			return true
		}
	}
	return false
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
			u.set(u.kill, in.Dst.Root)
			return
		}
		u.readPlace(in.Dst)
	case *ir.Call:
		u.read(in.Target)
		for _, a := range in.Args {
			u.read(a)
		}
		if in.Dst != nil {
			u.set(u.kill, in.Dst)
		}
	case *ir.Return:
		if in.Value != nil {
			u.read(*in.Value)
		}
	}
}

package ways

import (
	"slices"

	"github.com/drvlint/drvlint/cfg"
	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/callgraph"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/ir"
)

// Trap is where control goes if a call of f raises an exception; nil without a __try around it.
func Trap(f *program.Function, call *ir.Call) *cfg.Block {
	for _, blk := range f.Graph.Blocks {
		for _, e := range blk.Succs {
			if e.Raising() == call {
				return e.To
			}
		}
	}
	return nil
}

// Exceptions are those that leave the functions of a driver.
type Exceptions struct {
	p     *callgraph.Graph
	from  map[*program.Function]ir.Instr
	depth map[*ir.Var]int // of variables that point to memory of a process: 1, or 2 if the pointer was read there
}

// NewExceptions makes one that knows no function yet.
func NewExceptions(p *callgraph.Graph) *Exceptions {
	return &Exceptions{p: p, from: map[*program.Function]ir.Instr{}}
}

// From is the first instruction by which an exception leaves f, that of a function that it calls, too; nil if there is none. Copies
// are left out: of what memory they are, their function does not tell.
func (x *Exceptions) From(f *program.Function) ir.Instr {
	if in, ok := x.from[f]; ok {
		return in
	}
	x.from[f] = nil // of a function that calls itself the other calls tell
	for _, in := range f.Graph.Instrs() {
		if x.Leaves(f, in, false) {
			x.from[f] = in
			break
		}
	}
	return x.from[f]
}

// Leaves reports whether an exception of an instruction leaves f: no handler is around it. Of copies it counts if copies do.
func (x *Exceptions) Leaves(f *program.Function, in ir.Instr, copies bool) bool {
	call, ok := in.(*ir.Call)
	if !ok {
		return x.reads(in) && !tries(f.Body)
	}
	if target, name := x.p.Callee(f, call); target != nil {
		if x.From(target) == nil {
			return false
		}
	} else if r := x.p.Known.Lookup(name); !x.p.Raises(f, call, r, program.MaxSolid) || r.Does(ddi.Compare) || !copies && r.Does(ddi.Copy) {
		return false
	}
	return Trap(f, call) == nil
}

// tries reports whether a list of statements has a __try.
func tries(list []ir.Node) bool {
	return slices.ContainsFunc(list, func(n ir.Node) bool {
		switch n := n.(type) {
		case *ir.Try:
			return true
		case *ir.If:
			return tries(n.Then) || tries(n.Else)
		case *ir.Loop:
			return tries(n.Body)
		case *ir.Switch:
			return tries(n.Body)
		}
		return false
	})
}

// reads reports whether an instruction reads or writes through a pointer that was read from memory of a process: the program there may have
// set it to anything.
func (x *Exceptions) reads(in ir.Instr) bool {
	if x.depth == nil {
		x.depth = userPointers(x.p)
	}
	through := func(p ir.Place) bool { return x.depth[p.Root] > 0 && x.depth[p.Root]+derefs(p) > 2 }
	var any func(v ir.Value) bool
	any = func(v ir.Value) bool {
		return v.Kind == ir.Load && through(v.Place) || slices.ContainsFunc(v.Args, any)
	}
	switch in := in.(type) {
	case *ir.Assign:
		return through(in.Dst) || any(in.Src)
	case *ir.Return:
		return in.Value != nil && any(*in.Value)
	}
	return false
}

func derefs(p ir.Place) (n int) {
	for _, step := range p.Path {
		if step.Kind == ir.Deref {
			n++
		}
	}
	return n
}

// userPointers finds the variables that point to memory of a process in user mode, in all that is called with nothing else.
func userPointers(p *callgraph.Graph) map[*ir.Var]int {
	depth := map[*ir.Var]int{}
	for _, f := range p.Functions {
		for _, call := range f.Calls() {
			if _, name := p.Callee(f, call); call.Dst != nil && ddi.UserResult(name) {
				depth[call.Dst] = 1
			}
		}
	}
	if len(depth) == 0 {
		return depth
	}
	given := givenTo(p)
	grown := true
	raise := func(x *ir.Var, to int) {
		if to = min(to, 2); to > depth[x] {
			depth[x], grown = to, true
		}
	}
	for grown {
		grown = false
		for _, f := range p.Functions {
			f.Instrs(func(in ir.Instr) {
				if a, ok := in.(*ir.Assign); ok && len(a.Dst.Path) == 0 && slices.Contains([]ir.VarKind{ir.Local, ir.Temp, ir.Param}, a.Dst.Root.Kind) {
					raise(a.Dst.Root, depthOf(depth, a.Src))
				}
			})
			for i, x := range f.Params {
				least := 0
				for n, args := range given[f] {
					if d := 0; i < len(args) {
						if d = depthOf(depth, args[i]); n == 0 || d < least {
							least = d
						}
					}
				}
				raise(x, least)
			}
		}
	}
	return depth
}

// givenTo lists the arguments of the calls of each function that is not called otherwise.
func givenTo(p *callgraph.Graph) map[*program.Function][][]ir.Value {
	given := map[*program.Function][][]ir.Value{}
	for _, f := range p.Functions {
		for _, call := range f.Calls() {
			if target, _ := p.Callee(f, call); target != nil {
				given[target] = append(given[target], call.Args)
			}
		}
	}
	for _, f := range p.PointsTo.AddressTaken() {
		delete(given, f)
	}
	return given
}

// depthOf is how deep in memory of a process what a value points to lies.
func depthOf(depth map[*ir.Var]int, v ir.Value) int {
	most := 0
	for _, a := range v.Args {
		most = max(most, depthOf(depth, a))
	}
	if d := depth[v.Place.Root]; d > 0 && v.Kind == ir.Load {
		most = max(most, d+derefs(v.Place))
	} else if d > 0 && v.Kind == ir.AddrOf && derefs(v.Place) > 0 {
		most = max(most, d+derefs(v.Place)-1)
	}
	return most
}

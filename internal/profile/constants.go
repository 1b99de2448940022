package profile

import (
	"strings"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/term"
	"github.com/drvlint/drvlint/ir"
)

// findConstants finds the globals that nothing ever changes: their initialiser is what
// they hold. A global whose address is handed out other than as a timeout may change; a number without
// an initialiser that nobody writes is meant to be written, by a debugger or by code to come. To write what it holds anyway changes nothing.
func (p *Profile) findConstants(pool *term.Pool) {
	changed := map[term.Ref]bool{}
	initial := map[term.Ref]int64{}
	for _, u := range p.Units {
		for _, g := range u.Globals {
			if len(g.Init) == 1 && len(g.Init[0].Path) == 0 && g.Init[0].Value.Kind == ir.Const {
				initial[pool.Variable(g.Var)] = g.Init[0].Value.Int
			}
		}
	}
	tested := map[term.Ref]bool{} // by what never runs
	for _, f := range p.Functions {
		if p.Idle(f) {
			testedIn(pool, f, tested)
		}
	}
	for _, f := range p.Functions {
		written := changed
		if p.Idle(f) { // what never runs writes nothing, except for what never runs either
			written = map[term.Ref]bool{}
		}
		f.Instrs(func(in ir.Instr) {
			if !writesAgain(pool, in, initial) {
				p.markChanged(pool, f, in, written)
			}
		})
		for v := range written {
			if tested[v] {
				changed[v] = true
			}
		}
	}
	for i, u := range p.Units {
		for _, g := range u.Globals {
			root := pool.Variable(g.Var)
			if !g.Defined || changed[root] && !g.Const || !g.Const && g.Init == nil && (g.Kind == ir.GlobalVar || !isRecord(g.Type)) {
				continue
			}
			p.constants[root] = pool.Constant(0)
			if n, number := initial[root]; number {
				p.numbers[g.Var] = n
			}
			for _, init := range g.Init {
				loc := locate(pool, root, init.Path)
				if v := p.constantValue(pool, i, init.Value); loc != 0 {
					p.constants[loc] = v
				}
			}
		}
	}
}

// testedIn adds the globals that branches of a function test.
func testedIn(pool *term.Pool, f *program.Function, tested map[term.Ref]bool) {
	var visit func(v ir.Value)
	visit = func(v ir.Value) {
		if v.Kind == ir.Load && v.Place.Root.Kind >= ir.GlobalVar {
			tested[pool.Variable(v.Place.Root)] = true
		}
		for _, a := range v.Args {
			visit(a)
		}
	}
	for _, blk := range f.Graph.Blocks {
		for _, e := range blk.Succs {
			if e.Test != nil {
				visit(*e.Test)
			}
		}
	}
}

// writesAgain reports whether an instruction writes what a global is initialised with into it.
func writesAgain(pool *term.Pool, in ir.Instr, initial map[term.Ref]int64) bool {
	a, ok := in.(*ir.Assign)
	if !ok || a.Src.Kind != ir.Const || len(a.Dst.Path) > 0 || a.Dst.Root.Kind != ir.GlobalVar && a.Dst.Root.Kind != ir.StaticVar {
		return false
	}
	v, known := initial[pool.Variable(a.Dst.Root)]
	return known && v == a.Src.Int
}

// isRecord reports whether a type, as C spells it, is a structure or union, such as a LARGE_INTEGER.
func isRecord(t string) bool {
	return !strings.Contains(t, "*") && (strings.Contains(t, "struct ") || strings.Contains(t, "union "))
}

// locate follows constant steps from a location; 0 when a step is not constant.
func locate(pool *term.Pool, loc term.Ref, path []ir.Step) term.Ref {
	for _, step := range path {
		switch {
		case step.Kind == ir.Field:
			loc = pool.Field(loc, step.Name, step.Record)
		case step.Kind == ir.Index && step.Index.Kind == ir.Const:
			loc = pool.Element(loc, pool.Constant(step.Index.Int))
		default:
			return 0
		}
	}
	return loc
}

func (p *Profile) constantValue(pool *term.Pool, unit int, v ir.Value) term.Ref {
	switch v.Kind {
	case ir.Const:
		return pool.Constant(v.Int)
	case ir.FuncRef:
		return pool.Function(p.ValueName(unit, v.Name))
	case ir.Text:
		return pool.Literal(v.Name)
	case ir.AddrOf:
		if loc := locate(pool, pool.Variable(v.Place.Root), v.Place.Path); loc != 0 {
			return pool.Addr(loc)
		}
	}
	return 0
}

func (p *Profile) markChanged(pool *term.Pool, f *program.Function, in ir.Instr, changed map[term.Ref]bool) {
	assigned := func(v *ir.Var) {
		if v.Kind == ir.GlobalVar || v.Kind == ir.StaticVar {
			changed[pool.Variable(v)] = true
		}
	}
	mark := func(v ir.Value) {
		if v.Kind == ir.AddrOf {
			assigned(v.Place.Root)
		}
	}
	switch in := in.(type) {
	case *ir.Assign:
		assigned(in.Dst.Root)
		mark(in.Src)
	case *ir.Return:
		if in.Value != nil {
			mark(*in.Value)
		}
	case *ir.Call:
		for i, arg := range in.Args {
			if arg.Kind == ir.AddrOf && arg.Place.Root.Kind >= ir.GlobalVar && p.mayFill(f, in, i, maxFillDepth) {
				mark(arg)
			}
		}
	}
}

// How deep an address is followed through calls; behind that it may be filled in.
const maxFillDepth = 4

// mayFill reports whether a call may change what its argument points to. A timeout is
// only read, and so is what a function hands on as one.
func (p *Profile) mayFill(f *program.Function, call *ir.Call, arg, depth int) bool {
	target, name := p.Callee(f, call)
	if target == nil {
		r := p.Known.Lookup(name)
		return r == nil || r.Arg(ddi.OpTimeout) != arg
	}
	if arg >= len(target.Params) || depth == 0 {
		return true
	}
	param, fills := target.Params[arg], false
	target.Instrs(func(in ir.Instr) {
		switch in := in.(type) {
		case *ir.Assign:
			fills = fills || in.Dst.Root == param || in.Src.Reads(param) && !in.Src.Place.ThroughPointer()
		case *ir.Return:
			fills = fills || in.Value != nil && (*in.Value).Reads(param)
		case *ir.Call:
			for i, a := range in.Args {
				fills = fills || a.Reads(param) && p.mayFill(target, in, i, depth-1)
			}
		}
	})
	return fills
}

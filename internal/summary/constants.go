package summary

import (
	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/term"
	"github.com/drvlint/drvlint/ir"
)

// findConstants finds the globals that nothing ever changes: their initialiser is what
// they hold. A global whose address is handed out other than as a timeout may change.
func (p *Program) findConstants() {
	changed := map[term.Ref]bool{}
	for _, f := range p.Functions {
		f.Instrs(func(in ir.Instr) { p.markChanged(f, in, changed) })
	}
	p.constant = map[term.Ref]term.Ref{}
	for i, u := range p.Units {
		for _, g := range u.Globals {
			root := p.pool.Variable(g.Var)
			if !g.Defined || changed[root] && !g.Const || !g.Const && g.Kind == ir.GlobalVar && g.Init == nil {
				continue // others may write a variable that only the linker can see whole
			}
			p.constant[root] = p.pool.Constant(0)
			for _, init := range g.Init {
				loc := p.locate(root, init.Path)
				if v := p.constantValue(i, init.Value); loc != 0 {
					p.constant[loc] = v
				}
			}
		}
	}
}

// locate follows constant steps from a location; 0 when a step is not constant.
func (p *Program) locate(loc term.Ref, path []ir.Step) term.Ref {
	for _, step := range path {
		switch {
		case step.Kind == ir.Field:
			loc = p.pool.Field(loc, step.Name, step.Record)
		case step.Kind == ir.Index && step.Index.Kind == ir.Const:
			loc = p.pool.Element(loc, p.pool.Constant(step.Index.Int))
		default:
			return 0
		}
	}
	return loc
}

func (p *Program) constantValue(unit int, v ir.Value) term.Ref {
	switch v.Kind {
	case ir.Const:
		return p.pool.Constant(v.Int)
	case ir.FuncRef:
		return p.pool.Function(p.ValueName(unit, v.Name))
	case ir.Text:
		return p.pool.Literal(v.Name)
	case ir.AddrOf:
		if loc := p.locate(p.pool.Variable(v.Place.Root), v.Place.Path); loc != 0 {
			return p.pool.Addr(loc)
		}
	}
	return 0
}

func (p *Program) markChanged(f *program.Function, in ir.Instr, changed map[term.Ref]bool) {
	mark := func(v ir.Value) {
		if v.Kind == ir.AddrOf {
			changed[p.pool.Variable(v.Place.Root)] = true
		}
	}
	switch in := in.(type) {
	case *ir.Assign:
		changed[p.pool.Variable(in.Dst.Root)] = true
		mark(in.Src)
	case *ir.Return:
		if in.Value != nil {
			mark(*in.Value)
		}
	case *ir.Call:
		for i, arg := range in.Args {
			if arg.Kind == ir.AddrOf && p.mayFill(f, in, i, maxFillDepth) {
				mark(arg)
			}
		}
	}
}

// How deep an address is followed through calls; behind that it may be filled in.
const maxFillDepth = 4

// mayFill reports whether a call may change what its argument points to. A timeout is
// only read, and so is what a function hands on as one.
func (p *Program) mayFill(f *program.Function, call *ir.Call, arg, depth int) bool {
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

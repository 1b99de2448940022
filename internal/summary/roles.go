package summary

import (
	"sort"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/ir"
)

// findRoles learns for what the system calls the driver's functions: from role
// typedefs, from fields of registration structures, and from what is handed to the
// kernel's registration routines.
func (p *Program) findRoles() {
	for i, u := range p.Units {
		for _, proto := range u.Protos {
			f := p.lookup(i, proto.Name)
			if role := ddi.RoleOfType(proto.Role); f != nil && role != "" {
				p.addRole(f, Registration{Role: role, Routine: proto.Role, At: proto.Span, Unit: u})
			}
		}
		for _, g := range u.Globals {
			for _, init := range g.Init {
				p.registerField(nil, i, ir.Place{Root: g.Var, Path: init.Path}, init.Value, init.Span)
			}
		}
	}
	for _, f := range p.Functions {
		if f.Name == "DriverEntry" || f.Name == "DllInitialize" {
			p.addRole(f, Registration{Role: ddi.Entry, Routine: f.Name, At: f.NameSpan, Unit: f.Unit})
		}
		f.instrs(func(in ir.Instr) {
			switch in := in.(type) {
			case *ir.Assign:
				p.registerField(f, f.unit, in.Dst, in.Src, in.Span)
			case *ir.Call:
				p.registerCall(f, in)
			}
		})
	}
	for _, list := range p.roles {
		sort.SliceStable(list, func(a, b int) bool { return list[a].By != nil && list[b].By == nil })
	}
}

func (p *Program) addRole(f *Function, r Registration) {
	p.roles[f] = append(p.roles[f], r)
}

// registerField gives a role to what is stored in a registration structure's field.
func (p *Program) registerField(by *Function, unit int, dst ir.Place, src ir.Value, at ir.Span) {
	role, field := ddi.Role(""), ""
	for _, step := range dst.Path {
		if step.Kind != ir.Field {
			continue
		}
		if r := ddi.RoleOfField(step.Record, step.Name); r != "" {
			role, field = r, step.Name
		}
	}
	if role == "" {
		return
	}
	for _, it := range p.flow.holds(unit, src) {
		if it.kind == itemFunction && it.f != nil {
			p.addRole(it.f, Registration{Role: role, Routine: field, By: by, At: at, Unit: p.Units[unit]})
		}
	}
}

// registerCall gives a role to the functions handed to a kernel routine.
func (p *Program) registerCall(f *Function, call *ir.Call) {
	target, name := p.callee(f, call)
	if target != nil || name == "" {
		return
	}
	r := p.known.Lookup(name)
	if r == nil {
		p.callbackArguments(f, call, name)
		return
	}
	if remove := r.Arg("remove"); remove >= 0 && remove < len(call.Args) {
		if v := call.Args[remove]; v.Kind == ir.Const && v.Int != 0 {
			return
		}
	}
	for _, role := range []string{"callback", "callback2", "callback3"} {
		i := r.Arg(role)
		if i < 0 || i >= len(call.Args) {
			continue
		}
		for _, it := range p.flow.holds(f.unit, call.Args[i]) {
			if it.kind == itemFunction && it.f != nil {
				p.addRole(it.f, Registration{Role: ddi.RoleOfCallback(r), Routine: name, By: f, At: call.Span, Unit: f.Unit})
			}
		}
	}
}

// callbackArguments treats a function handed to any other routine as a callback of it.
func (p *Program) callbackArguments(f *Function, call *ir.Call, name string) {
	for _, arg := range call.Args {
		if arg.Kind != ir.FuncRef {
			continue
		}
		if callback := p.lookup(f.unit, arg.Name); callback != nil {
			p.addRole(callback, Registration{Role: ddi.Callback, Routine: name, By: f, At: call.Span, Unit: f.Unit})
		}
	}
}

// findConstants finds the globals that nothing ever changes: their initialiser is what
// they hold. A global whose address is handed out other than as a timeout may change.
func (p *Program) findConstants() {
	changed := map[ref]bool{}
	for _, f := range p.Functions {
		f.instrs(func(in ir.Instr) { p.markChanged(f, in, changed) })
	}
	p.constant = map[ref]ref{}
	for i, u := range p.Units {
		for _, g := range u.Globals {
			root := p.pool.variable(g.Var)
			if !g.Defined || changed[root] && !g.Const || !g.Const && g.Kind == ir.GlobalVar && g.Init == nil {
				continue // others may write a variable that only the linker can see whole
			}
			p.constant[root] = p.pool.constant(0)
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
func (p *Program) locate(loc ref, path []ir.Step) ref {
	for _, step := range path {
		switch {
		case step.Kind == ir.Field:
			loc = p.pool.field(loc, step.Name, step.Record)
		case step.Kind == ir.Index && step.Index.Kind == ir.Const:
			loc = p.pool.element(loc, p.pool.constant(step.Index.Int))
		default:
			return 0
		}
	}
	return loc
}

func (p *Program) constantValue(unit int, v ir.Value) ref {
	switch v.Kind {
	case ir.Const:
		return p.pool.constant(v.Int)
	case ir.FuncRef:
		return p.functionRef(unit, v.Name)
	case ir.Text:
		return p.pool.literal(v.Name)
	case ir.AddrOf:
		if loc := p.locate(p.pool.variable(v.Place.Root), v.Place.Path); loc != 0 {
			return p.pool.addr(loc)
		}
	}
	return 0
}

func (p *Program) markChanged(f *Function, in ir.Instr, changed map[ref]bool) {
	mark := func(v ir.Value) {
		if v.Kind == ir.AddrOf {
			changed[p.pool.variable(v.Place.Root)] = true
		}
	}
	switch in := in.(type) {
	case *ir.Assign:
		changed[p.pool.variable(in.Dst.Root)] = true
		mark(in.Src)
	case *ir.Return:
		if in.Value != nil {
			mark(*in.Value)
		}
	case *ir.Call:
		r := p.known.Lookup(in.Callee)
		for i, arg := range in.Args {
			if r == nil || r.Arg("timeout") != i {
				mark(arg)
			}
		}
	}
}

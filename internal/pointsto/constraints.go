package pointsto

import (
	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/ir"
)

// place returns the node of a place, and how often the pointer there must still be
// followed: 0 when the node is the place itself.
func (w *Analysis) place(p ir.Place) (node, derefs int) {
	node = w.variable(p.Root)
	for i := range p.Path {
		switch step := &p.Path[i]; step.Kind {
		case ir.Field:
			node, derefs = w.member(step.Record, step.Name), 0
		case ir.Deref:
			derefs++
		}
	}
	return node, derefs
}

// value lets node hold what v may be.
func (w *Analysis) value(unit int, v ir.Value, to int) {
	switch v.Kind {
	case ir.FuncRef:
		w.Add(to, w.function(unit, v.Name))
	case ir.AddrOf:
		from, derefs := w.place(v.Place)
		if derefs == 0 {
			w.Add(to, Item{Kind: Address, Node: from})
		} else {
			w.copy(from, to)
		}
	case ir.Load:
		from, derefs := w.place(v.Place)
		if derefs == 0 {
			w.copy(from, to)
		} else {
			w.load(from, to)
		}
	case ir.Op:
		into := to
		if len(v.Args) == 2 && (v.Name == "+" || v.Name == "-") {
			into = w.moved(to)
		}
		for _, a := range v.Args {
			if a.Kind == ir.Load || a.Kind == ir.AddrOf || a.Kind == ir.FuncRef {
				w.value(unit, a, into)
			}
		}
	}
}

// moved is the node of sums and differences that to holds: at a distance from a function there is none, but
// something of the memory around it, as where a driver copies its code and runs the copy.
func (w *Analysis) moved(to int) int {
	n := w.nodes[to].moved - 1
	if n < 0 {
		n = w.newNode()
		w.nodes[n].noFunctions = true
		w.nodes[to].moved = n + 1
	}
	w.copy(n, to)
	return n
}

func (w *Analysis) function(unit int, name string) Item {
	if f := w.p.Lookup(unit, name); f != nil {
		return Item{Kind: Function, Function: f}
	}
	return Item{Kind: Function, Name: name}
}

// assign lets the place hold what v may be.
func (w *Analysis) assign(unit int, dst ir.Place, v ir.Value) {
	if v.Kind == ir.Const || v.Kind == ir.Unknown {
		return
	}
	to, derefs := w.place(dst)
	if v.Kind == ir.Text {
		w.text(dst, to, v.Name)
		return
	}
	if derefs == 0 {
		w.value(unit, v, to)
		return
	}
	through := w.node(key{record: "value", name: v.String(), variable: dst.Root})
	w.value(unit, v, through)
	w.store(to, through)
}

// text lets a place hold a string; the buffer of a UNICODE_STRING stands for the whole.
func (w *Analysis) text(dst ir.Place, to int, literal string) {
	if n := len(dst.Path) - 1; n >= 0 && dst.Path[n].Name == "Buffer" {
		to, _ = w.place(ir.Place{Root: dst.Root, Path: dst.Path[:n]})
	}
	w.Add(to, Item{Kind: Text, Name: literal})
}

// solve gathers the constraints of every unit and propagates them to a fixed point.
func (w *Analysis) solve() {
	for i, u := range w.p.Units {
		for _, g := range u.Globals {
			for _, init := range g.Init {
				w.assign(i, ir.Place{Root: g.Var, Path: init.Path}, init.Value)
			}
		}
	}
	for _, f := range w.p.Functions {
		f.Instrs(func(in ir.Instr) { w.instr(f, in) })
	}
	w.Propagate()
	for _, a := range w.addresses {
		w.resolve(a)
	}
	w.Propagate()
	// What is called through a pointer becomes known as functions reach it: once more
	// binds the parameters of those calls.
	for _, c := range w.indirect {
		if target, name := w.Target(c.f, c.call); target != nil {
			w.bind(c.f, c.call, target)
		} else if name != "" {
			w.routine(c.f, c.call, name)
		}
	}
	w.Propagate()
}

func (w *Analysis) instr(f *program.Function, in ir.Instr) {
	switch in := in.(type) {
	case *ir.Assign:
		w.assign(f.UnitIndex, in.Dst, in.Src)
	case *ir.Return:
		if in.Value != nil {
			w.value(f.UnitIndex, *in.Value, w.result(f))
		}
	case *ir.Call:
		if in.Callee == "" {
			w.indirect = append(w.indirect, pointerCall{f, in})
			return
		}
		if target := w.p.Lookup(f.UnitIndex, in.Callee); target != nil {
			if target.Thunk != "" {
				w.routine(f, in, target.Thunk)
				return
			}
			w.bind(f, in, target)
			return
		}
		w.routine(f, in, in.Callee)
	}
}

// bind passes arguments to parameters and the result back.
func (w *Analysis) bind(f *program.Function, call *ir.Call, target *program.Function) {
	for i, param := range target.Params {
		if i < len(call.Args) {
			w.value(f.UnitIndex, call.Args[i], w.variable(param))
		}
	}
	if call.Dst != nil {
		w.copy(w.result(target), w.variable(call.Dst))
		w.lookedUp(f, call)
	}
}

// lookedUp lets the result of a function of the driver's own, to which the name of a kernel routine is written out,
// be that routine: it looks it up where the kernel keeps what it exports.
func (w *Analysis) lookedUp(f *program.Function, call *ir.Call) {
	name := ""
	for _, a := range call.Args {
		if a.Kind != ir.Text {
			continue
		}
		if text := literalText(a.Name); name == "" && ddi.Lookup(text) != nil {
			name = text
		} else {
			return // of two names it can't be told which
		}
	}
	if name != "" {
		w.Add(w.variable(call.Dst), w.function(f.UnitIndex, name))
	}
}

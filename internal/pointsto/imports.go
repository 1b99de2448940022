package pointsto

import (
	"slices"
	"strings"

	"github.com/drvlint/drvlint/cfg"
	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/ir"
)

// resolve lets the result of MmGetSystemRoutineAddress be the routine whose name it is
// asked for. A function that hands on a name that it is given, and returns what was
// found, gives each of its callers another routine.
func (w *Analysis) resolve(a addressCall) {
	if a.call.Dst == nil || a.name < 0 || a.name >= len(a.call.Args) {
		return
	}
	name := w.lastString(a.f, a.call, a.call.Args[a.name])
	if name.Kind == ir.Text {
		w.Add(w.variable(a.call.Dst), w.function(a.f.UnitIndex, literalText(name.Name)))
		return
	}
	if param := parameter(a.f, name); param >= 0 && w.returns(a) {
		w.resolveCallers(a.f, param)
		return
	}
	for _, it := range append(w.holds(a.f.UnitIndex, a.call.Args[a.name]), w.pointees(a.f.UnitIndex, a.call.Args[a.name])...) {
		if it.Kind == Text {
			w.Add(w.variable(a.call.Dst), w.function(a.f.UnitIndex, literalText(it.Name)))
		}
	}
}

// resolveCallers gives each call of f the routine that it names.
func (w *Analysis) resolveCallers(f *program.Function, param int) {
	for _, g := range w.p.Functions {
		g.Instrs(func(in ir.Instr) {
			call, ok := in.(*ir.Call)
			if !ok || call.Dst == nil || param >= len(call.Args) || call.Callee == "" || w.p.Lookup(g.UnitIndex, call.Callee) != f {
				return
			}
			if name := w.lastString(g, call, call.Args[param]); name.Kind == ir.Text {
				w.Add(w.variable(call.Dst), w.function(g.UnitIndex, literalText(name.Name)))
			}
		})
	}
}

// parameter is the index of the parameter of f that v is, -1 if it is none.
func parameter(f *program.Function, v ir.Value) int {
	if v.Kind != ir.Load || len(v.Place.Path) > 0 {
		return -1
	}
	return slices.Index(f.Params, v.Place.Root)
}

// returns reports whether the result of the call is what its function returns.
func (w *Analysis) returns(a addressCall) bool {
	result := w.result(a.f)
	seen := map[int]bool{}
	work := []int{w.variable(a.call.Dst)}
	for len(work) > 0 {
		n := work[len(work)-1]
		work = work[:len(work)-1]
		if n == result {
			return true
		}
		if !seen[n] {
			seen[n] = true
			work = append(work, w.nodes[n].copies...)
		}
	}
	return false
}

// lastString follows a name back, along the only way to the call, to what it was last
// initialised with. It returns v itself where that can't be told.
func (w *Analysis) lastString(f *program.Function, at *ir.Call, v ir.Value) ir.Value {
	if v.Kind != ir.AddrOf {
		return v
	}
	block := slices.IndexFunc(f.Graph.Blocks, func(b *cfg.Block) bool { return slices.Contains(b.Instrs, ir.Instr(at)) })
	for range f.Graph.Blocks {
		if block < 0 {
			return v
		}
		instrs := f.Graph.Blocks[block].Instrs
		if i := slices.Index(instrs, ir.Instr(at)); i >= 0 {
			instrs = instrs[:i]
		}
		for _, in := range slices.Backward(instrs) {
			if text, ok := w.initialised(in, v.Place); ok {
				return text
			}
		}
		preds := f.Graph.Blocks[block].Preds
		if len(preds) != 1 {
			return v
		}
		block = preds[0].From.Index
	}
	return v
}

// initialised is the text that an instruction makes the string at a place of.
func (w *Analysis) initialised(in ir.Instr, place ir.Place) (ir.Value, bool) {
	call, ok := in.(*ir.Call)
	if !ok {
		return ir.Value{}, false
	}
	r := w.p.Known.Lookup(call.Callee)
	object, text := r.Arg(ddi.OpObject), r.Arg(ddi.OpText)
	if !r.DoesTo(ddi.Init, ddi.String) || max(object, text) >= len(call.Args) {
		return ir.Value{}, false
	}
	same := call.Args[object].Kind == ir.AddrOf && call.Args[object].Place.Root == place.Root && call.Args[object].Place.String() == place.String()
	return call.Args[text], same
}

// Texts lists what a string variable whose address a call is given may say: what it was last initialised with on the only way there, or else all
// that it may hold; none if that is not known.
func (w *Analysis) Texts(f *program.Function, at *ir.Call, v ir.Value) []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	if last := w.lastString(f, at, v); last.Kind == ir.Text {
		return []string{unescaped(last.Name)}
	}
	if v.Kind != ir.AddrOf {
		return nil // it may be any that nobody sees
	}
	var list []string
	for _, it := range w.pointees(f.UnitIndex, v) {
		if it.Kind == Text {
			list = append(list, unescaped(it.Name))
		}
	}
	return list
}

// unescaped is what a string literal says, with backslashes as they are meant.
func unescaped(s string) string { return strings.ReplaceAll(literalText(s), `\\`, `\`) }

// literalText is what a string literal says: L"X" says X.
func literalText(s string) string {
	return strings.TrimSuffix(strings.TrimPrefix(strings.TrimPrefix(s, "L"), "\""), "\"")
}

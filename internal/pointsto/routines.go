package pointsto

import (
	"fmt"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/ir"
)

// routine models the kernel routines that make objects and hand them around.
func (w *Analysis) routine(f *program.Function, call *ir.Call, name string) {
	r := w.p.Known.Lookup(name)
	if r == nil {
		return
	}
	switch {
	case r.Does(ddi.CreateThread):
		made := Item{Kind: Thread, Call: call}
		w.out(f, call, r.Arg(ddi.OpHandleOut), made)
		if id := r.Arg(ddi.OpClientIDOut); id >= 0 && id < len(call.Args) && !isNull(call.Args[id]) {
			record, member := ddi.IDOf(ddi.Thread)
			w.Add(w.member(record, member), made)
		}
	case r.Does(ddi.Allocate):
		made := Item{Kind: Address, Node: w.node(key{record: "heap", name: spanKey(call.Span, -1), result: f})}
		w.nodes[made.Node].heap = true
		if call.Dst != nil {
			w.Add(w.variable(call.Dst), made)
		}
		w.out(f, call, r.Arg(ddi.OpHandleOut), made)
	case r.Does(ddi.Exchange):
		w.exchange(f, call, r)
	case r.Does(ddi.MayRaise | ddi.Copy):
		w.copyMemory(f, call, r.Arg(ddi.OpSource), r.Arg(ddi.OpTarget))
	case r.Does(ddi.Resolve):
		w.addresses = append(w.addresses, addressCall{f, call, r.Arg(ddi.OpName)})
	case r.DoesTo(ddi.Init, ddi.String):
		if i := r.Arg(ddi.OpText); i < len(call.Args) && call.Args[i].Kind == ir.Text {
			w.out(f, call, r.Arg(ddi.OpObject), Item{Kind: Text, Name: call.Args[i].Name})
		}
	case r.DoesTo(ddi.Reference|ddi.Open, ddi.KernelObject|ddi.OtherObject):
		from, to := r.Arg(ddi.OpHandle), r.Arg(ddi.OpObjectOut)
		if from < 0 {
			from = max(r.Arg(ddi.OpObject), r.Arg(ddi.OpID))
		}
		if to < 0 {
			to = r.Arg(ddi.OpHandleOut)
		}
		w.through(f, call, from, to)
	}
}

// exchange swaps: the result is what was there.
func (w *Analysis) exchange(f *program.Function, call *ir.Call, r *ddi.Routine) {
	target, value := r.Arg(ddi.OpTarget), r.Arg(ddi.OpValue)
	if max(target, value) >= len(call.Args) {
		return
	}
	pointer := w.node(key{record: "argument", name: spanKey(call.Span, target), result: f})
	w.value(f.UnitIndex, call.Args[target], pointer)
	if call.Dst != nil {
		was := w.variable(call.Dst)
		if at := call.Args[target]; shared(lastField(at.Pointee())) {
			was = w.moved(was) // what others have stored there, not what this call does
		}
		w.load(pointer, was)
	}
	through := w.node(key{record: "argument", name: spanKey(call.Span, value), result: f})
	w.value(f.UnitIndex, call.Args[value], through)
	w.store(pointer, through)
}

// copyMemory lets what one argument points to hold what another points to.
func (w *Analysis) copyMemory(f *program.Function, call *ir.Call, source, target int) {
	if source < 0 || target < 0 || max(source, target) >= len(call.Args) {
		return
	}
	from := w.node(key{record: "argument", name: spanKey(call.Span, source), result: f})
	w.value(f.UnitIndex, call.Args[source], from)
	copied := w.node(key{record: "copied", name: spanKey(call.Span, source), result: f})
	w.load(from, copied)
	to := w.node(key{record: "argument", name: spanKey(call.Span, target), result: f})
	w.value(f.UnitIndex, call.Args[target], to)
	w.store(to, copied)
}

// out lets what argument i points to hold it.
func (w *Analysis) out(f *program.Function, call *ir.Call, i int, it Item) {
	if i < 0 || i >= len(call.Args) {
		return
	}
	pointer := w.node(key{record: "argument", name: spanKey(call.Span, i), result: f})
	w.value(f.UnitIndex, call.Args[i], pointer)
	through := w.node(key{record: "made", name: spanKey(call.Span, i), result: f})
	w.Add(through, it)
	w.store(pointer, through)
}

// through lets what argument `to` points to hold what argument `from` holds.
func (w *Analysis) through(f *program.Function, call *ir.Call, from, to int) {
	if from < 0 || to < 0 || from >= len(call.Args) || to >= len(call.Args) {
		return
	}
	pointer := w.node(key{record: "argument", name: spanKey(call.Span, to), result: f})
	w.value(f.UnitIndex, call.Args[to], pointer)
	held := w.node(key{record: "argument", name: spanKey(call.Span, from), result: f})
	w.value(f.UnitIndex, call.Args[from], held)
	w.store(pointer, held)
}

func isNull(v ir.Value) bool { return v.Kind == ir.Const && v.Int == 0 }

// spanKey names an argument of the call at a place.
func spanKey(s ir.Span, arg int) string { return fmt.Sprintf("%d:%d:%d", s.File, s.From, arg) }

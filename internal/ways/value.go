package ways

import (
	"slices"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/ir"
)

// A value is what a variable holds.
type value struct {
	of     *ir.Var
	number int // of the variable in the walk
	n      int64
	name   string
	learnt bool // from a test only, which says nothing of whether it can hold
}

// Variable reports whether a value is what a whole variable holds.
func Variable(v ir.Value) bool {
	return v.Kind == ir.Load && v.Place.Root != nil && len(v.Place.Path) == 0
}

// Holds reports whether a value is what a certain variable holds.
func Holds(v ir.Value, x *ir.Var) bool { return Variable(v) && v.Place.Root == x }

func (w *walk[T]) keep(v ir.Value) {
	if Variable(v) && w.kept[v.Place.Root] == 0 {
		w.kept[v.Place.Root] = len(w.kept) + 1
	}
	for _, a := range v.Args {
		w.keep(a)
	}
}

// holds reports whether it is noted what a variable holds.
func (w *walk[T]) holds(x *ir.Var) bool {
	return x.Kind != ir.GlobalVar && x.Kind != ir.StaticVar && w.kept[x] > 0
}

func (w *walk[T]) step(s *State[T], in ir.Instr) {
	switch in := in.(type) {
	case *ir.Assign:
		if len(in.Dst.Path) == 0 {
			w.set(s, in.Dst.Root, in.Src)
		} else if !in.Dst.ThroughPointer() {
			w.forget(s, in.Dst.Root)
		}
	case *ir.Call:
		for _, v := range in.Args {
			if v.Kind == ir.AddrOf && len(v.Place.Path) == 0 && !w.p.Known.Lookup(in.Callee).Does(ddi.Compare) {
				w.forget(s, v.Place.Root)
			}
		}
		if in.Dst == nil {
			return
		}
		if v, ok := w.returned.result(w.f, in, 0); ok {
			w.set(s, in.Dst, v)
		} else if w.waitsOut(s, in) {
			w.set(s, in.Dst, ir.Value{Kind: ir.Const, Name: "STATUS_SUCCESS"})
		} else if w.removesFound(s, in) {
			w.set(s, in.Dst, ir.Value{Kind: ir.Const, Int: 1, Name: "TRUE"})
		} else {
			w.forget(s, in.Dst)
		}
	}
}

// waitsOut reports whether a call waits until the one object that it waits for lets it go on. Of mutexes it may say that they were abandoned.
func (w *walk[T]) waitsOut(s *State[T], call *ir.Call) bool {
	_, r := w.p.RoutineOf(w.f, call)
	number := func(arg int) (int64, bool) {
		n, _, ok := s.Number(call.Args[arg])
		return n, ok
	}
	return r.WaitsOut(number, len(call.Args)) && r.Arg(ddi.OpCount) < 0 && !r.DoesTo(ddi.Wait, ddi.Mutex) && ddi.ObjectOf(call.Args[r.Arg(ddi.OpObject)].Type) != ddi.Mutex
}

// set notes what a variable holds.
func (w *walk[T]) set(s *State[T], x *ir.Var, v ir.Value) {
	n, name, ok := s.Number(v)
	learnt := s.Learnt(v)
	w.forget(s, x)
	if ok && w.holds(x) {
		w.note(s, value{of: x, n: n, name: name, learnt: learnt})
	}
}

func (w *walk[T]) note(s *State[T], v value) {
	v.number = w.kept[v.of]
	i, found := slices.BinarySearchFunc(s.values, v.number, func(known value, number int) int { return known.number - number })
	if found {
		s.values[i] = v
	} else {
		s.values = slices.Insert(s.values, i, v)
	}
}

// find returns what is known of a variable; nil if nothing is.
func (s *State[T]) find(x *ir.Var) *value {
	for i := range s.values {
		if s.values[i].of == x {
			return &s.values[i]
		}
	}
	return nil
}

// Number is the number that a value certainly is, and its name if it has one.
func (s *State[T]) Number(v ir.Value) (n int64, name string, ok bool) {
	switch {
	case v.Kind == ir.Const:
		return v.Int, v.Name, true
	case Variable(v):
		if known := s.find(v.Place.Root); known != nil {
			return known.n, known.name, true
		}
	}
	return 0, "", false
}

// Learnt reports whether the number that a value is comes from a test only, which says nothing of whether it can hold.
func (s *State[T]) Learnt(v ir.Value) bool {
	if !Variable(v) {
		return false
	}
	known := s.find(v.Place.Root)
	return known != nil && known.learnt
}

// forget drops what is known of a variable.
func (w *walk[T]) forget(s *State[T], x *ir.Var) {
	if len(s.values) > 0 {
		s.values = slices.DeleteFunc(s.values, func(v value) bool { return v.of == x })
	}
	if len(s.tested) == 0 {
		return
	}
	if about := w.about[x.Name]; len(about) > 0 {
		s.tested = slices.DeleteFunc(s.tested, func(o outcome) bool { return slices.Contains(about, o.condition) })
	}
}

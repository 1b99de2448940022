package objectref

import (
	"slices"

	"github.com/drvlint/drvlint/cfg"
	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/ir"
)

// unrelated reports whether an edge tells nothing of a reference that is certain: what it asks about stays as it is in the function, which asks about
// it neither before it takes the reference nor where it drops it otherwise.
func (s *search) unrelated(e *cfg.Edge) bool {
	asked, steady := s.asks(*e.Test, nil)
	if !steady || len(asked) == 0 {
		return false
	}
	leads := s.c.In.Graph.LeadingTo(marks(s.c.In.Graph, s.c.Call))
	for i, b := range s.c.In.Graph.Blocks {
		for _, other := range b.Succs {
			if other.Test == nil || other.Test == e.Test || !leads[i] && !slices.ContainsFunc(s.arms.Past(s.c.In.Graph, other), s.drops) {
				continue
			}
			too, _ := s.asks(*other.Test, nil)
			if slices.ContainsFunc(asked, func(x source) bool { return slices.Contains(too, x) }) {
				return false
			}
		}
	}
	return true
}

// marks marks the blocks that an instruction lies in.
func marks(g *cfg.Graph, in ir.Instr) []bool {
	list := make([]bool, len(g.Blocks))
	for _, i := range g.Holding(in) {
		list[i] = true
	}
	return list
}

// drops reports whether a call is given what the pointer was put into, and may drop the reference.
func (s *search) drops(call *ir.Call) bool { return s.mayDrop(state{}, call) }

// A source is what a test asks about: a variable, a member of whatever object, or what a function returns.
type source struct {
	v                      *ir.Var
	record, member, callee string
}

// asks lists what a value is made from, with what variables were given, and reports whether all of that stays as it is: members that the function does
// not set, parameters that it does not change, variables of its own that are given something once and whose address nobody gets.
func (s *search) asks(v ir.Value, seen []*ir.Var) (list []source, steady bool) {
	steady = true
	add := func(v ir.Value) {
		more, ok := s.asks(v, seen)
		list, steady = append(list, more...), steady && ok
	}
	for _, a := range v.Args {
		add(a)
	}
	x := v.Place.Root
	if v.Kind != ir.Load || x == nil {
		return list, steady && (v.Kind == ir.Op || v.Kind == ir.Const)
	}
	for i, step := range v.Place.Path {
		switch {
		case step.Kind == ir.Index:
			add(*step.Index)
		case step.Kind == ir.Field && i == lastField(v.Place.Path):
			list, steady = append(list, source{record: step.Record, member: step.Name}), steady && !s.sets(step)
		}
	}
	if slices.Contains(seen, x) {
		return list, steady
	}
	seen = append(seen, x)
	given := s.given(x)
	if len(v.Place.Path) == 0 {
		list = append(list, source{v: x})
	}
	once := len(given) == 1
	for _, in := range given { // what else it was made from is asked about, too
		switch in := in.(type) {
		case *ir.Assign:
			add(in.Src)
			once = once && len(in.Dst.Path) == 0
		case *ir.Call:
			list = append(list, source{callee: in.Callee})
			once = once && in.Dst == x && in != s.c.Call && !s.vouches(in)
		}
	}
	switch {
	case x.Kind == ir.Param:
		return list, steady && len(given) == 0
	case !itsOwn(x) && x.Kind != ir.Temp:
		return list, steady && len(given) == 0 && lastField(v.Place.Path) >= 0
	}
	return list, steady && once
}

func lastField(path []ir.Step) int {
	for i, step := range slices.Backward(path) {
		if step.Kind == ir.Field {
			return i
		}
	}
	return -1
}

// sets reports whether the function assigns to a member, of whatever object.
func (s *search) sets(member ir.Step) bool {
	found := false
	s.c.In.Instrs(func(in ir.Instr) {
		if a, ok := in.(*ir.Assign); ok {
			i := lastField(a.Dst.Path)
			found = found || i >= 0 && a.Dst.Path[i].Name == member.Name && a.Dst.Path[i].Record == member.Record
		}
	})
	return found
}

// given lists what gives a variable something, or its address to somebody.
func (s *search) given(x *ir.Var) (list []ir.Instr) {
	s.c.In.Instrs(func(in ir.Instr) {
		switch in := in.(type) {
		case *ir.Assign:
			if in.Dst.Root == x && !in.Dst.ThroughPointer() || exposes(in.Src, x) {
				list = append(list, in)
			}
		case *ir.Call:
			if in.Dst == x || slices.ContainsFunc(in.Args, func(a ir.Value) bool { return exposes(a, x) }) {
				list = append(list, in)
			}
		}
	})
	return list
}

// exposes reports whether a value is, or is made from, the address of a variable, or of a place in it.
func exposes(v ir.Value, x *ir.Var) bool {
	return v.Kind == ir.AddrOf && v.Place.Root == x && !v.Place.ThroughPointer() || slices.ContainsFunc(v.Args, func(a ir.Value) bool { return exposes(a, x) })
}

// vouches reports whether a call asks whether the pointer is good.
func (s *search) vouches(call *ir.Call) bool {
	_, r := s.k.p.RoutineOf(s.c.In, call)
	return len(call.Args) == 1 && s.takes(state{}, call.Args[0]) && !r.Does(ddi.Access)
}

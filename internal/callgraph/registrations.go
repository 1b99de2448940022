package callgraph

import (
	"slices"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/ir"
)

// Registrations lists the calls that certainly register a callback with the kernel, in order of
// the kinds of callback, those of a kind in source order.
func (p *Graph) Registrations() []RoutineCall {
	return p.registering(func(removes, _ bool) bool { return !removes })
}

// Toggles lists the calls that register a callback or take it back, as an argument says that is computed, in the same order; none of a callback
// that another call certainly registers.
func (p *Graph) Toggles() []RoutineCall {
	certainly := p.Registrations()
	return slices.DeleteFunc(p.registering(func(_, certain bool) bool { return !certain }), func(c RoutineCall) bool {
		return slices.ContainsFunc(certainly, func(other RoutineCall) bool { return p.CallbackName(other) == p.CallbackName(c) })
	})
}

func (p *Graph) registering(is func(removes, certain bool) bool) []RoutineCall {
	var list []RoutineCall
	for _, on := range ddi.Callbacks {
		for _, c := range p.RoutineCalls(ddi.Register, on) {
			if is(c.Removes()) {
				list = append(list, c)
			}
		}
	}
	return list
}

// Removals lists the calls that may take a registration back, as far as their callbacks show,
// in source order: they name the same callback, or may name any. Some may be of the other
// variant (Refuses). One that nothing ever runs (Idle) is none.
func (p *Graph) Removals(c RoutineCall) []RoutineCall {
	name := p.CallbackName(c)
	var list []RoutineCall
	for _, on := range ddi.Callbacks {
		if !c.Routine.DoesTo(ddi.Register, on) {
			continue
		}
		for _, undo := range p.RoutineCalls(ddi.Register|ddi.Unregister, on) {
			if removes, _ := undo.Removes(); undo.Routine.DoesTo(ddi.Register, on) && !removes || p.Idle(undo.In) && !p.Idle(c.In) {
				continue
			}
			if anotherRecord(c, undo) {
				continue
			}
			if other := p.CallbackName(undo); other == "" || name == "" || other == name {
				list = append(list, undo)
			}
		}
	}
	return list
}

// anotherRecord reports whether two calls are given the addresses of two records, by whose names one is not the other.
func anotherRecord(c, undo RoutineCall) bool {
	mine, ok := c.Arg(ddi.OpRecord)
	theirs, also := undo.Arg(ddi.OpRecord)
	if !ok || !also || mine.Kind != ir.AddrOf || theirs.Kind != ir.AddrOf {
		return false
	}
	a, b := mine.Place.Leaf(), theirs.Place.Leaf()
	return a != "" && b != "" && a != "*" && b != "*" && a != b
}

// Refuses reports whether the kernel does not take back by the call undo what c registers: a callback of another kind has the same address only by a
// cast; or the call is not given the handle.
func Refuses(c, undo RoutineCall) bool {
	return undo.Routine.Does(ddi.Register) && ddi.RoleOfCallback(undo.Routine) != ddi.RoleOfCallback(c.Routine) || ByAddress(c, undo)
}

// ByAddress reports whether the call undo is given the address of the variable in which c puts the handle, in its place.
func ByAddress(c, undo RoutineCall) bool {
	out, ok := c.Arg(ddi.OpHandleOut)
	v, also := undo.Arg(ddi.OpHandle)
	return ok && also && out.Kind == ir.AddrOf && v.Kind == ir.AddrOf && out.Place.Leaf() == v.Place.Leaf() && out.Place.Leaf() != ""
}

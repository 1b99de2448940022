package callgraph

import "github.com/drvlint/drvlint/ddi"

// Registrations lists the calls that certainly register a callback with the kernel, in order of
// the kinds of callback, those of a kind in source order.
func (p *Graph) Registrations() []RoutineCall {
	var list []RoutineCall
	for _, on := range ddi.Callbacks {
		for _, c := range p.RoutineCalls(ddi.Register, on) {
			if removes, _ := c.Removes(); !removes {
				list = append(list, c)
			}
		}
	}
	return list
}

// Removals lists the calls that may take a registration back, as far as their callbacks show,
// in source order: they name the same callback, or may name any. Some may be of the other
// variant (Refuses).
func (p *Graph) Removals(c RoutineCall) []RoutineCall {
	name := p.CallbackName(c)
	var list []RoutineCall
	for _, on := range ddi.Callbacks {
		if !c.Routine.DoesTo(ddi.Register, on) {
			continue
		}
		for _, undo := range p.RoutineCalls(ddi.Register|ddi.Unregister, on) {
			if removes, _ := undo.Removes(); undo.Routine.DoesTo(ddi.Register, on) && !removes {
				continue
			}
			if other := p.CallbackName(undo); other == "" || name == "" || other == name {
				list = append(list, undo)
			}
		}
	}
	return list
}

// Refuses reports whether the kernel refuses to take back what c registers by the call undo: a
// callback of another kind has the same address only by a cast.
func Refuses(c, undo RoutineCall) bool {
	return undo.Routine.Does(ddi.Register) && ddi.RoleOfCallback(undo.Routine) != ddi.RoleOfCallback(c.Routine)
}

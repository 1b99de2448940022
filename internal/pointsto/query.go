package pointsto

import (
	"maps"
	"slices"
	"sort"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/ir"
)

// holds lists what a value of a unit may be, in a fixed order. The list is not to be written to.
func (w *Analysis) holds(unit int, v ir.Value) []Item {
	return w.at(w.probe(unit, v))
}

// probe is a node that holds what v may be.
func (w *Analysis) probe(unit int, v ir.Value) int {
	probe := w.node(key{record: "probe", name: v.String(), variable: v.Place.Root})
	w.value(unit, v, probe)
	w.Propagate()
	return probe
}

// Crowded reports whether a value may be more functions than Holds lists.
func (w *Analysis) Crowded(unit int, v ir.Value) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.crowded) == 0 {
		return false
	}
	probe := w.probe(unit, v)
	seen := maps.Clone(w.crowded)
	for work := slices.Collect(maps.Keys(seen)); len(work) > 0; {
		n := work[len(work)-1]
		work = work[:len(work)-1]
		for _, to := range w.nodes[n].copies {
			if !seen[to] {
				seen[to] = true
				work = append(work, to)
			}
		}
	}
	return seen[probe]
}

// pointees returns what the places that v may point to hold, for an array of objects.
func (w *Analysis) pointees(unit int, v ir.Value) []Item { return w.targets(w.holds(unit, v)) }

// Threads lists the threads that v may be, or a place may hold to which v may point.
func (w *Analysis) Threads(unit int, v ir.Value) []Item {
	w.mu.Lock()
	defer w.mu.Unlock()
	var list []Item
	for _, it := range w.holds(unit, v) {
		switch it.Kind {
		case Thread:
			list = append(list, it)
		case Address:
			for _, id := range w.nodes[it.Node].threads {
				list = append(list, w.items[id])
			}
		}
	}
	return list
}

// targets returns what the places hold to which the items point.
func (w *Analysis) targets(items []Item) []Item {
	var list []Item
	for _, it := range items {
		if it.Kind == Address {
			list = append(list, w.at(it.Node)...)
		}
	}
	return list
}

// at lists what a node may hold. The list is not to be written to.
func (w *Analysis) at(n int) []Item {
	f := &w.nodes[n]
	if len(f.sorted) == len(f.list) { // it only grows
		return f.sorted
	}
	list := make([]Item, 0, len(f.list))
	for _, id := range f.list {
		list = append(list, w.items[id])
	}
	sort.Slice(list, func(i, j int) bool { return w.less(list[i], list[j]) })
	f.sorted = slices.Clip(list)
	return f.sorted
}

func (w *Analysis) less(a, b Item) bool {
	if a.Kind != b.Kind {
		return a.Kind < b.Kind
	}
	if a.Name != b.Name {
		return a.Name < b.Name
	}
	if a.Function != b.Function && a.Function != nil && b.Function != nil {
		if a.Function.UnitIndex != b.Function.UnitIndex {
			return a.Function.UnitIndex < b.Function.UnitIndex
		}
		return a.Function.From < b.Function.From
	}
	if a.Node != b.Node {
		return a.Node < b.Node
	}
	return a.Call != nil && b.Call != nil && a.Call.From < b.Call.From
}

// A call through a pointer to more functions than this may be to anything.
const maxCandidates = 8

// Candidates lists the driver's functions that a call through a pointer may reach, none
// if they are many. Which it is, may be known on a path.
func (w *Analysis) Candidates(f *program.Function, call *ir.Call) []*program.Function {
	var found []*program.Function
	for _, it := range w.Holds(f.UnitIndex, call.Target) {
		if it.Kind == Function && it.Function != nil {
			found = append(found, it.Function)
		}
	}
	if len(found) > maxCandidates {
		return nil
	}
	return found
}

// Target resolves a call through a pointer if exactly one function can be there. A pointer that
// nothing is known of may be named after a routine. What others store in members of the system's own
// structures, such as the completion routine of an IRP, nobody knows.
func (w *Analysis) Target(f *program.Function, call *ir.Call) (*program.Function, string) {
	if member := lastField(call.Target.Place); shared(member) {
		return nil, ddi.Given(member.Record, member.Name)
	}
	var found []Item
	for _, it := range w.Holds(f.UnitIndex, call.Target) {
		if it.Kind == Function {
			found = append(found, it)
		}
	}
	if len(found) == 0 {
		return nil, program.Namesake(call)
	}
	if len(found) != 1 {
		return nil, ""
	}
	return found[0].Function, found[0].Name
}

// lastField is the member that a place is, or lies in; of no kind if it is none.
func lastField(p ir.Place) ir.Step {
	for _, step := range slices.Backward(p.Path) {
		if step.Kind == ir.Field {
			return step
		}
	}
	return ir.Step{}
}

// shared reports whether any driver makes a routine known to the others in a member.
func shared(member ir.Step) bool {
	return member.Kind == ir.Field && (ddi.TypeOfField(member.Record, member.Name) != "" || ddi.RoleOfField(member.Record, member.Name) != "")
}

// storedThrough reports whether it is stored through the pointer that a variable holds, or through
// a copy of it.
func (w *Analysis) storedThrough(v *ir.Var, it Item) bool {
	seen := map[int]bool{}
	var stored func(pointer int) bool
	stored = func(pointer int) bool {
		if seen[pointer] {
			return false
		}
		seen[pointer] = true
		return slices.ContainsFunc(w.nodes[pointer].stores, func(from int) bool { return w.has(from, it) }) || slices.ContainsFunc(w.nodes[pointer].copies, stored)
	}
	return stored(w.variable(v))
}

// apart reports whether two pointers certainly lead to different objects: whatever they may both
// point to is made anew by an allocation.
func (w *Analysis) apart(a, b int) bool {
	if w.nodes[a].addresses > maxAddresses || w.nodes[b].addresses > maxAddresses {
		return false // nobody knows where else they point
	}
	return !slices.ContainsFunc(w.at(a), func(it Item) bool { return it.Kind == Address && !w.nodes[it.Node].heap && w.has(b, it) })
}

// AddressTaken lists the functions of the driver whose address is taken, in the order in which
// they were met; some may stand there twice.
func (w *Analysis) AddressTaken() []*program.Function {
	w.mu.Lock()
	defer w.mu.Unlock()
	var list []*program.Function
	for _, it := range w.items {
		if it.Function != nil {
			list = append(list, it.Function)
		}
	}
	return list
}

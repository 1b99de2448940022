package summary

import (
	"slices"
	"sort"

	"github.com/drvlint/drvlint/ir"
)

// holds returns what a value may be.
func (w *flow) holds(unit int, v ir.Value) []item {
	probe := w.node(flowKey{record: "probe", name: v.String(), variable: v.Place.Root})
	w.value(unit, v, probe)
	w.propagate()
	return w.sorted(probe)
}

// pointees returns what the places that v may point to hold, for an array of objects.
func (w *flow) pointees(unit int, v ir.Value) []item { return w.targets(w.holds(unit, v)) }

// threads lists the threads that v may be, or a place may hold to which v may point.
func (w *flow) threads(unit int, v ir.Value) []item {
	w.mu.Lock() // both simulations ask
	defer w.mu.Unlock()
	var list []item
	for _, it := range w.holds(unit, v) {
		switch it.kind {
		case itemThread:
			list = append(list, it)
		case itemAddress:
			for _, id := range w.facts[it.node].threads {
				list = append(list, w.items[id])
			}
		}
	}
	return list
}

// targets returns what the places hold to which the items point.
func (w *flow) targets(items []item) []item {
	var list []item
	for _, it := range items {
		if it.kind == itemAddress {
			list = append(list, w.sorted(it.node)...)
		}
	}
	return list
}

// sorted lists what a node may hold. The list is not to be written to.
func (w *flow) sorted(n int) []item {
	f := &w.facts[n]
	if len(f.sorted) == len(f.list) { // it only grows
		return f.sorted
	}
	list := make([]item, 0, len(f.list))
	for _, id := range f.list {
		list = append(list, w.items[id])
	}
	sort.Slice(list, func(i, j int) bool { return w.less(list[i], list[j]) })
	f.sorted = slices.Clip(list)
	return f.sorted
}

func (w *flow) less(a, b item) bool {
	if a.kind != b.kind {
		return a.kind < b.kind
	}
	if a.name != b.name {
		return a.name < b.name
	}
	if a.f != b.f && a.f != nil && b.f != nil {
		if a.f.unit != b.f.unit {
			return a.f.unit < b.f.unit
		}
		return a.f.From < b.f.From
	}
	if a.node != b.node {
		return a.node < b.node
	}
	return a.call != nil && b.call != nil && a.call.From < b.call.From
}

// A call through a pointer to more functions than this may be to anything.
const maxCandidates = 8

// candidates lists the driver's functions that a call through a pointer may reach, none
// if they are many. Which it is, may be known on a path.
func (w *flow) candidates(f *Function, call *ir.Call) []*Function {
	var found []*Function
	for _, it := range w.holds(f.unit, call.Target) {
		if it.kind == itemFunction && it.f != nil {
			found = append(found, it.f)
		}
	}
	if len(found) > maxCandidates {
		return nil
	}
	return found
}

// target resolves a call through a pointer if exactly one function can be there.
func (w *flow) target(f *Function, call *ir.Call) (*Function, string) {
	var found []item
	for _, it := range w.holds(f.unit, call.Target) {
		if it.kind == itemFunction {
			found = append(found, it)
		}
	}
	if len(found) != 1 {
		return nil, ""
	}
	return found[0].f, found[0].name
}

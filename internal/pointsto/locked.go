package pointsto

import "github.com/drvlint/drvlint/ir"

// Holds lists what a value of a unit may be, in a fixed order. The list is not to be written to.
func (w *Analysis) Holds(unit int, v ir.Value) []Item {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.holds(unit, v)
}

// At lists what a node may hold. The list is not to be written to.
func (w *Analysis) At(n int) []Item {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.at(n)
}

// Has reports whether node n may hold it.
func (w *Analysis) Has(n int, it Item) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.has(n, it)
}

// Place returns the node of a place, and how often the pointer there must still be
// followed: 0 when the node is the place itself.
func (w *Analysis) Place(p ir.Place) (node, derefs int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.place(p)
}

// Variable is the node of a variable.
func (w *Analysis) Variable(v *ir.Var) int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.variable(v)
}

// Member is the node of a member, by the tag of its structure and its name.
func (w *Analysis) Member(record, name string) int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.member(record, name)
}

// StoredThrough reports whether it is stored through the pointer that a variable holds, or through
// a copy of it.
func (w *Analysis) StoredThrough(v *ir.Var, it Item) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.storedThrough(v, it)
}

// Apart reports whether two pointers certainly lead to different objects: whatever they may both
// point to is made anew by an allocation.
func (w *Analysis) Apart(a, b int) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.apart(a, b)
}

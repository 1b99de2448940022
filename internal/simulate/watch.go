package simulate

import (
	"slices"

	"github.com/drvlint/drvlint/ir"
)

// A Snapshot is what holds before an instruction or a test.
type Snapshot struct {
	At    ir.Span
	Call  bool             // the instruction is a call
	Ways  int              // states that come there
	Notes [MaxMachines]any // what the machines know, by slot
}

// NoteOf is what a machine noted at a place; its zero value if it noted nothing.
func NoteOf[T any](m *Snapshot) T {
	for _, note := range m.Notes {
		if t, ok := note.(T); ok {
			return t
		}
	}
	var none T
	return none
}

// A Watch notes the states in which a simulation comes to the places and blocks of a function.
type Watch struct {
	snapshots map[ir.Span]*Snapshot
	blocks    map[int][]string // by block: the property of each state on entry, as the dump spells it
}

// Snapshots lists what holds before each instruction and test that is reached, in order of the
// places: what encloses stands before what it encloses.
func (w *Watch) Snapshots() []*Snapshot {
	var list []*Snapshot
	for _, m := range w.snapshots {
		list = append(list, m)
	}
	slices.SortFunc(list, func(a, b *Snapshot) int {
		if a.At.From != b.At.From {
			return int(a.At.From) - int(b.At.From)
		}
		return int(b.At.To) - int(a.At.To)
	})
	return list
}

// Block lists the properties with which control comes to a block, sorted.
func (w *Watch) Block(b int) []string {
	states := slices.Clone(w.blocks[b])
	slices.Sort(states)
	return slices.Compact(states)
}

// begin forgets what an earlier attempt noted. A nil watch notes nothing.
func (w *Watch) begin() {
	if w != nil {
		w.snapshots, w.blocks = map[ir.Span]*Snapshot{}, map[int][]string{}
	}
}

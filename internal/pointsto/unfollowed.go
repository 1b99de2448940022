package pointsto

import (
	"maps"
	"slices"

	"github.com/drvlint/drvlint/ir"
)

// A Pointer is a variable or a member that may point to more places than are followed.
type Pointer struct {
	Variable     *ir.Var // nil for a member
	Record, Name string  // of a member; without a record: words for several
}

// maxLeft bounds the addresses left out of which it is told whether that loses something. Of a driver with more it is
// taken to.
const maxLeft = 1 << 20

// leave notes an address that is left out.
func (w *Analysis) leave(e edge) {
	if len(w.left) < maxLeft {
		w.left[e] = struct{}{}
	} else if _, known := w.left[e]; !known {
		w.crowdedOut = true
	}
}

// Unfollowed lists the pointers of which places are left out that matter: a function or a thread is stored or read
// through them there, and nothing else brings it where it goes. They are in the order in which the driver names them.
func (w *Analysis) Unfollowed() []Pointer {
	w.mu.Lock()
	defer w.mu.Unlock()
	lost := map[int]bool{}
	for e := range w.left {
		pointer, place := e.ends()
		for _, to := range w.nodes[pointer].loads {
			if w.lacks(to, place) {
				lost[pointer] = true
			}
		}
		for _, from := range w.nodes[pointer].stores {
			if w.lacks(place, from) {
				lost[pointer] = true
			}
		}
	}
	if len(lost) == 0 && !w.crowdedOut {
		return nil
	}
	keys := w.keys()
	var list []Pointer
	for _, n := range slices.Sorted(maps.Keys(lost)) {
		if k := keys[n]; k.variable != nil || k.name != "" {
			list = append(list, Pointer{k.variable, k.record, k.name})
		}
	}
	if w.crowdedOut {
		list = append(list, Pointer{Name: "further pointers of the driver"})
	}
	return list
}

// lacks reports whether node to does not hold a function or a thread that from holds.
func (w *Analysis) lacks(to, from int) bool {
	return slices.ContainsFunc(w.nodes[from].list, func(id int32) bool {
		kind := w.items[id].Kind
		return (kind == Function || kind == Thread) && !w.nodes[to].holds(id)
	})
}

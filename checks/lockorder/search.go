package lockorder

import (
	"slices"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/callgraph"
	"github.com/drvlint/drvlint/internal/driver"
	"github.com/drvlint/drvlint/internal/locking"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/ir"
)

// An order is a place where a lock is taken with another held.
type order struct {
	in     *program.Function
	held   []locking.Held // all that are held
	first  locking.Held
	call   *ir.Call // in the function: takes the second, or leads to that
	second locking.Taking
}

// A search looks at one driver.
type search struct {
	d     *driver.Driver
	locks *locking.Locks
	takes map[*program.Function][]locking.Taking // of functions that were asked about
}

// orders lists the places where a lock is taken with another held, which may run at the same time as others.
func (s *search) orders() []order {
	var list []order
	for _, f := range s.d.Functions {
		under := s.locks.Of(f).Under
		if len(under) == 0 || s.alone(f) {
			continue
		}
		for _, m := range under {
			target, _ := s.d.Callee(f, m.Call)
			for _, second := range s.taken(f, m.Call, target) {
				for _, first := range m.Held {
					if first.Class() == "" || second.Class() == "" || first.Class() == second.Class() || first.Kind&regions != 0 || second.Kind&regions != 0 || target != nil && s.locks.Releases(target, first.Lock) {
						continue
					}
					list = append(list, order{f, m.Held, first, m.Call, second})
				}
			}
		}
	}
	return list
}

const regions = ddi.CriticalRegion | ddi.GuardedRegion

// alone reports whether a function only runs while nothing else of the driver does: as it is loaded or unloaded.
func (s *search) alone(f *program.Function) bool {
	entries := s.d.Entries(f)
	return len(entries) > 0 && !slices.ContainsFunc(entries, func(g *program.Function) bool {
		return slices.ContainsFunc(s.d.Roles(g), func(r callgraph.Registration) bool { return r.Role != ddi.Entry && r.Role != ddi.Unload })
	})
}

// taken lists the locks that a call in f takes, itself or through a function of the driver.
func (s *search) taken(f *program.Function, call *ir.Call, target *program.Function) []locking.Taking {
	of := target
	if target == nil {
		of = f
	}
	list, ok := s.takes[of]
	if !ok {
		list = s.locks.Takes(of)
		s.takes[of] = list
	}
	if target != nil {
		return list
	}
	var own []locking.Taking
	for _, t := range list {
		if t.Call == call {
			own = append(own, t)
		}
	}
	return own
}

// opposed reports whether two orders of the same classes of locks, the other way round, can both run at once.
func opposed(a, b order) bool {
	if apart(a.first.Lock, b.second.Lock) || apart(a.second.Lock, b.first.Lock) {
		return false
	}
	if a.first.Shared && b.second.Shared || a.second.Shared && b.first.Shared {
		return false
	}
	return !slices.ContainsFunc(a.held, func(h locking.Held) bool {
		outer := h.Kind&regions == 0 && h.Class() != "" && h.Class() != a.first.Class() && h.Class() != a.second.Class()
		return outer && slices.ContainsFunc(b.held, func(o locking.Held) bool { return o.Class() == h.Class() && !(o.Shared && h.Shared) })
	})
}

// apart reports whether two locks of one class lie in structures that only share their head.
func apart(a, b locking.Lock) bool {
	return a.Holder() != "" && b.Holder() != "" && a.Holder() != b.Holder()
}

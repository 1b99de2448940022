package ways

import (
	"slices"

	"github.com/drvlint/drvlint/ir"
)

// findFollowed finds the conditions that tell whether a local pointer is NULL, and where such a pointer is followed: it is not
// NULL from there on, until it is assigned.
func (w *walk[T]) findFollowed() {
	about := map[*ir.Var][]int{}
	for condition, form := range w.forms {
		if x := pointerTested(form); x != nil {
			about[x] = append(about[x], condition)
		}
	}
	w.null, w.followed = map[int]bool{}, map[any][]int{}
	note := func(by any, list []*ir.Var) {
		for _, x := range list {
			for _, condition := range about[x] {
				w.null[condition] = true
				if !slices.Contains(w.followed[by], condition) {
					w.followed[by] = append(w.followed[by], condition)
				}
			}
		}
	}
	if len(about) == 0 {
		return
	}
	w.f.Instrs(func(in ir.Instr) { note(in, ir.Followed(in)) })
	for _, blk := range w.f.Graph.Blocks {
		for _, e := range blk.Succs {
			if e.Test != nil {
				note(e.Test, e.Test.Followed())
			}
		}
	}
}

// pointerTested is the local pointer of which a condition tells whether it is NULL; nil for any other.
func pointerTested(form ir.Value) *ir.Var {
	if form.Kind == ir.Op && form.Name == "==" && len(form.Args) == 2 && form.Args[1].Kind == ir.Const && form.Args[1].Int == 0 {
		form = form.Args[0]
	}
	if !Variable(form) || form.Place.Root.Kind >= ir.GlobalVar {
		return nil
	}
	return form.Place.Root
}

// seen notes that the pointers which are followed are not NULL. It reports whether they can be: where a test has found one to be, the
// system has stopped.
func (w *walk[T]) seen(s *State[T], by any) bool {
	for _, condition := range w.followed[by] {
		at, tested := s.tests(condition)
		if not := Variable(w.forms[condition]); !tested {
			s.tested = slices.Insert(s.tested, at, outcome{condition, not})
		} else if s.tested[at].holds != not {
			return false
		}
	}
	return true
}

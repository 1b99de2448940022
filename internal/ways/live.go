package ways

import (
	"slices"

	"github.com/drvlint/drvlint/cfg"
	"github.com/drvlint/drvlint/ir"
)

// A live is what still matters where a block begins: the numbers of variables that are tested or returned before they
// are assigned again, themselves or where they are copied to, and of conditions that are tested before what they are about is.
type live struct {
	values []bool
	tested []bool
}

// liveness finds out for each block what matters there. The rest tells no ways apart.
func (w *walk[T]) liveness() []live {
	blocks := w.f.Graph.Blocks
	list := make([]live, len(blocks))
	for i := range list {
		list[i] = live{make([]bool, len(w.kept)+1), make([]bool, len(w.left))}
	}
	for changed := true; changed; {
		changed = false
		for i, blk := range slices.Backward(blocks) {
			changed = w.before(blk, list, &list[i]) || changed
		}
	}
	return list
}

// before adds to what matters where a block begins. It reports whether that is more than before.
func (w *walk[T]) before(blk *cfg.Block, list []live, at *live) bool {
	now := live{make([]bool, len(at.values)), make([]bool, len(at.tested))}
	for _, e := range blk.Succs {
		if e.Exception && !raises(w.raiser, e) {
			continue
		}
		now.add(list[e.To.Index])
		if e.Test == nil {
			continue
		}
		t := w.tests[e]
		w.reads(*e.Test, now)
		for _, a := range e.Test.Args {
			w.reads(a, now)
		}
		if t.predicate != nil {
			w.reads(t.predicate.Args[0], now)
		}
		now.tested[t.condition] = true
		for condition, left := range w.left { // what is compared with something else, too
			now.tested[condition] = now.tested[condition] || left != 0 && left == t.left
		}
	}
	for _, in := range slices.Backward(blk.Instrs) {
		switch in := in.(type) {
		case *ir.Assign:
			if len(in.Dst.Path) > 0 {
				continue
			}
			if w.kill(in.Dst.Root, now) {
				w.reads(in.Src, now)
			}
		case *ir.Call:
			if in.Dst == nil || !w.kill(in.Dst, now) {
				continue
			}
			if v, ok := w.result(w.f, in, 0); ok {
				w.reads(v, now)
			}
		case *ir.Return:
			if in.Value != nil {
				w.reads(*in.Value, now)
			}
		}
	}
	return at.add(now)
}

// add adds what matters elsewhere, too, and reports whether that is more.
func (l *live) add(other live) (more bool) {
	for i, matters := range other.values {
		more = more || matters && !l.values[i]
		l.values[i] = l.values[i] || matters
	}
	for i, matters := range other.tested {
		more = more || matters && !l.tested[i]
		l.tested[i] = l.tested[i] || matters
	}
	return more
}

// kill takes out a variable that is assigned, and the conditions about it. It reports whether the variable mattered.
func (w *walk[T]) kill(x *ir.Var, l live) (mattered bool) {
	mattered = l.values[w.kept[x]]
	l.values[w.kept[x]] = false
	for _, condition := range w.about[x.Name] {
		l.tested[condition] = false
	}
	return mattered
}

// reads marks the variable that a value is.
func (w *walk[T]) reads(v ir.Value, l live) {
	if Variable(v) && w.kept[v.Place.Root] > 0 {
		l.values[w.kept[v.Place.Root]] = true
	}
}

// prune drops from a state what no longer matters where its block begins.
func (s *State[T]) prune(l live) {
	s.values = slices.DeleteFunc(s.values, func(v value) bool { return !l.values[v.number] })
	s.tested = slices.DeleteFunc(s.tested, func(o outcome) bool { return !l.tested[o.condition] })
}

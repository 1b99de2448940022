package ways

import (
	"slices"

	"github.com/drvlint/drvlint/cfg"
	"github.com/drvlint/drvlint/ir"
)

// A live is what still matters where a block begins: the numbers of variables that are read before they
// are assigned again, and of conditions that are tested before what they are about is.
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
		w.reads(*e.Test, now.values)
		t := w.tests[e]
		now.tested[t.condition] = true
		for condition, left := range w.left { // what is compared with something else, too
			now.tested[condition] = now.tested[condition] || left != 0 && left == t.left
		}
	}
	for _, in := range slices.Backward(blk.Instrs) {
		switch in := in.(type) {
		case *ir.Assign:
			if len(in.Dst.Path) == 0 {
				w.kill(in.Dst.Root, now)
			} else {
				w.reads(ir.Value{Kind: ir.Load, Place: in.Dst}, now.values)
			}
			w.reads(in.Src, now.values)
		case *ir.Call:
			if in.Dst != nil {
				w.kill(in.Dst, now)
			}
			for _, a := range in.Args {
				w.reads(a, now.values)
			}
			w.reads(in.Target, now.values)
		case *ir.Return:
			if in.Value != nil {
				w.reads(*in.Value, now.values)
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

// kill takes out a variable that is assigned, and the conditions about it.
func (w *walk[T]) kill(x *ir.Var, l live) {
	l.values[w.kept[x]] = false
	for _, condition := range w.about[x.Name] {
		l.tested[condition] = false
	}
}

// reads marks the variables in a value.
func (w *walk[T]) reads(v ir.Value, marked []bool) {
	if v.Place.Root != nil {
		marked[w.kept[v.Place.Root]] = true
	}
	for _, step := range v.Place.Path {
		if step.Index != nil {
			w.reads(*step.Index, marked)
		}
	}
	for _, a := range v.Args {
		w.reads(a, marked)
	}
}

// prune drops from a state what no longer matters where its block begins.
func (s *State[T]) prune(l live) {
	s.values = slices.DeleteFunc(s.values, func(v value) bool { return !l.values[v.number] })
	s.tested = slices.DeleteFunc(s.tested, func(o outcome) bool { return !l.tested[o.condition] })
}

package ways

import (
	"slices"

	"github.com/drvlint/drvlint/cfg"
	"github.com/drvlint/drvlint/ir"
)

// A live is what still matters where a block begins: the numbers of variables that are tested or returned before they
// are assigned again, themselves or where they are copied to, and of conditions that are tested before what they are about is.
type live struct{ values, tested bits }

// A bits is a set of numbers.
type bits []uint64

func (b bits) has(n int) bool { return b[n/64]&(1<<(n%64)) != 0 }
func (b bits) set(n int)      { b[n/64] |= 1 << (n % 64) }
func (b bits) clear(n int)    { b[n/64] &^= 1 << (n % 64) }

// add adds the numbers of another set and reports whether that is more.
func (b bits) add(other bits) bool {
	more := uint64(0)
	for i, set := range other {
		more |= set &^ b[i]
		b[i] |= set
	}
	return more != 0
}

// liveness finds out for each block what matters there. The rest tells no ways apart.
func (w *walk[T]) liveness() []live {
	blocks := w.f.Graph.Blocks
	list := make([]live, len(blocks)+1)
	values, tested := len(w.kept)/64+1, len(w.left)/64+1
	room := make(bits, len(list)*(values+tested))
	for i := range list {
		list[i] = live{room[:values], room[values:][:tested]}
		room = room[values+tested:]
	}
	alike := map[int]bits{} // conditions that compare the same, by its number
	for condition, left := range w.left {
		if left != 0 && alike[left] == nil {
			alike[left] = make(bits, tested)
		}
		if left != 0 {
			alike[left].set(condition)
		}
	}
	for changed := true; changed; {
		changed = false
		for i, blk := range slices.Backward(blocks) {
			now := list[len(blocks)]
			clear(now.values)
			clear(now.tested)
			w.before(blk, list, now, alike)
			changed = list[i].values.add(now.values) || changed
			changed = list[i].tested.add(now.tested) || changed
		}
	}
	return list
}

// before finds out what matters where a block begins, by what does where others begin.
func (w *walk[T]) before(blk *cfg.Block, list []live, now live, alike map[int]bits) {
	for _, e := range blk.Succs {
		if e.Exception && !raises(w.raiser, e) {
			continue
		}
		now.values.add(list[e.To.Index].values)
		now.tested.add(list[e.To.Index].tested)
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
		now.tested.set(t.condition)
		w.mark(e.Test, now)
		now.tested.add(alike[t.left]) // what is compared with something else, too
	}
	for _, in := range slices.Backward(blk.Instrs) {
		switch in := in.(type) {
		case *ir.Assign:
			if len(in.Dst.Path) == 0 && w.kill(in.Dst.Root, now) {
				w.reads(in.Src, now)
			}
		case *ir.Call:
			if in.Dst == nil || !w.kill(in.Dst, now) {
				break
			}
			if v, ok := w.returned.result(w.f, in, 0); ok {
				w.reads(v, now)
			}
		case *ir.Return:
			if in.Value != nil {
				w.reads(*in.Value, now)
			}
		}
		w.mark(in, now)
	}
}

// mark marks the conditions on the pointers that are followed.
func (w *walk[T]) mark(by any, l live) {
	for _, condition := range w.followed[by] {
		l.tested.set(condition)
	}
}

// kill takes out a variable that is assigned, and the conditions about it. It reports whether the variable mattered.
func (w *walk[T]) kill(x *ir.Var, l live) (mattered bool) {
	mattered = l.values.has(w.kept[x])
	l.values.clear(w.kept[x])
	for _, condition := range w.about[x.Name] {
		l.tested.clear(condition)
	}
	return mattered
}

// reads marks the variable that a value is.
func (w *walk[T]) reads(v ir.Value, l live) {
	if Variable(v) && w.kept[v.Place.Root] > 0 {
		l.values.set(w.kept[v.Place.Root])
	}
}

// prune drops from a state what no longer matters where its block begins.
func (s *State[T]) prune(l live) {
	s.values = slices.DeleteFunc(s.values, func(v value) bool { return !l.values.has(v.number) })
	s.tested = slices.DeleteFunc(s.tested, func(o outcome) bool { return !l.tested.has(o.condition) })
}

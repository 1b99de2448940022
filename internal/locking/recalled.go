package locking

import (
	"maps"
	"slices"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/kept"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/ir"
)

// recalled is what a function does, as an earlier run has found out from the same ground, or as it is found out now.
func (l *Locks) recalled(f *program.Function) *Result {
	if l.kept == nil {
		return l.follow(f)
	}
	ground := l.ground(f)
	key := ground.Key("locks")
	if data, ok := l.kept.Recall(key); ok {
		r := reader{ground.Reader(data), l, f}
		if result := r.result(); r.Good() {
			return result
		}
	}
	result := l.follow(f)
	w := writer{ground.Writer(), l}
	w.result(result)
	if data, ok := w.Data(); ok {
		l.kept.Keep(key, data)
	}
	return result
}

// ground is all that following a function asks about: its text, what its calls reach, and of each function that it calls what is known.
func (l *Locks) ground(f *program.Function) *kept.Ground {
	g := kept.GroundOf(f)
	numbers := map[*program.Function]int{}
	var targets []*program.Function
	f.Instrs(func(in ir.Instr) {
		call, ok := in.(*ir.Call)
		if !ok {
			return
		}
		target, name := l.Callee(f, call)
		if g.Text(name); target == nil {
			g.Int(-1)
			return
		}
		if _, known := numbers[target]; !known {
			numbers[target] = len(targets)
			targets = append(targets, target)
		}
		g.Int(int64(numbers[target]))
	})
	uncertain := false
	for _, target := range targets {
		uncertain = l.spell(g, target) || uncertain
	}
	if uncertain { // statics are told apart by where they stand
		for _, v := range g.Statics() {
			g.Int(int64(v.From))
		}
	}
	return g
}

// spell adds to a ground what is known of a function that is called. It reports whether that hangs on which locks may be the same.
func (l *Locks) spell(g *kept.Ground, target *program.Function) (uncertain bool) {
	g.Vars(target.Params)
	g.Bool(l.open[target] > 0)
	if returned := l.returns.Of(target); returned == nil {
		g.Bool(false)
	} else {
		g.Bool(true)
		g.Value(*returned)
	}
	for _, i := range l.memory.freedParams(target) {
		g.Int(int64(i))
	}
	g.Int(-1)
	n := l.of(target).net
	g.Int(int64(len(n.held)))
	for _, h := range n.held {
		spellLock(g, h.Lock)
		g.Text(h.Routine.Name)
		g.Bool(h.Shared)
	}
	g.Int(int64(len(n.freed)))
	for _, lock := range n.freed {
		spellLock(g, lock)
		g.Bool(lock.Place.Root != nil && captured(target, lock.Place.Root))
	}
	g.Int(int64(len(n.unknown)))
	for _, leaf := range n.unknown {
		g.Text(leaf)
	}
	g.Bool(n.all)
	g.Int(n.value)
	g.Bool(n.constant)
	if g.Bool(n.ring); n.ring {
		var kinds ddi.Object
		l.releases(target, func(lock Lock) bool {
			kinds |= lock.Kind
			return false
		})
		g.Int(int64(kinds))
	}
	for _, lost := range l.lost.list {
		if !lost.above[target] {
			continue
		}
		uncertain = true
		g.Int(int64(len(lost.released)))
		for _, lock := range lost.released {
			spellLock(g, lock)
			g.Text(lock.Class())
		}
	}
	g.Int(-1)
	return uncertain
}

func spellLock(g *kept.Ground, lock Lock) {
	g.Int(int64(lock.Kind))
	g.Place(lock.Place)
	g.Place(lock.queue)
	g.Text(lock.key)
	g.Text(lock.leaf)
}

// A writer writes the result of a function.
type writer struct {
	*kept.Writer
	l *Locks
}

func (w writer) result(r *Result) {
	kept.WriteList(w.Writer, r.Ends, w.end)
	kept.WriteList(w.Writer, r.Under, func(u CallUnder) {
		w.Instr(u.Call)
		kept.WriteList(w.Writer, u.Held, w.held)
	})
	w.Bool(r.GivenUp)
	w.Bool(r.Levelless)
	w.Bool(r.Overfull)
	w.locks(r.Released)
	kept.WriteList(w.Writer, r.surplus, func(s Surplus) {
		w.lock(s.Lock)
		w.Instr(s.Call)
		w.Bool(s.Twice)
	})
	kept.WriteList(w.Writer, r.net.held, w.held)
	w.locks(r.net.freed)
	kept.WriteList(w.Writer, r.net.unknown, w.Text)
	w.Bool(r.net.all)
	w.Int(r.net.value)
	w.Bool(r.net.constant)
}

func (w writer) end(e End) {
	w.Instr(e.Return)
	w.Int(e.Value)
	w.Bool(e.Known)
	w.Bool(e.Tested)
	w.Bool(e.Failed)
	if w.Bool(e.Raised != nil); e.Raised != nil {
		w.Instr(e.Raised)
	}
	kept.WriteList(w.Writer, e.Held, w.held)
	w.locks(e.Given)
	kept.WriteList(w.Writer, slices.Sorted(maps.Keys(e.Params)), func(spelt string) {
		w.Text(spelt)
		w.Bool(e.Params[spelt])
	})
	w.locks(e.freed)
	kept.WriteList(w.Writer, e.may, w.Text)
	w.locks(e.unknown)
}

func (w writer) held(h Held) {
	w.lock(h.Lock)
	w.Instr(h.Call)
	w.Bool(h.Through != nil)
	w.Text(h.Routine.Name)
	w.Bool(h.Shared)
	if w.l.Known.Lookup(h.Routine.Name) != h.Routine {
		w.Fail()
	}
}

func (w writer) locks(list []Lock) { kept.WriteList(w.Writer, list, w.lock) }

func (w writer) lock(lock Lock) {
	w.Int(int64(lock.Kind))
	w.Place(lock.Place)
	w.Place(lock.queue)
	w.Text(lock.key)
	w.Text(lock.leaf)
}

// A reader reads what a writer wrote.
type reader struct {
	*kept.Reader
	l *Locks
	f *program.Function
}

func (r reader) result() *Result {
	return &Result{
		Ends: kept.ReadList(r.Reader, r.end),
		Under: kept.ReadList(r.Reader, func() CallUnder {
			return CallUnder{kept.Instr[*ir.Call](r.Reader), kept.ReadList(r.Reader, r.held)}
		}),
		GivenUp: r.Bool(), Levelless: r.Bool(), Overfull: r.Bool(), Released: r.locks(),
		surplus: kept.ReadList(r.Reader, func() Surplus {
			return Surplus{Lock: r.lock(), Call: kept.Instr[*ir.Call](r.Reader), Twice: r.Bool()}
		}),
		net: net{held: kept.ReadList(r.Reader, r.held), freed: r.locks(), unknown: kept.ReadList(r.Reader, r.Text), all: r.Bool(), value: r.Int(), constant: r.Bool()},
	}
}

func (r reader) end() End {
	e := End{Return: kept.Instr[*ir.Return](r.Reader), Value: r.Int(), Known: r.Bool(), Tested: r.Bool(), Failed: r.Bool()}
	if r.Bool() {
		e.Raised = kept.Instr[*ir.Call](r.Reader)
	}
	e.Held, e.Given, e.Params = kept.ReadList(r.Reader, r.held), r.locks(), map[string]bool{}
	kept.ReadList(r.Reader, func() (none struct{}) {
		e.Params[r.Text()] = r.Bool()
		return none
	})
	e.freed, e.may, e.unknown = r.locks(), kept.ReadList(r.Reader, r.Text), r.locks()
	return e
}

func (r reader) held() Held {
	h := Held{Lock: r.lock(), Call: kept.Instr[*ir.Call](r.Reader)}
	if r.Bool() && h.Call != nil {
		h.Through, _ = r.l.Callee(r.f, h.Call)
	}
	h.Routine, h.Shared = r.l.Known.Lookup(r.Text()), r.Bool()
	return h
}

func (r reader) locks() []Lock { return kept.ReadList(r.Reader, r.lock) }

func (r reader) lock() Lock {
	return Lock{Kind: ddi.Object(r.Int()), Place: r.Place(), queue: r.Place(), key: r.Text(), leaf: r.Text()}
}

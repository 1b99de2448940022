package summary

import (
	"path/filepath"
	"slices"

	"github.com/drvlint/drvlint/ir"
)

// A Moment is what holds before an instruction or a test.
type Moment struct {
	At   ir.Span
	Call bool       // the instruction is a call
	Held []LockHeld // on some way there, in the order in which they were taken
	ways int
}

// A LockHeld is a mutex that the function holds, itself or through what it called.
type LockHeld struct {
	Lock
	Always bool // on every way there
	ways   int
}

// FunctionAt finds the function whose definition holds a byte of a file, nil if there is none.
func (p *Program) FunctionAt(file string, offset int) *Function {
	for _, f := range p.Functions {
		name := f.Unit.Files[f.Span.File].Name
		if int(f.Span.From) <= offset && offset < int(f.Span.To) && filepath.Clean(name) == file {
			return f
		}
	}
	return nil
}

// Moments simulates f once more and tells what holds before each of its instructions and
// tests that is reached, in order of their places. What f's callers hold is not known. It
// reports false if the function is too complex for that.
func (p *Program) Moments(f *Function) ([]Moment, bool) {
	w := &watch{}
	if p.simulateWatched(f, nil, locks, w).Bounded {
		return nil, false
	}
	var list []Moment
	for _, m := range w.moments {
		for i := range m.Held {
			m.Held[i].Always = m.Held[i].ways == m.ways
		}
		list = append(list, *m)
	}
	slices.SortFunc(list, func(a, b Moment) int {
		if a.At.From != b.At.From {
			return int(a.At.From) - int(b.At.From)
		}
		return int(b.At.To) - int(a.At.To)
	})
	return list, true
}

// A watch notes the states in which a simulation comes to the places of a function.
type watch struct{ moments map[ir.Span]*Moment }

// begin forgets what an earlier attempt noted. A nil watch notes nothing.
func (w *watch) begin() {
	if w != nil {
		w.moments = map[ir.Span]*Moment{}
	}
}

// see notes a state before an instruction.
func (w *watch) see(s *state, in ir.Instr) {
	if w == nil {
		return
	}
	_, call := in.(*ir.Call)
	w.note(s, in.Where(), call)
}

func (w *watch) note(s *state, at ir.Span, call bool) {
	if w == nil {
		return
	}
	m := w.moments[at]
	if m == nil {
		m = &Moment{At: at}
		w.moments[at] = m
	}
	m.ways++
	m.Call = m.Call || call
	for _, l := range s.held {
		i := slices.IndexFunc(m.Held, func(h LockHeld) bool { return h.loc == l.loc })
		if i < 0 {
			i = len(m.Held)
			m.Held = append(m.Held, LockHeld{Lock: l})
		}
		m.Held[i].ways++
	}
}

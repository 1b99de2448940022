package threads

import (
	"fmt"
	"strings"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/simulate"
)

// FormatThreads writes the system threads that f creates, and those that it waits for, as
// `drvlint dump threads` prints it.
func (p *Set) FormatThreads(f *program.Function) string {
	var b strings.Builder
	fmt.Fprintf(&b, "func %s:\n", f.Name)
	for _, t := range p.Threads {
		if t.In == f {
			fmt.Fprintf(&b, "\tcreates %s ; L%d\n", t.words(), f.Unit.Line(t.Call.Span))
		}
		if t.MakerIn == f {
			fmt.Fprintf(&b, "\thas %s create %s ; L%d\n", t.In.Name, t.words(), f.Unit.Line(t.Maker.Span))
		}
		for _, w := range t.Waits {
			if w.In == f {
				fmt.Fprintf(&b, "\twaits for %s ; L%d\n", t.words(), f.Unit.Line(w.Call.Span))
			}
		}
	}
	for _, c := range p.RoutineCalls(ddi.Close, ddi.Handle) {
		if c.In != f {
			continue
		}
		for i, t := range p.Threads {
			if p.closing[c.Call]&(1<<i) != 0 {
				fmt.Fprintf(&b, "\tcloses the handle of %s ; L%d\n", t.words(), f.Unit.Line(c.Call.Span))
			}
		}
	}
	return b.String()
}

// words names a thread by its number and by what it may run.
func (t *Thread) words() string {
	var starts []string
	for _, start := range t.Starts {
		starts = append(starts, start.Name)
	}
	words := fmt.Sprintf("thread %d of %s", t.index, strings.Join(starts, " or "))
	if len(starts) == 0 {
		words = fmt.Sprintf("thread %d of an unknown routine", t.index)
	}
	if t.Escapes {
		words += ", known to code outside the driver"
	}
	return words
}

// words lists what became of threads.
func (p *Set) words(known *part) []string {
	var list []string
	for i, t := range p.Threads {
		for _, became := range []struct {
			set  uint64
			what string
		}{{known.made, "has created"}, {known.joined, "has waited for"}, {known.lost, "has given up"}, {known.closed, "has closed the handle of"}} {
			if became.set&(1<<i) != 0 {
				list = append(list, fmt.Sprintf("%s %s", became.what, t.words()))
			}
		}
	}
	return list
}

// Words lists what an outcome does to threads.
func (m *Machine) Words(_ *program.Function, o *simulate.Outcome) []string {
	var list []string
	for _, t := range m.set.Threads {
		if t.JoinedBy(o) {
			list = append(list, "waits for thread "+t.StartName())
		}
		if t.MadeBy(o) {
			list = append(list, "creates thread "+t.StartName())
		}
		if t.LostBy(o) {
			list = append(list, fmt.Sprintf("waits for thread %s, but may give up", t.StartName()))
		}
	}
	return list
}

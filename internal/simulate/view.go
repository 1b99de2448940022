package simulate

import (
	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/term"
)

// ResultIn is what is known of the number that the function returns.
func (g *Group) ResultIn(o *Outcome) term.Interval {
	known := term.Know(nil, o.values)
	return known.IntervalOf(g.Terms, o.result)
}

// Arg is the argument of the routine in that role, in terms of In; false without one.
func (e *Event) Arg(role ddi.Operand) (term.Ref, bool) {
	i := e.Routine.Arg(role)
	if i < 0 || i >= len(e.args) {
		return 0, false
	}
	return e.args[i], true
}

// Limit is what the timeout that a wait is given points to, in 100 ns, negative from now on; false if it is not known.
func (g *Group) Limit(e *Event) (int64, bool) {
	n, ok := g.Terms.ConstOf(e.limit)
	return n, ok && e.limit != 0
}

// ArgType is the type of what is handed to the routine in that role, in its call; false
// without one.
func (e *Event) ArgType(role ddi.Operand) (string, bool) {
	final := e.Final()
	i := final.Routine.Arg(role)
	if i < 0 || i >= len(final.types) {
		return "", false
	}
	return final.types[i], true
}

// Fails reports whether an outcome of f is a failure: it returns a status that is an error.
func (g *Group) Fails(f *program.Function, o *Outcome) bool {
	return f.Result != "void" && o.result != 0 && g.ResultIn(o).Hi < 0
}

// Watch simulates f once more and notes the states; nil where f is too complex.
func (g *Group) Watch(f *program.Function, run Run) *Watch {
	w := &Watch{}
	run.Watch = w
	if g.Simulate(f, run).Bounded {
		return nil
	}
	return w
}

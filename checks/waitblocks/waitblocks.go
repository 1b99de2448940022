// Package waitblocks finds waits for more objects than the routine can take.
package waitblocks

import (
	_ "embed"
	"fmt"
	"slices"

	"github.com/drvlint/drvlint/cfg"
	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/callgraph"
	"github.com/drvlint/drvlint/internal/check"
	"github.com/drvlint/drvlint/internal/driver"
	"github.com/drvlint/drvlint/internal/profile"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/property/lockset"
	"github.com/drvlint/drvlint/internal/simulate"
	"github.com/drvlint/drvlint/internal/term"
	"github.com/drvlint/drvlint/ir"
)

//go:embed waitblocks.md
var markdown string

// Check is the check, ready to run.
var Check = check.New(check.Description{
	Markdown: markdown, Level: check.Error, Precision: "very-high", Scope: check.Driver,
	Before: before,
	Tags:   []string{"correctness", "concurrency"},
}, run)

// How many objects a thread can wait for (wdm.h).
const (
	threadWaitObjects  = 3  // THREAD_WAIT_OBJECTS: with the wait blocks that each thread has
	maximumWaitObjects = 64 // MAXIMUM_WAIT_OBJECTS: with wait blocks of the caller
)

// A wait is what is known of the operands of a call.
type wait struct {
	count int64
	known bool // count
	none  bool // certainly no wait blocks are handed over
}

// A finder looks at the waits of one driver.
type finder struct {
	driver   *driver.Driver
	pass     *check.Pass // nil: nothing is reported
	reported map[*ir.Call]bool
}

func before(d *driver.Driver) {
	(&finder{driver: d, reported: map[*ir.Call]bool{}}).find()
}

func run(pass *check.Pass) {
	(&finder{driver: pass.Driver, pass: pass, reported: map[*ir.Call]bool{}}).find()
}

func (f *finder) find() {
	var open []*program.Function // in which a wait has operands that are not written in its call
	for _, c := range f.driver.RoutineCalls(ddi.Wait, ddi.Anything) {
		if c.Routine.Arg(ddi.OpBlocks) < 0 {
			continue
		}
		w, written := inText(c)
		if problem := w.problem(); problem != "" {
			at := callgraph.Site{Call: c.Call, In: c.In}
			f.report(at, fmt.Sprintf("`%s` is called here", c.Routine.Name), callgraph.Chain{at}.Path(w.words(c.Routine.Name)), problem)
		} else if !written && !slices.Contains(open, c.In) {
			open = append(open, c.In)
		}
	}
	for i := 0; i < len(open); i++ { // grows
		if f.onWays(open[i]) {
			open = f.withCallers(open, open[i])
		}
	}
}

// inText reads the operands of a call as they are written, and reports whether nothing more can be
// known of them.
func inText(c callgraph.RoutineCall) (w wait, all bool) {
	count, _ := c.Arg(ddi.OpCount)
	blocks, _ := c.Arg(ddi.OpBlocks)
	w = wait{count: count.Int, known: count.Kind == ir.Const, none: blocks.Kind == ir.Const && blocks.Int == 0}
	return w, w.known && (w.none || blocks.Kind == ir.AddrOf)
}

// onWay reads the operands of a call as they are on the way to an event; false if it is the call of
// a routine that has no such operands.
func onWay(terms *term.Pool, e *simulate.Event) (w wait, ok bool) {
	count, counted := e.Arg(ddi.OpCount)
	blocks, ok := e.Arg(ddi.OpBlocks)
	if !counted || !ok {
		return w, false
	}
	w.count, w.known = terms.ConstOf(count)
	w.known = w.known && !boundsLoop(e)
	n, constant := terms.ConstOf(blocks)
	w.none = constant && n == 0
	return w, true
}

// boundsLoop reports whether the number of objects of a wait bounds a loop of the function that it
// comes from. What is known of it behind the loop is how often the loop was followed.
func boundsLoop(e *simulate.Event) bool {
	var way []*simulate.Event
	for ; e != nil; e = e.Inner {
		way = append(way, e)
	}
	last := len(way) - 1
	v := way[last].Call.Args[way[last].Routine.Arg(ddi.OpCount)]
	for ; last > 0 && v.Kind == ir.Load && len(v.Place.Path) == 0; last-- {
		i := slices.Index(way[last].In.Params, v.Place.Root)
		if i < 0 || i >= len(way[last-1].Call.Args) {
			break
		}
		v = way[last-1].Call.Args[i]
	}
	return v.Kind == ir.Load && testedByLoop(way[last].In, v.Place.Root)
}

// testedByLoop reports whether a way out of a loop is decided by a variable, or by what it leads to.
func testedByLoop(fn *program.Function, x *ir.Var) bool {
	for i, isHead := range fn.Graph.LoopHeads() {
		if !isHead {
			continue
		}
		body := fn.Graph.Loop(fn.Graph.Blocks[i])
		for blk := range body {
			if slices.ContainsFunc(blk.Succs, func(e *cfg.Edge) bool { return !body[e.To] && e.Test != nil && e.Test.Reads(x) }) {
				return true
			}
		}
	}
	return false
}

// onWays judges the waits that a function comes to, itself or through what it calls, and reports
// whether one has an operand that a caller decides.
func (f *finder) onWays(fn *program.Function) (open bool) {
	sum := f.driver.Demand(fn, profile.Waits)
	if sum == nil {
		return false
	}
	terms := f.driver.Terms()
	given := func(e *simulate.Event, role ddi.Operand) bool {
		v, _ := e.Arg(role)
		return terms.Any(v, func(_ term.Ref, t *term.Term) bool { return t.Op == term.Param })
	}
	for _, e := range sum.Events {
		w, ok := onWay(terms, e)
		if !ok {
			continue
		}
		open = open || !w.known || given(e, ddi.OpCount) || given(e, ddi.OpBlocks)
		if e.Inner != nil {
			if inner, _ := onWay(terms, e.Inner); inner.problem() != "" {
				continue // said where the operands are known
			}
		}
		if problem := w.problem(); problem != "" {
			what := fmt.Sprintf("`%s` is called here", e.Routine.Name)
			if e.Inner != nil {
				what += fmt.Sprintf(" (through `%s`)", e.Inner.In.Name)
			}
			f.report(callgraph.Site{Call: e.Call, In: e.In}, what, lockset.Path(e, w.words(e.Routine.Name)), problem)
		}
	}
	return open
}

// withCallers adds the callers of a function to a list, each once.
func (f *finder) withCallers(list []*program.Function, fn *program.Function) []*program.Function {
	for _, caller := range f.driver.Functions {
		if slices.Contains(f.driver.Callees(caller), fn) && !slices.Contains(list, caller) {
			list = append(list, caller)
		}
	}
	return list
}

// problem says what is wrong with a wait, "" if nothing is for certain.
func (w wait) problem() string {
	switch {
	case !w.known:
		return ""
	case w.count > maximumWaitObjects:
		return fmt.Sprintf("no thread can wait for more than %d (MAXIMUM_WAIT_OBJECTS)", maximumWaitObjects)
	case w.count > threadWaitObjects && w.none:
		return fmt.Sprintf("a thread has wait blocks for %d (THREAD_WAIT_OBJECTS), and no array of others is handed over", threadWaitObjects)
	}
	return ""
}

// words say what a call does, as the last step of a path.
func (w wait) words(routine string) string {
	if w.none {
		return fmt.Sprintf("`%s` waits for %d objects without an array of wait blocks", routine, w.count)
	}
	return fmt.Sprintf("`%s` waits for %d objects", routine, w.count)
}

// report reports a wait where its operands are known: at the call of the routine, or of a function
// that makes it. Each place is reported once.
func (f *finder) report(at callgraph.Site, what string, path []program.PathStep, problem string) {
	if f.pass == nil || f.reported[at.Call] {
		return
	}
	f.reported[at.Call] = true
	f.pass.Report(check.Finding{Level: check.Error, Unit: at.In.Unit, At: at.Call.Span, Path: path},
		"%s for more objects than it takes: %s. The system stops with bug check 0xC MAXIMUM_WAIT_OBJECTS_EXCEEDED", what, problem)
}

// Package selfderef finds threads that drop the reference that keeps their own code
// loaded.
package selfderef

import (
	_ "embed"
	"fmt"
	"slices"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/callgraph"
	"github.com/drvlint/drvlint/internal/check"
	"github.com/drvlint/drvlint/internal/driver"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/property/lockset"
	"github.com/drvlint/drvlint/internal/property/threads"
	"github.com/drvlint/drvlint/internal/simulate"
	"github.com/drvlint/drvlint/ir"
)

//go:embed selfderef.md
var markdown string

// Check is the check, ready to run.
var Check = check.New(check.Description{
	Markdown: markdown, Level: check.Error, Precision: "high", Scope: check.Driver,
	Before: before,
	Tags:   []string{"correctness", "concurrency", "external/cwe/cwe-416"},
}, run)

// A routine is one that runs in a thread of its own, with what it was given.
type routine struct {
	f       *program.Function
	thread  *threads.Thread // nil for a work item
	context string          // type of its context
	from    program.PathStep
}

func before(d *driver.Driver) {
	if !unloadable(d) {
		return
	}
	from := newOrigins(d)
	for _, r := range routines(d) {
		references(d, from, r.f)
	}
}

func run(pass *check.Pass) {
	if !unloadable(pass.Driver) {
		return
	}
	from := newOrigins(pass.Driver)
	for _, r := range routines(pass.Driver) {
		r.check(pass, from)
	}
}

func routines(p *driver.Driver) []routine {
	var list []routine
	for _, t := range p.Threads {
		if !t.Routine.CreatesSystemThread() {
			continue
		}
		for _, start := range t.Starts {
			list = append(list, routine{start, t, contextType(t), program.PathStep{
				Unit: t.In.Unit, Span: t.Call.Span, Text: fmt.Sprintf("creates a system thread that runs `%s`", start.Name),
			}})
		}
	}
	items, registrations := p.WithRole(ddi.WorkItem)
	for i, f := range items {
		r := registrations[i]
		list = append(list, routine{f, nil, "", program.PathStep{
			Unit: r.Unit, Span: r.At, Text: fmt.Sprintf("makes `%s` the routine of a work item, which keeps no reference to the driver", f.Name),
		}})
	}
	return list
}

func (r routine) check(pass *check.Pass, from *origins) {
	reported := map[*ir.Call]bool{}
	for _, e := range references(pass.Driver, from, r.f) {
		if reported[e.Call] || !dropsReference(pass.Driver, r.f, e) {
			continue
		}
		if r.thread != nil && threadOf(pass.Driver, e) == r.thread && len(r.thread.Waits) > 0 && unavoidable(e) {
			if wait := r.unguarded(pass.Driver); wait != nil {
				reported[e.Call] = true
				r.ownThread(pass, e, wait)
			}
			continue
		}
		kind := keepsLoaded(pass.Driver, from, e, r.context)
		if kind == "" || r.joined() || !deliberate(pass.Driver, e) || kind == "device object" && !referencedOutside(pass.Driver, from, kind, []*program.Function{r.f}) {
			continue
		}
		reported[e.Call] = true
		r.report(pass, e, kind)
	}
}

// joined reports whether teardown waits for the thread: then the reference that it
// drops is not what keeps its code loaded.
func (r routine) joined() bool {
	return r.thread != nil && (len(r.thread.Waits) > 0 || r.thread.Escapes)
}

func (r routine) report(pass *check.Pass, e *simulate.Event, kind string) {
	what := "system thread"
	if r.thread == nil {
		what = "work item"
	}
	path := append([]program.PathStep{r.from}, lockset.Path(e, fmt.Sprintf("drops a reference to the %s `%s`", kind, e.ArgName(ddi.OpObject)))...)
	path = append(path, program.PathStep{Unit: r.f.Unit, Span: r.f.End, Text: fmt.Sprintf("`%s` goes on in code that nothing keeps loaded any more", r.f.Name)})
	pass.Report(check.Finding{Level: check.Error, Unit: r.f.Unit, At: e.Call.Span, Path: path},
		"the %s `%s` drops the reference to the %s `%s` that keeps its own code loaded: if it is the last one, the driver unloads and the routine returns into code that is gone",
		what, r.f.Name, kind, e.ArgName(ddi.OpObject))
}

// unguarded is the first wait for the thread by who has taken no reference of its own to the object; nil if there is none.
func (r routine) unguarded(p *driver.Driver) *callgraph.Site {
	i := slices.IndexFunc(r.thread.Waits, func(w callgraph.Site) bool { return !refersTo(p, w.In, r.thread) })
	if i < 0 {
		return nil
	}
	return &r.thread.Waits[i]
}

// refersTo reports whether a function takes a reference to the object of a thread that it finds in memory.
func refersTo(p *driver.Driver, f *program.Function, t *threads.Thread) bool {
	found := false
	f.Instrs(func(in ir.Instr) {
		call, r := p.RoutineOf(f, in)
		if i := r.Arg(ddi.OpObject); r.Does(ddi.Reference) && i >= 0 && i < len(call.Args) {
			found = found || slices.Contains(p.ThreadsOf(f, call.Args[i]), t)
		}
	})
	return found
}

func (r routine) ownThread(pass *check.Pass, e *simulate.Event, wait *callgraph.Site) {
	path := append([]program.PathStep{r.from}, lockset.Path(e, fmt.Sprintf("drops the reference to its own thread object `%s`", e.ArgName(ddi.OpObject)))...)
	path = append(path, program.PathStep{Unit: wait.In.Unit, Span: wait.Call.Span, Text: "teardown still uses the object here, perhaps after it was freed"})
	pass.Report(check.Finding{Level: check.Warning, Unit: r.f.Unit, At: e.Call.Span, Path: path},
		"the system thread `%s` drops the reference to its own thread object `%s`, which teardown still waits on: the object may be freed by then", r.f.Name, e.ArgName(ddi.OpObject))
}

// Package runner parses drivers, links them and runs the checks over them.
package runner

import (
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"sync"
	"time"

	"golang.org/x/tools/go/analysis"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/cache"
	"github.com/drvlint/drvlint/internal/clang"
	"github.com/drvlint/drvlint/internal/facts"
	"github.com/drvlint/drvlint/internal/paths"
	"github.com/drvlint/drvlint/internal/project"
	"github.com/drvlint/drvlint/internal/report"
	"github.com/drvlint/drvlint/internal/wdk"
	"github.com/drvlint/drvlint/ir"
)

// Load loads a unit. It is called from many goroutines.
type Load func(clang.Task) *facts.Unit

// Options say how to run.
type Options struct {
	Jobs int       // drivers and units worked on at once; 0 means the number of CPUs
	Own  ddi.Table // what is known of the drivers' own routines
	// Unsaved are texts that count in place of what is on disk, by absolute path.
	Unsaved map[string][]byte
	Trees   []string // folders around the drivers in which their files may lie
	// Pedantic keeps the findings that are made on demand only, as notes.
	Pedantic bool
	Kit      *wdk.Kit // the headers of a real driver kit; nil for those that a build names, or the model
	Parse    Load     // nil: this process loads the units
	Warm     func()   // makes ready for one more Parse at the same time; nil: there is nothing to make ready
	Link     Link     // nil: this process links and checks the drivers
	WarmLink func()   // makes ready for Link; nil: there is nothing to make ready
	Budget   Budget   // for the whole run
	// Cache recalls what has not changed since an earlier run; nil: everything is done anew.
	Cache *cache.Cache
	// Stop is asked now and then whether the result is still wanted; if it is not, Conclude
	// and Check panic with simulate.Stopped. Nil: it is.
	Stop func() bool
	// Advance is told how many more drivers and files are done, from any goroutine.
	Advance func(drivers, files int)
}

// AtOnce is how many things are done at the same time within one driver.
func (o Options) AtOnce() int {
	if o.Jobs == 1 {
		return 1
	}
	return runtime.GOMAXPROCS(0)
}

func (o Options) advance(drivers, files int) {
	if o.Advance != nil {
		o.Advance(drivers, files)
	}
}

// A file of which a smaller share is understood is named in a notification.
const minUnderstood = 0.95

// Run applies the checks to every driver. The result is sorted and does not depend on
// how many jobs did it.
func Run(drivers []project.Driver, checks []*analysis.Analyzer, options Options) (*report.Result, error) {
	if options.Parse == nil || options.Link == nil {
		// Most of what a run allocates lives until its driver is done: collecting garbage
		// less often is worth the memory.
		defer debug.SetGCPercent(debug.SetGCPercent(400))
	}
	if err := analysis.Validate(checks); err != nil {
		return nil, fmt.Errorf("the checks are not well-formed: %w", err)
	}
	jobs := options.Jobs
	if jobs <= 0 {
		jobs = runtime.GOMAXPROCS(0)
	}
	if len(options.Unsaved) > 0 {
		options.Cache = nil // it knows what is on the disk only
	}
	if jobs == 1 || len(drivers) > 1 {
		options.Warm, options.WarmLink = nil, nil // nothing is done at the same time, or another driver
	}
	w := &work{checks: checks, options: options, free: make(chan struct{}, jobs), disk: clang.NewDisk()}
	if options.Cache != nil {
		identity, err := cache.Identity()
		if err != nil {
			return nil, err
		}
		w.identity = identity
	}
	w.shared = newSharing(drivers, options)
	results := make([]*report.Result, len(drivers))
	atOnce := make(chan struct{}, jobs)
	var wg sync.WaitGroup
	for _, i := range largestFirst(drivers) {
		atOnce <- struct{}{}
		wg.Go(func() {
			defer func() { <-atOnce }()
			results[i] = w.one(drivers[i])
			options.advance(1, 0)
		})
	}
	wg.Wait()
	withBuilds(drivers, results)
	total := &report.Result{}
	for _, r := range results {
		total.Drivers = append(total.Drivers, r.Drivers...)
		total.Findings = append(total.Findings, r.Findings...)
		total.Notifications = append(append(total.Notifications, r.Notifications...), hidden(r.LeftOut)...)
		total.Sources = append(total.Sources, r.Sources...)
		total.Read = append(total.Read, r.Read...)
	}
	slices.Sort(total.Read)
	total.Read = slices.Compact(total.Read)
	slices.Sort(total.Sources)
	total.Sources = slices.Compact(total.Sources)
	report.Sort(total)
	return total, nil
}

// largestFirst puts the drivers with the most files first, so that none of them is left to be
// analysed alone in the end.
func largestFirst(drivers []project.Driver) []int {
	order := make([]int, len(drivers))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return len(drivers[b].Units) - len(drivers[a].Units) })
	return order
}

// A work is what the drivers of a run have in common.
type work struct {
	checks  []*analysis.Analyzer
	options Options
	free    chan struct{} // holds one for each unit and driver that is worked on
	shared  *sharing
	// What the cache is asked with: which drvlint this is, and what lies on the disk.
	identity string
	disk     *clang.Disk
}

// one analyses one driver. Whatever goes wrong there is said in its own result.
func (w *work) one(d project.Driver) (result *report.Result) {
	defer func() {
		if r := recover(); r != nil {
			result = leftOut(d, fmt.Sprintf("internal error while analysing driver %s: %v; please report it", d.Name, r))
		}
	}()
	start := time.Now()
	tasks := Tasks(d, w.options)
	defer w.shared.done(tasks)
	if w.options.Budget.over() {
		return leftOut(d, w.options.Budget.notReached(d))
	}
	if known := w.recall(d, tasks); known != nil {
		return known
	}
	if w.options.WarmLink != nil {
		w.options.WarmLink() // while units are loaded
	}
	units, full := w.load(d, tasks)
	switch {
	case w.options.Budget.over():
		return leftOut(d, w.options.Budget.brokenOff(d))
	case full:
		return leftOut(d, w.options.Budget.dropped(d))
	}
	w.free <- struct{}{}
	defer func() { <-w.free }()
	var outlines []clang.Outline
	for i, u := range units {
		outlines = append(outlines, u.Outline)
		if d.Build != nil && !d.Build.Differs(d.Units[i].File) {
			outlines[i].Stats.Parses = 0 // it is the unit of the driver
		}
	}
	result = described(d, outlines)
	found, err := w.link(d, units, w.known(d))
	switch {
	case errors.Is(err, ErrOver):
		return leftOut(d, w.options.Budget.brokenOff(d))
	case err != nil:
		result.Notifications = append(result.Notifications, givenUp(d, err))
	default:
		found.into(result)
		w.keep(d, tasks, units, result)
		w.keepKnown(d, found.Kept)
	}
	result.Drivers[0].Seconds = time.Since(start).Seconds()
	return result
}

func (w *work) link(d project.Driver, units []*facts.Unit, known []byte) (*Found, error) {
	if w.options.Link != nil {
		return w.options.Link(Linking{d, units, w.checks, w.options, w.shared.drivers, known})
	}
	var bad error
	found := LinkHere(d, func(yield func(*ir.Unit) bool) {
		for _, u := range units {
			unit, err := u.IR()
			bad = errors.Join(bad, err)
			if !yield(unit) {
				return
			}
		}
	}, w.checks, w.options, known)
	return found, bad
}

// load parses the units of a driver, until the budget is used up; full reports whether memory was.
func (w *work) load(d project.Driver, tasks []clang.Task) (units []*facts.Unit, full bool) {
	load := w.loader(d)
	units = make([]*facts.Unit, len(tasks))
	var wg sync.WaitGroup
	for _, i := range teachersFirst(len(tasks)) {
		w.free <- struct{}{}
		if full = full || w.options.Budget.full(); full || w.options.Budget.over() {
			<-w.free
			break // nobody will see the units
		}
		wg.Go(func() {
			defer func() { <-w.free }()
			units[i] = w.parse(tasks[i], w.warming(i, len(tasks), load))
			w.options.advance(0, 1)
		})
		if teaches(i, len(tasks)) {
			wg.Wait() // the others learn from it
		}
	}
	wg.Wait()
	return units, full
}

// warming is what loads the i-th of n units of a driver: while the first is loaded, from which the others learn, what loads
// a second one is made ready.
func (w *work) warming(i, n int, load Load) Load {
	if i > 0 || n == 1 || w.options.Warm == nil {
		return load
	}
	return func(t clang.Task) *facts.Unit {
		var wg sync.WaitGroup
		defer wg.Wait()
		wg.Go(w.options.Warm)
		return load(t)
	}
}

// loader returns what loads the units of a driver.
func (w *work) loader(d project.Driver) Load {
	if w.options.Parse != nil {
		return w.options.Parse
	}
	session := clang.NewSession(d.Root, w.options.Loading())
	return func(t clang.Task) *facts.Unit { return facts.Of(session.LoadTaught(t.Unit, t.Lessons)) }
}

// Loading are the options for the loading of a driver.
func (o Options) Loading() clang.LoadOptions {
	return clang.LoadOptions{Jobs: o.Jobs, Trees: o.Trees, Kit: o.Kit, Unsaved: o.Unsaved}
}

// Tasks says what is to be loaded of a driver.
func Tasks(d project.Driver, options Options) []clang.Task {
	kit := ""
	if options.Kit != nil {
		kit = options.Kit.Dir
	}
	checkout := clang.CheckoutRoot(d.Root, options.Trees)
	trees := elsewhere(options.Trees, checkout)
	var list []clang.Task
	for _, u := range Units(d) {
		list = append(list, clang.Task{Checkout: checkout, Trees: trees, Kit: kit, Unit: u})
	}
	return list
}

// elsewhere returns the trees that do not lie in the checkout, whose files may be read anyway: what
// is known of a unit from a run over the whole checkout is of use in one over a part of it.
func elsewhere(trees []string, checkout string) []string {
	root, err := filepath.EvalSymlinks(checkout)
	if err != nil {
		return trees
	}
	var list []string
	for _, tree := range trees {
		if real, err := filepath.EvalSymlinks(tree); err != nil || !paths.Within(tree, checkout) || !paths.Within(real, root) {
			list = append(list, tree)
		}
	}
	return list
}

// sources lists the files that the units consist of, without the model headers.
func sources(units []clang.Outline) []string {
	var list []string
	for _, u := range units {
		list = append(list, u.Sources...)
	}
	slices.Sort(list)
	return slices.DeleteFunc(slices.Compact(list), clang.IsModel)
}

// read lists the files whose text the units were made from, without the model headers.
func read(units []clang.Outline) []string {
	var list []string
	for _, u := range units {
		list = append(list, u.Texts...)
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// Units translates what a project says of its files into arguments for clang.
func Units(d project.Driver) []clang.Unit {
	var list []clang.Unit
	for _, u := range d.Units {
		list = append(list, clang.Unit{File: u.File, CPlusPlus: u.CPlusPlus, Args: clang.Args(u.Defines, u.Includes, u.Forced)})
	}
	return list
}

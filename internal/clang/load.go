package clang

import (
	"errors"
	"fmt"
	"runtime"
	"slices"
	"sort"
	"strings"
	"sync"

	"github.com/go-clang/clang-v15/clang"

	"github.com/drvlint/drvlint/internal/wdk"
	"github.com/drvlint/drvlint/ir"
)

// A Unit is one C or C++ file to load.
type Unit struct {
	File      string
	CPlusPlus bool     // compiled as C++; what its name says is taken as said
	Args      []string // -DNAME=VALUE, -Ifolder and -include file, as clang takes them
}

// LoadOptions say how to load.
type LoadOptions struct {
	Jobs  int      // units parsed at the same time; 0: one per processor
	Trees []string // folders around the driver in which its files may lie
	// Unsaved are texts that count in place of what is on disk, by absolute path.
	Unsaved map[string][]byte
	Kit     *wdk.Kit // the headers of a real kit; nil: those among the units' include folders, or the model alone
	// Done is called once for each unit that is loaded or given up, from any goroutine.
	Done func()
}

// UnitStats are the figures of one loaded file.
type UnitStats struct {
	Calls  int // calls in the text of its function bodies
	Missed int // ... of those, the ones that did not reach the IR
	Rounds int // how often it was parsed
	Errors int // errors that clang still reports in the last parse
}

// A Problem is a file that could not be loaded, and what to do about it.
type Problem struct {
	File, Message string
}

// Loaded is one driver, parsed and lowered.
type Loaded struct {
	Units    []*ir.Unit  // in the order asked for; nil if one could not be parsed
	Stats    []UnitStats // of the unit at the same index
	Stubs    int         // declarations invented for what no header declares
	Rounds   int         // most parses that one unit took
	StubText string      // the invented declarations as C
	Problems []Problem
}

// maxRounds bounds how often a unit is parsed.
const maxRounds = 5

// loader loads one driver.
type loader struct {
	sources *sources
	stubs   *stubs
	jobs    int
	done    func()
	uses    *shapes      // nil until needed
	units   []*unitState // nil for a unit that can't be read
	result  *Loaded
}

func newLoader(root string, units []Unit, options LoadOptions) *loader {
	l := &loader{sources: newSources(root, options.Trees, options.Unsaved), stubs: newStubs(), jobs: options.Jobs, done: options.Done}
	if l.done == nil {
		l.done = func() {}
	}
	if l.jobs <= 0 {
		l.jobs = runtime.NumCPU()
	}
	if l.sources.kit = options.Kit; options.Kit == nil {
		l.sources.kit = kitOf(units)
	}
	l.result = &Loaded{Units: make([]*ir.Unit, len(units)), Stats: make([]UnitStats, len(units))}
	l.units = make([]*unitState, len(units))
	return l
}

// Load parses and lowers the units of one driver, whose files lie in and around the
// folder root. Units that can't be loaded become problems; the others go on. The
// result is the same for any number of jobs.
func Load(root string, units []Unit, options LoadOptions) (*Loaded, error) {
	l := newLoader(root, units, options)
	l.scan(units)
	l.foresee()
	for round := 1; round <= maxRounds; round++ {
		if err := l.round(round); err != nil {
			return nil, fmt.Errorf("load %s: %w", root, err)
		}
	}
	l.result.Stubs = l.stubs.count()
	l.result.StubText = l.stubs.render(func(string) bool { return false })
	for _, stats := range l.result.Stats {
		l.result.Rounds = max(l.result.Rounds, stats.Rounds)
	}
	return l.result, nil
}

// scan reads all files that the units seem to include.
func (l *loader) scan(units []Unit) {
	closures := make([]*closure, len(units))
	for i := range units {
		folders, _ := searchArgs(units[i].Args)
		l.sources.fence.admit(folders)
	}
	l.parallel(len(units), func(i int) {
		folders, forced := searchArgs(units[i].Args)
		folders = l.sources.outsideKit(folders)
		closures[i] = l.sources.include(units[i].File, folders, forced)
	})
	for _, f := range l.sources.all() {
		l.sources.noteMacros(f)
	}
	l.parallel(len(units), func(i int) { l.sources.guard(closures[i]) })
	l.refused(closures)
	l.sources.noteKit(closures)
	l.sources.index()
	for i, c := range closures {
		if err := c.files[0].err; err != nil {
			l.problem(units[i].File, err)
			l.done()
			continue
		}
		l.units[i] = newUnitState(units[i], c, l.sources.words)
	}
}

// refused says once what the units must not include.
func (l *loader) refused(closures []*closure) {
	said := map[Problem]bool{}
	for _, c := range closures {
		for _, p := range c.refused {
			if !said[p] {
				said[p] = true
				l.result.Problems = append(l.result.Problems, p)
			}
		}
	}
}

func (l *loader) problem(file string, err error) {
	l.result.Problems = append(l.result.Problems, Problem{file, err.Error()})
}

// searchArgs returns the include folders and the forced includes of a command line.
func searchArgs(args []string) (folders, forced []string) {
	for i, arg := range args {
		switch {
		case arg == "-include" && i+1 < len(args):
			forced = append(forced, args[i+1])
		case arg == "-I" && i+1 < len(args):
			folders = append(folders, args[i+1])
		case strings.HasPrefix(arg, "-I"):
			folders = append(folders, arg[2:])
		}
	}
	return folders, forced
}

// shapes returns how the driver's text uses names, which is found out once.
func (l *loader) shapes() *shapes {
	if l.uses == nil {
		l.uses = newShapes(l.sources.all())
	}
	return l.uses
}

// foresee stubs the names in capitals that neither the driver nor the model defines,
// so that most units need one parse.
func (l *loader) foresee() {
	for _, word := range l.sources.unknown() {
		g := &diagnosis{stubs: l.stubs, shapes: l.shapes()}
		g.foresee(word)
	}
}

// parallel runs f for 0 to n-1 in as many goroutines as there are jobs.
func (l *loader) parallel(n int, f func(int)) {
	var group sync.WaitGroup
	next := make(chan int)
	for range min(l.jobs, n) {
		group.Go(func() {
			for i := range next {
				f(i)
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	group.Wait()
}

// round parses every unit that is not done. Within a round the stubs don't change, so
// the order of the work doesn't matter; the errors are then read in the units' order.
func (l *loader) round(round int) error {
	var open []int
	for i, u := range l.units {
		if u != nil && !u.done {
			open = append(open, i)
		}
	}
	if len(open) == 0 {
		return nil
	}
	failures := make([]error, len(open))
	l.parallel(len(open), func(k int) { failures[k] = l.step(open[k], round) })
	for k, err := range failures {
		u := l.units[open[k]]
		if err != nil {
			u.done = true
			l.done()
			l.problem(u.File, err)
		}
		if u.endless {
			l.problem(u.File, errEndless)
		}
	}
	l.learn(open)
	return nil
}

// step parses one unit and lowers it if no better parse is to be expected.
func (l *loader) step(i, round int) error {
	u := l.units[i]
	index := clang.NewIndex(0, 0)
	defer index.Dispose()
	tu, err := l.parse(index, u)
	if err != nil {
		return err
	}
	defer tu.Dispose()
	u.errors = driverErrors(tu, l.sources.kit)
	if len(u.errors) > 0 && !u.final && round < maxRounds {
		return nil
	}
	u.done = true
	u.endless = endless(u.errors)
	file := u.closure.files[0]
	unit, sites := lowerUnit(tu, u.Unit, l.sources, l.skipped())
	spanAliases(file, sites, u.aliases())
	calls, missed := understood(file, sites, skippedRanges(tu, u.File), l.invented(u))
	dropRepeated(unit)
	l.result.Units[i] = unit
	l.result.Stats[i] = UnitStats{Calls: calls, Missed: missed, Rounds: round, Errors: len(u.errors)}
	l.done()
	return nil
}

// invented tells which macros of a unit are stubs.
func (l *loader) invented(u *unitState) func(string) bool {
	return func(name string) bool {
		_, ok := l.stubs.macros[name]
		return ok && !u.defines(name)
	}
}

var errEndless = errors.New("includes a file that includes itself without end: give it an include guard or #pragma once")

// endless reports whether clang gave up on an include that leads back to itself.
func endless(list []diagnostic) bool {
	return slices.ContainsFunc(list, func(d diagnostic) bool { return d.about("#include nested too deeply") })
}

// dropRepeated keeps the first of the functions that a file included more than once
// defines at the same place.
func dropRepeated(unit *ir.Unit) {
	type place struct {
		name string
		span ir.Span
	}
	seen := map[place]bool{}
	unit.Funcs = slices.DeleteFunc(unit.Funcs, func(f *ir.Func) bool {
		key := place{f.Name, f.NameSpan}
		repeated := seen[key]
		seen[key] = true
		return repeated
	})
}

// learn extends the stubs by what the errors of this round's units ask for. A unit for
// which nothing changed gets its last parse in the next round.
func (l *loader) learn(open []int) {
	changed, relevant, invented := map[int]bool{}, map[int]bool{}, false
	for pass := range 2 {
		for _, i := range open {
			u := l.units[i]
			if u.done {
				continue
			}
			g := &diagnosis{stubs: l.stubs, shapes: l.shapes(), sources: l.sources, unit: u}
			if pass == 0 {
				g.declareAll(u.errors)
			} else {
				g.newType = u.newType
				g.defineAll(u.errors)
			}
			u.newType = g.newType
			changed[i] = changed[i] || g.changed
			relevant[i] = relevant[i] || g.relevant
			invented = invented || g.changed
		}
	}
	for _, i := range open {
		l.units[i].final = !changed[i] && !(relevant[i] && invented)
	}
}

// driverErrors returns the errors in the driver's own files, in order.
func driverErrors(tu clang.TranslationUnit, kit *wdk.Kit) []diagnostic {
	var list []diagnostic
	for _, d := range unitErrors(tu) {
		if d.file != "" && !strings.HasPrefix(d.file, wdk.Folder+"/drvlint") && !(kit != nil && kit.Has(d.file)) {
			list = append(list, d)
		}
	}
	sort.SliceStable(list, func(i, j int) bool {
		if list[i].file != list[j].file {
			return list[i].file < list[j].file
		}
		return list[i].offset < list[j].offset
	})
	return list
}

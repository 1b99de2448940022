package runner

import (
	"cmp"
	"fmt"
	"go/token"
	"go/types"
	"maps"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"golang.org/x/tools/go/analysis"

	"github.com/drvlint/drvlint/internal/clang"
	"github.com/drvlint/drvlint/internal/driver"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/project"
	"github.com/drvlint/drvlint/internal/report"
	"github.com/drvlint/drvlint/internal/simulate"
)

// describe adds up the figures of a driver and says which of its files were not
// understood.
func describe(result *report.Result, stats *report.Driver, units []clang.Outline) {
	missed := 0
	var files []clang.FileStats
	var stubs []string
	for _, u := range units {
		stats.Rounds = max(stats.Rounds, u.Stats.Rounds)
		stats.Parses += u.Stats.Parses
		stubs = append(stubs, u.Stubs...)
		if u.File == "" {
			continue
		}
		if u.Stats.Own > 0 && u.Functions == 0 {
			result.Notifications = append(result.Notifications, report.Notification{
				Level: report.Error, File: u.File, Incomplete: true,
				Message: "no function in this file could be understood: check that it is C source and complete",
			})
		}
		stats.Units++
		stats.Files++
		stats.Lines += u.Lines
		stats.Functions += u.Functions
		files = append(files, clang.FileStats{File: u.File, Calls: u.Stats.Calls, Missed: u.Stats.Missed, Lost: u.Stats.Lost})
	}
	slices.Sort(stubs)
	stats.Stubs = len(slices.Compact(stubs))
	for _, s := range included(units) {
		if !isHeader(s.File) {
			stats.Files++
			stats.Lines += s.Lines
		}
		files = append(files, s)
	}
	for _, s := range files {
		stats.Calls += s.Calls
		missed += s.Missed
		if share := understood(s.Calls, s.Missed); share < minUnderstood {
			result.Notifications = append(result.Notifications, report.Notification{
				Level: report.Warning, File: s.File,
				Message: fmt.Sprintf("only %.0f%% of the calls in this file were understood (%d of %d), not %s: findings may be missing", share*100, s.Calls-s.Missed, s.Calls, lost(s)),
			})
		}
	}
	stats.Understood = understood(stats.Calls, missed)
	result.LeftOut = leftOutOf(units)
	for _, p := range clang.Problems(units) {
		n := report.Notification{Level: report.Error, Message: p.Message, File: p.File, Incomplete: true}
		if p.Whole {
			n.Level, n.Incomplete = report.Note, false
		}
		result.Notifications = append(result.Notifications, n)
	}
}

// lost names the calls of a file that were not understood, or the first few.
func lost(s clang.FileStats) string {
	text := strings.Join(s.Lost, ", ")
	if more := s.Missed - len(s.Lost); more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	return text
}

// included lists the files with function bodies that the units of a driver include and that
// are no units themselves, each once, as it was understood least; sorted.
func included(units []clang.Outline) []clang.FileStats {
	main := map[string]bool{}
	for _, u := range units {
		main[u.File] = true
	}
	worst := map[string]clang.FileStats{}
	for _, u := range units {
		for _, s := range u.Included {
			known, seen := worst[s.File]
			if !main[s.File] && (!seen || cmp.Or(cmp.Compare(s.Missed, known.Missed), cmp.Compare(s.Calls, known.Calls)) > 0) {
				worst[s.File] = s
			}
		}
	}
	var list []clang.FileStats
	for _, file := range slices.Sorted(maps.Keys(worst)) {
		list = append(list, worst[file])
	}
	return list
}

func isHeader(file string) bool { return strings.HasPrefix(strings.ToLower(filepath.Ext(file)), ".h") }

func understood(calls, missed int) float64 {
	if calls == 0 {
		return 1
	}
	return float64(calls-missed) / float64(calls)
}

// Check works out what the checks need of one linked driver, of its functions in part, of all if that is nil, and applies
// the checks.
func Check(d project.Driver, linked *driver.Driver, part map[*program.Function]bool, checks []*analysis.Analyzer, options Options) ([]report.Finding, []report.Notification) {
	fset := token.NewFileSet()
	pkg := types.NewPackage(d.Name, "driver")
	driver.Bind(pkg, fset, linked)
	r := &run{driver: d, fset: fset, pkg: pkg, sources: &texts{sources: report.Sources{Unsaved: options.Unsaved}}, pedantic: options.Pedantic, results: map[*analysis.Analyzer]ran{}}
	for _, u := range linked.Units {
		r.files = append(r.files, u.File)
	}
	atOnce := options.AtOnce()
	linked.Follow(part, func() { r.ahead(checks) }, atOnce > 1)
	for _, a := range checks {
		for _, required := range a.Requires {
			r.exec(required) // an error is told to each check that requires it
		}
	}
	r.each(checks, atOnce)
	return r.findings, r.notes
}

// each runs checks, so many at once, of which all that they require is done. What they report is put together in their
// order.
func (r *run) each(checks []*analysis.Analyzer, atOnce int) {
	parts := make([]*run, len(checks))
	var group sync.WaitGroup
	var next atomic.Int64
	stopped := make(chan any, atOnce)
	for range atOnce {
		group.Go(func() {
			defer func() {
				if p := recover(); p != nil {
					stopped <- p
				}
			}()
			for i := int(next.Add(1)) - 1; i < len(checks); i = int(next.Add(1)) - 1 {
				parts[i] = r.one(checks[i])
			}
		})
	}
	group.Wait()
	close(stopped)
	if p, ok := <-stopped; ok {
		panic(p) // simulate.Stopped
	}
	for _, p := range parts {
		r.findings = append(r.findings, p.findings...)
		r.notes = append(r.notes, p.notes...)
	}
}

// one runs a check by itself.
func (r *run) one(a *analysis.Analyzer) *run {
	p := *r
	p.results, p.findings, p.notes = maps.Clone(r.results), nil, nil
	if err := p.exec(a); err != nil {
		p.notes = append(p.notes, report.Notification{
			Level: report.Error, File: r.driver.Root, Incomplete: true,
			Message: fmt.Sprintf("check %s failed on driver %s: %v", a.Name, r.driver.Name, err),
		})
	}
	return &p
}

// ahead runs the analyzers behind the checks that ask for nothing that is simulated.
func (r *run) ahead(list []*analysis.Analyzer) {
	for _, a := range list {
		if !early(a) {
			r.ahead(a.Requires)
		} else if r.exec(a) != nil {
			return // the check that requires it is named then
		}
	}
}

// early reports whether an analyzer asks for nothing that is simulated.
func early(a *analysis.Analyzer) bool {
	asksMore := func(a *analysis.Analyzer) bool { return a != driver.Linked && !early(a) }
	return len(a.Requires) > 0 && !slices.ContainsFunc(a.Requires, asksMore)
}

// A run builds the passes over one driver.
type run struct {
	driver   project.Driver
	fset     *token.FileSet
	pkg      *types.Package
	files    []string
	results  map[*analysis.Analyzer]ran
	findings []report.Finding
	notes    []report.Notification
	sources  *texts
	pedantic bool
}

// ran is what became of an analyzer.
type ran struct {
	result any
	err    error
}

// texts are the source files as positions count in them, for checks that run at once.
type texts struct {
	mu      sync.Mutex
	sources report.Sources
}

func (t *texts) open(name string) *report.Source {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.sources.Open(name)
}

// exec runs an analyzer after what it requires.
func (r *run) exec(a *analysis.Analyzer) (err error) {
	if done, ok := r.results[a]; ok {
		return done.err
	}
	defer func() {
		p := recover()
		if _, stopped := p.(simulate.Stopped); stopped {
			panic(p)
		}
		if p != nil {
			err = fmt.Errorf("internal error: %v; please report it", p)
		}
		if err != nil {
			r.results[a] = ran{err: err}
		}
	}()
	inputs := map[*analysis.Analyzer]any{}
	for _, required := range a.Requires {
		if err := r.exec(required); err != nil {
			return err
		}
		inputs[required] = r.results[required].result
	}
	var placed []int // of each diagnostic the index of its finding, -1 without one
	result, err := a.Run(&analysis.Pass{
		Analyzer: a, Fset: r.fset, OtherFiles: r.files, Pkg: r.pkg,
		TypesInfo: new(types.Info), TypesSizes: &types.StdSizes{WordSize: 8, MaxAlign: 8},
		Module: new(analysis.Module), ResultOf: inputs,
		ReadFile: r.read,
		Report: func(d analysis.Diagnostic) {
			placed = append(placed, r.report(a, d))
		},
	})
	if err != nil {
		return err
	}
	if got := reflect.TypeOf(result); got != a.ResultType {
		return fmt.Errorf("internal error: result is %v, declared %v", got, a.ResultType)
	}
	if known, ok := result.(driver.Reported); ok {
		r.circumstances(placed, known.Circumstances)
		r.notes = append(r.notes, incomplete(known.GivenUp)...)
	}
	r.results[a] = ran{result: result}
	return nil
}

// circumstances adds to the steps of findings what holds there.
func (r *run) circumstances(placed []int, list [][]driver.Circumstance) {
	for i, known := range list {
		if i >= len(placed) || placed[i] < 0 {
			continue
		}
		path := r.findings[placed[i]].Path
		for k := range min(len(path), len(known)) {
			path[k].State = report.State(known[k])
		}
	}
}

// read returns the text of a file as positions count in it.
func (r *run) read(name string) ([]byte, error) {
	source := r.sources.open(name)
	if source == nil {
		return nil, fmt.Errorf("%s can't be read", name)
	}
	return source.Text(), nil
}

// report keeps a finding, unless it is one that is made on demand only, and returns its
// index; -1 for one that is not kept.
func (r *run) report(a *analysis.Analyzer, d analysis.Diagnostic) int {
	if level := report.Level(d.Category); level == report.Pedantic || level == report.Idle {
		if !r.pedantic {
			if level == report.Idle {
				r.noteIdle(a, r.location(d.Pos, d.End))
			}
			return -1
		}
		d.Category = string(report.Note)
	}
	r.findings = append(r.findings, r.finding(a, d))
	return len(r.findings) - 1
}

// noteIdle says that a finding is not told for want of anybody who runs its function.
func (r *run) noteIdle(a *analysis.Analyzer, at report.Location) {
	r.notes = append(r.notes, report.Notification{
		Level: report.Note, File: at.File, Line: at.Line, Routine: true,
		Message: fmt.Sprintf("%s finds something here, in a function that nothing in the driver calls: it is told with --pedantic", a.Name),
	})
}

func (r *run) finding(a *analysis.Analyzer, d analysis.Diagnostic) report.Finding {
	f := report.Finding{
		Check: a.Name, Level: report.Level(d.Category), Message: d.Message, Driver: r.driver.Name,
		Location: r.location(d.Pos, d.End),
	}
	for _, step := range d.Related {
		f.Path = append(f.Path, report.Step{Location: r.location(step.Pos, step.End), Message: step.Message})
	}
	for _, fix := range d.SuggestedFixes {
		f.Fixes = append(f.Fixes, r.fix(fix))
	}
	return f
}

func (r *run) fix(fix analysis.SuggestedFix) report.Fix {
	out := report.Fix{Message: fix.Message}
	for _, edit := range fix.TextEdits {
		end := edit.End
		if !end.IsValid() {
			end = edit.Pos // go/analysis: an insertion may leave End out
		}
		out.Edits = append(out.Edits, report.Edit{
			Location: r.location(edit.Pos, end), NewText: string(edit.NewText),
			Start: r.fset.Position(edit.Pos).Offset, End: r.fset.Position(end).Offset,
		})
	}
	return out
}

func (r *run) location(from, to token.Pos) report.Location {
	a, b := r.fset.Position(from), r.fset.Position(to)
	return report.Location{File: a.Filename, Line: a.Line, Column: a.Column, EndLine: b.Line, EndColumn: b.Column}
}

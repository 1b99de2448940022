package resident

import (
	"context"
	"fmt"
	"maps"
	"reflect"
	"runtime"
	"slices"
	"sync"

	"golang.org/x/tools/go/analysis"

	"github.com/drvlint/drvlint/checks"
	"github.com/drvlint/drvlint/internal/clang"
	"github.com/drvlint/drvlint/internal/config"
	"github.com/drvlint/drvlint/internal/driver"
	"github.com/drvlint/drvlint/internal/project"
	"github.com/drvlint/drvlint/internal/report"
	"github.com/drvlint/drvlint/internal/runner"
	"github.com/drvlint/drvlint/internal/simulate"
	"github.com/drvlint/drvlint/internal/suppress"
)

// A kept is a driver in memory, analysed.
type kept struct {
	project.Driver
	key     string
	config  *config.Config
	units   []*unit // as the configuration has them compiled
	program *driver.Driver
	parsed  []*clang.Parsed     // what the program is made of
	text    map[string]string   // of the main files of the units, as they were then
	seen    []map[string]uint64 // the stamps of the files of each unit, as they were then
	raw     *report.Result      // before configuration and suppressions
	soon    bool                // ... and checks of the whole driver may find something else now
	part    bool                // only what an edit concerns was worked out anew
	result  *report.Result      // nil before the first analysis
	current bool                // the result is that of the units as they are
	quality map[string]Quality
}

// A unit is kept as it was last parsed.
type unit struct {
	clang.Unit
	parsed  *clang.Parsed     // nil before the first time
	files   map[string]uint64 // what it was read from, with its stamps
	text    string            // of the main file, if that was unsaved
	spliced bool              // since its text was parsed as a whole, one function at a time was
	shaped  string            // what has to be invented for it, if that hangs on more than one function
}

func checkNames() []string {
	var names []string
	for _, c := range checks.All() {
		names = append(names, c.Analyzer.Name)
	}
	return names
}

func (d *kept) lastConfig() *config.Config {
	if d.config == nil {
		return &config.Config{}
	}
	return d.config
}

// current reports whether nothing changed that went into the unit.
func (u *unit) current(w *workspace) bool {
	if u.parsed == nil {
		return false
	}
	for file, seen := range u.files {
		if w.stamps.of(file) != seen {
			return false
		}
	}
	return true
}

// update analyses the driver if something changed. It returns what is wrong with its
// configuration, and the error of ctx if that ends before. With whole, what an earlier
// analysis left out is done.
func (d *kept) update(ctx context.Context, w *workspace, whole bool, progress func(Progress)) ([]Problem, error) {
	c, problems := w.configuration(d)
	compiled := c.Compile([]project.Driver{d.Driver})[0]
	if d.units == nil || !reflect.DeepEqual(c, d.config) {
		d.config, d.units, d.result, d.current = c, nil, nil, false
		for _, u := range runner.Units(compiled) {
			d.units = append(d.units, &unit{Unit: u})
		}
	}
	stale := d.unitsThat(func(u *unit) bool { return !u.current(w) || whole && u.spliced })
	if d.current = d.current && len(stale) == 0 && !(whole && d.part); d.current {
		return problems, nil
	}
	options := runner.Options{Stop: func() bool { return ctx.Err() != nil }, Own: c.Own, Trees: w.folders, Kit: w.kit, Unsaved: w.texts}
	if !whole && len(stale) == 1 && stale[0].splice(w, d.Root, options) {
		stale = nil
	}
	if err := d.load(ctx, w, stale, options, progress); err != nil {
		return nil, err
	}
	parsed, loaded := d.joined()
	analyzers := w.analyzers(c)
	w.limiter.do("checking driver " + d.Name) // until the request is answered
	part := false
	err := guarded(d.Name, func() { part = !whole && d.partly(compiled, parsed, loaded, analyzers, options) })
	if err != nil {
		return nil, err
	}
	if !part {
		if err := d.load(ctx, w, d.unitsThat(func(u *unit) bool { return u.spliced }), options, progress); err != nil {
			return nil, err
		}
		parsed, loaded = d.joined()
		w.limiter.do("checking driver " + d.Name)
		err := guarded(d.Name, func() {
			d.raw, d.program = runner.Conclude(compiled, parsed, analyzers, options)
			d.part, d.soon = false, false
		})
		if err != nil {
			return nil, err
		}
	}
	d.program.StopWhen(nil) // what it is asked later is wanted
	d.remember(w, parsed)
	d.result = &report.Result{}
	*d.result = *d.raw
	d.result.Findings, d.result.Notifications = slices.Clone(d.raw.Findings), slices.Clone(d.raw.Notifications)
	d.quality = qualityOf(compiled, loaded)
	w.finish(d.result, c)
	d.current = true
	return problems, ctx.Err()
}

// unitsThat lists the units that satisfy a test.
func (d *kept) unitsThat(test func(*unit) bool) []*unit {
	return slices.DeleteFunc(slices.Clone(d.units), func(u *unit) bool { return !test(u) })
}

// joined is what the units were last parsed to be.
func (d *kept) joined() ([]*clang.Parsed, *clang.Loaded) {
	var parsed []*clang.Parsed
	for _, u := range d.units {
		parsed = append(parsed, u.parsed)
	}
	return parsed, clang.Join(parsed)
}

// guarded runs an analysis. Its error is context.Canceled if nobody wants the result any
// more, or tells of what can't happen.
func guarded(driver string, analyse func()) (err error) {
	defer func() {
		switch p := recover().(type) {
		case nil:
		case simulate.Stopped:
			err = context.Canceled
		default:
			err = fmt.Errorf("internal error while analysing driver %s: %v; please report it", driver, p)
		}
	}()
	analyse()
	return nil
}

// load parses units, some at the same time.
func (d *kept) load(ctx context.Context, w *workspace, units []*unit, options runner.Options, progress func(Progress)) error {
	advance := d.advance(len(units), progress)
	session := clang.NewSession(d.Root, options.Loading())
	free := make(chan struct{}, runtime.GOMAXPROCS(0))
	var group sync.WaitGroup
	for _, u := range units {
		free <- struct{}{}
		if ctx.Err() != nil {
			break
		}
		group.Go(func() {
			u.load(w, session)
			advance()
			<-free
		})
	}
	group.Wait()
	return ctx.Err()
}

// load parses the unit. The files are looked at before: what changes meanwhile is seen the
// next time.
func (u *unit) load(w *workspace, session *clang.Session) {
	before := map[string]uint64{u.File: w.stamps.of(u.File)}
	for file := range u.files {
		before[file] = w.stamps.of(file)
	}
	u.text, u.spliced = string(w.texts[u.File]), false
	done := w.limiter.read(u.File)
	u.parsed = session.Load(u.Unit)
	done()
	u.files = map[string]uint64{}
	for _, file := range u.parsed.Files {
		seen, known := before[file]
		if !known {
			seen = w.stamps.of(file)
		}
		u.files[file] = seen
	}
}

// finish makes a result what the configuration and the marks in the source want.
func (w *workspace) finish(r *report.Result, c *config.Config) {
	r.Findings = slices.DeleteFunc(r.Findings, func(f report.Finding) bool { return !c.Reports(f.File) })
	for i := range r.Findings {
		f := &r.Findings[i]
		switch s := c.Setting(f.Check); s {
		case config.Error, config.Warning, config.Note:
			f.Level = report.Level(s)
		}
	}
	markers := suppress.New(checkNames())
	markers.Read(report.Sources{Unsaved: w.texts})
	markers.Apply(r.Findings, c.RequireReason)
	var ran []string
	if !slices.ContainsFunc(r.Notifications, func(n report.Notification) bool { return n.Level != report.Note }) {
		for _, a := range w.analyzers(c) {
			ran = append(ran, a.Name)
		}
	}
	reported := slices.DeleteFunc(slices.Clone(r.Sources), func(file string) bool { return !c.Reports(file) })
	r.Notifications = append(r.Notifications, markers.Notes(reported, ran)...)
	report.Sort(r)
}

// qualityOf tells how well each unit was understood. One that could not be parsed at all
// was not.
func qualityOf(d project.Driver, loaded *clang.Loaded) map[string]Quality {
	list := map[string]Quality{}
	for i, u := range d.Units {
		switch s := loaded.Stats[i]; {
		case loaded.Units[i] == nil:
			list[u.File] = Quality{Errors: 1}
		case s.Calls == 0:
			list[u.File] = Quality{Errors: s.Errors, Understood: 1}
		default:
			list[u.File] = Quality{Errors: s.Errors, Understood: float64(s.Calls-s.Missed) / float64(s.Calls)}
		}
	}
	return list
}

// analyzers lists those that the settings or the configuration leave on.
func (w *workspace) analyzers(c *config.Config) []*analysis.Analyzer {
	var list []*analysis.Analyzer
	for _, check := range checks.All() {
		name := check.Analyzer.Name
		on := slices.Contains(w.settings.Checks, name) || len(w.settings.Checks) == 0 && c.Runs(name, check.OnDemand)
		if on && !slices.Contains(w.settings.Disable, name) {
			list = append(list, check.Analyzer)
		}
	}
	return list
}

// advance returns what is to be called when a unit is done. Only the first loading takes
// so long that somebody wants to know.
func (d *kept) advance(units int, progress func(Progress)) func() {
	if d.result != nil {
		return func() {}
	}
	var mu sync.Mutex
	p := Progress{Driver: d.Name, Files: units}
	progress(p)
	return func() {
		mu.Lock()
		defer mu.Unlock()
		p.Done++
		progress(p)
	}
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

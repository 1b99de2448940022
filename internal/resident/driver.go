package resident

import (
	"context"
	"maps"
	"os"
	"reflect"
	"slices"
	"sync"

	"golang.org/x/tools/go/analysis"

	"github.com/drvlint/drvlint/checks"
	"github.com/drvlint/drvlint/internal/clang"
	"github.com/drvlint/drvlint/internal/config"
	"github.com/drvlint/drvlint/internal/project"
	"github.com/drvlint/drvlint/internal/report"
	"github.com/drvlint/drvlint/internal/runner"
	"github.com/drvlint/drvlint/internal/summary"
	"github.com/drvlint/drvlint/internal/suppress"
)

// A driver is kept in memory, analysed.
type driver struct {
	project.Driver
	key     string
	seen    map[string]stamp // the files that went into the result
	program *summary.Program
	result  *report.Result
	quality map[string]Quality
	config  *config.Config
}

func checkNames() []string {
	var names []string
	for _, c := range checks.All() {
		names = append(names, c.Analyzer.Name)
	}
	return names
}

// A stamp tells whether a file is still the same: the text if it is unsaved, else what the
// disk says of it.
type stamp struct {
	text       string
	size, time int64
}

func (w *workspace) stampOf(file string) stamp {
	if text, ok := w.texts[file]; ok {
		return stamp{text: string(text)}
	}
	info, err := os.Stat(file)
	if err != nil {
		return stamp{size: -1}
	}
	return stamp{size: info.Size(), time: info.ModTime().UnixNano()}
}

func (d *driver) lastConfig() *config.Config {
	if d.config == nil {
		return &config.Config{}
	}
	return d.config
}

// current reports whether nothing changed that went into the result.
func (d *driver) current(w *workspace, c *config.Config) bool {
	if d.result == nil || !reflect.DeepEqual(c, d.config) {
		return false
	}
	for file, seen := range d.seen {
		if w.stampOf(file) != seen {
			return false
		}
	}
	return true
}

// update analyses the driver if something changed. It returns what is wrong with its
// configuration, and the error of ctx if that ends before.
func (d *driver) update(ctx context.Context, w *workspace, progress func(Progress)) ([]Problem, error) {
	c, problems := w.configuration(d)
	if d.current(w, c) {
		return problems, nil
	}
	compiled := c.Compile([]project.Driver{d.Driver})[0]
	seen := map[string]stamp{}
	for _, u := range compiled.Units {
		seen[u.File] = w.stampOf(u.File)
	}
	options := runner.Options{Own: c.Own, Trees: w.folders, Kit: w.kit, Unsaved: w.texts, Advance: d.advance(progress)}
	loaded, err := runner.Load(compiled, options)
	if err != nil {
		return problems, err
	}
	if err := ctx.Err(); err != nil {
		return problems, err
	}
	result, program := runner.Conclude(compiled, loaded, w.analyzers(c), options)
	for _, file := range result.Sources {
		seen[file] = w.stampOf(file)
	}
	w.finish(result, c)
	d.seen, d.program, d.result, d.config, d.quality = seen, program, result, c, qualityOf(compiled, loaded)
	return problems, ctx.Err()
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
		on := slices.Contains(w.settings.Checks, name) || len(w.settings.Checks) == 0 && c.Setting(name) != config.Off
		if on && !slices.Contains(w.settings.Disable, name) {
			list = append(list, check.Analyzer)
		}
	}
	return list
}

// advance returns what the runner calls when files are done. Only the first loading takes
// so long that somebody wants to know.
func (d *driver) advance(progress func(Progress)) func(drivers, files int) {
	if d.result != nil {
		return nil
	}
	var mu sync.Mutex
	p := Progress{Driver: d.Name, Files: len(d.Units)}
	progress(p)
	return func(_, files int) {
		mu.Lock()
		defer mu.Unlock()
		p.Done += files
		progress(p)
	}
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

package cli

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/drvlint/drvlint/checks"
	"github.com/drvlint/drvlint/internal/check"
	"github.com/drvlint/drvlint/internal/config"
	"github.com/drvlint/drvlint/internal/project"
	"github.com/drvlint/drvlint/internal/report"
	"github.com/drvlint/drvlint/internal/runner"
)

// A job is the drivers that share one configuration.
type job struct {
	config   *config.Config
	checks   []*check.Check
	strict   bool
	paths    []string         // none for a configuration that lies below the paths
	trees    []string         // the folders that led to its drivers, absolute
	found    []project.Driver // at its paths, whatever their configuration
	own      []project.Driver // those that have its configuration, before its word on them
	drivers  []project.Driver
	notices  []project.Notice
	excluded int // drivers of which no file is reported
	// What the run tells: the files that it reports from, and whether they were understood.
	sources []string
	whole   bool
}

// A discovery is what there is to do.
type discovery struct {
	jobs []*job
	bad  error // joins what is wrong with paths
	// With --changed, the files that changed, and those that include one of them.
	changed []string
}

// discover finds out what there is to do at the paths.
func (o *checkOptions) discover(paths []string) (*discovery, error) {
	d := &discovery{}
	var err error
	if d.jobs, d.bad, err = o.findJobs(paths); err != nil || !o.changed {
		return d, err
	}
	for _, path := range paths {
		d.changed = append(d.changed, absolute(path))
	}
	including, err := project.Including(d.drivers(), d.changed)
	d.changed = append(d.changed, including...)
	return d, err
}

// drivers lists those of all jobs.
func (d *discovery) drivers() []project.Driver {
	var list []project.Driver
	for _, j := range d.jobs {
		list = append(list, j.drivers...)
	}
	return list
}

// findJobs finds the drivers at the paths and groups them by configuration: that of the flag,
// or else the nearest at or above each driver's root, whichever path led to it. The
// configuration above a path is read even if no driver is there. Bad joins what is wrong with
// paths; err is anything else.
func (o *checkOptions) findJobs(paths []string) (list []*job, bad, err error) {
	groups, err := o.configured(paths)
	if err != nil {
		return nil, nil, err
	}
	list = slices.Clone(groups)
	seen := map[string]bool{} // the drivers that another path led to
	for _, g := range groups {
		found, notices, wrong := o.find(g.paths)
		if unknown, ok := errors.AsType[*project.ConfigurationError](wrong); ok {
			return nil, nil, fmt.Errorf("--configuration: %w", unknown)
		}
		bad = errors.Join(bad, wrong)
		g.found, g.notices, g.trees = found, notices, folders(g.paths)
		for _, d := range found {
			key := driverKey(d)
			if seen[key] {
				continue
			}
			seen[key] = true
			if list, err = o.assign(d, g, list); err != nil {
				return nil, nil, err
			}
		}
	}
	for _, j := range list {
		if j.checks, err = selectChecks(o.checks, o.disable, j.config); err != nil {
			return nil, nil, err
		}
		j.drivers, j.excluded = j.config.Apply(j.own)
	}
	return list, bad, nil
}

// assign gives a driver, which the paths of from led to, to the job with its configuration; it
// returns the list with that job.
func (o *checkOptions) assign(d project.Driver, from *job, list []*job) ([]*job, error) {
	file := from.config.File
	if o.config == "" {
		nearest, err := config.Nearest(d.Root)
		if err != nil {
			return nil, err
		}
		file = nearest
	}
	i := slices.IndexFunc(list, func(j *job) bool { return j.config.File == file })
	if i < 0 {
		j, err := o.newJob(file)
		if err != nil {
			return nil, err
		}
		i = len(list)
		list = append(list, j)
	}
	list[i].own = append(list[i].own, d)
	for _, tree := range from.trees {
		if !slices.Contains(list[i].trees, tree) {
			list[i].trees = append(list[i].trees, tree)
		}
	}
	return list, nil
}

func (o *checkOptions) newJob(file string) (*job, error) {
	c, err := loadConfig(file)
	if err != nil {
		return nil, err
	}
	strict := c.Strict
	if o.strictGiven {
		strict = o.strict
	}
	return &job{config: c, strict: strict}, nil
}

func driverKey(d project.Driver) string {
	key := fmt.Sprintf("%q %q", d.Root, d.File) // its name depends on what else was found
	if d.Build != nil {
		key += fmt.Sprintf(" %q", d.Build.Name)
	}
	for _, u := range d.Units {
		key += fmt.Sprintf(" %q", u.File)
	}
	return key
}

// configured groups the paths by configuration file, the nearest to its paths first.
func (o *checkOptions) configured(paths []string) ([]*job, error) {
	var list []*job
	for _, path := range paths {
		file := o.config
		if file == "" {
			nearest, err := config.Nearest(path)
			if err != nil {
				return nil, err
			}
			file = nearest
		}
		same := func(j *job) bool { return j.config.File == file || o.config != "" }
		if i := slices.IndexFunc(list, same); i >= 0 {
			list[i].paths = append(list[i].paths, path)
			continue
		}
		j, err := o.newJob(file)
		if err != nil {
			return nil, err
		}
		j.paths = []string{path}
		list = append(list, j)
	}
	slices.SortStableFunc(list, func(a, b *job) int {
		return cmp.Or(cmp.Compare(len(b.config.File), len(a.config.File)), cmp.Compare(a.config.File, b.config.File))
	})
	return list, nil
}

// loadConfig reads a configuration file; none is named by "".
func loadConfig(file string) (*config.Config, error) {
	if file == "" {
		return &config.Config{}, nil
	}
	return config.Load(file, checkNames())
}

func checkNames() []string { return namesOf(checks.All()) }

func namesOf(list []*check.Check) []string {
	var names []string
	for _, c := range list {
		names = append(names, c.Analyzer.Name)
	}
	return names
}

// hasWork reports whether there was anything at the paths.
func (j *job) hasWork() bool { return len(j.drivers)+len(j.notices)+j.excluded > 0 }

// run applies the checks. The paths in the result are absolute.
func (j *job) run(o *checkOptions, p *progress) (*report.Result, error) {
	var analyzers []*analysis.Analyzer
	for _, c := range j.checks {
		analyzers = append(analyzers, c.Analyzer)
	}
	result, err := runner.Run(j.drivers, analyzers, runner.Options{
		Jobs: o.jobs, Own: j.config.Own, Trees: j.trees, Kit: o.kit, Parse: o.parse(), Warm: o.warm(), Link: o.link(), WarmLink: o.warmLink(), Budget: o.budget, Cache: o.cache, Advance: p.advance, Pedantic: o.pedantic || j.config.Pedantic,
	})
	if err != nil {
		return nil, err
	}
	j.whole = !slices.ContainsFunc(result.Notifications, func(n report.Notification) bool { return n.Level != report.Note })
	j.sources = slices.DeleteFunc(result.Sources, func(file string) bool { return !j.config.Reports(file) })
	j.configure(result)
	return result, nil
}

// folders returns the folders among the paths, absolute.
func folders(paths []string) []string {
	var list []string
	for _, path := range paths {
		if info, err := os.Stat(path); err == nil && info.IsDir() {
			if absolute, err := filepath.Abs(path); err == nil {
				path = absolute
			}
			list = append(list, path)
		}
	}
	return list
}

// ran lists the checks whose findings are all known: none if something was not understood.
func (j *job) ran() []string {
	if !j.whole {
		return nil
	}
	return namesOf(j.checks)
}

// selectedIn lists the checks that run in any of the jobs.
func selectedIn(jobs []*job) []*check.Check {
	var list []*check.Check
	for _, c := range checks.All() {
		if slices.ContainsFunc(jobs, func(j *job) bool { return slices.Contains(j.checks, c) }) {
			list = append(list, c)
		}
	}
	return list
}

// configure makes a result, whose paths are absolute, what the configuration wants.
func (j *job) configure(r *report.Result) {
	r.Findings = slices.DeleteFunc(r.Findings, func(f report.Finding) bool { return !j.config.Reports(f.File) })
	for i := range r.Findings {
		f := &r.Findings[i]
		switch s := j.config.Setting(f.Check); s {
		case config.Error, config.Warning, config.Note:
			f.Level = report.Level(s)
		}
	}
	sources := map[string]bool{}
	for _, d := range j.drivers {
		for _, u := range d.Units {
			sources[u.File] = true
		}
	}
	for i := range r.Notifications {
		n := &r.Notifications[i]
		if sources[n.File] && !j.config.Reports(n.File) {
			n.Level, n.Incomplete = report.Note, false
			continue
		}
		n.Incomplete = n.Incomplete || j.strict
	}
	r.Notifications = append(r.Notifications, j.filtered()...)
	for _, n := range j.notices {
		r.Notifications = append(r.Notifications, notification(n))
	}
}

// allLeftOut says that the paths of configurations leave nothing to analyse at all.
func allLeftOut(jobs []*job) []report.Notification {
	var file string
	for _, j := range jobs {
		if len(j.drivers) > 0 {
			return nil
		}
		if j.excluded > 0 && file == "" {
			file = j.config.File
		}
	}
	if file == "" {
		return nil
	}
	return []report.Notification{{
		Level: report.Warning, File: file, Incomplete: true,
		Message: "the paths here leave out every driver that was found, so nothing was analysed: mend them, or name other folders",
	}}
}

// filtered says what the paths of the configuration left out, and which of them match
// nothing.
func (j *job) filtered() []report.Notification {
	var list []report.Notification
	if j.excluded > 0 {
		list = append(list, report.Notification{
			Level: report.Note, File: j.config.File,
			Message: fmt.Sprintf("%s not analysed: its paths leave no file of them to report from", counted(j.excluded, "driver")),
		})
	}
	var files []string
	for _, d := range slices.Concat(j.found, j.own) {
		for _, u := range d.Units {
			files = append(files, u.File)
		}
	}
	for _, problem := range j.config.Unmatched(files) {
		list = append(list, report.Notification{Level: report.Warning, File: problem.File, Line: problem.Line, Message: problem.Message, Incomplete: true})
	}
	return list
}

// counted spells a number of things.
func counted(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}

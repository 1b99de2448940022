package cli

import (
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/drvlint/drvlint/internal/cache"
	"github.com/drvlint/drvlint/internal/changes"
	"github.com/drvlint/drvlint/internal/check"
	"github.com/drvlint/drvlint/internal/fix"
	"github.com/drvlint/drvlint/internal/plan"
	"github.com/drvlint/drvlint/internal/project"
	"github.com/drvlint/drvlint/internal/report"
	"github.com/drvlint/drvlint/internal/runner"
	"github.com/drvlint/drvlint/internal/spelling"
	"github.com/drvlint/drvlint/internal/suppress"
	"github.com/drvlint/drvlint/internal/wdk"
	"github.com/drvlint/drvlint/internal/worker"
)

// checkOptions are the flags of an analysis.
type checkOptions struct {
	outputOptions
	narrowOptions
	repairOptions
	profileOptions
	loadOptions
	budgetOptions
	checks, disable []string
	jobs            int
	strict          bool
	pedantic        bool
	changed         bool
	strictGiven     bool // --strict is on the command line, if only to say false
	config          string
	configuration   string
	requireReason   bool
	formatGiven     bool // --format is on the command line
	wdk             string
	kit             *wdk.Kit // what --wdk names
	workers         *worker.Pool
	library         func() error // waits until it is known which libclang the workers use
	planned         *plan.Facts  // where there is a plan: what was found, and the units' facts
	cache           *cache.Cache
}

func (c *Command) checkCommand(status *int) *cobra.Command {
	o := &checkOptions{}
	cmd := &cobra.Command{
		Short: "Analyse the drivers found at the paths",
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				return slip(cmd, args[0])
			}
			fmt.Fprintln(c.Stderr, cmd.UsageString())
			return errors.New("no path given; name a folder, a project or a C file")
		},
		RunE: func(cmd *cobra.Command, paths []string) (err error) {
			o.given(cmd.Flags())
			*status, err = o.profiled(func() (int, error) { return c.check(o, paths) })
			return err
		},
	}
	flags := cmd.Flags()
	o.addReportFlags(flags)
	o.addProjectFlags(flags)
	o.profileOptions.addFlags(flags)
	o.loadOptions.addFlags(flags)
	flags.BoolVar(&o.changed, "changed", false, "take the paths for changed files: analyse the drivers that they belong to, report what concerns the files")
	return cmd
}

// slip is the error for a path that is none and nearly the name of a command.
func slip(cmd *cobra.Command, path string) error {
	if _, err := os.Lstat(path); err == nil || cmd.HasParent() {
		return nil
	}
	var commands []string
	for _, sub := range cmd.Commands() {
		if !sub.Hidden {
			commands = append(commands, sub.Name())
		}
	}
	if command, ok := spelling.Alike(path, commands); ok {
		return fmt.Errorf("%s is neither a path nor a command; did you mean drvlint %s?", path, command)
	}
	return nil
}

// given notes which flags are on the command line.
func (o *checkOptions) given(flags *pflag.FlagSet) {
	o.strictGiven = flags.Changed("strict")
	o.formatGiven = flags.Changed("format")
	o.newFromGiven = flags.Changed("new-from")
}

// addReportFlags adds the flags that say what to look for and what to report.
func (o *checkOptions) addReportFlags(flags *pflag.FlagSet) {
	o.outputOptions.addFlags(flags)
	o.narrowOptions.addFlags(flags)
	o.repairOptions.addFlags(flags)
	o.budgetOptions.addFlags(flags)
	flags.StringSliceVar(&o.checks, "checks", nil, "run only these `checks`")
	flags.StringSliceVar(&o.disable, "disable", nil, "do not run these `checks`")
	flags.IntVarP(&o.jobs, "jobs", "j", 0, "work on `N` drivers and files at once (default: one per processor)")
	flags.BoolVar(&o.pedantic, "pedantic", false, "report what is right, but common and rarely harmful, too, as notes")
	flags.BoolVar(&o.strict, "strict", false, "count files of which little was understood as incomplete")
	flags.BoolVar(&o.requireReason, "require-reason", false, "a suppression in the source counts only if it gives a reason")
}

const (
	configurationUsage = "read projects as `NAME|PLATFORM` (default " + project.DefaultConfiguration + ")"
	configUsage        = "read this configuration `FILE` (default: the nearest .drvlint.yaml at or above each driver)"
	wdkUsage           = "use the headers of a driver kit, whose include folder (with km and shared) is `DIR`, before the model of them"
)

// openKit returns the kit that --wdk names; none is named by "".
func openKit(dir string) (*wdk.Kit, error) {
	if dir == "" {
		return nil, nil
	}
	kit, err := wdk.OpenKit(dir)
	if err != nil {
		return nil, fmt.Errorf("--wdk: %w", err)
	}
	return kit, nil
}

// check analyses the drivers at the paths and writes the reports. Its errors are those
// of usage.
func (c *Command) check(o *checkOptions, paths []string) (int, error) {
	start := time.Now()
	outputs, err := c.outputs(&o.outputOptions)
	if err != nil {
		return exitUsage, err
	}
	if err := o.repairOptions.check(o.formatGiven, outputs); err != nil {
		return exitUsage, err
	}
	if o.diff {
		outputs = slices.DeleteFunc(outputs, func(out output) bool { return out.file == "" })
	}
	o.gone = o.baseline != "" && slices.ContainsFunc(outputs, func(out output) bool { return out.format == "html" })
	if o.jobs < 0 {
		return exitUsage, fmt.Errorf("-j %d: the number of jobs can't be negative; leave it out for one per processor", o.jobs)
	}
	done, err := o.equip(c.Stderr)
	if err != nil {
		return exitUsage, err
	}
	defer done()
	a, err := c.analysePaths(o, paths)
	if err != nil {
		return exitUsage, err
	}
	fixed, failure := o.repair(a.tree, a.result, c.Stdout)
	bad := errors.Join(a.bad, failure)
	if len(fixed) > 0 {
		if a, err = c.analyseAgain(o, paths, fixed); err != nil {
			return exitUsage, errors.Join(bad, err)
		}
	}
	var unwritten error
	full := withBad(a.result, bad)
	for _, out := range outputs {
		out.seconds = time.Since(start).Seconds()
		out.compared, out.absent, out.bad = o.baseline != "", o.absent, bad != nil
		r := full
		if out.format == "text" && out.file == "" {
			r = a.result // who reads it sees standard error, too
		}
		unwritten = errors.Join(unwritten, out.write(r, rules(a.selected)))
	}
	bad = errors.Join(bad, unwritten)
	c.sayRest(a, outputs)
	if bad != nil {
		return exitUsage, bad
	}
	return o.exitCode(a.result), nil
}

// withBad adds to a result what is wrong with some of the paths, so that no report passes for
// one of them all. The paths in r are relative to the working folder.
func withBad(r *report.Result, bad error) *report.Result {
	if bad == nil {
		return r
	}
	full := *r
	full.Notifications = slices.Clone(r.Notifications)
	list := []error{bad}
	for len(list) > 0 {
		err := list[0]
		list = list[1:]
		if joined, ok := err.(interface{ Unwrap() []error }); ok {
			list = append(list, joined.Unwrap()...)
			continue
		}
		n := report.Notification{Level: report.Error, Message: err.Error(), Incomplete: true}
		if path, ok := errors.AsType[*project.PathError](err); ok {
			n.File, n.Message = path.Path, path.Problem+": "+path.Advice
		}
		full.Notifications = append(full.Notifications, n)
	}
	if dir, err := os.Getwd(); err == nil {
		report.Relativize(&full, dir)
	}
	report.Sort(&full)
	return &full
}

// equip makes what an analysis works with; done ends it.
func (o *checkOptions) equip(stderr io.Writer) (done func(), err error) {
	if o.kit, err = openKit(o.wdk); err != nil {
		return nil, err
	}
	if err := o.begin(stderr); err != nil {
		return nil, err
	}
	o.cache = o.openCache()
	if o.planned != nil {
		o.library = func() error { return nil }
		return o.end, nil
	}
	if o.workers, o.library, err = o.pool(o.budget.End, o.cache, o.recording()); err != nil {
		o.end()
		return nil, err
	}
	return func() {
		o.library() // who needs it was told
		o.workers.Close()
		o.end()
	}, nil
}

// An outcome is what a run found out.
type outcome struct {
	result   *report.Result
	selected []*check.Check // those that ran
	tree     *fix.Tree      // what may be repaired, nil if nothing is to be
	hidden   string         // what is left out of the result and by what, "" if nothing could be
	bad      error          // joins what is wrong with some of the paths
}

// analysePaths analyses the drivers at the paths, as far as the flags want to know. Its errors
// are those of usage.
func (c *Command) analysePaths(o *checkOptions, paths []string) (a *outcome, err error) {
	d, err := inTime(o.budget, func() (*discovery, error) { return o.discover(paths) })
	if errors.Is(err, runner.ErrOver) {
		return &outcome{result: o.notFound(paths)}, nil
	}
	if err != nil {
		return nil, err
	}
	jobs, bad := d.jobs, d.bad
	if bad != nil && !slices.ContainsFunc(jobs, (*job).hasWork) {
		return nil, bad
	}
	narrow, err := o.narrowing(paths, o.budget.End)
	if errors.Is(err, changes.ErrOver) {
		return &outcome{result: o.notFound(paths)}, nil
	}
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, narrow.close()) }()
	if err := o.library(); err != nil {
		return nil, err
	}
	a = &outcome{tree: o.tree(jobs, paths), bad: bad}
	p := c.startProgress(jobs, patience)
	a.result, err = analyse(d, o, p)
	p.stop()
	if err != nil {
		return nil, err
	}
	a.selected = selectedIn(jobs)
	a.hidden, err = narrow.apply(a.result, a.selected)
	return a, err
}

// analyseAgain analyses what was repaired, with workers that have read nothing yet; where
// there was a plan, its facts are those of the files as they were.
func (c *Command) analyseAgain(o *checkOptions, paths []string, fixed []report.Notification) (*outcome, error) {
	if o.planned != nil {
		o.planned, o.unitTime, o.unitMemory = nil, unitTime, unitMemory
	}
	pool, library, err := o.pool(o.budget.End, o.cache, o.recording())
	if err != nil {
		return nil, err
	}
	defer func() {
		library() // who needs it was told
		pool.Close()
	}()
	o.workers, o.library = pool, library
	a, err := c.analysePaths(o, paths)
	if err != nil {
		return nil, err
	}
	left := a.tree.Plan(a.result.Findings)
	a.result.Notifications = append(a.result.Notifications, fixed...)
	a.result.Notifications = append(a.result.Notifications, left.Refused...)
	for _, i := range left.Fixed {
		f := a.result.Findings[i]
		a.result.Notifications = append(a.result.Notifications, report.Notification{
			Level: report.Warning, File: f.File, Line: f.Line,
			Message: fmt.Sprintf("the finding of %s is not fixed yet: its fix overlapped another one, or that one made it possible; run again", f.Check),
		})
	}
	report.Sort(a.result)
	return a, nil
}

// analyse runs the checks. The paths in the result are relative to the working folder.
func analyse(d *discovery, o *checkOptions, p *progress) (*report.Result, error) {
	jobs := d.jobs
	dir, err := os.Getwd()
	if err != nil {
		return nil, fmt.Errorf("find the working folder: %w", err)
	}
	total := &report.Result{}
	markers := suppress.New(checkNames())
	for _, j := range jobs {
		result, err := j.run(o, p)
		if err != nil {
			return nil, err
		}
		markers.Apply(result.Findings, o.requireReason || j.config.RequireReason)
		total.Drivers = append(total.Drivers, result.Drivers...)
		total.Findings = append(total.Findings, result.Findings...)
		total.Notifications = append(total.Notifications, result.Notifications...)
		total.Sources = append(total.Sources, result.Sources...)
		total.Read = append(total.Read, result.Read...)
		if j.config.File != "" {
			total.Configurations = append(total.Configurations, j.config.File)
		}
	}
	slices.Sort(total.Read)
	slices.Sort(total.Configurations)
	for _, j := range jobs {
		total.Notifications = append(total.Notifications, markers.Notes(j.sources, j.ran())...)
	}
	total.Notifications = append(total.Notifications, o.cacheNotes(o.cache, o.budget)...)
	if !o.changed {
		total.Notifications = append(total.Notifications, allLeftOut(jobs)...)
	} else {
		d.restrict(total)
	}
	report.Relativize(total, dir)
	report.Sort(total)
	report.Fingerprint(total)
	return total, nil
}

// exitCode is what the run ends with: findings below the level that fails it don't count.
func (o *outputOptions) exitCode(r *report.Result) int {
	for _, f := range r.Active() {
		if f.Level.AtLeast(report.Level(o.failLevel)) {
			return exitFindings
		}
	}
	for _, n := range r.Notifications {
		if n.Incomplete {
			return exitIncomplete
		}
	}
	return exitClean
}

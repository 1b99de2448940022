package cli

import (
	"errors"
	"fmt"
	"os"
	"slices"

	"github.com/spf13/cobra"
	"golang.org/x/tools/go/analysis"

	"github.com/drvlint/drvlint/internal/check"
	"github.com/drvlint/drvlint/internal/project"
	"github.com/drvlint/drvlint/internal/report"
	"github.com/drvlint/drvlint/internal/runner"
)

// checkOptions are the flags of an analysis.
type checkOptions struct {
	outputOptions
	checks, disable []string
	jobs            int
	strict          bool
	changed         bool
}

func (c *Command) checkCommand(status *int) *cobra.Command {
	o := &checkOptions{}
	cmd := &cobra.Command{
		Short: "Analyse the drivers found at the paths",
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				return nil
			}
			fmt.Fprintln(c.Stderr, cmd.UsageString())
			return errors.New("no path given; name a folder, a .vcxproj or a .c file")
		},
		RunE: func(_ *cobra.Command, paths []string) (err error) {
			*status, err = c.check(o, paths)
			return err
		},
	}
	flags := cmd.Flags()
	o.addFlags(flags)
	flags.StringSliceVar(&o.checks, "checks", nil, "run only these `checks`")
	flags.StringSliceVar(&o.disable, "disable", nil, "do not run these `checks`")
	flags.IntVarP(&o.jobs, "jobs", "j", 0, "work on `N` drivers and files at once (default: one per processor)")
	flags.BoolVar(&o.strict, "strict", false, "count files of which little was understood as incomplete")
	flags.BoolVar(&o.changed, "changed", false, "take the paths for changed files: analyse the drivers that they belong to, report what concerns the files")
	return cmd
}

// check analyses the drivers at the paths and writes the reports. Its errors are those
// of usage.
func (c *Command) check(o *checkOptions, paths []string) (int, error) {
	selected, err := selectChecks(o.checks, o.disable)
	if err != nil {
		return exitUsage, err
	}
	outputs, err := c.outputs(&o.outputOptions)
	if err != nil {
		return exitUsage, err
	}
	if o.jobs < 0 {
		return exitUsage, fmt.Errorf("-j %d: the number of jobs can't be negative; leave it out for one per processor", o.jobs)
	}
	drivers, notices, bad := o.find(paths)
	if len(drivers) == 0 && len(notices) == 0 && bad != nil {
		return exitUsage, bad
	}
	result, err := analyse(drivers, notices, selected, o, paths)
	if err != nil {
		return exitUsage, err
	}
	for _, out := range outputs {
		bad = errors.Join(bad, out.write(result, selected))
	}
	if !slices.ContainsFunc(outputs, func(out output) bool { return out.format == "text" && out.file == "" }) {
		c.sayIncomplete(result)
	}
	if bad != nil {
		return exitUsage, bad
	}
	return exitCode(result), nil
}

// sayIncomplete prints what could not be analysed, for who sees no text report.
func (c *Command) sayIncomplete(r *report.Result) {
	for _, n := range r.Notifications {
		switch {
		case !n.Incomplete:
		case n.File == "":
			fmt.Fprintf(c.Stderr, "drvlint: %s\n", report.Escape(n.Message))
		default:
			fmt.Fprintf(c.Stderr, "drvlint: %s: %s\n", report.Escape(n.File), report.Escape(n.Message))
		}
	}
}

// analyse runs the checks. The paths in the result are relative to the working folder.
func analyse(drivers []project.Driver, notices []project.Notice, selected []*check.Check, o *checkOptions, paths []string) (*report.Result, error) {
	dir, err := os.Getwd()
	if err != nil {
		return nil, fmt.Errorf("find the working folder: %w", err)
	}
	var analyzers []*analysis.Analyzer
	for _, s := range selected {
		analyzers = append(analyzers, s.Analyzer)
	}
	result, err := runner.Run(drivers, analyzers, runner.Options{Jobs: o.jobs})
	if err != nil {
		return nil, err
	}
	for i := range result.Notifications {
		result.Notifications[i].Incomplete = result.Notifications[i].Incomplete || o.strict
	}
	for _, n := range notices {
		result.Notifications = append(result.Notifications, notification(n))
	}
	if o.changed {
		if err := restrict(result, paths, drivers); err != nil {
			return nil, err
		}
	}
	report.Relativize(result, dir)
	report.Sort(result)
	report.Fingerprint(result)
	return result, nil
}

func notification(n project.Notice) report.Notification {
	level := report.Note
	if n.Incomplete {
		level = report.Error
	}
	return report.Notification{Level: level, Message: n.Message, File: n.File, Incomplete: n.Incomplete}
}

func exitCode(r *report.Result) int {
	if len(r.Active()) > 0 {
		return exitFindings
	}
	for _, n := range r.Notifications {
		if n.Incomplete {
			return exitIncomplete
		}
	}
	return exitClean
}

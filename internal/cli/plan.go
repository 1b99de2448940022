package cli

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/drvlint/drvlint/internal/plan"
	"github.com/drvlint/drvlint/internal/report"
	"github.com/drvlint/drvlint/internal/runner"
	"github.com/drvlint/drvlint/internal/wholefile"
)

func (c *Command) planCommand() *cobra.Command {
	o := &checkOptions{}
	folder, ninja := "", false
	cmd := &cobra.Command{
		Use: "plan PATH...", Short: "Take an analysis apart into units, for a build engine",
		Long: `plan writes into a folder what there is to do at the paths: a unit file for each C and C++ file,
for drvlint unit, and what drvlint link must know besides. Paths in these files are relative
to the working folder; run the other commands there, or in a copy of it on another machine.`,
		Args: some("paths"),
		RunE: func(_ *cobra.Command, paths []string) error {
			if err := needLibclang(); err != nil {
				return err
			}
			return c.plan(o, folder, ninja, paths)
		},
	}
	o.addProjectFlags(cmd.Flags())
	cmd.Flags().StringVarP(&folder, "output", "o", "drvlint-plan", "write into this `FOLDER`")
	cmd.Flags().BoolVar(&ninja, "ninja", false, "also write "+plan.NinjaFile+", with which ninja does all of it")
	return cmd
}

// addProjectFlags adds the flags that say what there is to analyse, and with what headers.
func (o *checkOptions) addProjectFlags(flags *pflag.FlagSet) {
	flags.StringVar(&o.configuration, "configuration", "", configurationUsage)
	flags.StringVar(&o.wdk, "wdk", "", wdkUsage)
	flags.StringVar(&o.config, "config", "", configUsage)
}

// plan writes a plan of what there is to do at the paths.
func (c *Command) plan(o *checkOptions, folder string, ninja bool, paths []string) (err error) {
	if o.kit, err = openKit(o.wdk); err != nil {
		return err
	}
	base, err := plan.Here()
	if err != nil {
		return err
	}
	made := plan.Plan{Configuration: o.configuration, Paths: paths}
	if o.config != "" {
		made.Config = absolute(o.config)
	}
	if o.kit != nil {
		made.Kit = o.kit.Dir
	}
	jobs, bad, err := o.findJobs(paths)
	if err = errors.Join(bad, err); err != nil {
		return err
	}
	if err := os.MkdirAll(folder, 0o777); err != nil {
		return fmt.Errorf("make the folder of the plan: %w", err)
	}
	names := map[string]bool{}
	for _, j := range jobs {
		if len(j.paths) > 0 {
			made.Found = append(made.Found, plan.Found{Paths: j.paths, Drivers: j.found, Notices: j.notices})
		}
		options := runner.Options{Trees: j.trees, Kit: o.kit}
		for _, d := range j.drivers {
			for _, t := range runner.Tasks(d, options) {
				unit := base.UnitOf(t)
				name := unit.Name(d.Name)
				if names[name] {
					continue
				}
				names[name] = true
				if err := plan.WriteUnit(filepath.Join(folder, name+".json"), unit); err != nil {
					return err
				}
			}
		}
	}
	if err := plan.Clear(folder, names); err != nil {
		return err
	}
	if err := base.WritePlan(filepath.Join(folder, plan.PlanFile), made); err != nil {
		return err
	}
	list := make([]string, 0, len(names))
	for name := range names {
		list = append(list, name)
	}
	slices.Sort(list)
	if ninja {
		if err := writeNinja(folder, list); err != nil {
			return err
		}
	}
	fmt.Fprintf(c.Stdout, "%s planned in %s\n", counted(len(list), "unit"), report.Escape(folder))
	return nil
}

func writeNinja(folder string, names []string) error {
	drvlint, err := os.Executable()
	if err != nil {
		return fmt.Errorf("find the running program: %w", err)
	}
	file := filepath.Join(folder, plan.NinjaFile)
	if err := wholefile.Write(file, []byte(plan.Ninja(drvlint, folder, names))); err != nil {
		return fmt.Errorf("write %s: %w", file, err)
	}
	return nil
}

func (c *Command) unitCommand() *cobra.Command {
	o := &loadOptions{}
	output, depfile, links := "", "", false
	cmd := &cobra.Command{
		Use: "unit FILE.json", Short: "Do one unit of a plan: write its facts", Args: exactly(1, "a unit file"),
		RunE: func(_ *cobra.Command, args []string) error { return c.unit(o, args[0], output, depfile, links) },
	}
	o.addLimitFlags(cmd.Flags())
	cmd.Flags().StringVarP(&output, "output", "o", "", "write the facts to this `FILE`")
	cmd.Flags().StringVar(&depfile, "depfile", "", "write to this `FILE`, as make reads it, which files the facts were made from")
	cmd.Flags().BoolVar(&links, "follow-links", false, "read also what links in the source lead to, wherever that is: the sandbox of a build engine consists of them")
	if err := cmd.MarkFlagRequired("output"); err != nil {
		panic(err) // the flag is above
	}
	return cmd
}

// unit writes the facts of a unit. That the unit can't be analysed is such a fact.
func (c *Command) unit(o *loadOptions, file, output, depfile string, links bool) error {
	base, err := plan.Here()
	if err != nil {
		return err
	}
	unit, err := base.ReadUnit(file)
	if err != nil {
		return err
	}
	pool, library, err := o.pool(time.Time{}, nil, false)
	if err != nil {
		return err
	}
	defer pool.Close()
	if err := library(); err != nil {
		return err
	}
	task := base.TaskOf(unit)
	task.FollowLinks = links
	parsed := pool.Load(task)
	if depfile != "" {
		text := plan.Depfile(output, append([]string{file}, base.Files(parsed)...))
		if err := wholefile.Write(depfile, []byte(text)); err != nil {
			return fmt.Errorf("write the depfile: %w", err)
		}
	}
	return base.WriteFacts(output, unit, parsed)
}

func (c *Command) linkCommand(status *int) *cobra.Command {
	o := &checkOptions{}
	cmd := &cobra.Command{
		Use: "link FACTS...", Short: "Link the facts of a plan's units: report what drvlint reports of its paths",
		Long: `link joins the facts that drvlint unit wrote for the units of a plan, and writes the same reports as
drvlint with the paths of the plan. FACTS are files or folders; ` + plan.PlanFile + ` must be among them. Exit
codes are those of drvlint. A unit without facts is named, and makes the result incomplete.`,
		Args: some("files or folders of facts"),
		RunE: func(cmd *cobra.Command, files []string) (err error) {
			o.given(cmd.Flags())
			*status, err = c.link(o, files)
			return err
		},
	}
	o.addReportFlags(cmd.Flags())
	return cmd
}

func (c *Command) link(o *checkOptions, files []string) (int, error) {
	base, err := plan.Here()
	if err != nil {
		return exitUsage, err
	}
	facts, err := base.OpenFacts(files)
	if err != nil {
		return exitUsage, err
	}
	o.planned = facts
	o.config, o.configuration, o.wdk = facts.Plan.Config, facts.Plan.Configuration, facts.Plan.Kit
	o.noCache = true
	return c.check(o, facts.Plan.Paths)
}

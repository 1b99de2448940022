package cli

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/tools/go/analysis"

	"github.com/drvlint/drvlint/checks"
	"github.com/drvlint/drvlint/internal/config"
	"github.com/drvlint/drvlint/internal/project"
	"github.com/drvlint/drvlint/internal/report"
	"github.com/drvlint/drvlint/internal/runner"
	"github.com/drvlint/drvlint/internal/spelling"
)

func (c *Command) dumpCommand() *cobra.Command {
	kit := ""
	cmd := &cobra.Command{
		Use: "dump " + strings.Join(runner.Stages, "|") + " FILE[:FUNCTION]", Short: "Print what a stage of the analysis makes of a file",
		Long: `dump prints what a stage of the analysis makes of a C or C++ file, or of one function in it. A
folder or a .vcxproj stands for all of its files.`,
		Args: exactly(2, "a stage and a file"),
		ValidArgsFunction: func(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
			if len(args) > 0 {
				return nil, cobra.ShellCompDirectiveDefault
			}
			return runner.Stages, cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(_ *cobra.Command, args []string) error { return c.dump(args[0], args[1], kit) },
	}
	cmd.Flags().StringVar(&kit, "wdk", "", wdkUsage)
	return cmd
}

func (c *Command) dump(stage, target, kit string) error {
	if !slices.Contains(runner.Stages, stage) {
		return spelling.Unknown("stage", stage, runner.Stages)
	}
	if err := needLibclang(); err != nil {
		return err
	}
	path, function := splitFunction(target)
	drivers, notices, err := project.Find([]string{path}, project.Options{})
	if err != nil {
		return err
	}
	if len(drivers) == 0 {
		return fmt.Errorf("%s: %s", path, notices[0].Message)
	}
	file, err := config.Nearest(drivers[0].Root)
	if err != nil {
		return err
	}
	configured, err := loadConfig(file)
	if err != nil {
		return err
	}
	options := runner.Options{Own: configured.Own}
	if options.Kit, err = openKit(kit); err != nil {
		return err
	}
	return c.dumpDrivers(stage, configured.Compile(drivers), options, function)
}

// dumpDrivers prints the drivers one after the other. A function need be in one only.
func (c *Command) dumpDrivers(stage string, drivers []project.Driver, options runner.Options, function string) error {
	printed := false
	var failure error
	var analyzers []*analysis.Analyzer
	for _, check := range checks.All() {
		analyzers = append(analyzers, check.Analyzer)
	}
	for _, d := range drivers {
		var b bytes.Buffer
		if err := runner.Dump(&b, stage, d, analyzers, options, func(string) bool { return true }, function); err != nil {
			failure = err
			continue
		}
		printed = true
		if _, err := io.WriteString(c.Stdout, report.EscapeLines(b.String())); err != nil {
			return err
		}
	}
	if printed && function != "" {
		return nil
	}
	return failure
}

// splitFunction splits FILE:FUNCTION at the first colon after the name of a file that
// exists; the names of C++ functions hold colons themselves.
func splitFunction(target string) (path, function string) {
	for i := 0; i <= len(target); i++ {
		if i < len(target) && target[i] != ':' {
			continue
		}
		if _, err := os.Stat(target[:i]); err == nil {
			return target[:i], strings.TrimPrefix(target[i:], ":")
		}
	}
	if i := strings.IndexByte(target, ':'); i >= 0 {
		return target[:i], target[i+1:]
	}
	return target, ""
}

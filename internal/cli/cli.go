// Package cli is the command line of drvlint.
package cli

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/drvlint/drvlint/internal/report"
	"github.com/drvlint/drvlint/sarif"
)

// What the exit codes say.
const (
	exitClean      = 0
	exitFindings   = 1
	exitUsage      = 2 // wrong usage or configuration, or a report that can't be written
	exitIncomplete = 3 // something was left unanalysed
)

// A Command is drvlint with its standard streams.
type Command struct {
	Stdin          io.Reader
	Stdout, Stderr io.Writer
}

// Main runs the command line without the program's name and returns the exit code.
func (c *Command) Main(args []string) int {
	status := exitClean
	stdout := &noted{Writer: c.Stdout}
	c = &Command{Stdin: c.Stdin, Stdout: stdout, Stderr: c.Stderr}
	root := c.root(&status)
	root.SetArgs(args)
	root.SetIn(c.Stdin)
	root.SetOut(c.Stdout)
	root.SetErr(c.Stderr)
	err := root.Execute()
	if err == nil {
		err = stdout.unwritten()
	}
	if err != nil {
		c.complain(err)
		return exitUsage
	}
	return status
}

// complain prints an error, one line for each of those that it joins. Names of the tree and
// of the command line in it are escaped here, once for all errors.
func (c *Command) complain(err error) {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		for _, e := range joined.Unwrap() {
			c.complain(e)
		}
		return
	}
	fmt.Fprintf(c.Stderr, "drvlint: %s\n", report.Escape(strings.ReplaceAll(strings.TrimSpace(err.Error()), "\n", " ")))
}

// root builds the commands. Those that analyse leave the exit code in status.
func (c *Command) root(status *int) *cobra.Command {
	root := c.checkCommand(status)
	root.Use = "drvlint PATH..."
	root.Long = `drvlint reads the C and C++ source of Windows kernel drivers and reports defects in how they
use threads, locks, callbacks and unload. It needs no Windows, no WDK and no build.

A PATH is a folder, a project (.vcxproj, .sln, .slnx, sources, dirs,
compile_commands.json) or a C or C++ file.

Exit codes: 0 clean, 1 findings, 2 wrong usage or configuration, 3 the analysis is
incomplete.`
	root.SilenceErrors = true
	root.SilenceUsage = true
	root.ValidArgsFunction = completePaths // beside the commands
	root.Version = sarif.Version
	root.Flags().Bool("version", false, "print the version of drvlint") // or else it had the shorthand -v
	root.SetVersionTemplate("drvlint {{.Version}}\n")
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return fmt.Errorf("%w; run %s --help", err, cmd.CommandPath())
	})
	check := c.checkCommand(status)
	check.Use = "check PATH..."
	root.AddCommand(check, c.checksCommand(), c.explainCommand(), c.reportCommand(), c.initCommand(), c.configCommand(), c.dumpCommand(), c.lspCommand(status), c.analystCommand(), c.planCommand(), c.unitCommand(), c.linkCommand(status), c.workerCommand(), c.linkerCommand(), c.cacheCommand(), c.doctorCommand(status), c.versionCommand())
	addLibclang(root)
	addCompletion(root)
	for _, cmd := range append(root.Commands(), root) {
		completeFlags(cmd)
	}
	return root
}

// exactly demands n arguments, called what.
func exactly(n int, what string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) == n {
			return nil
		}
		return errors.New(cmd.CommandPath() + " takes " + what + "; run " + cmd.CommandPath() + " --help")
	}
}

// some demands one argument at least, called what.
func some(what string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) > 0 {
			return nil
		}
		return errors.New(cmd.CommandPath() + " takes " + what + "; run " + cmd.CommandPath() + " --help")
	}
}

// Command corpus runs drvlint over a folder of checkouts, one after the other, and keeps
// what it reported in a form in which two such runs can be compared: make corpus. It
// shows what a change of drvlint changes on real code. See docs/corpus.md.
package main

import (
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"
)

func main() {
	root := command()
	root.SetOut(os.Stdout)
	root.SetErr(os.Stderr)
	if err := root.Execute(); err != nil {
		fmt.Fprintln(os.Stderr, "corpus:", err)
		os.Exit(2)
	}
}

func command() *cobra.Command {
	root := &cobra.Command{
		Use: "corpus", Short: "Analyse a folder of checkouts, compare two such runs",
		SilenceErrors: true, SilenceUsage: true,
	}
	root.CompletionOptions.DisableDefaultCmd = true
	root.AddCommand(runCommand(), compareCommand())
	return root
}

func runCommand() *cobra.Command {
	var drvlint, out, before string
	cmd := &cobra.Command{
		Use: "run FOLDER", Short: "Analyse each folder in FOLDER as a checkout of its own",
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return run(cmd.OutOrStdout(), cmd.ErrOrStderr(), options{folder: args[0], drvlint: drvlint, out: out, before: before})
		},
	}
	cmd.Flags().StringVar(&drvlint, "drvlint", "bin/drvlint", "the drvlint to run, a `FILE`")
	cmd.Flags().StringVar(&out, "out", "bin/corpus", "the `FOLDER` to write the run to")
	cmd.Flags().StringVar(&before, "before", "", "compare with the run in this `FOLDER`; it may be the one that is written")
	return cmd
}

func compareCommand() *cobra.Command {
	return &cobra.Command{
		Use: "compare BEFORE AFTER", Short: "Show what changed from one run to another",
		Args: cobra.ExactArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			before, err := readReports(args[0])
			if err != nil {
				return err
			}
			after, err := readReports(args[1])
			if err != nil {
				return err
			}
			return compare(cmd.OutOrStdout(), before, after)
		},
	}
}

type options struct {
	folder, drvlint, out, before string
}

// run analyses the checkouts, writes what came out and compares it with an earlier run.
// The earlier run is read first: its folder may be the one that is written to.
func run(out, progress io.Writer, o options) error {
	var before reports
	if o.before != "" {
		var err error
		if before, err = readReports(o.before); err != nil {
			return err
		}
	}
	checkouts, err := analyseAll(o.folder, o.drvlint, progress)
	if err != nil {
		return err
	}
	after := newReports(checkouts)
	if err := after.write(o.out); err != nil {
		return err
	}
	if err := writeCosts(o.out, checkouts); err != nil {
		return err
	}
	fmt.Fprintln(out, totals(checkouts))
	if o.before == "" {
		return nil
	}
	return compare(out, before, after)
}

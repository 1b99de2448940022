package cli

import (
	"fmt"
	"runtime"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/drvlint/drvlint/checks"
	"github.com/drvlint/drvlint/internal/check"
	"github.com/drvlint/drvlint/internal/clang"
	"github.com/drvlint/drvlint/sarif"
)

func (c *Command) checksCommand() *cobra.Command {
	return &cobra.Command{
		Use: "checks", Short: "List the checks: name, level and title", Args: exactly(0, "no arguments"),
		RunE: func(*cobra.Command, []string) error {
			table := tabwriter.NewWriter(c.Stdout, 0, 0, 2, ' ', 0)
			for _, listed := range checks.All() {
				fmt.Fprintf(table, "%s\t%s\t%s\n", listed.Analyzer.Name, listed.Level, listed.Title)
			}
			return table.Flush()
		},
	}
}

func (c *Command) explainCommand() *cobra.Command {
	return &cobra.Command{
		Use: "explain NAME", Short: "Print the documentation of a check", Args: exactly(1, "the name of one check"),
		ValidArgsFunction: completeCheck,
		RunE: func(_ *cobra.Command, args []string) error {
			found, err := findCheck(args[0])
			if err != nil {
				return err
			}
			_, err = fmt.Fprintf(c.Stdout, "%s\n<%s>\n", found.Markdown, check.HelpURI(found.Analyzer.Name))
			return err
		},
	}
}

func (c *Command) versionCommand() *cobra.Command {
	return &cobra.Command{
		Use: "version", Short: "Print the versions of drvlint, of libclang and of Go that built it", Args: exactly(0, "no arguments"),
		RunE: func(*cobra.Command, []string) error {
			_, err := fmt.Fprintf(c.Stdout, "drvlint %s\n%s\n%s\n", sarif.Version, clang.Version(), runtime.Version())
			return err
		},
	}
}

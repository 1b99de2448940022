package cli

import (
	"fmt"
	"runtime"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/drvlint/drvlint/checks"
	"github.com/drvlint/drvlint/internal/clang"
	"github.com/drvlint/drvlint/internal/report"
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

func (c *Command) versionCommand() *cobra.Command {
	return &cobra.Command{
		Use: "version", Short: "Print the versions of drvlint, of libclang and of Go that built it", Args: exactly(0, "no arguments"),
		RunE: func(*cobra.Command, []string) error {
			library, err := clang.Library()
			if err != nil {
				return err
			}
			_, err = fmt.Fprintf(c.Stdout, "drvlint %s\n%s, %s (%s)\n%s\n", sarif.Version, clang.Version(), report.Escape(library.File), library.From, runtime.Version())
			return err
		},
	}
}

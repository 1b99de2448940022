// Command bench measures drvlint against other tools on the same files with the same
// headers, in one run: make bench. What it prints is in docs/benchmarks.md.
package main

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"

	"github.com/spf13/cobra"
)

type options struct {
	drvlint string
	rounds  int
	jobs    int
	tools   []string
	sizes   []int // lines of generated drivers
	single  []int // lines of generated drivers of one file
	out     string
	kept    *record // what goes to out
}

func main() {
	o := options{}
	root := &cobra.Command{
		Use: "bench [PATH...]", Short: "Measure drvlint against other tools",
		SilenceErrors: true, SilenceUsage: true,
		RunE: func(cmd *cobra.Command, paths []string) error {
			if len(paths) == 0 {
				paths = []string{"testdata/drivers"}
			}
			return o.run(paths)
		},
	}
	flags := root.Flags()
	flags.StringVar(&o.drvlint, "drvlint", "bin/drvlint", "the drvlint to measure, a `FILE`")
	flags.IntVar(&o.rounds, "rounds", 3, "run every tool `N` times, in turn")
	flags.IntVarP(&o.jobs, "jobs", "j", runtime.NumCPU(), "run `N` processes at once")
	flags.StringSliceVar(&o.tools, "tools", toolNames(), "the `TOOLS` to compare with")
	flags.IntSliceVar(&o.sizes, "sizes", []int{1000, 10_000, 100_000}, "measure generated drivers of so many `LINES`")
	flags.IntSliceVar(&o.single, "single", []int{40_000}, "measure generated drivers of one file of so many `LINES`")
	flags.StringVar(&o.out, "out", "", "write each round to `FILE` too, for benchstat, which compares two such files")
	if err := root.Execute(); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(2)
	}
}

func (o options) run(paths []string) error {
	if o.rounds < 1 || o.jobs < 1 {
		return fmt.Errorf("--rounds %d, -j %d: give numbers from 1 on", o.rounds, o.jobs)
	}
	drvlint, err := filepath.Abs(o.drvlint)
	if err != nil {
		return fmt.Errorf("find drvlint: %w", err)
	}
	o.drvlint = drvlint
	tools, err := o.choose()
	if err != nil {
		return err
	}
	folder, err := os.MkdirTemp("", "drvlint-bench-")
	if err != nil {
		return fmt.Errorf("make a folder for the headers: %w", err)
	}
	defer os.RemoveAll(folder)
	o.kept = &record{}
	for _, path := range paths {
		if err := o.compare(path, filepath.Join(folder, "headers"), tools); err != nil {
			return err
		}
	}
	if err := o.scale(filepath.Join(folder, "generated")); err != nil || o.out == "" {
		return err
	}
	return o.kept.write(o.out)
}

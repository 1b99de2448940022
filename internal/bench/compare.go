package main

import (
	"fmt"
	"os"
	"path/filepath"
	"text/tabwriter"
	"time"
)

// A row is a tool and its cost in each round.
type row struct {
	name  string
	run   func() (cost, error)
	costs []cost
}

// compare measures drvlint and the tools on what lies at a path, round by round, and
// prints what came out.
func (o options) compare(path, folder string, tools []tool) error {
	absolute, err := filepath.Abs(path)
	if err != nil {
		return fmt.Errorf("find %s: %w", path, err)
	}
	c, err := prepare(absolute, folder)
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	rows := []*row{
		{name: fmt.Sprintf("drvlint -j %d", o.jobs), run: func() (cost, error) { return o.analyse(absolute, o.jobs) }},
		{name: "drvlint -j 1", run: func() (cost, error) { return o.analyse(absolute, 1) }},
	}
	for _, t := range tools {
		rows = append(rows, &row{name: t.name, run: func() (cost, error) { return t.read(c, o.jobs) }})
	}
	for range o.rounds {
		for _, r := range rows {
			spent, err := r.run()
			if err != nil {
				return err
			}
			r.costs = append(r.costs, spent)
			o.kept.add(path+"/"+r.name, spent)
		}
	}
	fmt.Printf("\n## %s: %d files, %d lines, %d processes at once, medians of %d rounds\n\n", path, len(c.units), c.lines, o.jobs, o.rounds)
	if c.skipped > 0 {
		fmt.Printf("%d files that drvlint reads are left out for the others: they include what may not be read.\n\n", c.skipped)
	}
	print(rows)
	return o.stages(absolute)
}

// print writes the table of a comparison. Ratios are medians of the rounds' ratios: what
// slows one round down slows all tools in it.
func print(rows []*row) {
	table := tabwriter.NewWriter(os.Stdout, 0, 0, 1, ' ', 0)
	fmt.Fprintln(table, "| tool\t| seconds\t| processor seconds\t| seconds : drvlint's\t| processor seconds : drvlint's\t|")
	fmt.Fprintln(table, "|---\t|---\t|---\t|---\t|---\t|")
	for _, r := range rows {
		var clocks, processors []time.Duration
		var clockRatios, processorRatios []float64
		for i, c := range r.costs {
			clocks, processors = append(clocks, c.clock), append(processors, c.processor)
			clockRatios = append(clockRatios, c.clock.Seconds()/rows[0].costs[i].clock.Seconds())
			processorRatios = append(processorRatios, c.processor.Seconds()/rows[0].costs[i].processor.Seconds())
		}
		fmt.Fprintf(table, "| %s\t| %.2f\t| %.2f\t| %.2f\t| %.2f\t|\n", r.name, median(clocks).Seconds(), median(processors).Seconds(), median(clockRatios), median(processorRatios))
	}
	table.Flush()
}

package report

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// Summary says in one line what was found in how much.
func Summary(r *Result) string {
	files := 0
	for _, d := range r.Drivers {
		files += d.Files
	}
	line := tally(r.Active())
	if len(r.Drivers) > 0 || len(r.Findings) == 0 { // logs of earlier runs do not say what they analysed
		line += fmt.Sprintf(" in %s, %s", count(len(r.Drivers), "driver"), count(files, "file"))
	}
	if n := len(r.Shown(true)) - len(r.Active()); n > 0 {
		line += fmt.Sprintf("; %d suppressed", n)
	}
	if slices.ContainsFunc(r.Notifications, func(n Notification) bool { return n.Incomplete }) {
		line += "; the analysis is incomplete"
	}
	return line
}

// tally counts findings by level: "3 findings (2 errors, 1 note)".
func tally(findings []Finding) string {
	if len(findings) == 0 {
		return "no findings"
	}
	return fmt.Sprintf("%s (%s)", count(len(findings), "finding"), levels(findings))
}

// levels counts findings by level: "2 errors, 1 note".
func levels(findings []Finding) string {
	var parts []string
	for _, level := range []Level{Error, Warning, Note} {
		n := 0
		for _, f := range findings {
			if f.Level == level {
				n++
			}
		}
		if n > 0 {
			parts = append(parts, count(n, string(level)))
		}
	}
	return strings.Join(parts, ", ")
}

// count spells a number of things.
func count(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}

// table writes the drivers' figures, a row each, and a blank line. The last row has the
// sums, the mean share understood and the most rounds.
func (t *text) table(drivers []Driver) {
	rows := [][]string{{"driver", "files", "functions", "calls", "understood", "stubs", "rounds", "seconds"}}
	var all Driver
	for _, d := range drivers {
		rows = append(rows, row(d))
		all.Files += d.Files
		all.Functions += d.Functions
		all.Calls += d.Calls
		all.Understood += d.Understood / float64(len(drivers))
		all.Stubs += d.Stubs
		all.Rounds = max(all.Rounds, d.Rounds)
		all.Seconds += d.Seconds
	}
	all.Name = "total, mean understood"
	t.aligned(append(rows, row(all)))
}

func row(d Driver) []string {
	return []string{
		Escape(d.Name), strconv.Itoa(d.Files), strconv.Itoa(d.Functions), strconv.Itoa(d.Calls), percent(d.Understood),
		strconv.Itoa(d.Stubs), strconv.Itoa(d.Rounds), fmt.Sprintf("%.2f", d.Seconds),
	}
}

// percent rounds down: only what is whole reads as 100%. The small addition makes good
// for what a mean of exact shares loses.
func percent(share float64) string {
	return fmt.Sprintf("%.2f%%", math.Floor(share*1e4+1e-6)/100)
}

// aligned writes rows with every column flush right.
func (t *text) aligned(rows [][]string) { t.columns(rows, false) }

// leftAligned is aligned, but for the first column, which is flush left.
func (t *text) leftAligned(rows [][]string) { t.columns(rows, true) }

func (t *text) columns(rows [][]string, left bool) {
	widths := make([]int, len(rows[0]))
	for _, cells := range rows {
		for i, cell := range cells {
			widths[i] = max(widths[i], columns(cell))
		}
	}
	for _, cells := range rows {
		padded := make([]string, len(cells))
		for i, cell := range cells {
			padded[i] = strings.Repeat(" ", widths[i]-columns(cell)) + cell
			if left && i == 0 {
				padded[i] = cell + strings.Repeat(" ", widths[i]-columns(cell))
			}
		}
		fmt.Fprintln(t, strings.Join(padded, "  "))
	}
	fmt.Fprintln(t)
}

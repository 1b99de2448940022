package main

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// Reports are the files of a run that do not depend on the machine: two runs of one
// drvlint over one corpus have the same. Each is a table, a line a row, its cells
// separated by tabs and its rows in a fixed order below the names of the columns.
type reports map[string]string

// The files of reports, in the order in which they are compared.
const (
	failuresFile      = "failures.tsv"
	findingsFile      = "findings.tsv"
	figuresFile       = "figures.tsv"
	notificationsFile = "notifications.tsv"
)

var reportFiles = []string{failuresFile, findingsFile, figuresFile, notificationsFile}

// whole stands in the column of drivers for the repository as a whole.
const whole = "*"

func newReports(checkouts []checkout) reports {
	failures := table{columns: []string{"repository", "problem"}}
	findings := table{columns: []string{"repository", "driver", "file", "line", "check", "level", "message"}}
	figures := table{columns: []string{"repository", "driver", "folder", "files", "lines", "functions", "calls", "missed", "understood", "findings", "notifications"}}
	notifications := table{columns: []string{"repository", "level", "file", "message"}}
	for _, c := range checkouts {
		if c.problem != "" {
			failures.add(c.name, c.problem)
			continue
		}
		for _, f := range c.result.Findings {
			findings.add(c.name, f.Driver, f.File, strconv.Itoa(f.Line), f.Check, f.Level, f.Message)
		}
		for _, n := range c.result.Notifications {
			notifications.add(c.name, n.Level, n.File, n.Message)
		}
		figures.rows = append(figures.rows, c.figures()...)
	}
	return reports{
		failuresFile: failures.text(), findingsFile: findings.text(),
		figuresFile: figures.text(), notificationsFile: notifications.text(),
	}
}

// figures returns a row for each driver and, in front, one for the repository. What a
// notification is about is a file: it is counted for the repository only.
func (c *checkout) figures() [][]string {
	var rows [][]string
	found := map[string]int{} // by the driver's name, which two drivers of a repository may share
	for _, f := range c.result.Findings {
		found[f.Driver]++
	}
	for _, d := range c.result.Drivers {
		row := figures{files: d.Files, lines: d.Lines, functions: d.Functions, calls: d.Calls, missed: missed(d.Calls, d.Understood)}
		rows = append(rows, append([]string{c.name, d.Name, d.Root}, append(row.cells(), strconv.Itoa(found[d.Name]), "")...))
	}
	slices.SortFunc(rows, slices.Compare)
	last := []string{strconv.Itoa(len(c.result.Findings)), strconv.Itoa(len(c.result.Notifications))}
	return append([][]string{append([]string{c.name, whole, "."}, append(c.sum().cells(), last...)...)}, rows...)
}

// figures are counted in the source; missed are the calls that drvlint did not understand.
type figures struct {
	files, lines, functions, calls, missed int
	units, parses                          int // no cells of the figures: how drvlint reads, not what
}

func (f figures) cells() []string {
	return []string{strconv.Itoa(f.files), strconv.Itoa(f.lines), strconv.Itoa(f.functions), strconv.Itoa(f.calls), strconv.Itoa(f.missed), f.understood()}
}

// understood is the share of the calls, rounded down: only what is whole reads as 100%.
func (f figures) understood() string {
	if f.calls == 0 {
		return "100.00%"
	}
	share := int64(f.calls-f.missed) * 10000 / int64(f.calls)
	return fmt.Sprintf("%d.%02d%%", share/100, share%100)
}

// sum adds up the drivers. A file that belongs to two of them counts twice: it was
// analysed twice.
func (c *checkout) sum() figures {
	var all figures
	for _, d := range c.result.Drivers {
		all.files += d.Files
		all.lines += d.Lines
		all.functions += d.Functions
		all.calls += d.Calls
		all.missed += missed(d.Calls, d.Understood)
		all.units += d.Units
		all.parses += d.Parses
	}
	return all
}

func missed(calls int, understood float64) int {
	return int(math.Round(float64(calls) * (1 - understood)))
}

// readReports reads the run in a folder.
func readReports(folder string) (reports, error) {
	r := reports{}
	for _, name := range reportFiles {
		text, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil {
			return nil, fmt.Errorf("read an earlier run: %w; name a folder that make corpus wrote", err)
		}
		r[name] = string(text)
	}
	return r, nil
}

func (r reports) write(folder string) error {
	if err := os.MkdirAll(folder, 0o777); err != nil {
		return fmt.Errorf("write the run: %w", err)
	}
	for _, name := range reportFiles {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(r[name]), 0o666); err != nil {
			return fmt.Errorf("write the run: %w", err)
		}
	}
	return nil
}

// A table is written with a tab between cells and a line for each row.
type table struct {
	columns []string
	rows    [][]string
}

func (t *table) add(cells ...string) { t.rows = append(t.rows, cells) }

// oneCell keeps what stands in a cell from ending it.
var oneCell = strings.NewReplacer("\t", `\t`, "\n", `\n`, "\r", `\r`)

func (t *table) text() string {
	var b strings.Builder
	for _, row := range append([][]string{t.columns}, t.rows...) {
		for i, cell := range row {
			if i > 0 {
				b.WriteByte('\t')
			}
			b.WriteString(oneCell.Replace(cell))
		}
		b.WriteByte('\n')
	}
	return b.String()
}

package main

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// writeCosts writes what depends on the machine and is not compared: costs.tsv, the time
// and the memory, and table.md, the table of docs/corpus.md. Drivers have the time until
// they were done only: they are analysed side by side in one process.
func writeCosts(folder string, checkouts []checkout) error {
	costs := table{columns: []string{"repository", "driver", "folder", "lines", "units", "parses", "seconds", "CPU seconds", "peak MiB"}}
	for _, c := range checkouts {
		if c.problem != "" {
			continue
		}
		all := c.sum()
		costs.add(c.name, whole, ".", strconv.Itoa(all.lines), strconv.Itoa(all.units), strconv.Itoa(all.parses), decimal(c.seconds, 2), decimal(c.cpu, 2), decimal(c.peak, 0))
		for _, d := range c.result.Drivers {
			costs.add(c.name, d.Name, d.Root, strconv.Itoa(d.Lines), strconv.Itoa(d.Units), strconv.Itoa(d.Parses), decimal(d.Seconds, 2), "", "")
		}
	}
	for name, text := range map[string]string{"costs.tsv": costs.text(), "table.md": markdown(checkouts)} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o666); err != nil {
			return fmt.Errorf("write the run: %w", err)
		}
	}
	return nil
}

// markdown returns a table of the repositories that hold a driver, the smallest first.
func markdown(checkouts []checkout) string {
	var b strings.Builder
	b.WriteString("| repository | drivers | files | lines | functions | calls | understood | findings | parses per unit | CPU seconds | peak memory, MiB | CPU ms per 1,000 lines | MiB per 1,000 lines |\n")
	b.WriteString("|---|" + strings.Repeat("---:|", 12) + "\n")
	bySize := slices.SortedFunc(slices.Values(checkouts), func(a, b checkout) int {
		return cmp.Or(cmp.Compare(a.sum().lines, b.sum().lines), cmp.Compare(a.name, b.name))
	})
	for _, c := range bySize {
		all := c.sum()
		if all.lines == 0 {
			continue
		}
		thousands := float64(all.lines) / 1000
		fmt.Fprintf(&b, "| %s | %d | %d | %d | %d | %d | %s | %d | %s | %s | %s | %s | %s |\n",
			strings.Replace(c.name, "+", "/", 1), len(c.result.Drivers), all.files, all.lines, all.functions, all.calls, all.understood(),
			len(c.result.Findings), decimal(float64(all.parses)/float64(max(all.units, 1)), 2), decimal(c.cpu, 2), decimal(c.peak, 0), decimal(c.cpu*1000/thousands, 0), decimal(c.peak/thousands, 1))
	}
	return b.String()
}

func decimal(n float64, places int) string { return strconv.FormatFloat(n, 'f', places, 64) }

// totals says in a line what the whole run came to.
func totals(checkouts []checkout) string {
	var drivers, failed, findings int
	var seconds float64
	for _, c := range checkouts {
		if c.problem != "" {
			failed++
		}
		drivers += len(c.result.Drivers)
		findings += len(c.result.Findings)
		seconds += c.seconds
	}
	return fmt.Sprintf("%d checkouts, %d not analysed; %d drivers, %d findings; %.1f s", len(checkouts), failed, drivers, findings, seconds)
}

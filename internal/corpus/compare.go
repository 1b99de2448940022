package main

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/aymanbagabas/go-udiff"
)

// compare prints what changed from one run to another: the lines that vanished and
// appeared in each file, then how many findings did and whose share understood changed.
func compare(out io.Writer, before, after reports) error {
	changed := map[string][2]int{} // lines that vanished and appeared, by file
	for _, name := range reportFiles {
		edits := udiff.Lines(before[name], after[name])
		// Every line says for itself where it belongs, so none is shown around it.
		diff, err := udiff.ToUnifiedDiff("before/"+name, "after/"+name, before[name], edits, 0)
		if err != nil {
			return fmt.Errorf("compare %s: %w", name, err)
		}
		changed[name] = countLines(diff)
		fmt.Fprint(out, diff)
	}
	findings, failures := changed[findingsFile], changed[failuresFile]
	fmt.Fprintf(out, "findings: %d vanished, %d appeared\n", findings[0], findings[1])
	fmt.Fprintf(out, "checkouts not analysed: %d no longer, %d new\n", failures[0], failures[1])
	for _, line := range sharesChanged(before[figuresFile], after[figuresFile]) {
		fmt.Fprintf(out, "understood: %s\n", line)
	}
	return nil
}

// countLines counts the lines that a diff takes away and those that it adds.
func countLines(diff udiff.UnifiedDiff) (n [2]int) {
	for _, hunk := range diff.Hunks {
		for _, line := range hunk.Lines {
			switch line.Kind {
			case udiff.Delete:
				n[0]++
			case udiff.Insert:
				n[1]++
			}
		}
	}
	return n
}

// sharesChanged says for each driver and repository of both runs whose share
// understood changed from what to what.
func sharesChanged(before, after string) []string {
	old := shares(before)
	var list []string
	for key, share := range shares(after) {
		if was, ok := old[key]; ok && was != share {
			list = append(list, fmt.Sprintf("%s: %s, before %s", strings.Join(key[:], " "), share, was))
		}
	}
	slices.Sort(list)
	return list
}

// shares returns the share understood of each row of figures, by repository, driver and folder.
func shares(text string) map[[3]string]string {
	list := map[[3]string]string{}
	var at int
	for i, line := range strings.Split(strings.TrimSuffix(text, "\n"), "\n") {
		cells := strings.Split(line, "\t")
		if i == 0 {
			at = slices.Index(cells, "understood")
			continue
		}
		if at >= 3 && at < len(cells) {
			list[[3]string(cells[:3])] = cells[at]
		}
	}
	return list
}

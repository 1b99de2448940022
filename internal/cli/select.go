package cli

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/drvlint/drvlint/checks"
	"github.com/drvlint/drvlint/internal/check"
)

// selectChecks lists the checks that were asked for, all of them by default, without
// the disabled ones.
func selectChecks(wanted, disabled []string) ([]*check.Check, error) {
	for _, name := range slices.Concat(wanted, disabled) {
		if _, err := findCheck(name); err != nil {
			return nil, err
		}
	}
	var list []*check.Check
	for _, c := range checks.All() {
		name := c.Analyzer.Name
		if (len(wanted) == 0 || slices.Contains(wanted, name)) && !slices.Contains(disabled, name) {
			list = append(list, c)
		}
	}
	if len(list) == 0 {
		return nil, errors.New("--disable leaves no check to run; name fewer checks")
	}
	return list, nil
}

func findCheck(name string) (*check.Check, error) {
	var names []string
	for _, c := range checks.All() {
		if c.Analyzer.Name == name {
			return c, nil
		}
		names = append(names, c.Analyzer.Name)
	}
	return nil, unknownName("check", name, names)
}

// unknownName is the error for a name that is none of the known ones.
func unknownName(kind, name string, known []string) error {
	nearest := slices.MinFunc(known, func(a, b string) int { return distance(name, a) - distance(name, b) })
	if distance(name, nearest) <= max(2, len(name)/3) {
		return fmt.Errorf("unknown %s %q; did you mean %s?", kind, name, nearest)
	}
	return fmt.Errorf("unknown %s %q; take one of %s", kind, name, strings.Join(known, ", "))
}

// distance is the Levenshtein distance: how many bytes to insert, drop or change.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := diagonal
			if a[i] != b[j] {
				change++
			}
			diagonal = row[j+1]
			row[j+1] = min(change, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}

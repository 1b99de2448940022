// Package spelling says what to write instead of a name that is none of the known ones.
package spelling

import (
	"fmt"
	"slices"
	"strings"
)

// Unknown is the error for a name that is none of the known ones, of which there is at
// least one: it suggests the nearest, or lists them all when none is near.
func Unknown(kind, name string, known []string) error {
	return Nearest(kind, name, known, "take one of "+strings.Join(known, ", "))
}

// Nearest is as Unknown, but gives other advice when none is near.
func Nearest(kind, name string, known []string, advice string) error {
	nearest := slices.MinFunc(known, func(a, b string) int { return distance(name, a) - distance(name, b) })
	if distance(name, nearest) <= max(2, len(name)/3) {
		return fmt.Errorf("unknown %s %q; did you mean %s?", kind, name, nearest)
	}
	return fmt.Errorf("unknown %s %q; %s", kind, name, advice)
}

// Alike is the known name that a name is a slip of, within a third of its length; false if
// there is none.
func Alike(name string, known []string) (string, bool) {
	nearest := slices.MinFunc(known, func(a, b string) int { return distance(name, a) - distance(name, b) })
	return nearest, distance(name, nearest) <= max(1, len(name)/3)
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

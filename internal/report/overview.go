package report

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
)

// maxListed is how many drivers the overview names: the others are counted.
const maxListed = 20

// overview writes how much was found by check and by driver, where that is more than the
// last line says, and in a summary what was incomplete and why: elsewhere that stands above.
func (t *text) overview(r *Result) {
	active := r.Active()
	if len(active) > 1 || t.options.Summary && len(active) > 0 {
		t.tally("check", active, func(f Finding) string { return f.Check }, 0)
		if len(r.Drivers) > 1 {
			t.tally("driver", active, func(f Finding) string { return f.Driver }, maxListed)
		}
	}
	incomplete := slices.DeleteFunc(slices.Clone(r.Notifications), func(n Notification) bool { return !n.Incomplete })
	if t.options.Summary && len(incomplete) > 0 {
		t.line("", fmt.Sprintf("not analysed, or not wholly (%s):", count(len(incomplete), "notice")), "    ", "", Location{})
		for _, n := range incomplete {
			file := "drvlint"
			if n.File != "" {
				file = place(Location{File: n.File, Line: n.Line})
			}
			t.line("  ", file+": "+Escape(n.Message), "    ", file, Location{File: n.File})
		}
		fmt.Fprintln(t)
	}
}

// A tallied is a row of a table of counts.
type tallied struct {
	name   string
	levels [3]int // errors, warnings, notes
}

func (c tallied) all() int { return c.levels[0] + c.levels[1] + c.levels[2] }

// tally writes a table: the findings by a key and level, the most first, at most so many
// rows; 0 for all.
func (t *text) tally(what string, findings []Finding, key func(Finding) string, most int) {
	list := tallyBy(findings, key)
	rest := tallied{}
	if more := len(list) - most; most > 0 && more > 0 {
		for _, c := range list[most:] {
			for i := range c.levels {
				rest.levels[i] += c.levels[i]
			}
		}
		rest.name = fmt.Sprintf("%d more %ss", more, what)
		list = append(list[:most], rest)
	}
	rows := [][]string{{what, "errors", "warnings", "notes"}}
	for _, c := range list {
		rows = append(rows, []string{c.name, number(c.levels[0]), number(c.levels[1]), number(c.levels[2])})
	}
	t.leftAligned(rows)
}

func number(n int) string {
	if n == 0 {
		return "-"
	}
	return strconv.Itoa(n)
}

func tallyBy(findings []Finding, key func(Finding) string) []tallied {
	index := map[string]int{}
	var list []tallied
	for _, f := range findings {
		name := Escape(key(f))
		i, known := index[name]
		if !known {
			i = len(list)
			index[name] = i
			list = append(list, tallied{name: name})
		}
		list[i].levels[min(f.Level.rank(), 2)]++
	}
	slices.SortFunc(list, func(a, b tallied) int { return cmp.Or(b.all()-a.all(), cmp.Compare(a.name, b.name)) })
	return list
}

// time says how long the run took, if anybody wants to know.
func (t *text) time() string {
	if t.options.Seconds == 0 {
		return ""
	}
	return fmt.Sprintf(" (%.1f s)", t.options.Seconds)
}

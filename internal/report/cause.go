package report

import (
	"fmt"
	"slices"
)

// A cause is what findings of a file have in common: those of one check whose paths begin,
// or else end, at the same step. The first of them stands for all.
type cause []Finding

// causes groups findings of a file, which are sorted. The order is that of the first of each.
func causes(findings []Finding) []cause {
	starts := map[string]int{}
	for _, f := range findings {
		starts[causeKey(f, 0)]++
	}
	var list []cause
	index := map[string]int{}
	for _, f := range findings {
		key := causeKey(f, 0)
		if starts[key] < 2 {
			key = causeKey(f, len(f.Path)-1)
		}
		i, known := index[key]
		if !known {
			i = len(list)
			index[key] = i
			list = append(list, nil)
		}
		list[i] = append(list[i], f)
	}
	return list
}

// causeKey stands for the check and a step of the path. Findings of a single step, and
// suppressed ones, are causes of their own.
func causeKey(f Finding, step int) string {
	if len(f.Path) < 2 || f.Suppression != nil {
		return fmt.Sprintf("%s %s %s", place(f.Location), f.Check, f.Message)
	}
	s := f.Path[step]
	end := "from"
	if step > 0 {
		end = "to"
	}
	return fmt.Sprintf("%s %s %q %d %d %q", f.Check, end, s.File, s.Line, s.Column, s.Message)
}

// cause writes the first finding in full, and of the others what is different.
func (t *text) cause(c cause) {
	first := c[0]
	if len(c) == 1 {
		t.finding(first)
		return
	}
	t.body(first)
	t.line("", fmt.Sprintf("  %s of the same cause:", count(len(c)-1, "more finding")), "    ", "", Location{})
	for _, f := range c[1:] {
		t.head(f)
		for i, s := range f.Path {
			if !slices.ContainsFunc(first.Path, func(o Step) bool { return compareSteps(s, o) == 0 }) {
				t.path(f.Path[:i+1], i)
			}
		}
		t.fixes(f)
	}
	fmt.Fprintln(t)
}

// MostSevere keeps so many of the findings, the most severe, in their order; 0 keeps all.
func MostSevere(findings []Finding, most int) []Finding {
	if most == 0 || len(findings) <= most {
		return findings
	}
	ranked := make([]int, len(findings))
	for i := range ranked {
		ranked[i] = i
	}
	slices.SortStableFunc(ranked, func(a, b int) int { return findings[a].Level.rank() - findings[b].Level.rank() })
	kept := ranked[:most]
	slices.Sort(kept)
	list := make([]Finding, most)
	for i, k := range kept {
		list[i] = findings[k]
	}
	return list
}

func (t *text) leftOut(n int) {
	if n > 0 {
		t.line("", fmt.Sprintf("%s: %s: %s not shown: --max-findings asks for the most severe only", t.bold("drvlint"), t.level(Note), count(n, "finding")), "    ", "", Location{})
		fmt.Fprintln(t)
	}
}

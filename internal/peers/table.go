package main

import (
	_ "embed"
	"fmt"
	"path/filepath"
	"strings"
)

// head is what docs/peers.md says in front of the table.
//
//go:embed head.md
var head string

// A tally counts cases by their outcome.
type tally struct {
	bad, ok       int
	drvlint, peer struct{ found, alarms int }
}

func (t *tally) add(c *testCase) {
	if c.bad {
		t.bad++
	} else {
		t.ok++
	}
	count := func(reported bool, found, alarms *int) {
		switch {
		case reported && c.bad:
			*found++
		case reported:
			*alarms++
		}
	}
	count(c.drvlint, &t.drvlint.found, &t.drvlint.alarms)
	count(c.peer, &t.peer.found, &t.peer.alarms)
}

func (c *check) tally() tally {
	var t tally
	c.each(func(tc *testCase) { t.add(tc) })
	return t
}

// each visits the cases in the order of the sources.
func (c *check) each(visit func(*testCase)) {
	for _, s := range c.sources {
		for _, tc := range s.cases {
			visit(tc)
		}
	}
}

// summary returns the totals as the terminal shows them.
func summary(checks []*check) string {
	var b strings.Builder
	for _, c := range checks {
		t := c.tally()
		fmt.Fprintf(&b, "%-16s drvlint %3d of %3d, %d false alarms; %s %3d of %3d, %d false alarms\n",
			c.name, t.drvlint.found, t.bad, t.drvlint.alarms, peer, t.peer.found, t.bad, t.peer.alarms)
	}
	for _, line := range onlyPeer(checks) {
		fmt.Fprintf(&b, "only %s finds %s\n", peer, line)
	}
	return b.String()
}

// document returns docs/peers.md.
func document(checks []*check) string {
	var b strings.Builder
	b.WriteString(head)
	b.WriteString("\n## Totals\n\n")
	b.WriteString("| check | Bad cases | drvlint finds | the peer finds | Ok cases | false alarms of drvlint | false alarms of the peer |\n|---|---|---|---|---|---|---|\n")
	var all tally
	for _, c := range checks {
		row(&b, c.name, c.tally())
		c.each(all.add)
	}
	row(&b, "all", all)
	b.WriteString("\n## Found by the peer alone\n\n")
	lines := onlyPeer(checks)
	if len(lines) == 0 {
		b.WriteString("No case: drvlint finds all that the peer finds.\n")
	}
	for _, line := range lines {
		fmt.Fprintf(&b, "- %s\n", line)
	}
	for _, c := range checks {
		fmt.Fprintf(&b, "\n## %s\n\n| source | case | drvlint | peer |\n|---|---|---|---|\n", c.name)
		for _, s := range c.sources {
			for _, tc := range s.cases {
				fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", filepath.Base(s.path), tc.title(), tc.verdict(tc.drvlint), tc.verdict(tc.peer))
			}
		}
	}
	return b.String()
}

func row(b *strings.Builder, name string, t tally) {
	fmt.Fprintf(b, "| %s | %d | %d | %d | %d | %d | %d |\n", name, t.bad, t.drvlint.found, t.peer.found, t.ok, t.drvlint.alarms, t.peer.alarms)
}

// onlyPeer names the cases that the peer finds and drvlint misses.
func onlyPeer(checks []*check) []string {
	var list []string
	for _, c := range checks {
		c.each(func(tc *testCase) {
			if tc.bad && tc.peer && !tc.drvlint {
				list = append(list, fmt.Sprintf("%s/%s: %s", c.name, filepath.Base(tc.source.path), tc.title()))
			}
		})
	}
	return list
}

func (c *testCase) title() string {
	switch {
	case c.name != "":
		return c.name
	case c.bad:
		return "the driver (bad)"
	}
	return "the driver (ok)"
}

func (c *testCase) verdict(reported bool) string {
	switch {
	case c.bad && reported:
		return "finds"
	case c.bad:
		return "misses"
	case reported:
		return "**false alarm**"
	}
	return "quiet"
}

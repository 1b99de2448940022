// Command gen writes docs/checks.md, in the folder above: an index of the checks and the
// documentation of each.
package main

import (
	"bytes"
	"fmt"
	"log"
	"os"
	"strings"

	"github.com/drvlint/drvlint/checks"
	"github.com/drvlint/drvlint/internal/check"
)

func main() {
	log.SetFlags(0)
	log.SetPrefix("docs/gen: ")
	if err := os.WriteFile("../docs/checks.md", page(checks.All()), 0o644); err != nil {
		log.Fatal(err)
	}
}

// page makes the text of checks.md. The heading of a check is its name alone, for that is
// the anchor that check.HelpURI points at.
func page(list []*check.Check) []byte {
	var b bytes.Buffer
	b.WriteString(`# Checks

<!-- Written by go generate ./checks from the checks' own documentation. -->

The level is that of a check's gravest findings, the precision says how sure they are. ` + "`drvlint explain NAME`" + ` prints the same
on a terminal. Every example here is run by the tests: a Bad one has findings, an Ok one has none.

| check | level | precision | what it finds |
|---|---|---|---|
`)
	for _, c := range list {
		fmt.Fprintf(&b, "| [`%s`](#%[1]s) | %s | %s | %s |\n", c.Analyzer.Name, c.Level, c.Precision, c.Title)
	}
	for _, c := range list {
		_, body, _ := strings.Cut(c.Markdown, "\n")
		fmt.Fprintf(&b, "\n## %s\n\n*%s*\n\n%s\n", c.Analyzer.Name, c.Title, deepen(strings.TrimSpace(body)))
	}
	return b.Bytes()
}

// deepen makes every heading one level lower. A # within a fence is source.
func deepen(markdown string) string {
	lines := strings.Split(markdown, "\n")
	fenced := false
	for i, line := range lines {
		switch {
		case strings.HasPrefix(line, "```"):
			fenced = !fenced
		case !fenced && strings.HasPrefix(line, "#"):
			lines[i] = "#" + line
		}
	}
	return strings.Join(lines, "\n")
}

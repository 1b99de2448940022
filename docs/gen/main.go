// Command gen writes the documentation of the checks into the folder above: checks.md, an
// index, and a page for each check in the folder checks.
package main

import (
	"bytes"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"strings"

	"github.com/drvlint/drvlint/checks"
	"github.com/drvlint/drvlint/internal/check"
)

func main() {
	log.SetFlags(0)
	log.SetPrefix("docs/gen: ")
	if err := write("../docs", pages(checks.All())); err != nil {
		log.Fatal(err)
	}
}

// write writes pages into a folder, and removes pages of checks that are no more.
func write(folder string, pages map[string][]byte) error {
	old, err := filepath.Glob(filepath.Join(folder, "checks", "*.md"))
	if err != nil {
		return err
	}
	for _, file := range old {
		if err := os.Remove(file); err != nil {
			return err
		}
	}
	if err := os.MkdirAll(filepath.Join(folder, "checks"), 0o755); err != nil {
		return err
	}
	for name, text := range pages {
		if err := os.WriteFile(filepath.Join(folder, name), text, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// pages makes the texts, by name.
func pages(list []*check.Check) map[string][]byte {
	all := map[string][]byte{"checks.md": index(list)}
	for _, c := range list {
		all["checks/"+c.Analyzer.Name+".md"] = page(c)
	}
	return all
}

const written = "<!-- Written by go generate ./checks from the checks' own documentation. -->"

func index(list []*check.Check) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, `# Checks

%s

The level is that of a check's most severe findings, the precision says how sure they are. Each has a page; `+"`drvlint explain NAME`"+` prints the same
on a terminal. Every example there is run by the tests: a Bad one has findings, an Ok one has none.

| check | level | precision | what it finds |
|---|---|---|---|
`, written)
	for _, c := range list {
		precision := c.Precision
		if c.OnDemand {
			precision += ", off by default"
		}
		fmt.Fprintf(&b, "| [`%s`](checks/%[1]s.md) | %s | %s | %s |\n", c.Analyzer.Name, c.Level, precision, c.Title)
	}
	return b.Bytes()
}

// page makes the page of a check. Its heading is the name alone, for that is the anchor that
// check.HelpURI points at.
func page(c *check.Check) []byte {
	_, body, _ := strings.Cut(c.Markdown, "\n")
	return fmt.Appendf(nil, "# %s\n\n%s\n\n*%s* (level %s, precision %s; [all checks](../checks.md))\n\n%s\n",
		c.Analyzer.Name, written, c.Title, c.Level, c.Precision, strings.TrimSpace(body))
}

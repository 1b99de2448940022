package main

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/drvlint/drvlint/checks"
	"github.com/drvlint/drvlint/internal/check"
)

func TestPagesAreNotStale(t *testing.T) {
	want := pages(checks.All())
	for name, text := range want {
		if got, err := os.ReadFile("../" + name); err != nil || !bytes.Equal(got, text) {
			t.Errorf("docs/%s is stale: run go generate ./checks (%v)", name, err)
		}
	}
	there, err := filepath.Glob("../checks/*.md")
	if err != nil || len(there) != len(want)-1 {
		t.Errorf("docs/checks has %d pages, want %d: run go generate ./checks (%v)", len(there), len(want)-1, err)
	}
}

// README names every check.
func TestREADMENamesTheChecks(t *testing.T) {
	text, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range checks.All() {
		if !strings.Contains(string(text), "\n| `"+c.Analyzer.Name+"` | ") {
			t.Errorf("README.md does not say what %s finds", c.Analyzer.Name)
		}
	}
}

var heading = regexp.MustCompile(`(?m)^#+ (.*)$`)

// GitHub makes the anchor of a heading from its words in lower case.
func TestHelpURIsLeadToHeadings(t *testing.T) {
	for _, c := range checks.All() {
		uri := check.HelpURI(c.Analyzer.Name)
		page, anchor, _ := strings.Cut(uri, "#")
		_, name, ok := strings.Cut(page, "/blob/main/docs/")
		text, err := os.ReadFile("../" + name)
		if !ok || err != nil {
			t.Errorf("%s leads nowhere: %v", uri, err)
			continue
		}
		n := 0
		for _, m := range heading.FindAllStringSubmatch(string(text), -1) {
			if strings.ReplaceAll(strings.ToLower(m[1]), " ", "-") == anchor {
				n++
			}
		}
		if n != 1 {
			t.Errorf("%s: %d headings have that anchor", uri, n)
		}
	}
}

// The page says that its examples are run: checktest does it.
func TestEveryCheckIsTested(t *testing.T) {
	for _, c := range checks.All() {
		name := c.Analyzer.Name
		text, err := os.ReadFile("../../checks/" + name + "/" + name + "_test.go")
		if err != nil || !bytes.Contains(text, []byte("checktest.Run(t, ")) {
			t.Errorf("the examples of %s are not run (%v)", name, err)
		}
	}
}

package main

import (
	"bytes"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/drvlint/drvlint/checks"
	"github.com/drvlint/drvlint/internal/check"
)

func TestPageIsNotStale(t *testing.T) {
	got, err := os.ReadFile("../checks.md")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, page(checks.All())) {
		t.Error("docs/checks.md is stale: run go generate ./checks")
	}
}

var heading = regexp.MustCompile(`(?m)^#+ (.*)$`)

// GitHub makes the anchor of a heading from its words in lower case.
func TestHelpURIsLeadToHeadings(t *testing.T) {
	written, err := os.ReadFile("../checks.md")
	if err != nil {
		t.Fatal(err)
	}
	anchors := map[string]int{}
	for _, m := range heading.FindAllStringSubmatch(string(written), -1) {
		anchors[strings.ReplaceAll(strings.ToLower(m[1]), " ", "-")]++
	}
	for _, c := range checks.All() {
		uri := check.HelpURI(c.Analyzer.Name)
		file, anchor, _ := strings.Cut(uri, "#")
		if !strings.HasSuffix(file, "/blob/main/docs/checks.md") {
			t.Errorf("%s leads to another file", uri)
		}
		if anchors[anchor] != 1 {
			t.Errorf("%s: %d headings have that anchor", uri, anchors[anchor])
		}
		if !strings.Contains(string(written), "(#"+anchor+")") {
			t.Errorf("the index has no link to #%s", anchor)
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

func TestDeepen(t *testing.T) {
	const text = "## Bad\n\n```c\n#include <ntddk.h>\n```\n\n# Why\n#"
	const want = "### Bad\n\n```c\n#include <ntddk.h>\n```\n\n## Why\n##"
	if got := deepen(text); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

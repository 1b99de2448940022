package main

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var reference = regexp.MustCompile(`(?:href|src)="([^"]*)"`)

// Every link of the documents leads somewhere, and so does every one of the site made of them.
func TestLinks(t *testing.T) {
	s, err := load("../..")
	if err != nil {
		t.Fatal(err)
	}
	for _, link := range s.check() {
		t.Error(link)
	}
	out := filepath.Join(t.TempDir(), "site")
	if _, err := s.write(out); err != nil {
		t.Fatal(err)
	}
	seen := 0
	for name := range s.pages {
		page := filepath.Join(out, place(name))
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range reference.FindAllStringSubmatch(string(text), -1) {
			file, _, _ := strings.Cut(m[1], "#")
			if file == "" || strings.Contains(file, ":") {
				continue
			}
			seen++
			if _, err := os.Stat(filepath.Join(filepath.Dir(page), file)); err != nil {
				t.Errorf("%s: %s: %v", name, m[1], err)
			}
		}
	}
	if seen < 500 {
		t.Errorf("only %d links are seen", seen)
	}
}

func TestBrokenLinksAreNamed(t *testing.T) {
	root := t.TempDir()
	if err := os.MkdirAll(filepath.Join(root, "docs"), 0o755); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"README.md":  "# Top\n\n[a](docs/a.md) [b](docs/b.md) [c](docs/a.md#there) [d](docs/a.md#not-there) ![e](docs/e.png) [f](#top) [g](https://example.com) [h](../out.md)\n",
		"docs/a.md":  "# A\n\n## There\n\n[up](../README.md#top) [file](x.txt)\n",
		"docs/x.txt": "",
	} {
		if err := os.WriteFile(filepath.Join(root, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	s, err := load(root)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"README.md: (../out.md) there is no ../out.md",
		"README.md: (docs/a.md#not-there) docs/a.md has no heading with that anchor",
		"README.md: (docs/b.md) there is no docs/b.md",
		"README.md: (docs/e.png) there is no docs/e.png",
	}
	if got := s.check(); !slices.Equal(got, want) {
		t.Errorf("got %q\nwant %q", got, want)
	}
	body, err := s.pages["docs/a.md"].body()
	if err != nil || !strings.Contains(body, `href="index.html#top"`) || !strings.Contains(body, `href="`+home+`docs/x.txt"`) {
		t.Errorf("got %s, %v", body, err)
	}
}

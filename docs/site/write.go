package main

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

//go:embed page.tmpl
var layoutText string

//go:embed style.css
var style []byte

var layout = template.Must(template.New("page").Parse(layoutText))

// A page is what page.tmpl lays out.
type page struct {
	Title, Up string // Up leads to the root of the site
	Body      template.HTML
	Here      string
	Documents []link
	Checks    []link
}

type link struct{ Title, Href, Name string }

// write writes the site, in place of what is there, and returns the number of its files.
func (s *site) write(out string) (int, error) {
	if err := os.RemoveAll(out); err != nil {
		return 0, fmt.Errorf("remove the old site: %w", err)
	}
	var documents, checks []link
	for _, name := range slices.Sorted(maps.Keys(s.pages)) {
		d := s.pages[name]
		l := link{d.title, place(name), name}
		switch {
		case name == "README.md":
		case strings.HasPrefix(name, "docs/checks/"):
			checks = append(checks, l)
		default:
			documents = append(documents, l)
		}
	}
	files := map[string][]byte{"style.css": style}
	for name, d := range s.pages {
		body, err := d.body()
		if err != nil {
			return 0, fmt.Errorf("render %s: %w", name, err)
		}
		var b bytes.Buffer
		p := page{Title: d.title, Up: strings.Repeat("../", strings.Count(place(name), "/")), Body: template.HTML(body), Here: name, Documents: documents, Checks: checks}
		if err := layout.Execute(&b, p); err != nil {
			return 0, fmt.Errorf("lay out %s: %w", name, err)
		}
		files[place(name)] = b.Bytes()
	}
	for name := range s.files {
		text, err := os.ReadFile(filepath.Join(s.root, filepath.FromSlash(name)))
		if err != nil {
			return 0, fmt.Errorf("copy a file: %w", err)
		}
		files[place(name)] = text
	}
	for name, text := range files {
		file := filepath.Join(out, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			return 0, fmt.Errorf("write the site: %w", err)
		}
		if err := os.WriteFile(file, text, 0o644); err != nil {
			return 0, fmt.Errorf("write the site: %w", err)
		}
	}
	return len(files), nil
}

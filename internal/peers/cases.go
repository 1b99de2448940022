package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/rogpeppe/go-internal/txtar"
)

// A check is one of drvlint's checks with its test sources.
type check struct {
	name    string
	sources []*source
}

// A source is a driver among the test sources: a C file, or a folder with its C files.
type source struct {
	path  string // of the file or folder
	files []string
	cases []*testCase
}

// A testCase is one function whose name ends in Bad or Ok. A driver that is named so
// and has no such function is a case as a whole.
type testCase struct {
	name          string // of the function, "" for the whole driver
	bad           bool
	span          span
	source        *source
	drvlint, peer bool // whether the tool reports something in it
}

// A span is a run of lines of a file, both ends included. Without a file it is
// everywhere.
type span struct {
	file     string
	from, to int
}

func (s span) has(p place) bool {
	return s.file == "" || s.file == p.file && s.from <= p.line && p.line <= s.to
}

// findChecks lists the checks whose folders lie in the given one, sorted by name. Archives of drivers are unpacked below a folder.
func findChecks(folder, unpacked string) ([]*check, error) {
	folders, err := filepath.Glob(filepath.Join(folder, "*", "testdata"))
	if err != nil || len(folders) == 0 {
		return nil, fmt.Errorf("no test sources in %s: run it in the root of the repository (%v)", folder, err)
	}
	var list []*check
	for _, f := range folders {
		c := &check{name: filepath.Base(filepath.Dir(f))}
		if c.sources, err = findSources(f, filepath.Join(unpacked, c.name)); err != nil {
			return nil, err
		}
		list = append(list, c)
	}
	return list, nil
}

// findSources lists what a folder of test sources holds, as the checks' own tests see
// it: one driver a C file, one a folder, one a C file of an archive.
func findSources(folder, unpacked string) ([]*source, error) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil, fmt.Errorf("list the test sources: %w", err)
	}
	var list []*source
	for _, e := range entries {
		s := &source{path: filepath.Join(folder, e.Name())}
		switch {
		case filepath.Ext(s.path) == ".txtar":
			inside := filepath.Join(unpacked, e.Name())
			if err := unpack(s.path, inside); err != nil {
				return nil, err
			}
			more, err := findSources(inside, "")
			if err != nil {
				return nil, err
			}
			list = append(list, more...)
			continue
		case e.IsDir():
			if s.files, err = filepath.Glob(filepath.Join(s.path, "*.c")); err != nil {
				return nil, fmt.Errorf("list %s: %w", s.path, err)
			}
		case filepath.Ext(s.path) == ".c":
			s.files = []string{s.path}
		}
		if len(s.files) == 0 {
			continue
		}
		if err := s.findCases(); err != nil {
			return nil, err
		}
		list = append(list, s)
	}
	return list, nil
}

// unpack writes the files of an archive to a folder.
func unpack(archive, folder string) error {
	a, err := txtar.ParseFile(archive)
	if err != nil {
		return fmt.Errorf("read a test archive: %w", err)
	}
	if err := os.MkdirAll(folder, 0o777); err != nil {
		return fmt.Errorf("unpack %s: %w", archive, err)
	}
	for _, f := range a.Files {
		if err := os.WriteFile(filepath.Join(folder, f.Name), f.Data, 0o666); err != nil {
			return fmt.Errorf("unpack %s: %w", archive, err)
		}
	}
	return nil
}

func (s *source) findCases() error {
	for _, file := range s.files {
		text, err := os.ReadFile(file)
		if err != nil {
			return fmt.Errorf("read a test source: %w", err)
		}
		s.cases = append(s.cases, functions(file, string(text))...)
	}
	stem := strings.TrimSuffix(filepath.Base(s.path), ".c")
	bad := strings.HasSuffix(stem, "_bad")
	named := func(c *testCase) bool { return c.bad == bad }
	if (bad || strings.HasSuffix(stem, "_ok")) && !slices.ContainsFunc(s.cases, named) {
		s.cases = append(s.cases, &testCase{bad: bad})
	}
	for _, c := range s.cases {
		c.source = s
	}
	return nil
}

var caseName = regexp.MustCompile(`\b(\w+(?:Bad|Ok))\s*\(`)

// functions finds the cases in the text of a file. A function's head begins in the first
// column, and so do its braces, unless the opening one ends the head.
func functions(file, text string) []*testCase {
	var list []*testCase
	var open *testCase
	head := ""
	for i, line := range strings.Split(text, "\n") {
		line = strings.TrimRight(line, " \t\r")
		if line == "" || strings.ContainsRune(" \t/#", rune(line[0])) {
			continue
		}
		if m := caseName.FindStringSubmatch(line); m != nil && open == nil {
			head = m[1]
		} else if strings.Contains(line, "(") && open == nil {
			head = ""
		}
		switch {
		case open != nil && line[0] == '}':
			open.span.to = i + 1
			open = nil
		case open == nil && strings.HasSuffix(line, ";"):
			head = ""
		case open == nil && head != "" && strings.Contains(line, "{"):
			c := &testCase{name: head, bad: strings.HasSuffix(head, "Bad"), span: span{file, i + 1, i + 1}}
			list, head = append(list, c), ""
			if !strings.HasSuffix(line, "}") {
				open = c
			}
		}
	}
	return list
}

// A place is a line of a file.
type place struct {
	file string
	line int
}

// A report is one finding of a tool: its place and the places that its path passes.
type report struct {
	place
	path []place
}

// judge tells whether one of the reports belongs to the case. In a Bad function it
// counts if it lies there or its path passes there. In an Ok function every report counts, unless it is one of a Bad function.
func (c *testCase) judge(reports []report) bool {
	return slices.ContainsFunc(reports, func(r report) bool {
		if c.bad {
			return r.passes(c)
		}
		wrong := func(o *testCase) bool { return o.bad && r.passes(o) }
		return r.passes(c) && (c.span.has(r.place) && c.name != "" || !slices.ContainsFunc(c.source.cases, wrong))
	})
}

func (r report) passes(c *testCase) bool {
	return c.span.has(r.place) || slices.ContainsFunc(r.path, c.span.has)
}

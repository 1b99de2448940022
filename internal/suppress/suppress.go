package suppress

import (
	"fmt"
	"slices"

	"github.com/drvlint/drvlint/internal/report"
	"github.com/drvlint/drvlint/internal/spelling"
)

// A Set holds the markers of the files of a run, each read once.
type Set struct {
	known   []string
	sources report.Sources
	files   map[string][]*marker
	indexes map[string]*index // of the markers of a file
}

// New makes a set for checks of these names.
func New(known []string) *Set {
	return &Set{known: known, files: map[string][]*marker{}, indexes: map[string]*index{}}
}

// Read makes the set read files as sources does; before, they are read from disk.
func (s *Set) Read(sources report.Sources) { s.sources = sources }

func (s *Set) markers(file string) []*marker {
	list, ok := s.files[file]
	if !ok {
		list = find(s.sources.Open(file).Text(), s.known)
		s.files[file] = list
	}
	return list
}

func (s *Set) index(file string) *index {
	x, ok := s.indexes[file]
	if !ok {
		x = newIndex(s.markers(file))
		s.indexes[file] = x
	}
	return x
}

// Apply suppresses the findings whose primary place a marker covers. If a reason is
// required a marker without one does not count.
func (s *Set) Apply(findings []report.Finding, requireReason bool) {
	for i := range findings {
		f := &findings[i]
		for _, m := range s.index(f.File).at(f.Line, max(f.Line, f.EndLine)) {
			if !slices.Contains(m.names, f.Check) {
				continue
			}
			m.used[f.Check] = true
			if requireReason && m.reason == "" {
				m.wanting = true
			} else if f.Suppression == nil {
				f.Suppression = &report.Suppression{Kind: report.InSource, Justification: m.reason}
			}
		}
	}
}

// Notes says what is wrong with the markers in these files: names that are no checks,
// reasons that are missing and, of the checks that ran, what meets no finding.
func (s *Set) Notes(files, ran []string) []report.Notification {
	var list []report.Notification
	for _, file := range files {
		for _, m := range s.markers(file) {
			for _, n := range m.notes(s.known, ran) {
				n.File, n.Line = file, m.line
				list = append(list, n)
			}
		}
	}
	return list
}

func (m *marker) notes(known, ran []string) []report.Notification {
	var list []report.Notification
	say := func(level report.Level, format string, args ...any) {
		list = append(list, report.Notification{Level: level, Message: fmt.Sprintf(format, args...)})
	}
	if len(m.names)+len(m.unknown) == 0 {
		say(report.Warning, "this suppression names no check; write %s NAME reason", ignore)
	}
	for _, name := range m.unknown {
		say(report.Warning, "in a suppression: %v", spelling.Unknown("check", name, known))
	}
	if m.wanting {
		say(report.Warning, "this suppression does not count: it gives no reason; write one after the names")
	}
	for _, name := range m.names {
		if !m.used[name] && slices.Contains(ran, name) {
			say(report.Note, "this suppression is not needed: %s finds nothing here; remove it", name)
		}
	}
	return list
}

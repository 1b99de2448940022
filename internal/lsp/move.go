package lsp

import (
	"strings"

	"github.com/drvlint/drvlint/internal/report"
)

// An edit is a change of a text in the terms of findings: lines and columns in bytes, which
// count from 1. What was at line, column is afterwards at newLine, newColumn.
type edit struct {
	line, column, newLine, newColumn int // the end of what was replaced
}

// newEdit is the edit that replaces the bytes from one offset to another.
func newEdit(t text, from, to int, by string) edit {
	line, column := t.lineColumn(to)
	startLine, startColumn := t.lineColumn(from)
	e := edit{line: line, column: column, newLine: startLine + strings.Count(by, "\n")}
	if i := strings.LastIndexByte(by, '\n'); i >= 0 {
		e.newColumn = len(by) - i
	} else {
		e.newColumn = startColumn + len(by)
	}
	return e
}

func (t text) lineColumn(offset int) (line, column int) {
	n := int(t.position(offset).Line)
	return n + 1, offset - t.starts[n] + 1
}

// apply moves a place that lies behind the edit.
func (e edit) apply(line, column *int) {
	switch {
	case *line == e.line && *column >= e.column:
		*line, *column = e.newLine, *column-e.column+e.newColumn
	case *line > e.line:
		*line += e.newLine - e.line
	}
}

func (e edit) applyTo(at *report.Location) {
	if at.Line > 0 {
		e.apply(&at.Line, &at.Column)
		e.apply(&at.EndLine, &at.EndColumn)
	}
}

// move lets what is known of a file follow an edit of it. The fixes of findings there do
// not: their edits are those of a text that is no more.
func (s *Server) move(path string, e edit) {
	for _, k := range s.known {
		for i := range k.result.Findings {
			f := &k.result.Findings[i]
			concerned := f.File == path
			if concerned {
				e.applyTo(&f.Location)
			}
			for j := range f.Path {
				if step := &f.Path[j]; step.File == path {
					e.applyTo(&step.Location)
				}
			}
			for _, fix := range f.Fixes {
				for _, edit := range fix.Edits {
					concerned = concerned || edit.File == path
				}
			}
			if concerned {
				f.Fixes = nil
			}
		}
		for i := range k.result.Notifications {
			n := &k.result.Notifications[i]
			if column := 1; n.File == path && n.Line > 0 {
				e.apply(&n.Line, &column)
			}
		}
	}
}

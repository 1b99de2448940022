package lsp

import (
	"context"
	"slices"
	"strings"

	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"

	"github.com/drvlint/drvlint/internal/report"
)

// CodeAction offers the fixes of the findings in the lines of a range, or that the client
// says are there, and to suppress them there.
func (s *Server) CodeAction(ctx context.Context, p *protocol.CodeActionParams) ([]protocol.CommandOrCodeAction, error) {
	list := []protocol.CommandOrCodeAction{}
	if only := p.Context.Only; len(only) > 0 && !slices.ContainsFunc(only, covers) {
		return list, nil
	}
	if err := s.await(ctx); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	v := s.view()
	path := pathOf(p.TextDocument.URI)
	t := v.textOf(path)
	r := s.result()
	for i := range r.Findings {
		f := &r.Findings[i]
		if f.File != path || !f.Active() {
			continue
		}
		d := v.finding(f)
		if !sameLines(d.Range, p.Range) && !named(p.Context.Diagnostics, d) {
			continue
		}
		diagnostics := []protocol.Diagnostic{d}
		for k, fix := range f.Fixes {
			preferred := k == 0
			list = append(list, s.action(v, upperFirst(fix.Message), diagnostics, fix.Edits, preferred))
		}
		if e, ok := suppression(t, f); ok {
			list = append(list, s.action(v, "Suppress "+f.Check+" here", diagnostics, []report.Edit{e}, false))
		}
	}
	return list, nil
}

// covers reports whether a kind that is asked for has those that there are.
func covers(kind protocol.CodeActionKind) bool {
	return kind == protocol.CodeActionKindEmpty || kind == protocol.CodeActionKindQuickFix
}

// sameLines reports whether two ranges have a line in common. A selection of whole lines ends
// where the next one begins, which is not meant.
func sameLines(a, b protocol.Range) bool {
	return a.Start.Line <= lastLine(b) && b.Start.Line <= lastLine(a)
}

func lastLine(r protocol.Range) uint32 {
	if r.End.Character == 0 && r.End.Line > r.Start.Line {
		return r.End.Line - 1
	}
	return r.End.Line
}

// named reports whether a diagnostic is among those that the client knows.
func named(known []protocol.Diagnostic, d protocol.Diagnostic) bool {
	return slices.ContainsFunc(known, func(k protocol.Diagnostic) bool { return k.Code == d.Code && k.Range == d.Range })
}

func upperFirst(s string) string { return strings.ToUpper(s[:min(1, len(s))]) + s[min(1, len(s)):] }

// suppression is the edit that writes a mark above a finding's line, for its author to
// give the reason. Inside of a macro there is no line for it.
func suppression(t text, f *report.Finding) (report.Edit, bool) {
	line := t.line(f.Line - 1)
	if strings.HasSuffix(withoutEnding(t.line(f.Line-2)), `\`) {
		return report.Edit{}, false
	}
	indent := line[:len(line)-len(strings.TrimLeft(line, " \t"))]
	ending := line[len(withoutEnding(line)):]
	if ending == "" {
		ending = "\n"
	}
	at := report.Location{File: f.File, Line: f.Line, Column: 1, EndLine: f.Line, EndColumn: 1}
	return report.Edit{Location: at, NewText: indent + "// drvlint:ignore " + f.Check + " REASON" + ending}, true
}

func (s *Server) action(v *view, title string, diagnostics []protocol.Diagnostic, edits []report.Edit, preferred bool) *protocol.CodeAction {
	kind := protocol.CodeActionKindQuickFix
	return &protocol.CodeAction{Title: title, Kind: &kind, Diagnostics: diagnostics, IsPreferred: &preferred, Edit: s.workspaceEdit(v, edits)}
}

// workspaceEdit makes edits, of documents in the version that the client has if it can
// check that.
func (s *Server) workspaceEdit(v *view, edits []report.Edit) *protocol.WorkspaceEdit {
	changes := map[uri.URI][]protocol.TextEdit{}
	var order []string
	for _, e := range edits {
		u := v.uriOf(e.File)
		if changes[u] == nil {
			order = append(order, e.File)
		}
		changes[u] = append(changes[u], protocol.TextEdit{Range: v.textOf(e.File).rangeOf(e.Location), NewText: e.NewText})
	}
	if !s.abilities.versionedEdits {
		return &protocol.WorkspaceEdit{Changes: changes}
	}
	w := &protocol.WorkspaceEdit{}
	for _, file := range order {
		edit := &protocol.TextDocumentEdit{}
		edit.TextDocument.URI = v.uriOf(file)
		if d := s.documents[file]; d != nil {
			edit.TextDocument.Version = &d.version
		}
		for _, e := range changes[edit.TextDocument.URI] {
			edit.Edits = append(edit.Edits, &e)
		}
		w.DocumentChanges = append(w.DocumentChanges, edit)
	}
	return w
}

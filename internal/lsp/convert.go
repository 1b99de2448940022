package lsp

import (
	"encoding/json"

	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"

	"github.com/drvlint/drvlint/internal/check"
	"github.com/drvlint/drvlint/internal/report"
	"github.com/drvlint/drvlint/internal/resident"
)

// A view converts places, as of one moment.
type view struct {
	documents map[string]*document
	related   bool
	sources   report.Sources
	texts     map[string]text
}

// textOf returns the text of a document or of a file on disk.
func (v *view) textOf(file string) text {
	if d := v.documents[file]; d != nil {
		return d.text
	}
	t, ok := v.texts[file]
	if !ok {
		t = newText(string(v.sources.Open(file).Text()))
		v.texts[file] = t
	}
	return t
}

// uriOf spells a file as the client does.
func (v *view) uriOf(file string) uri.URI {
	if d := v.documents[file]; d != nil {
		return d.uri
	}
	return uri.File(file)
}

func (v *view) location(at report.Location) protocol.Location {
	return protocol.Location{URI: v.uriOf(at.File), Range: v.textOf(at.File).rangeOf(at)}
}

// data is what a diagnostic carries for the code actions on it.
type data struct {
	Check string `json:"check"`
}

// finding converts a finding to the diagnostic in its file.
func (v *view) finding(f *report.Finding) protocol.Diagnostic {
	d := protocol.Diagnostic{
		Range:           v.textOf(f.File).rangeOf(f.Location),
		Severity:        severity(f.Level),
		Code:            protocol.String(f.Check),
		CodeDescription: protocol.CodeDescription{Href: uri.MustParse(check.HelpURI(f.Check))},
		Source:          protocol.NewOptional(Name),
		Message:         protocol.String(f.Message),
	}
	d.Data, _ = json.Marshal(data{Check: f.Check})
	if v.related {
		for _, step := range f.Path {
			d.RelatedInformation = append(d.RelatedInformation, protocol.DiagnosticRelatedInformation{Location: v.location(step.Location), Message: step.Message})
		}
	}
	return d
}

func severity(level report.Level) protocol.DiagnosticSeverity {
	switch level {
	case report.Error:
		return protocol.DiagnosticSeverityError
	case report.Warning:
		return protocol.DiagnosticSeverityWarning
	}
	return protocol.DiagnosticSeverityInformation
}

// notification converts what is said of a file. A note on a line is about a suppression that
// is not needed.
func (v *view) notification(n report.Notification) protocol.Diagnostic {
	at := report.Location{File: n.File, Line: n.Line, Column: 1, EndLine: n.Line, EndColumn: 1 << 20}
	d := protocol.Diagnostic{
		Range: v.textOf(n.File).rangeOf(at), Severity: severity(n.Level),
		Source: protocol.NewOptional(Name), Message: protocol.String(n.Message),
	}
	if n.Level == report.Note && n.Line > 0 {
		d.Severity = protocol.DiagnosticSeverityHint
		d.Tags = protocol.NewDiagnosticTags(protocol.DiagnosticTagUnnecessary)
	}
	return d
}

func (v *view) problem(p resident.Problem) protocol.Diagnostic {
	at := report.Location{File: p.File, Line: p.Line, Column: p.Column, EndLine: p.Line, EndColumn: 1 << 20}
	return protocol.Diagnostic{
		Range: v.textOf(p.File).rangeOf(at), Severity: protocol.DiagnosticSeverityError,
		Source: protocol.NewOptional(Name), Message: protocol.String(p.Message),
	}
}

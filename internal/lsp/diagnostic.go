package lsp

import (
	"context"

	"go.lsp.dev/protocol"
)

// Diagnostic hands out what is known of one file once its present text is analysed.
func (s *Server) Diagnostic(ctx context.Context, p *protocol.DocumentDiagnosticParams) (protocol.DocumentDiagnosticReport, error) {
	if err := s.await(ctx); err != nil {
		return nil, err
	}
	list := []protocol.Diagnostic{}
	s.mu.Lock()
	path := pathOf(p.TextDocument.URI)
	for _, shown := range s.pictures() {
		if shown.file == path {
			list = shown.list
		}
	}
	s.mu.Unlock()
	id := identity(list)
	if p.PreviousResultID != nil && *p.PreviousResultID == id {
		return &protocol.RelatedUnchangedDocumentDiagnosticReport{
			UnchangedDocumentDiagnosticReport: protocol.UnchangedDocumentDiagnosticReport{Kind: string(protocol.DocumentDiagnosticReportKindUnchanged), ResultID: id},
		}, nil
	}
	return &protocol.RelatedFullDocumentDiagnosticReport{
		FullDocumentDiagnosticReport: protocol.FullDocumentDiagnosticReport{Kind: string(protocol.DocumentDiagnosticReportKindFull), ResultID: &id, Items: list},
	}, nil
}

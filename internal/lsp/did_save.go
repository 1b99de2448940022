package lsp

import (
	"context"

	"go.lsp.dev/protocol"
)

// DidSave notes that the text is what its author wants: it need not parse as well as the
// one before to count.
func (s *Server) DidSave(_ context.Context, p *protocol.DidSaveTextDocumentParams) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if d := s.documents[pathOf(p.TextDocument.URI)]; d != nil {
		d.unsaved = false
		s.changed()
	}
	return nil
}

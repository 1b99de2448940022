package lsp

import (
	"context"

	"go.lsp.dev/protocol"
)

// DidClose lets what is on disk count again.
func (s *Server) DidClose(_ context.Context, p *protocol.DidCloseTextDocumentParams) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	path := pathOf(p.TextDocument.URI)
	delete(s.documents, path)
	s.process.DropText(path)
	s.changed()
	return nil
}

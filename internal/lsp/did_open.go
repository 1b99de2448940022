package lsp

import (
	"context"

	"go.lsp.dev/protocol"
)

// DidOpen takes over a document. Documents that are no files are left alone.
func (s *Server) DidOpen(_ context.Context, p *protocol.DidOpenTextDocumentParams) error {
	if !p.TextDocument.URI.IsFile() {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	path := pathOf(p.TextDocument.URI)
	s.documents[path] = &document{uri: p.TextDocument.URI, version: p.TextDocument.Version, text: newText(p.TextDocument.Text)}
	s.process.SetText(path, []byte(p.TextDocument.Text))
	s.changed()
	return nil
}

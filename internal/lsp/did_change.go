package lsp

import (
	"context"
	"fmt"

	"go.lsp.dev/protocol"
)

// DidChange takes over an edit. What is known of the document moves along with its text
// until the text is analysed.
func (s *Server) DidChange(_ context.Context, p *protocol.DidChangeTextDocumentParams) error {
	if !p.TextDocument.URI.IsFile() {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	path := pathOf(p.TextDocument.URI)
	d := s.documents[path]
	if d == nil {
		return fmt.Errorf("%s is not open", path)
	}
	if p.TextDocument.Version < d.version {
		return fmt.Errorf("version %d of %s comes after version %d", p.TextDocument.Version, path, d.version)
	}
	for _, change := range p.ContentChanges {
		switch c := change.(type) {
		case *protocol.TextDocumentContentChangePartial:
			from, to := d.offset(c.Range.Start), d.offset(c.Range.End)
			s.move(path, newEdit(d.text, from, max(from, to), c.Text))
			d.text = d.replace(from, to, c.Text)
		case *protocol.TextDocumentContentChangeWholeDocument:
			d.text = newText(c.Text)
		}
	}
	d.version, d.unsaved = p.TextDocument.Version, true
	s.process.SetText(path, []byte(d.content))
	s.changed()
	return nil
}

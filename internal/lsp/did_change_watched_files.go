package lsp

import (
	"context"
	"path/filepath"

	"go.lsp.dev/protocol"
)

// DidChangeWatchedFiles analyses again what other programs changed. Which files make up a
// driver is found out again if a file comes or goes, or is no source.
func (s *Server) DidChangeWatchedFiles(_ context.Context, p *protocol.DidChangeWatchedFilesParams) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, change := range p.Changes {
		s.anew = s.anew || change.Type != protocol.FileChangeTypeChanged || !isSource(pathOf(change.URI))
	}
	s.changed()
	return nil
}

func isSource(path string) bool {
	switch filepath.Ext(path) {
	case ".c", ".cpp", ".cc", ".cxx", ".h", ".hpp", ".hh", ".hxx", ".inl":
		return true
	}
	return false
}

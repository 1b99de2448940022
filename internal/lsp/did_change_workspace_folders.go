package lsp

import (
	"context"
	"slices"

	"go.lsp.dev/protocol"
)

// DidChangeWorkspaceFolders takes over which folders the workspace has.
func (s *Server) DidChangeWorkspaceFolders(_ context.Context, p *protocol.DidChangeWorkspaceFoldersParams) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	removed := paths(p.Event.Removed)
	list := slices.DeleteFunc(slices.Clone(s.folders), func(folder string) bool { return slices.Contains(removed, folder) })
	list = append(list, paths(p.Event.Added)...)
	slices.Sort(list)
	s.folders = slices.Compact(list)
	s.anew = true
	s.changed()
	return nil
}

package lsp

import (
	"context"
	"strings"

	"go.lsp.dev/protocol"

	"github.com/drvlint/drvlint/internal/resident"
)

// InlayHint names the locks that are held at each call of a range, in front of it. It is off unless the
// setting inlayHints is on.
func (s *Server) InlayHint(ctx context.Context, p *protocol.InlayHintParams) ([]protocol.InlayHint, error) {
	list := []protocol.InlayHint{}
	path := pathOf(p.TextDocument.URI)
	s.mu.Lock()
	d, on := s.documents[path], s.settings.InlayHints
	s.mu.Unlock()
	if d == nil || !on {
		return list, nil
	}
	if err := s.await(ctx); err != nil {
		return nil, err
	}
	reply, err := s.process.Call(ctx, resident.Request{Held: &resident.Place{File: path}}, nil)
	if err != nil {
		return nil, protocol.ErrContentModified
	}
	s.mu.Lock()
	t := d.text
	s.mu.Unlock()
	for _, h := range reply.Hints {
		at := t.position(h.Offset)
		if before(at, p.Range.Start) || before(p.Range.End, at) {
			continue
		}
		padding := true
		list = append(list, protocol.InlayHint{Position: at, Label: protocol.String(hintWords(h)), PaddingRight: &padding})
	}
	return list, nil
}

func hintWords(h resident.Hint) string {
	var names []string
	for _, held := range h.Held {
		name := held.Name
		if !held.Always {
			name += "?"
		}
		names = append(names, name)
	}
	return "holds " + strings.Join(names, ", ")
}

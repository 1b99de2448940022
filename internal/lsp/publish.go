package lsp

import (
	"context"
	"fmt"
	"hash/fnv"
	"maps"
	"os"
	"slices"

	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"

	"github.com/drvlint/drvlint/internal/report"
)

// A picture is what is to be shown of one file.
type picture struct {
	file    string
	uri     uri.URI
	version protocol.Optional[int32] // of an open document
	list    []protocol.Diagnostic
	pulled  bool // the client asks for it itself
}

// A shown is what was last published of a file.
type shown struct {
	uri     uri.URI
	version protocol.Optional[int32]
	id      string // of the diagnostics
	pulled  bool
}

// pictures makes what is to be shown of every file of which there is something to show or
// that is open, in order. The caller holds s.mu.
func (s *Server) pictures() []picture {
	v := s.view()
	lists := map[string][]protocol.Diagnostic{}
	for file := range s.documents {
		lists[file] = []protocol.Diagnostic{}
	}
	r := s.result()
	for i := range r.Findings {
		if f := &r.Findings[i]; f.Active() {
			lists[f.File] = append(lists[f.File], v.finding(f))
		}
	}
	for _, n := range r.Notifications {
		if info, err := os.Stat(n.File); n.File == "" || err == nil && info.IsDir() || n.Routine {
			continue
		}
		lists[n.File] = append(lists[n.File], v.notification(n))
	}
	for _, p := range s.problems {
		if p.File != "" {
			lists[p.File] = append(lists[p.File], v.problem(p))
		}
	}
	var pictures []picture
	for _, file := range slices.Sorted(maps.Keys(lists)) {
		p := picture{file: file, uri: v.uriOf(file), list: lists[file]}
		if d := s.documents[file]; d != nil {
			p.version, p.pulled = protocol.NewOptional(d.version), s.abilities.pull
		}
		pictures = append(pictures, p)
	}
	return pictures
}

func (s *Server) view() *view {
	return &view{documents: s.documents, related: s.abilities.related, texts: map[string]text{}}
}

// result is what is known of all drivers, without what several of them have in common.
func (s *Server) result() *report.Result {
	total := &report.Result{}
	for _, key := range slices.Sorted(maps.Keys(s.known)) {
		r := s.known[key].result
		total.Findings = append(total.Findings, r.Findings...)
		total.Notifications = append(total.Notifications, r.Notifications...)
	}
	report.Sort(total)
	return total
}

// publish sends what is not shown yet, and takes away what is not to be shown any more. The
// caller holds s.publishing.
func (s *Server) publish(ctx context.Context, pictures []picture) {
	now := map[string]*shown{}
	refresh := false
	for _, p := range pictures {
		next := &shown{uri: p.uri, version: p.version, id: identity(p.list), pulled: p.pulled}
		now[p.file] = next
		last := s.published[p.file]
		switch {
		case last != nil && *last == *next:
		case p.pulled:
			refresh = refresh || last == nil || last.id != next.id
			if last != nil && !last.pulled {
				s.send(ctx, p.uri, protocol.Optional[int32]{}, nil) // the client will ask
			}
		default:
			s.send(ctx, p.uri, p.version, p.list)
		}
	}
	for _, file := range slices.Sorted(maps.Keys(s.published)) {
		if last := s.published[file]; now[file] == nil && !last.pulled {
			s.send(ctx, last.uri, protocol.Optional[int32]{}, nil)
		}
	}
	s.published = now
	if refresh && s.abilities.refresh {
		go s.client.DiagnosticRefresh(context.WithoutCancel(ctx))
	}
}

func (s *Server) send(ctx context.Context, file uri.URI, version protocol.Optional[int32], list []protocol.Diagnostic) {
	if list == nil {
		list = []protocol.Diagnostic{}
	}
	s.client.PublishDiagnostics(context.WithoutCancel(ctx), &protocol.PublishDiagnosticsParams{URI: file, Version: version, Diagnostics: list})
}

// identity tells lists of diagnostics apart.
func identity(list []protocol.Diagnostic) string {
	h := fnv.New64a()
	for i := range list {
		raw, err := protocol.Marshal(&list[i])
		if err != nil {
			continue // what can't be sent is not shown either
		}
		h.Write(raw)
	}
	return fmt.Sprintf("%016x", h.Sum64())
}

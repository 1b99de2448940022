package lsp

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"

	"github.com/drvlint/drvlint/internal/report"
)

// The commands of the server.
const (
	// analyzeWorkspace has all drivers of the workspace analysed, from now on, and answers once
	// that is done.
	analyzeWorkspace = "drvlint.analyzeWorkspace"
	// showReport answers with what was found and how, as text.
	showReport = "drvlint.report"
)

// ExecuteCommand does what a command asks for.
func (s *Server) ExecuteCommand(ctx context.Context, p *protocol.ExecuteCommandParams) (protocol.LSPAny, error) {
	switch p.Command {
	case analyzeWorkspace:
		s.mu.Lock()
		s.all, s.anew = true, true
		s.changed()
		s.mu.Unlock()
		if err := s.await(ctx); err != nil {
			return nil, err
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		if s.all { // nobody cancelled it
			s.show(protocol.MessageTypeInfo, "drvlint: "+report.Summary(s.complete()))
		}
		return protocol.LSPAny("null"), nil
	case showReport:
		if err := s.await(ctx); err != nil {
			return nil, err
		}
		return s.text()
	}
	return nil, jsonrpc2.NewError(jsonrpc2.InvalidParams, fmt.Sprintf("there is no command %q", p.Command))
}

// endWorkspace goes back to the drivers of the open files.
func (s *Server) endWorkspace() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.all = false
}

// complete is what is known of all drivers, with their figures. The caller holds s.mu.
func (s *Server) complete() *report.Result {
	total := s.result()
	for _, key := range slices.Sorted(maps.Keys(s.known)) {
		total.Drivers = append(total.Drivers, s.known[key].result.Drivers...)
	}
	return total
}

// text is what was found and how, as a terminal shows it.
func (s *Server) text() (protocol.LSPAny, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := s.complete()
	unsaved := map[string][]byte{}
	for file, d := range s.documents {
		unsaved[file] = []byte(d.content)
	}
	var b bytes.Buffer
	if err := report.Text(&b, r, report.TextOptions{Stats: true, Unsaved: unsaved}); err != nil {
		return nil, err
	}
	return json.Marshal(b.String())
}

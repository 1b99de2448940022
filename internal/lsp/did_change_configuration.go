package lsp

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"go.lsp.dev/protocol"

	"github.com/drvlint/drvlint/internal/resident"
)

// settings are what the client sets in its section drvlint.
type settings struct {
	resident.Settings
	// InlayHints shows the locks that are held beside each call.
	InlayHints bool `json:"inlayHints"`
}

// take replaces the settings by what a client sends: they may stand in a section drvlint or
// by themselves. Nothing is no change.
func (s *settings) take(raw protocol.LSPAny) error {
	if len(raw) == 0 || string(raw) == "null" {
		return nil
	}
	var section struct{ Drvlint json.RawMessage }
	if err := json.Unmarshal(raw, &section); err == nil && len(section.Drvlint) > 0 {
		raw = protocol.LSPAny(section.Drvlint)
	}
	var taken settings
	if err := json.Unmarshal(raw, &taken); err != nil {
		return fmt.Errorf("the settings of drvlint can't be read: %w; see docs/editors.md", err)
	}
	*s = taken
	return nil
}

// DidChangeConfiguration takes over the settings, or asks for them.
func (s *Server) DidChangeConfiguration(_ context.Context, p *protocol.DidChangeConfigurationParams) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if empty := len(p.Settings) == 0 || string(p.Settings) == "null" || string(p.Settings) == "{}"; empty && s.abilities.configuration {
		go func() {
			ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
			defer cancel()
			s.askForSettings(ctx)
		}()
		return nil
	}
	s.configure(p.Settings)
	return nil
}

// askForSettings takes over the settings of a client that hands them out on demand.
func (s *Server) askForSettings(ctx context.Context) {
	section := Name
	list, err := s.client.Configuration(ctx, &protocol.ConfigurationParams{Items: []protocol.ConfigurationItem{{Section: &section}}})
	if err != nil {
		s.log(protocol.MessageTypeWarning, "the client does not tell its settings: "+err.Error())
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, raw := range list {
		s.configure(raw)
	}
}

func (s *Server) configure(raw protocol.LSPAny) {
	if err := s.settings.take(raw); err != nil {
		s.complain(err.Error())
		return
	}
	s.changed()
	if s.abilities.hintRefresh {
		go s.client.InlayHintRefresh(context.Background())
	}
}

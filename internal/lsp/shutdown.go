package lsp

import "context"

// Shutdown ends the analysis; what comes after it but exit is refused.
func (s *Server) Shutdown(context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.phase = shutDown
	s.process.Close()
	return nil
}

// Exit ends the server.
func (s *Server) Exit(context.Context) error {
	s.quit()
	return nil
}

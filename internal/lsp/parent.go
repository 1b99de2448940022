package lsp

// watchParent ends the server when the process that started it is gone, which a client
// that was killed may not show by closing its end. A process that can't be seen from here,
// as that of an editor outside of this container, is not watched.
func (s *Server) watchParent(pid int) {
	if pid > 1 && await(pid, s.gone) {
		s.quit()
	}
}

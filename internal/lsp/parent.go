package lsp

import (
	"errors"
	"syscall"
	"time"
)

// watchParent ends the server when the process that started it is gone, which a client
// that was killed may not show by closing its end. A process that can't be seen from here,
// as that of an editor outside of this container, is not watched.
func (s *Server) watchParent(pid int) {
	if pid <= 1 || !alive(pid) {
		return
	}
	for tick := time.Tick(2 * time.Second); alive(pid); {
		select {
		case <-tick:
		case <-s.gone:
			return
		}
	}
	s.quit()
}

func alive(pid int) bool { return !errors.Is(syscall.Kill(pid, 0), syscall.ESRCH) }

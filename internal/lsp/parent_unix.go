//go:build unix

package lsp

import (
	"errors"
	"syscall"
	"time"
)

// await returns when the process is gone, with true; or with false when stop is closed, or at
// once if it can't be seen from here.
func await(pid int, stop <-chan struct{}) bool {
	if !alive(pid) {
		return false
	}
	for tick := time.Tick(2 * time.Second); alive(pid); {
		select {
		case <-tick:
		case <-stop:
			return false
		}
	}
	return true
}

func alive(pid int) bool { return !errors.Is(syscall.Kill(pid, 0), syscall.ESRCH) }

//go:build unix

package child

import (
	"syscall"
	"time"
)

// processorTime is what the process has used so far.
func processorTime() time.Duration {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		return 0 // it can't fail for the own process
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

//go:build unix

package child

import (
	"os"
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

// parentGone returns what tells whether the process that started this one is gone: then another
// has taken its part.
func parentGone() func() bool {
	parent := os.Getppid()
	return func() bool { return os.Getppid() != parent }
}

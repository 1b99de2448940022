//go:build unix

package main

import (
	"os"
	"syscall"
)

// peakOf is the most memory that a process held, in MiB.
func peakOf(state *os.ProcessState) float64 {
	if usage, ok := state.SysUsage().(*syscall.Rusage); ok {
		return float64(usage.Maxrss) / 1024 // Linux counts in KiB
	}
	return 0
}

package worker

import (
	"fmt"
	"os"

	"github.com/landlock-lsm/go-landlock/landlock"
	syscalls "github.com/landlock-lsm/go-landlock/landlock/syscall"
)

// ownFigures are the files in which the system tells the watch what this process uses.
var ownFigures = []string{"/proc/self/statm", "/proc/self/status", "/proc/self/stat"}

// confine takes from this process and all of its threads, for good, the right to open
// files but for reading those at the paths and below. Where the kernel lacks Landlock, or
// some of it, it takes what can be taken. What is open stays open.
func confine(paths []string) error {
	rules := []landlock.Rule{landlock.PathAccess(syscalls.AccessFSReadFile, ownFigures...).IgnoreIfMissing()}
	for _, path := range paths {
		access := landlock.AccessFSSet(syscalls.AccessFSReadFile)
		if info, err := os.Stat(path); err == nil && info.IsDir() {
			access |= syscalls.AccessFSReadDir
		}
		rules = append(rules, landlock.PathAccess(access, path).IgnoreIfMissing())
	}
	if err := landlock.V5.BestEffort().RestrictPaths(rules...); err != nil {
		return fmt.Errorf("confine the worker: %w", err)
	}
	return nil
}

package worker

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

// Limits are what one unit may use up.
type Limits struct {
	Time   time.Duration // of processor time
	Memory int64         // bytes that the worker may hold
}

// The exit codes by which a worker says that it gave a unit up.
const (
	exitTime   = 81
	exitMemory = 82
	exitOrphan = 83 // whoever started it is gone
)

// pause is how often a worker looks at what it uses.
const pause = 20 * time.Millisecond

// A watch ends the process when a unit exceeds its limits: nothing else can stop
// libclang.
type watch struct {
	mu     sync.Mutex
	limits Limits
	used   time.Duration // processor time when the unit began
	busy   bool
}

func startWatch() *watch {
	w := &watch{}
	parent := os.Getppid()
	go func() {
		for range time.Tick(pause) {
			if os.Getppid() != parent {
				os.Exit(exitOrphan)
			}
			w.look()
		}
	}()
	return w
}

func (w *watch) begin(limits Limits) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.limits, w.used, w.busy = limits, processorTime(), true
}

func (w *watch) end() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.busy = false
}

func (w *watch) look() {
	w.mu.Lock()
	defer w.mu.Unlock()
	switch {
	case !w.busy:
	case processorTime()-w.used > w.limits.Time:
		os.Exit(exitTime)
	case memory() > w.limits.Memory:
		os.Exit(exitMemory)
	}
}

// processorTime is what the process has used so far.
func processorTime() time.Duration {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		return 0 // it can't fail for the own process
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

// memory is what the process holds now, in bytes; 0 where the system does not tell. The
// peak that getrusage tells begins with that of the process which started this one.
func memory() int64 {
	text, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		return 0
	}
	fields := strings.Fields(string(text))
	if len(fields) < 2 {
		return 0
	}
	pages, err := strconv.ParseInt(fields[1], 10, 64)
	if err != nil {
		return 0
	}
	return pages * int64(os.Getpagesize())
}

// A failure is the end of a worker in the middle of a unit.
type failure uint8

const (
	crash failure = iota
	tooLong
	tooMuch
)

// message says what became of a file, and what to do.
func (f failure) message(limits Limits) string {
	const leave = "what depends on it may be missing from the findings; leave it out of the project"
	switch f {
	case tooLong:
		return fmt.Sprintf("was given up after %v of processor time, so nothing in it is analysed and %s, or allow more with --unit-time", limits.Time, leave)
	case tooMuch:
		return fmt.Sprintf("was given up because it took more than %d MiB of memory, so nothing in it is analysed and %s, or allow more with --unit-memory", limits.Memory>>20, leave)
	}
	return fmt.Sprintf("makes clang crash, so nothing in it is analysed and %s, or find the lines that do it by removing others", leave)
}

package child

import (
	"os"
	"runtime/debug"
	"sync"
	"time"
)

// pause is how often a process looks at what it uses.
const pause = 20 * time.Millisecond

// A Watch ends the process when a piece of work exceeds its limits: nothing else can stop
// libclang, or give back what a driver made the engine allocate.
type Watch struct {
	last func(Failure) // told before the end; may be nil

	mu     sync.Mutex
	limits Limits
	used   time.Duration // processor time when the work began
	busy   bool
}

// NewWatch begins to watch this process, which also ends when the one that started it is gone.
// Last, if it is not nil, is called before a limit ends the process.
func NewWatch(last func(Failure)) *Watch {
	w := &Watch{last: last}
	gone := parentGone()
	go func() {
		thrift := newThrift()
		thrift.tune()
		for range time.Tick(pause) {
			if gone() {
				os.Exit(exitOrphan)
			}
			thrift.tune()
			w.look()
		}
	}()
	return w
}

// Begin says that work begins which may use so much, and ends what was begun before.
func (w *Watch) Begin(limits Limits) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if limits.Memory != w.limits.Memory {
		// Garbage counts as memory held: it is collected the more often the nearer the limit.
		debug.SetMemoryLimit(limits.Memory / 10 * 9)
		contain(limits)
	}
	w.limits, w.used, w.busy = limits, processorTime(), true
}

// End says that the work is done.
func (w *Watch) End() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.busy = false
}

func (w *Watch) look() {
	w.mu.Lock()
	defer w.mu.Unlock()
	switch {
	case !w.busy:
	case processorTime()-w.used > w.limits.Time:
		w.exit(TooLong)
	case memory() > w.limits.Memory:
		w.exit(TooMuch)
	}
}

func (w *Watch) exit(f Failure) {
	if w.last != nil {
		w.last(f)
	}
	os.Exit(exits[f])
}

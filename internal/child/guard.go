package child

import (
	"runtime/debug"
	"sync/atomic"
	"time"
)

// A Guard holds the process that starts the others to a limit of memory. It watches from NewGuard
// to Close.
type Guard struct {
	limit, before int64 // of this watch, and of what collected garbage before it
	full          atomic.Bool
	done          chan struct{}
}

// NewGuard begins to watch this process, which may hold limit bytes; last is called once it holds
// more, and must end the process. What is garbage is collected before it gets that far.
func NewGuard(limit int64, last func()) *Guard {
	g := &Guard{limit: limit, before: debug.SetMemoryLimit(limit / 10 * 6), done: make(chan struct{})}
	go func() {
		tick := time.NewTicker(pause)
		defer tick.Stop()
		for {
			select {
			case <-g.done:
				return
			case <-tick.C:
				held := memory()
				g.full.Store(held > limit/4*3)
				if held > limit {
					last()
				}
			}
		}
	}()
	return g
}

// Full reports whether the process holds more than three quarters of what it may.
func (g *Guard) Full() bool { return g.full.Load() }

// Limit is what the process may hold, in bytes.
func (g *Guard) Limit() int64 { return g.limit }

// Close ends the watch.
func (g *Guard) Close() {
	close(g.done)
	debug.SetMemoryLimit(g.before)
}

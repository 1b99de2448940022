package resident

import (
	"fmt"
	"io"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/drvlint/drvlint/internal/child"
)

// Limits are what the process may use up. All that it holds counts against Memory.
type Limits struct {
	UnitTime   time.Duration // of processor time, to read one file
	DriverTime time.Duration // ... to link and check one driver, and to answer a question about it
	Memory     int64         // bytes
}

// A limiter ends the process when a step of its work exceeds the limits, and says before which
// step it was. The nil pointer limits nothing.
type limiter struct {
	limits Limits
	watch  *child.Watch

	mu      sync.Mutex
	reading []string // files, in the order in which they were begun
	doing   string   // what else it is at
}

// newLimiter says on to what exceeded the limits.
func newLimiter(limits Limits, to io.Writer) *limiter {
	l := &limiter{limits: limits}
	l.watch = child.NewWatch(func(f child.Failure) { fmt.Fprintln(to, l.exceeded(f)) })
	return l
}

func (l *limiter) exceeded(f child.Failure) string {
	l.mu.Lock()
	defer l.mu.Unlock()
	what, limit := l.doing, l.limits.DriverTime
	if len(l.reading) > 0 {
		what, limit = "reading "+strings.Join(l.reading, ", "), l.limits.UnitTime
	}
	if f == child.TooMuch {
		return fmt.Sprintf("%s took more than %d MiB of memory", what, l.limits.Memory>>20)
	}
	return fmt.Sprintf("%s took more than %v of processor time", what, limit)
}

// read says that a file begins to be read, and returns what ends that. Files that are read at the
// same time use up the processor's time together.
func (l *limiter) read(file string) (done func()) {
	if l == nil {
		return func() {}
	}
	step := func() {
		l.watch.Begin(child.Limits{Time: l.limits.UnitTime * time.Duration(runtime.GOMAXPROCS(0)), Memory: l.limits.Memory})
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.reading = append(l.reading, file)
	step()
	return func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		if i := slices.Index(l.reading, file); i >= 0 {
			l.reading = slices.Delete(l.reading, i, i+1)
		}
		step()
	}
}

// do says what begins that is no reading of a file, and returns what ends it.
func (l *limiter) do(what string) (done func()) {
	if l == nil {
		return func() {}
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.doing = what
	l.watch.Begin(child.Limits{Time: l.limits.DriverTime, Memory: l.limits.Memory})
	return l.watch.End
}

package runner

import (
	"errors"
	"fmt"
	"time"

	"github.com/drvlint/drvlint/internal/project"
)

// ErrOver is why work was broken off when the time of the run was over.
var ErrOver = errors.New("the time of the whole run was over")

// A Budget is what a run may use up. The zero value sets no limit.
type Budget struct {
	Time time.Duration // by the clock, as it was given
	End  time.Time     // when that is over; the zero time is never
	// Full reports whether this process, which holds what the others found out, holds nearly as
	// much as it may; nil: it may hold anything.
	Full   func() bool
	Memory int64 // how much that is, in bytes, as it was given
}

func (b Budget) over() bool { return !b.End.IsZero() && !time.Now().Before(b.End) }

func (b Budget) full() bool { return b.Full != nil && b.Full() }

func (b Budget) notReached(d project.Driver) string {
	return fmt.Sprintf("driver %s was not reached within the time of the whole run, %v, so nothing of it is analysed; allow more with --time, or name fewer paths", d.Name, b.Time)
}

func (b Budget) brokenOff(d project.Driver) string {
	return fmt.Sprintf("driver %s was not done within the time of the whole run, %v, so nothing of it is reported; allow more with --time, or name fewer paths", d.Name, b.Time)
}

func (b Budget) dropped(d project.Driver) string {
	return fmt.Sprintf("driver %s was given up because what is known of the drivers at work took nearly %d MiB of memory, so nothing of it is reported; allow more with --memory, say -j 1, or name fewer paths", d.Name, b.Memory>>20)
}

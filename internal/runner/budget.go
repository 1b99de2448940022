package runner

import (
	"errors"
	"fmt"
	"time"

	"github.com/drvlint/drvlint/internal/project"
)

// ErrOver is why work was broken off when the time of the run was over.
var ErrOver = errors.New("the time of the whole run was over")

// A Budget is how long a run may take by the clock. The zero value sets no limit.
type Budget struct {
	Time time.Duration // as it was given
	End  time.Time     // when it is over; the zero time is never
}

func (b Budget) over() bool { return !b.End.IsZero() && !time.Now().Before(b.End) }

func (b Budget) notReached(d project.Driver) string {
	return fmt.Sprintf("driver %s was not reached within the time of the whole run, %v, so nothing of it is analysed; allow more with --time, or name fewer paths", d.Name, b.Time)
}

func (b Budget) brokenOff(d project.Driver) string {
	return fmt.Sprintf("driver %s was not done within the time of the whole run, %v, so nothing of it is reported; allow more with --time, or name fewer paths", d.Name, b.Time)
}

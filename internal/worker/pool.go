package worker

import (
	"errors"
	"fmt"
	"time"

	"github.com/drvlint/drvlint/internal/child"
	"github.com/drvlint/drvlint/internal/clang"
	"github.com/drvlint/drvlint/internal/facts"
)

// A Pool is worker processes, which are started when they are needed and live until Close.
// As many run at once as Load is called at once.
type Pool struct {
	crew *child.Crew[struct{}]
	disk *clang.Disk
}

// NewPool makes a pool without workers. Nothing is loaded beyond the deadline; the zero time
// is none.
func NewPool(limits child.Limits, deadline time.Time) *Pool {
	return &Pool{child.NewCrew[struct{}](Command, limits, deadline), clang.NewDisk()}
}

// reads are what a worker may read for a unit: the first unit's are all that it may ever.
type reads clang.Reads

func (r reads) CoveredBy(first child.Needs) bool {
	of, ok := first.(reads)
	return ok && clang.Reads(of).Cover(clang.Reads(r))
}

// Library has a worker load libclang, which waits for a unit afterwards, and returns which it is. So whoever hands units on
// loads none itself. The error says what to do.
func (p *Pool) Library() (clang.Choice, error) {
	answer, failure, err := p.crew.Introduce(nil, loading)
	if err != nil {
		return clang.Choice{}, err
	}
	if failure != child.Answered {
		return clang.Choice{}, errors.New("the process that loads libclang ended: there may be too little memory, or the file is damaged; free some, or name another file by --libclang")
	}
	known, err := introductions.Read(answer)
	switch {
	case err != nil:
		return clang.Choice{}, fmt.Errorf("read which libclang a worker has loaded: %w", err)
	case known.Problem != "":
		return clang.Choice{}, errors.New(known.Problem)
	}
	return known.Choice, nil
}

// loading is what a worker may use up to load libclang, which takes 0.05 s and 150 MiB.
var loading = child.Limits{Time: time.Minute, Memory: 2 << 30}

// Load parses and lowers the unit of a task in a worker. If the worker fails, there is no IR
// and a problem says why. It may be called from many goroutines.
func (p *Pool) Load(t clang.Task) *facts.Unit {
	answer, failure, err := p.crew.Ask(func(*struct{}) []byte { return requests.Append(nil, &t) }, t.Checkout, reads(p.disk.Reads(t)))
	if failure != child.Answered && err == nil {
		return facts.Problem(t.Unit.File, message(failure, p.crew.Limits()))
	}
	var unit *facts.Unit
	if err == nil {
		unit, err = facts.ReadUnit(answer)
	}
	if err != nil {
		return facts.Problem(t.Unit.File, "can't be analysed: "+err.Error())
	}
	return unit
}

// Warm starts a worker that waits for a unit. It may be called while units are loaded.
func (p *Pool) Warm() { p.crew.Warm() }

// message says what became of a file, and what to do.
func message(f child.Failure, limits child.Limits) string {
	const leave = "what depends on it may be missing from the findings; leave it out of the project"
	switch f {
	case child.Over:
		return "was given up because the time of the whole run was over, so nothing in it is analysed; allow more with --time"
	case child.TooLong:
		return fmt.Sprintf("was given up after %v of processor time, so nothing in it is analysed and %s, or allow more with --unit-time", limits.Time, leave)
	case child.TooMuch:
		return fmt.Sprintf("was given up because it took more than %d MiB of memory, so nothing in it is analysed and %s, or allow more with --unit-memory", limits.Memory>>20, leave)
	}
	return fmt.Sprintf("makes clang crash, so nothing in it is analysed and %s, or find the lines that do it by removing others", leave)
}

// Close ends the workers. No Load may be under way.
func (p *Pool) Close() { p.crew.Close() }

package child

import (
	"slices"
	"sync"
	"time"
)

// A Crew is processes that do one kind of work, which are started when they are needed and live
// until Close. As many run at once as Ask is called at once. Of each process something is known,
// as long as it lives.
type Crew[Known any] struct {
	command  string
	limits   Limits
	deadline time.Time

	mu   sync.Mutex
	idle []*process[Known] // the one that has waited longest first
}

// Needs are what a piece of work needs of its process, which its first work bound for good.
type Needs interface {
	// CoveredBy reports whether a process can do the work whose first one had other needs.
	CoveredBy(first Needs) bool
}

// maxIdle bounds the processes that wait for work which they can do.
const maxIdle = 8

// NewCrew makes a crew without processes. Each is this program, run with the command, which
// must call Serve on its standard streams. No work goes on beyond the deadline; the zero time
// is none.
func NewCrew[Known any](command string, limits Limits, deadline time.Time) *Crew[Known] {
	return &Crew[Known]{command: command, limits: limits, deadline: deadline}
}

// Limits are those of each piece of work.
func (c *Crew[Known]) Limits() Limits { return c.limits }

// Ask lets a process answer a message, if possible one that worked on something near before.
// The message is made for a process, with what is known of it, and once more if that one fails
// and a fresh one, of which nothing is known, may not. Needs are nil, in all calls, if any process will do. The error says why no process could
// be started. It may be called from many goroutines.
func (c *Crew[Known]) Ask(message func(*Known) []byte, near string, needs Needs) ([]byte, Failure, error) {
	p := c.take(near, needs)
	earlier := p.done
	answer, failure, err := c.try(p, message, near)
	if earlier > 0 && (failure == Crash || failure == TooMuch) {
		// What earlier work left behind in the process must not tell: the result would
		// depend on the order of the work.
		answer, failure, err = c.try(&process[Known]{first: needs}, message, near)
	}
	return answer, failure, err
}

// try asks a process, which goes back to the crew if it lives.
func (c *Crew[Known]) try(p *process[Known], message func(*Known) []byte, near string) ([]byte, Failure, error) {
	if err := p.start(c.command); err != nil {
		return nil, Crash, err
	}
	answer, failure := p.ask(func() []byte { return message(&p.known) }, c.limits, c.deadline)
	if failure != Answered {
		return nil, failure, nil
	}
	p.done++
	p.near = near
	c.mu.Lock()
	defer c.mu.Unlock()
	c.idle = append(c.idle, p)
	return answer, Answered, nil
}

// Warm starts a process that waits for any work: whoever asks next finds it ready.
func (c *Crew[Known]) Warm() {
	p := &process[Known]{}
	if p.start(c.command) != nil {
		return // whoever asks is told
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.idle = append(c.idle, p)
}

// Introduce asks a fresh process what is the same for all of them, within limits of its own. Afterwards the process waits for
// any work.
func (c *Crew[Known]) Introduce(message []byte, limits Limits) ([]byte, Failure, error) {
	p := &process[Known]{}
	if err := p.start(c.command); err != nil {
		return nil, Crash, err
	}
	answer, failure := p.ask(func() []byte { return message }, limits, time.Time{})
	if failure == Answered {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.idle = append(c.idle, p)
	}
	return answer, failure, nil
}

// take returns an idle process that can do the work, one that worked on something near if
// there is one, or one that has done nothing yet, or a process to start.
func (c *Crew[Known]) take(near string, needs Needs) *process[Known] {
	c.mu.Lock()
	defer c.mu.Unlock()
	best := -1
	for i, p := range c.idle {
		if p.done == 0 {
			if best < 0 {
				best = i
			}
			continue
		}
		if (needs == nil || needs.CoveredBy(p.first)) && (best < 0 || c.idle[best].done == 0 || p.near == near && c.idle[best].near != near) {
			best = i
		}
	}
	if best >= 0 {
		p := c.idle[best]
		c.idle = slices.Delete(c.idle, best, best+1)
		if p.done == 0 {
			p.first = needs
		}
		return p
	}
	if len(c.idle) >= maxIdle {
		c.idle[0].stop()
		c.idle = slices.Delete(c.idle, 0, 1)
	}
	return &process[Known]{first: needs}
}

// Close ends the processes. No Ask may be under way.
func (c *Crew[Known]) Close() {
	for _, p := range c.idle {
		p.stop()
	}
	c.idle = nil
}

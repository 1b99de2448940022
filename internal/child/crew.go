package child

import (
	"slices"
	"sync"
	"time"
)

// A Crew is processes that do one kind of work, which are started when they are needed and live
// until Close. As many run at once as Ask is called at once.
type Crew struct {
	command  string
	limits   Limits
	deadline time.Time

	mu   sync.Mutex
	idle []*process
}

// NewCrew makes a crew without processes. Each is this program, run with the command, which
// must call Serve on its standard streams. No work goes on beyond the deadline; the zero time
// is none.
func NewCrew(command string, limits Limits, deadline time.Time) *Crew {
	return &Crew{command: command, limits: limits, deadline: deadline}
}

// Limits are those of each piece of work.
func (c *Crew) Limits() Limits { return c.limits }

// Ask lets a process answer a message, if possible one that worked on something near before.
// The error says why no process could be started. It may be called from many goroutines.
func (c *Crew) Ask(message []byte, near string) ([]byte, Failure, error) {
	p := c.take(near)
	earlier := p.done
	answer, failure, err := c.try(p, message, near)
	if earlier > 0 && (failure == Crash || failure == TooMuch) {
		// What earlier work left behind in the process must not tell: the result would
		// depend on the order of the work.
		answer, failure, err = c.try(&process{}, message, near)
	}
	return answer, failure, err
}

// try asks a process, which goes back to the crew if it lives.
func (c *Crew) try(p *process, message []byte, near string) ([]byte, Failure, error) {
	if err := p.start(c.command); err != nil {
		return nil, Crash, err
	}
	answer, failure := p.ask(message, c.limits, c.deadline)
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

// take returns an idle process, one that worked on something near if there is one, or a
// process to start.
func (c *Crew) take(near string) *process {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.idle) == 0 {
		return &process{}
	}
	i := slices.IndexFunc(c.idle, func(p *process) bool { return p.near == near })
	i = max(i, 0)
	p := c.idle[i]
	c.idle = slices.Delete(c.idle, i, i+1)
	return p
}

// Close ends the processes. No Ask may be under way.
func (c *Crew) Close() {
	for _, p := range c.idle {
		p.stop()
	}
	c.idle = nil
}

package worker

import (
	"fmt"
	"slices"
	"sync"

	"github.com/drvlint/drvlint/internal/clang"
)

// A Pool is worker processes, which are started when they are needed and live until Close.
// As many run at once as Load is called at once.
type Pool struct {
	limits Limits

	mu   sync.Mutex
	idle []*process
}

// NewPool makes a pool without workers.
func NewPool(limits Limits) *Pool { return &Pool{limits: limits} }

// Load parses and lowers the unit of a task in a worker. If the worker fails, the unit is
// nil and a problem says why. It may be called from many goroutines.
func (p *Pool) Load(t clang.Task) *clang.Parsed {
	parsed, failed, err := p.try(p.take(t.Checkout), t)
	if failed != nil && failed.units > 0 && failed.why != tooLong {
		// What earlier units left behind in the worker must not tell: the result would
		// depend on the order of the work.
		parsed, failed, err = p.try(&process{}, t)
	}
	switch {
	case err != nil:
		return problem(t, "can't be analysed: "+err.Error())
	case failed != nil:
		return problem(t, failed.why.message(p.limits))
	}
	return parsed
}

func problem(t clang.Task, message string) *clang.Parsed {
	return &clang.Parsed{Problems: []clang.Problem{{File: t.Unit.File, Message: message}}}
}

// A failed worker had loaded some units before.
type failed struct {
	why   failure
	units int
}

// try asks a worker, which goes back to the pool if it lives.
func (p *Pool) try(w *process, t clang.Task) (*clang.Parsed, *failed, error) {
	if err := w.start(); err != nil {
		return nil, nil, err
	}
	answer, why, ok := w.ask(request{t, p.limits})
	if !ok {
		return nil, &failed{why, w.units}, nil
	}
	parsed, err := answers.Read(answer)
	if err != nil {
		w.stop()
		return nil, nil, fmt.Errorf("read the answer of a worker: %w", err)
	}
	w.units++
	w.checkout = t.Checkout
	p.mu.Lock()
	defer p.mu.Unlock()
	p.idle = append(p.idle, w)
	return *parsed, nil, nil
}

// take returns an idle worker, one that has read files of the same driver if there is
// one, or a worker to start.
func (p *Pool) take(checkout string) *process {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.idle) == 0 {
		return &process{}
	}
	i := slices.IndexFunc(p.idle, func(w *process) bool { return w.checkout == checkout })
	i = max(i, 0)
	w := p.idle[i]
	p.idle = slices.Delete(p.idle, i, i+1)
	return w
}

// Close ends the workers. No Load may be under way.
func (p *Pool) Close() {
	for _, w := range p.idle {
		w.stop()
	}
	p.idle = nil
}

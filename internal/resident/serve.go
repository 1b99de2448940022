package resident

import (
	"context"
	"encoding/gob"
	"errors"
	"fmt"
	"io"
	"runtime/debug"
	"sync"
)

// Serve answers requests until its input ends. Everything is done in the order in which
// it is asked for; a later Update stops an earlier one. What exceeds the limits ends the
// process, which says so on complaints.
func Serve(in io.Reader, out, complaints io.Writer, limits Limits) error {
	// Most of what an analysis allocates lives until the next one.
	debug.SetGCPercent(400)
	limiter := newLimiter(limits, complaints)
	s := &service{workspace: newWorkspace(limiter), out: gob.NewEncoder(out), running: map[int]context.CancelFunc{}}
	requests := newQueue[*asked]()
	go func() {
		for {
			a, _ := requests.pop()
			s.answer(a)
		}
	}()
	s.fail(s.read(gob.NewDecoder(in), requests))
	return s.failure() // nobody listens any more, whatever is being worked on
}

// A service is the process's side of the pipe.
type service struct {
	workspace *workspace
	mu        sync.Mutex
	out       *gob.Encoder
	running   map[int]context.CancelFunc // the updates that are not answered
	err       error
}

// An asked is a request that waits for its turn.
type asked struct {
	*Request
	ctx context.Context
}

// read takes in requests and stops the updates that nobody wants any more.
func (s *service) read(in *gob.Decoder, requests *queue[*asked]) error {
	for {
		r := &Request{}
		if err := in.Decode(r); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return fmt.Errorf("read a request: %w", err)
		}
		requests.push(&asked{r, s.begin(r)})
	}
}

// begin stops what a request makes pointless, and returns the context of its own work.
func (s *service) begin(r *Request) context.Context {
	s.mu.Lock()
	defer s.mu.Unlock()
	for id, stop := range s.running {
		if r.Update != nil || r.Cancel == id {
			stop()
		}
	}
	if r.Update == nil {
		return context.Background()
	}
	ctx, cancel := context.WithCancel(context.Background())
	s.running[r.ID] = cancel
	return ctx
}

func (s *service) answer(a *asked) {
	w := s.workspace
	defer w.limiter.do("answering the editor")()
	w.take(a.Texts)
	reply := Reply{ID: a.ID}
	switch {
	case a.Update != nil:
		var err error
		reply.Drivers, reply.Problems, err = w.update(a.ctx, a.Update, func(p Progress) { s.send(Reply{ID: a.ID, Progress: &p}) })
		reply.Superseded = errors.Is(err, context.Canceled)
		if err != nil && !reply.Superseded {
			reply.Error = err.Error()
		}
		s.forget(a.ID)
	case a.Before != nil:
		reply.State = w.before(a.Before)
	case a.Held != nil:
		reply.Hints = w.held(a.Held)
	default:
		return // it only told something
	}
	s.send(reply)
}

func (s *service) forget(id int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.running[id]()
	delete(s.running, id)
}

func (s *service) send(r Reply) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.out.Encode(r); err != nil && s.err == nil {
		s.err = fmt.Errorf("answer a request: %w", err)
	}
}

func (s *service) fail(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.err == nil {
		s.err = err
	}
}

func (s *service) failure() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.err
}

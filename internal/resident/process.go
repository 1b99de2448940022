package resident

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"sync"
	"time"
)

// Patience is how long the process may be silent while it owes an answer. It tells of every
// file that it loads; no step takes a tenth of that with the largest drivers that we know.
const Patience = 2 * time.Minute

// ErrSuperseded is the answer to an update after which another one was asked for.
var ErrSuperseded = errors.New("superseded")

// A Process is the side of who asks. It starts the process when it is first needed, and
// again when it was lost.
type Process struct {
	// Command makes the process, which must call Serve on its standard streams.
	Command  func() *exec.Cmd
	Patience time.Duration

	mu    sync.Mutex
	texts map[string][]byte // the unsaved texts as they are
	life  *life             // nil before the first request
	last  int               // ID of the last request
}

// NewProcess makes a process that is started when it is first asked for something.
func NewProcess(command func() *exec.Cmd) *Process {
	return &Process{Command: command, Patience: Patience, texts: map[string][]byte{}}
}

// SetText lets an unsaved text of a file count from the next request on.
func (p *Process) SetText(file string, text []byte) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.texts[file] = text
}

// DropText lets what is on disk count again from the next request on.
func (p *Process) DropText(file string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.texts, file)
}

// Close ends the process.
func (p *Process) Close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.life != nil {
		p.life.lose(errors.New("the analysis was closed"))
	}
}

// Call asks and waits for the answer. Progress may be nil. The error is that of ctx,
// ErrSuperseded, or says how the process was lost; the next call starts another one.
func (p *Process) Call(ctx context.Context, r Request, progress func(Progress)) (Reply, error) {
	l, replies, err := p.ask(&r)
	if err != nil {
		return Reply{}, err
	}
	defer l.forget(r.ID)
	watch := time.NewTicker(max(p.Patience/10, time.Millisecond))
	defer watch.Stop()
	for {
		reply, ok := Reply{}, false
		select {
		case reply, ok = <-replies:
		case <-l.over:
			return Reply{}, l.why
		case <-watch.C:
			if l.silent() > p.Patience {
				l.lose(fmt.Errorf("it said nothing for %v", p.Patience))
			}
		case <-ctx.Done():
			l.requests.push(Request{Cancel: r.ID})
			return Reply{}, ctx.Err()
		}
		switch {
		case !ok:
		case reply.Superseded:
			return Reply{}, ErrSuperseded
		case reply.Error != "":
			return Reply{}, errors.New(reply.Error)
		case reply.Progress == nil:
			return reply, nil
		case progress != nil:
			progress(*reply.Progress)
		}
	}
}

// ask sends a request, with the texts that changed since the last one.
func (p *Process) ask(r *Request) (*life, <-chan Reply, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.life == nil || p.life.ended() {
		l, err := begin(p.Command())
		if err != nil {
			return nil, nil, err
		}
		p.life = l
	}
	p.last++
	r.ID = p.last
	r.Texts = p.life.news(p.texts)
	replies := p.life.expect(r.ID)
	p.life.requests.push(*r)
	return p.life, replies, nil
}

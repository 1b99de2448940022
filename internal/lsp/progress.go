package lsp

import (
	"context"
	"fmt"
	"time"

	"go.lsp.dev/protocol"

	"github.com/drvlint/drvlint/internal/resident"
)

// An indicator shows how far the loading of drivers is, once there is something to show.
type indicator struct {
	server *Server
	ctx    context.Context // ends when the user cancels
	cancel context.CancelFunc
	steps  chan resident.Progress // nil until there is something to show
	done   chan struct{}
}

func (s *Server) newIndicator(ctx context.Context) *indicator {
	b := &indicator{server: s}
	b.ctx, b.cancel = context.WithCancel(ctx)
	return b
}

// progress shows a step. Steps that come too fast for the client are left out.
func (b *indicator) progress(p resident.Progress) {
	if b.steps == nil {
		b.steps, b.done = make(chan resident.Progress, 1), make(chan struct{})
		go b.show()
	}
	select {
	case b.steps <- p:
	default:
	}
}

// end takes the progress away.
func (b *indicator) end() {
	if b.steps != nil {
		close(b.steps)
		<-b.done
	}
	b.cancel()
}

func (b *indicator) show() {
	defer close(b.done)
	token, ok := b.begin()
	defer b.server.forgetToken(token)
	for p := range b.steps {
		if ok {
			percent, message := percentage(p), fmt.Sprintf("%s: %d of %d files", p.Driver, p.Done, p.Files)
			if p.Drivers > 1 {
				message = fmt.Sprintf("driver %d of %d, %s", p.Number, p.Drivers, message)
			}
			b.send(token, &protocol.WorkDoneProgressReport{Kind: "report", Message: &message, Percentage: &percent})
		}
	}
	if ok {
		b.send(token, &protocol.WorkDoneProgressEnd{Kind: "end"})
	}
}

// percentage is how much of all drivers is loaded.
func percentage(p resident.Progress) uint32 {
	if p.Files == 0 || p.Drivers == 0 {
		return 0
	}
	return uint32(100 * ((p.Number-1)*p.Files + p.Done) / (p.Drivers * p.Files))
}

// begin makes a progress that can be cancelled. It reports false if the client has none.
func (b *indicator) begin() (protocol.ProgressToken, bool) {
	s := b.server
	s.mu.Lock()
	s.tokens++
	token := protocol.String(fmt.Sprintf("drvlint-%d", s.tokens))
	able := s.abilities.progress
	s.cancels[token] = b.cancel
	s.mu.Unlock()
	if !able {
		return token, false
	}
	ctx, cancel := context.WithTimeout(b.ctx, 5*time.Second)
	defer cancel()
	if err := s.client.WorkDoneProgressCreate(ctx, &protocol.WorkDoneProgressCreateParams{Token: token}); err != nil {
		return token, false
	}
	yes := true
	b.send(token, &protocol.WorkDoneProgressBegin{Kind: "begin", Title: "drvlint", Cancellable: &yes})
	return token, true
}

func (b *indicator) send(token protocol.ProgressToken, value any) {
	raw, err := protocol.Marshal(value)
	if err == nil {
		b.server.client.Progress(context.WithoutCancel(b.ctx), &protocol.ProgressParams{Token: token, Value: raw})
	}
}

func (s *Server) forgetToken(token protocol.ProgressToken) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.cancels, token)
}

// WorkDoneProgressCancel stops the analysis; the next change starts it again.
func (s *Server) WorkDoneProgressCancel(_ context.Context, p *protocol.WorkDoneProgressCancelParams) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if cancel := s.cancels[p.Token]; cancel != nil {
		cancel()
	}
	return nil
}

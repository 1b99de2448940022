package lsp

import (
	"context"
	"errors"
	"maps"
	"slices"
	"time"

	"go.lsp.dev/protocol"

	"github.com/drvlint/drvlint/internal/resident"
)

const (
	// quiet is how long nothing must change before an analysis begins in the middle of
	// editing. The first change after a rest is analysed at once.
	quiet = 25 * time.Millisecond
	rest  = 10 * quiet
	// calm is how long nothing must change before what quick analyses left out is done, unless
	// that is likely to change.
	calm = time.Second
	// A process that was lost so often in a row is not started again at once.
	maxFailures = 3
	longestWait = time.Minute
)

// pace is when the text was last changed, and before that.
type pace struct{ last, before time.Time }

// changed lets everything be analysed again. The caller holds s.mu.
func (s *Server) changed() {
	s.state++
	s.editing = pace{last: time.Now(), before: s.editing.last}
	select {
	case s.dirty <- struct{}{}:
	default:
	}
}

// work analyses after each change, giving up what it was at.
func (s *Server) work(ctx context.Context) {
	stop, done := func() {}, make(chan struct{})
	close(done)
	for {
		whole, ok := s.awaitChange(ctx)
		if !ok {
			break
		}
		stop()
		<-done
		var running context.Context
		running, stop = context.WithCancel(ctx)
		done = make(chan struct{})
		go func(done chan struct{}) {
			defer close(done)
			s.update(running, whole)
		}(done)
	}
	stop()
	<-done
}

// awaitChange waits for a change, and for a pause in a series of them; or, after a quick
// analysis, until nothing changed for a while: then a whole one is due.
func (s *Server) awaitChange(ctx context.Context) (whole, ok bool) {
	for {
		select {
		case <-s.dirty:
			return false, s.awaitPause(ctx)
		case <-s.due:
			if s.wholeIsDue() {
				return true, true
			}
		case <-ctx.Done():
			return false, false
		}
	}
}

func (s *Server) wholeIsDue() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.whole.IsZero() || s.settled != s.state || time.Now().Before(s.whole) {
		return false
	}
	s.whole = time.Time{}
	return true
}

// remind lets work see whether a whole analysis is due.
func (s *Server) remind() {
	select {
	case s.due <- struct{}{}:
	default:
	}
}

func (s *Server) awaitPause(ctx context.Context) bool {
	for {
		wait := s.pause()
		if wait <= 0 {
			return true
		}
		select {
		case <-time.After(wait):
		case <-ctx.Done():
			return false
		}
	}
}

// pause is how long to wait before the analysis may begin.
func (s *Server) pause() time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	since := time.Since(s.editing.last)
	if s.failures >= maxFailures {
		return min(longestWait, time.Second<<min(s.failures-maxFailures, 10)) - since
	}
	if s.editing.last.Sub(s.editing.before) > rest {
		return 0
	}
	return quiet - since
}

// update analyses the drivers of the open documents and publishes what is found. If it need
// not be whole a quick analysis may do.
func (s *Server) update(ctx context.Context, whole bool) {
	state, request := s.request()
	request.Whole = whole
	if len(request.Files) == 0 && !request.All {
		s.settle(ctx, state, resident.Reply{})
		return
	}
	bar := s.newIndicator(ctx)
	reply, err := s.process.Call(bar.ctx, resident.Request{Update: request}, bar.progress)
	bar.end()
	switch {
	case err == nil:
		s.settle(ctx, state, reply)
	case errors.Is(err, resident.ErrSuperseded), errors.Is(err, context.Canceled):
		if ctx.Err() == nil {
			s.endWorkspace()
			s.abandon(ctx, state) // by its user
		}
	case s.lost(err):
		s.update(ctx, whole)
	default:
		s.abandon(ctx, state)
	}
}

// request says what is to be analysed, as of which state.
func (s *Server) request() (int, *resident.Update) {
	s.mu.Lock()
	defer s.mu.Unlock()
	u := &resident.Update{
		Settings: s.settings.Settings, Folders: slices.Clone(s.folders),
		Files: slices.Sorted(maps.Keys(s.documents)), Anew: s.anew, All: s.all,
	}
	return s.state, u
}

// settle takes over what was found, unless something changed meanwhile, and publishes it.
func (s *Server) settle(ctx context.Context, state int, reply resident.Reply) {
	s.publishing.Lock()
	defer s.publishing.Unlock()
	s.mu.Lock()
	if state != s.state {
		s.mu.Unlock()
		return
	}
	s.anew, s.failures = false, 0
	s.planWhole(reply.Drivers)
	s.keep(reply.Drivers)
	s.problems = reply.Problems
	s.sayProblems()
	list := s.pictures()
	s.mu.Unlock()
	s.publish(ctx, list)
	s.mark(state)
	s.remind()
}

// planWhole says when what a quick analysis left out is due. The caller holds s.mu.
func (s *Server) planWhole(list []resident.Analysis) {
	s.whole = time.Time{}
	for _, a := range list {
		switch {
		case a.Soon:
			s.whole = time.Now()
			return
		case a.Part && s.whole.IsZero():
			s.whole = time.Now().Add(calm)
			time.AfterFunc(calm, s.remind)
		}
	}
}

// mark lets who waits for this state go on.
func (s *Server) mark(state int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.settled = max(s.settled, state)
	close(s.news)
	s.news = make(chan struct{})
}

// abandon leaves what is known as it is; it is published where it moved.
func (s *Server) abandon(ctx context.Context, state int) {
	s.publishing.Lock()
	defer s.publishing.Unlock()
	s.mu.Lock()
	if state != s.state {
		s.mu.Unlock()
		return
	}
	list := s.pictures()
	s.mu.Unlock()
	s.publish(ctx, list)
	s.mark(state)
}

// keep replaces what is known of each driver, unless a document that is being edited does
// not parse as well as it did: then the last good findings stay.
func (s *Server) keep(list []resident.Analysis) {
	known := map[string]*kept{}
	for _, a := range list {
		if old := s.known[a.Key]; old != nil && s.worse(old.good, a.Quality) {
			known[a.Key] = old
			continue
		}
		known[a.Key] = &kept{result: a.Result, good: a.Quality}
	}
	s.known = known
}

// wellUnderstood is the share of its calls from which on a saved text counts though it has errors.
const wellUnderstood = 0.95

func (s *Server) worse(good, now map[string]resident.Quality) bool {
	for file, d := range s.documents {
		if now[file].Errors > good[file].Errors && (d.unsaved || now[file].Understood < wellUnderstood) {
			return true
		}
	}
	return false
}

// lost counts analyses that were lost. It reports whether to try once more: the first time,
// for the text need not be the reason. The second time the user is told.
func (s *Server) lost(err error) (again bool) {
	s.log(protocol.MessageTypeError, err.Error())
	s.mu.Lock()
	defer s.mu.Unlock()
	s.failures++
	if s.failures == 2 {
		s.complain(err.Error() + "; the last findings stay, and it starts again with the next change")
	}
	return s.failures == 1
}

// complain shows the user something that is wrong, unless it was just said. The caller
// holds s.mu.
func (s *Server) complain(message string) {
	if message != s.complaint {
		s.complaint = message
		s.show(protocol.MessageTypeWarning, "drvlint: "+message)
	}
}

// sayProblems shows what is wrong with the settings; what is wrong with a file is a
// diagnostic there. The caller holds s.mu.
func (s *Server) sayProblems() {
	for _, p := range s.problems {
		if p.File == "" {
			s.complain(p.Message)
		}
	}
}

// await waits until what is known is of the present state, or of a later one.
func (s *Server) await(ctx context.Context) error {
	s.mu.Lock()
	state := s.state
	for s.settled < state {
		news := s.news
		s.mu.Unlock()
		select {
		case <-news:
		case <-ctx.Done():
			return protocol.ErrRequestCancelled
		case <-s.gone:
			return protocol.ErrRequestCancelled
		}
		s.mu.Lock()
	}
	s.mu.Unlock()
	return nil
}

// Package lsp is the language server: it speaks the Language Server Protocol 3.17
// (https://microsoft.github.io/language-server-protocol/) and holds the documents; the
// analysis runs in the process of package resident. Each method has a file of its own.
package lsp

import (
	"context"
	"io"
	"os/exec"
	"sync"
	"time"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"

	"github.com/drvlint/drvlint/internal/report"
	"github.com/drvlint/drvlint/internal/resident"
)

// Name is what the server calls itself and the source of its diagnostics.
const Name = "drvlint"

// A Server serves one client.
type Server struct {
	protocol.UnimplementedServer
	version string
	process *resident.Process
	conn    jsonrpc2.Conn
	client  protocol.Client
	gone    chan struct{} // closed when the client wants no more, or is gone
	leave   sync.Once
	dirty   chan struct{} // something changed that the analysis depends on
	due     chan struct{} // a while ago a quick analysis was made
	// requests holds the context.CancelFunc of each request that is not answered, by its ID.
	requests sync.Map

	mu        sync.Mutex
	phase     phase
	abilities abilities
	settings  settings
	folders   []string // of the workspace
	documents map[string]*document
	all       bool // the drivers of the whole workspace are analysed
	anew      bool // projects and configurations are to be read again
	known     map[string]*kept
	problems  []resident.Problem
	state     int           // counts what changed
	settled   int           // the state that what is known is of
	news      chan struct{} // closed and made anew when settled changes
	editing   pace
	whole     time.Time // when a whole analysis is due after a quick one; zero: not at all
	failures  int       // analyses in a row that were lost
	complaint string    // what was last said of a lost analysis or of the settings

	publishing sync.Mutex // held while something is published, so that it stays in order
	published  map[string]*shown
	cancels    map[protocol.ProgressToken]context.CancelFunc
	tokens     int
}

// A phase is where in its life the server is.
type phase int

const (
	unborn   phase = iota // before initialize
	serving               // until shutdown
	shutDown              // until exit
)

// A kept is the analysis of a driver that counts.
type kept struct {
	result *report.Result
	good   map[string]resident.Quality // of the text that the result is of
}

// New makes a server that says it is of a version. Command makes the process that
// analyses, which must call resident.Serve.
func New(version string, command func() *exec.Cmd) *Server {
	return &Server{
		version: version, process: resident.NewProcess(command), gone: make(chan struct{}), dirty: make(chan struct{}, 1), due: make(chan struct{}, 1),
		documents: map[string]*document{}, known: map[string]*kept{}, news: make(chan struct{}),
		published: map[string]*shown{}, cancels: map[protocol.ProgressToken]context.CancelFunc{},
	}
}

// Serve talks to the client until that says exit or is gone. It reports whether the client
// said shutdown before.
func (s *Server) Serve(ctx context.Context, connection io.ReadWriteCloser) bool {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer s.process.Close()
	s.conn = jsonrpc2.NewConn(newStream(connection), jsonrpc2.WithCodec(codec{}))
	s.client = protocol.ClientDispatcher(s.conn)
	s.conn.Go(ctx, s.handler())
	var work sync.WaitGroup
	work.Go(func() { s.work(ctx) })
	select {
	case <-s.conn.Done():
	case <-s.gone:
	case <-ctx.Done():
	}
	cancel()
	work.Wait()
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.phase == shutDown
}

// quit lets Serve return.
func (s *Server) quit() { s.leave.Do(func() { close(s.gone) }) }

package lsp

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"

	"github.com/drvlint/drvlint/internal/resident"
)

// program is drvlint itself, built once: the analysis and the clients of the tests run it.
var program string

// limited is the environment variable that makes the program of the tests an analysis with narrow
// limits.
const limited = "DRVLINT_TEST_LIMITED"

func TestMain(m *testing.M) {
	if os.Getenv(limited) != "" {
		limits := resident.Limits{UnitTime: 300 * time.Millisecond, DriverTime: time.Minute, Memory: 2 << 30}
		if err := resident.Serve(os.Stdin, os.Stdout, os.Stderr, limits); err != nil {
			os.Exit(1)
		}
		os.Exit(0)
	}
	if program = os.Getenv("DRVLINT_PROGRAM"); program != "" { // there is no go command in Wine
		os.Exit(m.Run())
	}
	folder, err := os.MkdirTemp("", "drvlint-lsp-")
	if err != nil {
		panic(err)
	}
	program = filepath.Join(folder, "drvlint")
	if out, err := exec.Command("go", "build", "-o", program, "../../cmd/drvlint").CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "building drvlint: %v\n%s", err, out)
		os.Exit(1)
	}
	status := m.Run()
	os.RemoveAll(folder)
	os.Exit(status)
}

// patience is how long anything may take on a busy machine before a test gives up.
const patience = 2 * time.Minute

// A client talks to a server in this process.
type client struct {
	testing.TB
	protocol.Server
	own    *Server
	folder string
	conn   jsonrpc2.Conn
	ctx    context.Context

	mu        sync.Mutex
	news      chan struct{}
	published []protocol.PublishDiagnosticsParams // in order
	messages  []string                            // logged or shown
	progress  []string                            // kinds, in order
	settings  string                              // what the client answers when asked
}

// start writes the files, each "name: text", into a folder that becomes the workspace, and
// initializes a server with the client's capabilities as JSON.
func start(t testing.TB, files map[string]string, capabilities string) *client {
	t.Helper()
	folder := t.TempDir()
	for name, text := range files {
		write(t, filepath.Join(folder, name), text)
	}
	c := connect(t, folder)
	c.initialize(capabilities, fmt.Sprintf(`"workspaceFolders":[{"uri":%q,"name":"w"}]`, uri.File(folder)))
	return c
}

func write(t testing.TB, file, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}

// connect starts a server and the connection to it.
func connect(t testing.TB, folder string) *client {
	here, there := net.Pipe()
	server := New("test", func() *exec.Cmd { return exec.Command(program, "analyst") })
	c := &client{TB: t, own: server, folder: folder, news: make(chan struct{})}
	var done sync.WaitGroup
	done.Go(func() { server.Serve(context.Background(), there) })
	var cancel context.CancelFunc
	c.ctx, cancel = context.WithTimeout(context.Background(), patience)
	c.conn = jsonrpc2.NewConn(jsonrpc2.NewStream(here), jsonrpc2.WithCodec(codec{}))
	c.Server = protocol.ServerDispatcher(c.conn)
	c.conn.Go(c.ctx, c.handle)
	t.Cleanup(func() {
		c.conn.Close()
		done.Wait()
		cancel()
	})
	return c
}

func (c *client) initialize(capabilities, rest string) {
	c.Helper()
	var params protocol.InitializeParams
	text := fmt.Sprintf(`{"processId":null,"rootUri":null,"capabilities":%s,%s}`, capabilities, rest)
	if err := protocol.Unmarshal([]byte(text), &params); err != nil {
		c.Fatalf("%v in %s", err, text)
	}
	if _, err := c.Initialize(c.ctx, &params); err != nil {
		c.Fatal(err)
	}
	if err := c.Initialized(c.ctx, &protocol.InitializedParams{}); err != nil {
		c.Fatal(err)
	}
}

// handle takes in what the server sends, in order.
func (c *client) handle(_ context.Context, r *jsonrpc2.Request) (any, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	defer func() { close(c.news); c.news = make(chan struct{}) }()
	switch r.Method() {
	case protocol.MethodTextDocumentPublishDiagnostics:
		var p protocol.PublishDiagnosticsParams
		if err := protocol.Unmarshal(r.Params(), &p); err != nil {
			return nil, err
		}
		c.published = append(c.published, p)
	case protocol.MethodWindowLogMessage, protocol.MethodWindowShowMessage:
		c.messages = append(c.messages, string(r.Params()))
	case protocol.MethodProgress:
		var p struct{ Value struct{ Kind string } }
		json.Unmarshal(r.Params(), &p)
		c.progress = append(c.progress, p.Value.Kind)
	case protocol.MethodWorkspaceConfiguration:
		return jsonrpc2.RawMessage("[" + c.settings + "]"), nil
	}
	return nil, nil
}

// until waits until something holds of what the server sent.
func (c *client) until(what string, holds func() bool) {
	c.Helper()
	for {
		c.mu.Lock()
		ok, news := holds(), c.news
		c.mu.Unlock()
		if ok {
			return
		}
		select {
		case <-news:
		case <-c.ctx.Done():
			c.mu.Lock()
			defer c.mu.Unlock()
			c.Fatalf("waited in vain for %s; published %s, messages %s", what, render(c.published), c.messages)
		}
	}
}

func render(list []protocol.PublishDiagnosticsParams) string {
	var b strings.Builder
	for _, p := range list {
		version, _ := p.Version.Get()
		fmt.Fprintf(&b, "%s version %d: %d diagnostics; ", filepath.Base(p.URI.FsPath()), version, len(p.Diagnostics))
	}
	return b.String()
}

func (c *client) uri(name string) uri.URI { return uri.File(filepath.Join(c.folder, name)) }

func (c *client) open(name, text string) {
	c.Helper()
	err := c.DidOpen(c.ctx, &protocol.DidOpenTextDocumentParams{TextDocument: protocol.TextDocumentItem{URI: c.uri(name), LanguageID: "c", Version: 1, Text: text}})
	if err != nil {
		c.Fatal(err)
	}
}

// change replaces the whole text.
func (c *client) change(name string, version int32, text string) {
	c.Helper()
	p := &protocol.DidChangeTextDocumentParams{ContentChanges: []protocol.TextDocumentContentChangeEvent{&protocol.TextDocumentContentChangeWholeDocument{Text: text}}}
	p.TextDocument.URI, p.TextDocument.Version = c.uri(name), version
	if err := c.DidChange(c.ctx, p); err != nil {
		c.Fatal(err)
	}
}

// edit replaces a range.
func (c *client) edit(name string, version int32, from, to protocol.Position, text string) {
	c.Helper()
	p := &protocol.DidChangeTextDocumentParams{ContentChanges: []protocol.TextDocumentContentChangeEvent{
		&protocol.TextDocumentContentChangePartial{Range: protocol.Range{Start: from, End: to}, Text: text},
	}}
	p.TextDocument.URI, p.TextDocument.Version = c.uri(name), version
	if err := c.DidChange(c.ctx, p); err != nil {
		c.Fatal(err)
	}
}

// last returns what was last published of a file. The caller holds c.mu.
func (c *client) last(name string) (protocol.PublishDiagnosticsParams, bool) {
	for i := len(c.published) - 1; i >= 0; i-- {
		if c.published[i].URI == c.uri(name) {
			return c.published[i], true
		}
	}
	return protocol.PublishDiagnosticsParams{}, false
}

// diagnostics waits for the diagnostics of a version of a file, 0 for one that is not open.
func (c *client) diagnostics(name string, version int32) []protocol.Diagnostic {
	c.Helper()
	var list []protocol.Diagnostic
	c.until(fmt.Sprintf("version %d of %s", version, name), func() bool {
		p, ok := c.last(name)
		of, _ := p.Version.Get()
		list = p.Diagnostics
		return ok && of == version
	})
	return list
}

// wants waits until a file, open or not, has diagnostics of these codes and lines.
func (c *client) wants(name, codesAndLines string) {
	c.Helper()
	c.until(codesAndLines+" in "+name, func() bool {
		p, ok := c.last(name)
		return ok && codes(p.Diagnostics) == codesAndLines
	})
}

// codes are the codes and lines, from 1, of diagnostics.
func codes(list []protocol.Diagnostic) string {
	var out []string
	for _, d := range list {
		code := "-"
		if s, ok := d.Code.(protocol.String); ok {
			code = string(s)
		}
		out = append(out, fmt.Sprintf("%s:%d", code, d.Range.Start.Line+1))
	}
	return strings.Join(out, " ")
}

func at(line, character uint32) protocol.Position {
	return protocol.Position{Line: line, Character: character}
}

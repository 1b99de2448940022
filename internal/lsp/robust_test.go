package lsp

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"go.lsp.dev/protocol"

	"github.com/drvlint/drvlint/internal/tooltest"
)

// While the text is half typed the last good findings stay, in the lines to which the edit
// moved them; they count again once it parses.
func TestHalfTyped(t *testing.T) {
	c := start(t, map[string]string{"edited.c": edited}, plain)
	c.open("edited.c", edited)
	c.wants("edited.c", "fastmutexorder:7 fastmutexwait:15")
	c.edit("edited.c", 2, at(1, 0), at(1, 0), "VOID New(PE e\n{\n\tif (e->\n")
	c.diagnostics("edited.c", 2)
	c.wants("edited.c", "fastmutexorder:10 fastmutexwait:18")
	c.edit("edited.c", 3, at(1, 0), at(4, 0), "")
	c.diagnostics("edited.c", 3)
	c.wants("edited.c", "fastmutexorder:7 fastmutexwait:15")
	c.change("edited.c", 4, strings.Replace(edited, "\tKeWait", "\t; // KeWait", 1)+"VOID Half(PE e)\n{\n\te->\n")
	c.diagnostics("edited.c", 4)
	c.wants("edited.c", "fastmutexorder:7 fastmutexwait:15")
	if err := c.DidSave(c.ctx, &protocol.DidSaveTextDocumentParams{TextDocument: protocol.TextDocumentIdentifier{URI: c.uri("edited.c")}}); err != nil {
		t.Fatal(err)
	}
	c.wants("edited.c", "fastmutexorder:7") // what is saved and mostly understood counts
}

// Of a thousand quick edits the last one counts, and versions never go back.
func TestThousandEdits(t *testing.T) {
	c := start(t, map[string]string{"edited.c": edited}, plain)
	c.open("edited.c", edited)
	c.wants("edited.c", "fastmutexorder:7 fastmutexwait:15")
	for i := range 999 {
		c.edit("edited.c", int32(i+2), at(0, 0), at(0, 0), fmt.Sprintf("/* %d */\n", i))
	}
	c.edit("edited.c", 1001, at(999, 0), at(999, 0), "\n")
	if got := codes(c.diagnostics("edited.c", 1001)); got != "fastmutexorder:1007 fastmutexwait:1015" {
		t.Errorf("in the end there is %s", got)
	}
	last := int32(0)
	for _, p := range c.published {
		version, _ := p.Version.Get()
		if version < last {
			t.Errorf("version %d was published after %d", version, last)
		}
		last = version
	}
}

// The process that analyses is killed, as a crash of libclang would: what was found stays,
// and the next edit is analysed by another one.
func TestLostProcess(t *testing.T) {
	c := start(t, twoFiles(), plain)
	c.open("flush.c", waits)
	c.wants("holder.c", "fastmutexwait:5")
	kill(t, c, syscall.SIGSEGV)
	c.change("flush.c", 2, strings.Replace(waits, "KeWait", "// KeWait", 1))
	c.wants("holder.c", "")
	c.change("flush.c", 3, waits)
	c.wants("holder.c", "fastmutexwait:5")
}

// A process that says nothing any more is stopped; the findings stay.
func TestSilentProcess(t *testing.T) {
	c := start(t, twoFiles(), plain)
	c.own.process.Patience = 2 * time.Second
	c.open("flush.c", waits)
	c.wants("holder.c", "fastmutexwait:5")
	kill(t, c, syscall.SIGSTOP)
	c.change("flush.c", 2, strings.Replace(waits, "KeWait", "// KeWait", 1))
	c.until("the log to tell", func() bool { return strings.Contains(strings.Join(c.messages, "\n"), "it said nothing for 2s") })
	c.own.process.Patience = patience // the next one may be slow on a busy machine
	c.wants("holder.c", "")
}

// kill sends a signal to the process that analyses, which must be there.
func kill(t *testing.T, c *client, signal syscall.Signal) {
	t.Helper()
	for _, pid := range children(t, os.Getpid()) {
		if line, err := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", pid)); err == nil && bytes.Contains(line, []byte("analyst")) {
			if err := syscall.Kill(pid, signal); err != nil {
				t.Fatal(err)
			}
			return
		}
	}
	t.Fatal("there is no process that analyses")
}

func children(t testing.TB, parent int) []int {
	t.Helper()
	lists, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", parent))
	if err != nil || len(lists) == 0 {
		tooltest.Missing(t, "no /proc to find processes in")
	}
	var pids []int
	for _, list := range lists {
		raw, _ := os.ReadFile(list)
		for _, field := range strings.Fields(string(raw)) {
			pid, err := strconv.Atoi(field)
			if err != nil {
				t.Fatal(err)
			}
			pids = append(pids, pid)
		}
	}
	return pids
}

// A client that dies takes the server and its process with it.
func TestClientDies(t *testing.T) {
	server := exec.Command(program, "lsp")
	in, err := server.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := server.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "edited.c")
	send := func(message string) { fmt.Fprintf(in, "Content-Length: %d\r\n\r\n%s", len(message), message) }
	send(`{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"processId":null,"rootUri":null,"capabilities":{}}}`)
	send(`{"jsonrpc":"2.0","method":"initialized","params":{}}`)
	send(fmt.Sprintf(`{"jsonrpc":"2.0","method":"textDocument/didOpen","params":{"textDocument":{"uri":"file://%s","languageId":"c","version":1,"text":%q}}}`, file, edited))
	var said bytes.Buffer
	for !bytes.Contains(said.Bytes(), []byte("publishDiagnostics")) {
		part := make([]byte, 4096)
		n, err := out.Read(part)
		if err != nil {
			t.Fatalf("%v after %s", err, said.Bytes())
		}
		said.Write(part[:n])
	}
	analysts := children(t, server.Process.Pid)
	if len(analysts) == 0 {
		t.Fatal("there is no process that analyses")
	}
	in.Close()
	out.Close()
	server.Wait()
	if code := server.ProcessState.ExitCode(); code != 1 {
		t.Errorf("exit code %d, want 1: shutdown did not come first", code)
	}
	for _, pid := range analysts {
		for deadline := time.Now().Add(10 * time.Second); syscall.Kill(pid, 0) == nil; time.Sleep(10 * time.Millisecond) {
			if time.Now().After(deadline) {
				t.Fatalf("process %d lives on", pid)
			}
		}
	}
}

// Whatever a message holds, the server goes on.
func TestNonsense(t *testing.T) {
	c := start(t, map[string]string{"edited.c": edited}, plain)
	c.open("edited.c", edited)
	for _, message := range []struct{ method, params string }{
		{"textDocument/didChange", `{"textDocument":{"uri":"file:///nowhere.c","version":2},"contentChanges":[{"text":""}]}`},
		{"textDocument/didChange", `{"textDocument":17}`},
		{"textDocument/didOpen", `[]`},
		{"textDocument/didOpen", `{"textDocument":{"uri":"untitled:one","languageId":"c","version":1,"text":"int x;"}}`},
		{"textDocument/didClose", `{"textDocument":{"uri":"file:///never/opened.c"}}`},
		{"workspace/didChangeConfiguration", `{"settings":{"drvlint":{"checks":"not a list"}}}`},
		{"workspace/didChangeWorkspaceFolders", `{"event":{"added":[{"uri":"file:///no/such/folder","name":""}],"removed":[]}}`},
		{"workspace/didChangeWatchedFiles", `{"changes":[{"uri":"file:///no/such/file.vcxproj","type":3}]}`},
		{"$/cancelRequest", `{"id":"never asked"}`},
		{"$/unknown", `{}`},
	} {
		if err := c.conn.Notify(c.ctx, message.method, protocol.LSPAny(message.params)); err != nil {
			t.Fatalf("%s: %v", message.method, err)
		}
	}
	var result any
	if _, err := c.conn.Call(c.ctx, "textDocument/unknown", protocol.LSPAny(`{}`), &result); err == nil {
		t.Error("an unknown request is answered")
	}
	if _, err := c.conn.Call(c.ctx, "textDocument/hover", protocol.LSPAny(`{"textDocument":{"uri":"file:///nowhere.c"},"position":{"line":4000000000,"character":7}}`), &result); err != nil {
		t.Errorf("hover: %v", err)
	}
	c.edit("edited.c", 2, at(9, 0), at(9, 0), "\n")
	c.diagnostics("edited.c", 2)
	c.wants("edited.c", "fastmutexorder:7 fastmutexwait:16")
}

// Where the analysis is lost each time, the user is told once, not for each edit.
func TestHopeless(t *testing.T) {
	c := start(t, map[string]string{"edited.c": edited}, plain)
	c.own.process.Command = func() *exec.Cmd { return exec.Command("sh", "-c", "echo out of luck >&2; exit 3") }
	c.open("edited.c", edited)
	told := func() int {
		return strings.Count(strings.Join(c.messages, "\n"), "it ended (exit status 3): out of luck; the last findings stay")
	}
	c.until("the user to be told", func() bool { return told() == 1 })
	c.edit("edited.c", 2, at(0, 0), at(0, 0), "\n")
	c.diagnostics("edited.c", 2)
	c.mu.Lock()
	defer c.mu.Unlock()
	if n := told(); n != 1 {
		t.Errorf("the user is told %d times", n)
	}
}

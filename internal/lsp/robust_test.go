package lsp

import (
	"fmt"
	"os/exec"
	"strings"
	"testing"

	"go.lsp.dev/protocol"
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

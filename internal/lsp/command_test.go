package lsp

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"go.lsp.dev/protocol"
)

// execute runs a command of the server.
func (c *client) execute(command string) protocol.LSPAny {
	c.Helper()
	answer, err := c.ExecuteCommand(c.ctx, &protocol.ExecuteCommandParams{Command: command})
	if err != nil {
		c.Fatal(err)
	}
	return answer
}

// twoDrivers are two drivers in folders of their own.
func twoDrivers() map[string]string {
	files := map[string]string{}
	for name, text := range twoFiles() {
		files["first/"+name], files["second/"+name] = text, text
	}
	return files
}

// The driver of the open file is analysed; by a command all of them are, from then on, and
// the progress tells which.
func TestAnalyzeWorkspace(t *testing.T) {
	c := start(t, twoDrivers(), `{"textDocument":{"publishDiagnostics":{"relatedInformation":true}},"window":{"workDoneProgress":true}}`)
	c.open("first/entry.c", entry)
	c.wants("first/holder.c", "fastmutexwait:5")
	c.mu.Lock()
	_, published := c.last("second/holder.c")
	c.mu.Unlock()
	if published {
		t.Error("the other driver is analysed without being asked for")
	}
	c.execute(analyzeWorkspace)
	c.wants("second/holder.c", "fastmutexwait:5")
	c.until("what it came to", func() bool {
		return strings.Contains(strings.Join(c.messages, "\n"), "2 findings (2 errors) in 2 drivers")
	})
	c.mu.Lock()
	if n := len(c.progress); n < 4 || c.progress[0] != "begin" || c.progress[n-1] != "end" {
		t.Errorf("progress: %q", c.progress)
	}
	c.mu.Unlock()
	c.change("first/entry.c", 2, entry+"\n")
	c.diagnostics("first/entry.c", 2)
	c.wants("second/holder.c", "fastmutexwait:5")
}

// Nothing need be open.
func TestAnalyzeWorkspaceOnly(t *testing.T) {
	c := start(t, twoDrivers(), plain)
	c.execute(analyzeWorkspace)
	c.wants("first/holder.c", "fastmutexwait:5")
	c.wants("second/holder.c", "fastmutexwait:5")
}

// The report has the path, the text that is not saved, and the figures of the driver.
func TestReport(t *testing.T) {
	c := start(t, twoFiles(), plain)
	c.open("holder.c", holder)
	c.change("holder.c", 2, strings.Replace(holder, "Flush(e);", "Flush(e); // unsaved", 1))
	var text string
	if err := json.Unmarshal(c.execute(showReport), &text); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"[fastmutexwait]", "Flush(e); // unsaved", "1. ", "flush.c:4", "1 finding (1 error) in 1 driver, 3 files"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	if _, err := c.ExecuteCommand(c.ctx, &protocol.ExecuteCommandParams{Command: "drvlint.nothing"}); err == nil {
		t.Error("a command that there is not is executed")
	}
}

// actions are the titles of the code actions for a range, with the diagnostics that the
// client says it has there.
func (c *client) actions(name string, from, to protocol.Position, known ...protocol.Diagnostic) []string {
	c.Helper()
	p := &protocol.CodeActionParams{Range: protocol.Range{Start: from, End: to}, Context: protocol.CodeActionContext{Diagnostics: known}}
	p.TextDocument.URI = c.uri(name)
	list, err := c.CodeAction(c.ctx, p)
	if err != nil {
		c.Fatal(err)
	}
	var titles []string
	for _, a := range list {
		titles = append(titles, a.(*protocol.CodeAction).Title)
	}
	return titles
}

// Actions are offered anywhere in the line, and for what the client points at.
func TestActionsInTheLine(t *testing.T) {
	c := start(t, twoFiles(), plain)
	c.open("holder.c", holder)
	list := c.diagnostics("holder.c", 1)
	if codes(list) != "fastmutexwait:5" {
		t.Fatalf("got %+v", list)
	}
	want := []string{"Suppress fastmutexwait here"}
	for _, test := range []struct {
		name     string
		from, to protocol.Position
		known    []protocol.Diagnostic
		want     []string
	}{
		{"the start of the line", at(4, 0), at(4, 0), nil, want},
		{"its end", at(4, 10), at(4, 10), nil, want},
		{"the line as a whole", at(4, 0), at(5, 0), nil, want},
		{"the line before, as a whole", at(3, 0), at(4, 0), nil, nil},
		{"the next line", at(5, 0), at(5, 3), nil, nil},
		{"elsewhere, with the diagnostic", at(0, 0), at(0, 0), list, want},
		{"elsewhere, with another one", at(0, 0), at(0, 0), []protocol.Diagnostic{{Range: list[0].Range, Code: protocol.String("irql")}}, nil},
	} {
		if got := c.actions("holder.c", test.from, test.to, test.known...); !slices.Equal(got, test.want) {
			t.Errorf("%s: got %q, want %q", test.name, got, test.want)
		}
	}
}

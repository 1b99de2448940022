package lsp

import (
	"path/filepath"
	"strconv"
	"testing"

	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"
)

// The nearest .drvlint.yaml counts, also when it changes; what is wrong with it is said
// there, and meanwhile the last good one counts.
func TestConfigurationFile(t *testing.T) {
	c := start(t, map[string]string{"edited.c": edited, ".drvlint.yaml": "checks:\n  fastmutexorder: off\n  fastmutexwait: warning\n"}, plain)
	c.open("edited.c", edited)
	list := c.diagnostics("edited.c", 1)
	if codes(list) != "fastmutexwait:15" || list[0].Severity != protocol.DiagnosticSeverityWarning {
		t.Fatalf("got %s with severity %d", codes(list), list[0].Severity)
	}
	rewrite := func(text string) {
		write(t, filepath.Join(c.folder, ".drvlint.yaml"), text)
		changes := []protocol.FileEvent{{URI: c.uri(".drvlint.yaml"), Type: protocol.FileChangeTypeChanged}}
		if err := c.DidChangeWatchedFiles(c.ctx, &protocol.DidChangeWatchedFilesParams{Changes: changes}); err != nil {
			t.Fatal(err)
		}
	}
	rewrite("checks:\n  fastmutexordr: off\n")
	c.wants(".drvlint.yaml", "-:2")
	c.wants("edited.c", "fastmutexwait:15")
	rewrite("checks:\n  fastmutexwait: off\n")
	c.wants(".drvlint.yaml", "")
	c.wants("edited.c", "fastmutexorder:7")
}

// The settings of the editor choose checks, given at the start or changed later.
func TestSettings(t *testing.T) {
	folder := t.TempDir()
	write(t, filepath.Join(folder, "edited.c"), edited)
	c := connect(t, folder)
	c.initialize(plain, `"rootPath":`+strconv.Quote(folder)+`,"initializationOptions":{"disable":["fastmutexorder"]}`)
	c.open("edited.c", edited)
	c.wants("edited.c", "fastmutexwait:15")
	set := func(settings string) {
		if err := c.DidChangeConfiguration(c.ctx, &protocol.DidChangeConfigurationParams{Settings: protocol.LSPAny(settings)}); err != nil {
			t.Fatal(err)
		}
	}
	set(`{"drvlint":{"checks":["fastmutexorder"]}}`)
	c.wants("edited.c", "fastmutexorder:7")
	set(`{"drvlint":{}}`)
	c.wants("edited.c", "fastmutexorder:7 fastmutexwait:15")
}

// Folders of the workspace come and go; a file outside of all is analysed with what it
// belongs to.
func TestFolders(t *testing.T) {
	c := start(t, map[string]string{"one/edited.c": edited}, plain)
	other := t.TempDir()
	for name, text := range twoFiles() {
		write(t, filepath.Join(other, name), text)
	}
	here := c.folder
	c.folder = other
	c.open("holder.c", holder)
	c.wants("holder.c", "fastmutexwait:5")
	if err := c.DidChangeWorkspaceFolders(c.ctx, &protocol.DidChangeWorkspaceFoldersParams{Event: protocol.WorkspaceFoldersChangeEvent{
		Added: []protocol.WorkspaceFolder{{URI: uri.File(other)}}, Removed: []protocol.WorkspaceFolder{{URI: uri.File(here)}},
	}}); err != nil {
		t.Fatal(err)
	}
	c.change("holder.c", 2, "\n"+holder)
	c.wants("holder.c", "fastmutexwait:6")
	c.folder = here
	c.open("one/edited.c", edited)
	c.wants("one/edited.c", "fastmutexorder:7 fastmutexwait:15")
}

// A mark in the source suppresses a finding; one that meets none is shown as unnecessary.
func TestSuppressions(t *testing.T) {
	c := start(t, map[string]string{"edited.c": edited}, plain)
	c.open("edited.c", edited)
	c.wants("edited.c", "fastmutexorder:7 fastmutexwait:15")
	c.edit("edited.c", 2, at(14, 0), at(14, 0), "\t// drvlint:ignore fastmutexwait it is never taken elsewhere\n")
	c.wants("edited.c", "fastmutexorder:7")
	c.edit("edited.c", 3, at(0, 0), at(0, 0), "// drvlint:ignore exitsend nothing is sent\n")
	list := c.diagnostics("edited.c", 3)
	if codes(list) != "-:1 fastmutexorder:8" && codes(list) != "fastmutexorder:8 -:1" {
		t.Fatalf("got %s", codes(list))
	}
	for _, d := range list {
		tags := d.Tags.Slice()
		if unneeded := d.Range.Start.Line == 0; unneeded != (len(tags) == 1 && tags[0] == protocol.DiagnosticTagUnnecessary) {
			t.Errorf("line %d has tags %v", d.Range.Start.Line+1, tags)
		}
	}
}

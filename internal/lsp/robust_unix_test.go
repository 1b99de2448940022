//go:build unix

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

	"github.com/drvlint/drvlint/internal/tooltest"
)

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

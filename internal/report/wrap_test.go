package report

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"testing"
)

// longResult is a result of two findings with one cause and long texts.
func longResult(t *testing.T) *Result {
	t.Helper()
	t.Chdir(t.TempDir())
	line := "\tif (KeWaitForSingleObject(&Ext->Idle, Executive, KernelMode, FALSE, &Ext->Timeout) == STATUS_TIMEOUT) { 驱动驱动驱动驱动驱动驱动; }"
	if err := os.WriteFile("wait.c", []byte("ExAcquireFastMutex(&Ext->Lock);\n"+line+"\n"+line+"\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	take := Step{Location: Location{"wait.c", 1, 1, 1, 31}, Message: "acquires `Ext->Lock` here, raising to APC_LEVEL and never to be seen again"}
	at := func(line int) Finding {
		place := Location{"wait.c", line, 6, line, 85}
		return Finding{
			Check: "fastmutexwait", Level: Error, Driver: "wait", Location: place,
			Message: "`KeWaitForSingleObject` can block here while the fast mutex `Ext->Lock` is held: the thread waits at APC_LEVEL, where no APC reaches it 驱动驱动驱动 驱动驱动驱动",
			Path:    []Step{take, {Location: place, Message: fmt.Sprintf("waits in line %d", line)}},
		}
	}
	return &Result{Drivers: []Driver{{Name: "wait", Files: 1}}, Findings: []Finding{at(2), at(3)}}
}

func TestTextFitsTheTerminal(t *testing.T) {
	r := longResult(t)
	for _, width := range []int{40, 60, 80, 132} {
		var b bytes.Buffer
		if err := Text(&b, r, TextOptions{Width: width}); err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(b.String(), "\n")
		for i, line := range lines {
			if n := columns(line); n > width {
				t.Errorf("at %d columns a line has %d: %s", width, n, line)
			}
			if strings.HasSuffix(line, "Ext-") || strings.HasPrefix(strings.TrimSpace(line), ">") {
				t.Errorf("at %d columns a name is cut: %s", width, line)
			}
			if strings.Contains(line, " | ") && strings.Contains(line, "^") {
				source := lines[i-1]
				if got, want := columns(line[:strings.Index(line, "^")]), columns(source[:strings.Index(source, "KeWait")-len("(")])+1; got != want {
					t.Errorf("at %d columns the caret stands at %d, its place at %d:\n%s\n%s", width, got, want, source, line)
				}
			}
		}
	}
}

func TestOneCauseOneHead(t *testing.T) {
	var b bytes.Buffer
	if err := Text(&b, longResult(t), TextOptions{}); err != nil {
		t.Fatal(err)
	}
	text := b.String()
	for words, want := range map[string]int{
		"1 more finding of the same cause:": 1, "acquires `Ext->Lock` here": 1, "2. wait.c:2:6: waits in line 2": 1, "2. wait.c:3:6: waits in line 3": 1, "^": 1,
	} {
		if got := strings.Count(text, words); got != want {
			t.Errorf("%q is there %d times, want %d:\n%s", words, got, want, text)
		}
	}
}

func TestLinks(t *testing.T) {
	var b bytes.Buffer
	if err := Text(&b, longResult(t), TextOptions{Width: 80, Links: true}); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(b.String(), "/wait.c\x1b\\wait.c:2:6\x1b]8;;\x1b\\: error:") {
		t.Errorf("the place is no link:\n%q", b.String())
	}
	// A name can't end the link, nor begin another.
	if got := hyperlink("x", "a\x1b\\b\a.c"); strings.Count(got, "\x1b") != 4 || strings.Contains(got, "\a") {
		t.Errorf("got %q", got)
	}
}

func TestMostSevere(t *testing.T) {
	r := sample(t)
	var b bytes.Buffer
	if err := Text(&b, r, TextOptions{Most: 2}); err != nil {
		t.Fatal(err)
	}
	text := b.String()
	if !strings.Contains(text, "unload can finish") || !strings.Contains(text, "is lost") || strings.Contains(text, "no longer there") {
		t.Errorf("not the most severe:\n%s", text)
	}
	if !strings.Contains(text, "3 findings not shown") || !strings.Contains(text, "5 findings (1 error, 1 warning, 3 notes)") {
		t.Errorf("what is left out is not said:\n%s", text)
	}
}

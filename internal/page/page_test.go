package page

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/drvlint/drvlint/internal/report"
)

const lockSource = `static VOID Mark(PEXT Ext)
{
	ExAcquireFastMutex(&Ext->Log);
	Flush(Ext, "mark", 4); /* one line */
	ExReleaseFastMutex(&Ext->Log);
}
`

const flushSource = "NTSTATUS Flush(PEXT Ext)\n{\n\tIO_STATUS_BLOCK status;\n\n\treturn ZwWriteFile(Ext->File, NULL, NULL, NULL, &status, NULL, 0, NULL, NULL);\n}\n"

// hostile is text that would be markup, script or a command if it were taken as it is.
const hostile = `</script><script>document.title="owned"</script><img src=x onerror=alert(1)>{{.}}` + "\u202e\x1b[31m\u2028`"

// sample is a result of a working folder that is made for it.
func sample(t *testing.T) *report.Result {
	t.Helper()
	t.Chdir(t.TempDir())
	evil := `a"><img src=x onerror=alert(1)>.c`
	for name, text := range map[string]string{
		"src/lock.c": lockSource, "src/flush.c": flushSource, evil: "// " + hostile + "\nint a; // \xff\xfe\n",
	} {
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	held := report.State{Function: "Mark", Context: "dispatch routine `Control`", Held: []string{"Ext->Log"}, Level: "APC_LEVEL"}
	inFlush := held
	inFlush.Function = "Flush"
	acquire, call := report.Location{File: "src/lock.c", Line: 3, Column: 2, EndLine: 3, EndColumn: 31}, report.Location{File: "src/lock.c", Line: 4, Column: 2, EndLine: 4, EndColumn: 23}
	write := report.Location{File: "src/flush.c", Line: 5, Column: 9, EndLine: 5, EndColumn: 80}
	at := report.Location{File: evil, Line: 1, Column: 4, EndLine: 1, EndColumn: 20}
	r := &report.Result{
		Drivers: []report.Driver{{Name: "log", Root: "src", Files: 2, Functions: 2, Calls: 4, Understood: 1}},
		Findings: []report.Finding{
			{Check: "fastmutexwait", Level: report.Error, Driver: "log", Message: "`ZwWriteFile` can block here while `Ext->Log` is held", Location: call, Path: []report.Step{
				{Location: acquire, Message: "acquires `Ext->Log` here", State: held},
				{Location: call, Message: "calls `Flush`", State: held},
				{Location: write, Message: "calls `ZwWriteFile`, which can block", State: inFlush},
			}, Fixes: []report.Fix{{Message: "write after the release"}}},
			{Check: "exitsend", Level: report.Warning, Driver: hostile, Message: hostile, Location: at, Path: []report.Step{{Location: at, Message: hostile, State: report.State{Function: hostile, Context: hostile, Held: []string{hostile}, Level: hostile}}}},
			{Check: "sendloop", Level: report.Note, Driver: "log", Message: "in a file that is gone", Location: report.Location{File: "src/gone.c", Line: 7, Column: 1}},
			{Check: "sendloop", Level: report.Note, Driver: "log", Message: "behind the end", Location: report.Location{File: "src/lock.c", Line: 700, Column: 1}},
			{Check: "sendloop", Level: report.Note, Driver: "log", Message: "the file as a whole", Location: report.Location{File: "src/flush.c"}},
			{Check: "sendloop", Level: report.Note, Driver: "log", Message: "suppressed", Location: call, Suppression: &report.Suppression{Kind: report.InSource}},
		},
		Notifications: []report.Notification{{Level: report.Error, Message: hostile, File: hostile, Incomplete: true}, {Level: report.Note, Message: "a remark"}},
	}
	report.Fingerprint(r)
	return r
}

// samplePage writes the page of a sample and returns its path.
func samplePage(t *testing.T, o Options) string {
	t.Helper()
	o.Explanations = []Explanation{
		{"fastmutexwait", "a call that can block", "# fastmutexwait: a call that can block\n\n## Why\n\nAPCs wait.\n\n```c\nint a;\n```\n", "https://example.com/checks#fastmutexwait"},
		{"exitsend", hostile, hostile + "\n\n[run](javascript:alert(1))\n\n<script>alert(2)</script>\n\n![see](https://example.com/pixel.png)\n", "javascript:alert(3)"},
	}
	return writePage(t, sample(t), o)
}

func writePage(t *testing.T, r *report.Result, o Options) string {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, r, o); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "report.html")
	if err := os.WriteFile(file, b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
	return file
}

// largePage is one with so many findings, of four checks in a hundred files.
func largePage(t *testing.T, n int) string {
	t.Helper()
	t.Chdir(t.TempDir())
	var b strings.Builder
	for i := range 400 {
		fmt.Fprintf(&b, "VOID Work%d(PEXT Ext) /* a function */\n{\n\tExAcquireFastMutex(&Ext->Lock[%d]);\n\tKeDelayExecutionThread(KernelMode, FALSE, &Ext->Interval);\n\tExReleaseFastMutex(&Ext->Lock[%d]);\n}\n\n", i, i, i)
	}
	r := &report.Result{}
	for i := range n {
		file := fmt.Sprintf("driver%d/file%02d.c", i%100/10, i%100)
		if i < 100 {
			if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(file, []byte(b.String()), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		line := i/100*7%2800 + 3
		step := func(by int, words string) report.Step {
			return report.Step{
				Location: report.Location{File: file, Line: line + by, Column: 2, EndLine: line + by, EndColumn: 20}, Message: words,
				State: report.State{Function: fmt.Sprintf("Work%d", i/100), Held: []string{"Ext->Lock"}, Level: "APC_LEVEL"},
			}
		}
		r.Findings = append(r.Findings, report.Finding{
			Check: []string{"fastmutexwait", "exitsend", "irql", "unloadwait"}[i%4], Level: []report.Level{report.Error, report.Warning, report.Note}[i%3],
			Driver: fmt.Sprintf("driver%d", i%100/10), Message: fmt.Sprintf("`KeDelayExecutionThread` can block here while the fast mutex `Ext->Lock[%d]` is held: the thread waits at APC_LEVEL", i),
			Location: step(1, "").Location, Path: []report.Step{step(0, "acquires `Ext->Lock` here, raising to APC_LEVEL"), step(1, "calls `KeDelayExecutionThread`, which can block"), step(2, "releases it")},
		})
	}
	report.Sort(r)
	report.Fingerprint(r)
	return writePage(t, r, Options{})
}

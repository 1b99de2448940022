package report

import (
	"bytes"
	"flag"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
)

var update = flag.Bool("update", false, "rewrite golden files")

var checks = []string{"unloadwait", "exitsend", "sendloop", "fastmutexwait"}

const source = "VOID Unload(VOID)\r\n{\r\n\tKeSetEvent(&Stop,\r\n\t\t0, FALSE);\r\n\t/* 驱动 é\u0301 😀 \x1b[31m \xd6\xd0 */ FltSendMessage();\r\n}\r\n"

// sample is a result in a temporary working directory. The columns are those of source.
func sample(t *testing.T) *Result {
	t.Helper()
	dir := t.TempDir()
	t.Chdir(dir)
	if err := os.MkdirAll("my sys", 0o755); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"my sys/Über 驱动.c", "my sys/bell\a.c"} {
		if err := os.WriteFile(name, []byte(source), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	within := func(name string) string { return filepath.Join(dir, "my sys", name) }
	set := Location{within("Über 驱动.c"), 3, 2, 4, 11}
	send := Location{within("bell\a.c"), 5, 34, 5, 50}
	r := &Result{
		Drivers: []Driver{
			{Name: "net", Root: "/opt/net", Files: 12, Lines: 31000, Functions: 1204, Calls: 15000, Understood: 0.99999, Stubs: 40, Rounds: 3, Seconds: 1.25},
			{Name: "my sys", Root: within(""), Files: 2, Functions: 3, Calls: 8, Understood: 1, Rounds: 2, Seconds: 0.5},
			{Name: "驱动", Root: within("驱动"), Understood: 0.9, Rounds: 1},
		},
		Findings: []Finding{
			{Check: "unloadwait", Level: Error, Message: "unload can finish while the thread runs", Driver: "my sys", Location: set, Path: []Step{
				{Location: set, Message: "the thread is told to stop", State: State{Function: "Unload", Context: "unload `Unload`", Held: []string{"Ext->Lock"}, Level: "APC_LEVEL"}},
				{Location: Location{within("bell\a.c"), 6, 1, 6, 2}, Message: "unload returns"},
			}, Fixes: []Fix{{"wait for\vthe thread", []Edit{{Location{within("Über 驱动.c"), 6, 1, 6, 1}, 94, 94, "\tWait();\n"}}}}},
			{Check: "exitsend", Level: Warning, Message: "the message \"\x1b[31m\n\u202e<&>\" is lost", Driver: "my sys", Location: send, Path: []Step{{Location: send, Message: "sent here"}}},
			{Check: "exitsend", Level: Warning, Message: "the message \"\x1b[31m\n\u202e<&>\" is lost", Driver: "net", Location: send, Path: []Step{{Location: send, Message: "sent here"}}},
			{Check: "sendloop", Level: Note, Message: "no longer there", Driver: "net", Location: Location{"/opt/net/../net/gone.c", 7, 1, 7, 2}},
			{Check: "sendloop", Level: Note, Message: "the whole file", Driver: "net", Location: Location{File: "/opt/net/whole.c"}},
			{Check: "sendloop", Level: Note, Message: "left alone \x1b", Driver: "my sys", Location: set, Suppression: &Suppression{Kind: InSource, Justification: "because \u202e"}},
			{Check: "sendloop", Level: Note, Message: "left alone without a word", Driver: "my sys", Location: set, Suppression: &Suppression{Kind: External}},
			{Check: "sendloop", Level: Note, Message: "known for long", Driver: "my sys", Location: set, Baseline: Unchanged},
			{Check: "sendloop", Level: Note, Message: "beyond the end", Driver: "my sys", Location: Location{within("Über 驱动.c"), 99, 1, 99, 2}},
		},
		Notifications: []Notification{
			{Level: Warning, Message: "91% of the calls are understood", File: within("bell\a.c")},
			{Level: Warning, Message: "91% of the calls are understood", File: within("bell\a.c"), Incomplete: true},
			{Level: Note, Message: "nothing was cached"},
		},
	}
	Sort(r)
	Relativize(r, dir)
	Sort(r)
	Fingerprint(r)
	return r
}

func jsonOptions(suppressed bool) JSONOptions {
	return JSONOptions{Suppressed: suppressed, URLs: map[string]string{"unloadwait": "https://example.org/unloadwait.md"}}
}

func junitOptions(suppressed bool) JUnitOptions {
	return JUnitOptions{Checks: checks, Suppressed: suppressed, Start: time.Date(2026, 11, 29, 8, 15, 0, 0, time.FixedZone("", 3600))}
}

func TestWriters(t *testing.T) {
	folder, err := filepath.Abs("testdata")
	if err != nil {
		t.Fatal(err)
	}
	r := sample(t)
	text := func(o TextOptions) func(io.Writer, *Result) error {
		return func(w io.Writer, r *Result) error { return Text(w, r, o) }
	}
	json := func(suppressed bool) func(io.Writer, *Result) error {
		return func(w io.Writer, r *Result) error { return JSON(w, r, jsonOptions(suppressed)) }
	}
	junit := func(suppressed bool) func(io.Writer, *Result) error {
		return func(w io.Writer, r *Result) error { return JUnit(w, r, junitOptions(suppressed)) }
	}
	for _, test := range []struct {
		golden string
		write  func(io.Writer, *Result) error
		result *Result
	}{
		{"findings.txt", text(TextOptions{}), r},
		{"stats.txt", text(TextOptions{Stats: true}), r},
		{"color.txt", text(TextOptions{Color: true}), r},
		{"empty.txt", text(TextOptions{Stats: true}), &Result{}},
		{"suppressed.txt", text(TextOptions{Suppressed: true}), r},
		{"findings.json", json(false), r},
		{"suppressed.json", json(true), r},
		{"empty.json", json(true), &Result{}},
		{"findings.github", GitHub, r},
		{"empty.github", GitHub, &Result{}},
		{"findings.azure", Azure, r},
		{"empty.azure", Azure, &Result{}},
		{"findings.msbuild", MSBuild, r},
		{"empty.msbuild", MSBuild, &Result{}},
		{"findings.xml", junit(false), r},
		{"suppressed.xml", junit(true), r},
		{"empty.xml", junit(true), &Result{}},
	} {
		t.Run(test.golden, func(t *testing.T) {
			var got bytes.Buffer
			if err := test.write(&got, test.result); err != nil {
				t.Fatal(err)
			}
			golden(t, filepath.Join(folder, test.golden), got.Bytes())
		})
	}
}

// golden holds got against the file with that name.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	if *update {
		if err := os.WriteFile(name, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("differs from %s; go test -update rewrites it. Got:\n%s", name, got)
	}
}

// TestSortIsTotal shuffles a result: the order must come out the same.
func TestSortIsTotal(t *testing.T) {
	want := sample(t)
	random := rand.New(rand.NewPCG(1, 2))
	for range 50 {
		got := &Result{
			Drivers:       slices.Clone(want.Drivers),
			Findings:      append(slices.Clone(want.Findings), want.Findings...),
			Notifications: append(slices.Clone(want.Notifications), want.Notifications...),
		}
		random.Shuffle(len(got.Drivers), reflect.Swapper(got.Drivers))
		random.Shuffle(len(got.Findings), reflect.Swapper(got.Findings))
		random.Shuffle(len(got.Notifications), reflect.Swapper(got.Notifications))
		Sort(got)
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("got %+v, want %+v", got, want)
		}
	}
}

func TestSortKeepsTheWorstAndBriefest(t *testing.T) {
	at := Location{"a.c", 1, 1, 1, 2}
	step := Step{Location: at, Message: "here"}
	r := &Result{
		Findings: []Finding{
			{Check: "exitsend", Level: Warning, Message: "lost", Location: at},
			{Check: "exitsend", Level: Error, Message: "lost", Location: at, Driver: "a", Path: []Step{step, step}},
			{Check: "exitsend", Level: Error, Message: "lost", Location: at, Driver: "b", Path: []Step{step}},
		},
		Notifications: []Notification{{Level: Error, Message: "skipped"}, {Level: Error, Message: "skipped", Incomplete: true}},
	}
	Sort(r)
	if len(r.Findings) != 1 || r.Findings[0].Level != Error || r.Findings[0].Driver != "b" {
		t.Errorf("got %+v", r.Findings)
	}
	if len(r.Notifications) != 1 || !r.Notifications[0].Incomplete {
		t.Errorf("got %+v", r.Notifications)
	}
}

func TestRelative(t *testing.T) {
	for _, test := range []struct{ path, want string }{
		{"", ""},
		{"/src", "."},
		{"/src/a//b/../c.c", "a/c.c"},
		{"/src/..a.c", "..a.c"},
		{"/srcs/a.c", "/srcs/a.c"},
		{"/opt/./a.c", "/opt/a.c"},
		{"./a.c", "a.c"},
	} {
		if got := relative("/src", test.path); got != test.want {
			t.Errorf("%s: got %s, want %s", test.path, got, test.want)
		}
	}
}

func TestExcerpt(t *testing.T) {
	long := strings.Repeat("x", 200)
	at := func(column, endColumn int) Location { return Location{"a.c", 1, column, 1, endColumn} }
	for _, test := range []struct {
		name, source string
		at           Location
		line, marks  string
	}{
		{"tabs", "\tif (x)\tf();", at(9, 12), "\tif (x)\tf();", "\t      \t^~~"},
		{"wide", "驱é\u0301😀 f();", at(13, 16), "驱é\u0301😀 f();", "      ^~~"},
		{"byte order mark", "\uFEFFf();", at(4, 7), "f();", "^~~"},
		{"escaped", "\x1b\xd6f();", at(3, 6), "\\x1b\uFFFDf();", "     ^~~"},
		{"several lines", "f(a,", Location{"a.c", 1, 1, 2, 3}, "f(a,", "^~~~"},
		{"no end", "f(a,", Location{"a.c", 1, 3, 0, 0}, "f(a,", "  ^"},
		{"beyond", "f", at(9, 12), "f", " ^"},
		{"no column", "f();", Location{File: "a.c", Line: 1}, "f();", "^"},
		{"trailing blanks", "f(a,  \t", Location{"a.c", 1, 1, 2, 3}, "f(a,", "^~~~"},
		{"long after", "f();" + long, at(1, 4), "f();" + long[:136] + "…", "^~~"},
		{"long before", long + "\tf();", at(202, 205), "…" + long[:39] + "\tf();", strings.Repeat(" ", 40) + "\t^~~"},
		{"long itself", long, at(1, 201), long[:140] + "…", "^" + strings.Repeat("~", 140)},
		{"long and wide", strings.Repeat("驱", 100) + "f();", at(301, 304), "…" + strings.Repeat("驱", 20) + "f();", strings.Repeat(" ", 41) + "^~~"},
	} {
		e := newExcerpt(test.source, test.at, 0)
		line, marks := e.line(), e.marks()
		if line != test.line || marks != test.marks {
			t.Errorf("%s: got %q %q, want %q %q", test.name, line, marks, test.line, test.marks)
		}
	}
}

// A refused write must not read as a clean report.
func TestWriteErrors(t *testing.T) {
	r := sample(t)
	if err := Text(refuse{}, r, TextOptions{}); err == nil {
		t.Error("Text: no error")
	}
	if err := JSON(refuse{}, r, jsonOptions(false)); err == nil {
		t.Error("JSON: no error")
	}
	if err := GitHub(refuse{}, r); err == nil {
		t.Error("GitHub: no error")
	}
	if err := JUnit(refuse{}, r, junitOptions(false)); err == nil {
		t.Error("JUnit: no error")
	}
}

type refuse struct{}

func (refuse) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }

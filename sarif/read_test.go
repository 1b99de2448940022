package sarif

import (
	"bytes"
	"net/url"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
	"testing"

	"golang.org/x/text/encoding/unicode"

	"github.com/drvlint/drvlint/internal/paths"
	"github.com/drvlint/drvlint/internal/report"
)

func readText(t testing.TB, text []byte) (*Log, error) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "log.sarif")
	if err := os.WriteFile(file, text, 0o644); err != nil {
		t.Fatal(err)
	}
	root, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	return NewReader(root).Read(file)
}

// What is written is read again: place, path, state, fingerprint, suppression.
func TestRoundTrip(t *testing.T) {
	t.Chdir(t.TempDir())
	if err := os.WriteFile("a.c", []byte("int a;\n\t/* 驱动 😀 */ f(x);\nint b;\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	at := report.Location{File: "a.c", Line: 2, Column: strings.Index("\t/* 驱动 😀 */ f(x);", "f(") + 1, EndLine: 2}
	at.EndColumn = at.Column + 4
	want := report.Finding{
		Check: "irql", Level: report.Error, Driver: "a", Message: "`f` of `Table[i](x)` is called", Location: at, Fingerprint: "abc:1",
		Path: []report.Step{{Location: at, Message: "calls `f`", State: report.State{Function: "g", Context: "unload `g`", Held: []string{"A", "B"}, Level: "APC_LEVEL"}}},
	}
	quiet := report.Finding{Check: "irql", Level: report.Note, Driver: "a", Message: "left alone", Location: at, Suppression: &report.Suppression{Kind: report.InSource, Justification: "why"}}
	var b bytes.Buffer
	rules := []Rule{{Name: "irql", Title: "levels", Level: "error", Markdown: "# irql: levels\n\nText."}}
	if err := Write(&b, &report.Result{Findings: []report.Finding{want, quiet}}, Options{Rules: rules, Category: "x", Suppressed: true}); err != nil {
		t.Fatal(err)
	}
	log, err := readText(t, b.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	if len(log.Findings) != 2 || !reflect.DeepEqual(log.Findings[0], want) || !reflect.DeepEqual(log.Findings[1], quiet) {
		t.Errorf("got %+v\nwant %+v\nand %+v", log.Findings, want, quiet)
	}
	if len(log.Rules) != 1 || log.Rules[0].Markdown != rules[0].Markdown || !reflect.DeepEqual(log.Tools, []string{"drvlint"}) {
		t.Errorf("got %+v of %q", log.Rules, log.Tools)
	}
	// Some tools write UTF-16.
	wide, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().Bytes(b.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	if again, err := readText(t, wide); err != nil || !reflect.DeepEqual(again.Findings, log.Findings) {
		t.Errorf("as UTF-16: got %+v, %v", again, err)
	}
	// A file that has changed is named and not shown.
	if err := os.WriteFile("a.c", []byte("other\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	root, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile("log.sarif", b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
	r := NewReader(root)
	if _, err := r.Read("log.sarif"); err != nil || !reflect.DeepEqual(r.Withheld(), []string{"a.c"}) {
		t.Errorf("withheld are %q, %v", r.Withheld(), err)
	}
}

// Where a log points is not always where it may: only the tree is read.
func TestPlacesOfLogs(t *testing.T) {
	t.Chdir(t.TempDir())
	root, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll("src", 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile("src/a b.c", nil, 0o644); err != nil {
		t.Fatal(err)
	}
	outside := filepath.Join(t.TempDir(), "outside.c")
	if err := os.WriteFile(outside, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(outside, "src/link.c"); err != nil && runtime.GOOS != "windows" { // where not everybody may make one
		t.Fatal(err)
	}
	at := paths.FileURL(root).String()
	bases := map[string]inPlace{"ROOT": {URI: at + "/"}, "SRC": {URI: "src/", Base: "ROOT"}, "LOOP": {URI: "x", Base: "LOOP"}}
	for _, test := range []struct {
		place inPlace
		want  string
		known bool
	}{
		{inPlace{URI: "src/a%20b.c"}, "src/a b.c", true},
		{inPlace{URI: "a%20b.c", Base: "SRC"}, "src/a b.c", true},
		{inPlace{URI: at + "/src/a%20b.c"}, "src/a b.c", true},
		{inPlace{URI: "src/../src/a%20b.c", Base: "UNKNOWN"}, "src/a b.c", true},
		{inPlace{URI: "src/none.c"}, "src/none.c", false},
		{inPlace{URI: "src/link.c"}, "src/link.c", false},
		{inPlace{URI: paths.FileURL(outside).String()}, outside, false},
		{inPlace{URI: "https://example.com/a.c"}, "https:/example.com/a.c", false},
		{inPlace{URI: "C:/drivers/a.c"}, "C:/drivers/a.c", false},
		{inPlace{URI: ""}, "", false},
	} {
		g := &reading{Reader: NewReader(root), run: &inRun{Bases: bases}}
		if name, known := g.file(test.place); filepath.Base(name) != filepath.Base(test.want) || known != test.known {
			t.Errorf("%+v: got %q, %v, want %q, %v", test.place, name, known, test.want, test.known)
		}
	}
	g := &reading{Reader: NewReader(root), run: &inRun{Bases: bases}}
	g.file(inPlace{URI: "a.c", Base: "LOOP"}) // comes back
}

// A file outside of the working folder is written as what names it for everybody: on Windows too no
// drive may be taken for a host.
func TestPlacesOutside(t *testing.T) {
	t.Chdir(t.TempDir())
	outside := filepath.Join(t.TempDir(), "a b.c")
	u, err := url.Parse(*artifactLocation(outside).URI)
	if err != nil || u.Scheme != "file" || u.Host != "" || paths.OfURL(u) != outside {
		t.Errorf("%s is written as %v: %v", outside, u, err)
	}
}

func TestLongPathsAreShortened(t *testing.T) {
	steps := make([]inStep, 1000)
	for i := range steps {
		steps[i].Location.Message.Text = strings.Repeat("x", i+1)
	}
	got := shortened(steps)
	if len(got) != maxSteps || got[0].Location.Message.Text != "x" || len(got[maxSteps-1].Location.Message.Text) != 1000 || got[maxSteps/2].Location.Message.Text != "… 941 steps are left out here …" {
		t.Errorf("%d steps, the gap says %q", len(got), got[maxSteps/2].Location.Message.Text)
	}
}

func FuzzRead(f *testing.F) {
	for _, text := range []string{
		`{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"x","rules":[{"id":"a"}]}},"results":[{"ruleIndex":0,"message":{"text":"m [a](1)"},"locations":[{"physicalLocation":{"artifactLocation":{"uri":"a.c"},"region":{"startLine":1}}}]}]}]}`,
		`{"version":"2.1.0","runs":[null]}`, `{"version":"2.1.0","runs":[{"results":null}]}`, `[]`, `{"version":1}`, "",
		`{"version":"2.1.0","runs":[{"results":[{"ruleIndex":-1,"rule":{"toolComponent":{"index":9}},"codeFlows":[{"threadFlows":[{"locations":[{"index":3}]}]}]}]}]}`,
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		if _, err := readText(t, text); err != nil && strings.Contains(err.Error(), "\n") {
			t.Errorf("not one line: %q", err)
		}
	})
}

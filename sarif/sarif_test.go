package sarif

import (
	"bytes"
	"encoding/json"
	"flag"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/owenrumney/go-sarif/v2/sarif"

	"github.com/drvlint/drvlint/internal/report"
	"github.com/drvlint/drvlint/sarif/sariftest"
)

var update = flag.Bool("update", false, "rewrite golden files")

// Names and texts that are hard on URIs, columns and messages.
const (
	spaced   = "sys/my driver.c"
	umlaut   = "sys/Gerät/Überwachung 驱动.c"
	oddName  = "sys/a:b #1?100%[x].c"
	wide     = "sys/utf16.c"
	unknown  = "sys/gbk.c"
	missing  = "sys/missing.c"
	bell     = "sys/bell\a.c"
	emojiRow = "\t/* 😀 é */ ExReleaseFastMutex(&First[i](0));"
)

var tree = map[string]string{
	spaced:  "#include <fltKernel.h>\r\n\r\nVOID Unload(VOID)\r\n{\r\n\tKeSetEvent(&Stop, 0, FALSE);\r\n}\r\n",
	umlaut:  "VOID Work(VOID)\n{\n\tExAcquireFastMutex(&First);\n" + emojiRow + "\n}\n",
	oddName: "\uFEFFVOID Notify(VOID) { FltSendMessage(); }\n",
	wide:    "\xff\xfe/\x00*\x00=\xd8\x00\xde*\x00/\x00 \x00f\x00(\x00)\x00;\x00\n\x00",
	unknown: "/* \xd6\xd0\xce\xc4 */ KeWaitForSingleObject();\n",
	bell:    "VOID Ring(VOID) { /* \x1b[31m */ }\n",
}

// at makes the location of the text in a line of the test tree.
func at(t *testing.T, file string, line int, text string) report.Location {
	t.Helper()
	var sources report.Sources
	s, ok := sources.Open(file).Line(line)
	i := strings.Index(s, text)
	if !ok || i < 0 {
		t.Fatalf("%s:%d has no %q", file, line, text)
	}
	return report.Location{File: file, Line: line, Column: i + 1, EndLine: line, EndColumn: i + 1 + len(text)}
}

// plant makes the test tree in a temporary working directory, and the result on it.
func plant(t *testing.T) *report.Result {
	t.Helper()
	t.Chdir(t.TempDir())
	for name, text := range tree {
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	set := at(t, spaced, 5, "KeSetEvent(&Stop, 0, FALSE)")
	acquire := at(t, umlaut, 3, "ExAcquireFastMutex(&First)")
	release := at(t, umlaut, 4, "ExReleaseFastMutex(&First[i](0))")
	note := func(message string, location report.Location) report.Finding {
		return report.Finding{Check: "exitsend", Level: report.Note, Message: message, Driver: "my driver", Location: location}
	}
	commented := note("with a comment", set)
	commented.Suppression = &report.Suppression{Kind: report.InSource, Justification: "the thread is never started"}
	listed := note("in a list", set)
	listed.Suppression = &report.Suppression{Kind: report.External}
	listed.Baseline = report.Unchanged
	r := &report.Result{
		Drivers: []report.Driver{{Name: "my driver", Root: "sys", Files: 6, Functions: 5, Calls: 6, Understood: 1, Rounds: 1}},
		Findings: []report.Finding{
			{Check: "unloadwait", Level: report.Error, Message: "unload can finish while the thread `Work` still runs", Driver: "my driver", Location: set, Path: []report.Step{
				{Location: set, Message: "the thread is told to stop"},
				{Location: report.Location{File: missing, Line: 3, Column: 9, EndLine: 3, EndColumn: 12}, Message: "the header is gone"},
			}},
			{Check: "fastmutexorder", Level: report.Error, Message: "`First[i](0)` is released before `Second`", Driver: "my driver", Location: release, Path: []report.Step{
				{Location: acquire, Message: "`Table[0](First)` is acquired here"},
				{Location: release, Message: "`First[i](0)` is released"},
			}, Baseline: report.New, Fixes: []report.Fix{{Message: "swap the releases", Edits: []report.Edit{
				{Location: release, NewText: "/* é */ ExReleaseFastMutex(&Second)"},
				{Location: report.Location{File: umlaut, Line: 5, Column: 1, EndLine: 5, EndColumn: 1}, NewText: "\tExReleaseFastMutex(&First);\n"},
				{Location: set},
			}}}},
			{Check: "exitsend", Level: report.Warning, Message: "the message \"\x1b[31m\n<&>\" is lost.", Driver: "my driver", Location: at(t, oddName, 1, "FltSendMessage()")},
			commented, listed,
			{Check: "exitsend", Level: report.Note, Message: "in UTF-16", Driver: "my driver", Location: at(t, wide, 1, "f()")},
			{Check: "exitsend", Level: report.Note, Message: "in an unknown encoding", Driver: "my driver", Location: at(t, unknown, 1, "KeWaitForSingleObject()")},
			{Check: "exitsend", Level: report.Note, Message: "outside", Driver: "my driver", Location: report.Location{File: "/opt/drvlint tests/out of tree.h", Line: 7, Column: 3, EndLine: 7, EndColumn: 9}},
			{Check: "exitsend", Level: report.Note, Message: "the whole file", Driver: "my driver", Location: report.Location{File: bell}},
		},
		Notifications: []report.Notification{
			{Level: report.Error, Message: "cannot be read", File: missing, Incomplete: true},
			{Level: report.Warning, Message: "some drivers have no entry point"},
		},
	}
	report.Sort(r)
	report.Fingerprint(r)
	return r
}

func testRules() []Rule {
	rule := func(name, title, level string) Rule {
		return Rule{
			Name: name, Title: title, Level: level, Precision: "high",
			Markdown: "# " + name + ": " + title + "\n\n## What it flags\n\n- A call of `KeWaitForSingleObject`.\n\n## Why\n\n" +
				"The system *never* comes back, see [the\ndocumentation](https://learn.microsoft.com/windows-hardware/drivers/). So there.\n\n```c\nf();\n```\n",
			HelpURI: "https://github.com/drvlint/drvlint/blob/main/checks/" + name + "/" + name + ".md",
			Tags:    []string{"correctness", "concurrency", "external/cwe/cwe-833"},
		}
	}
	return []Rule{
		rule("unloadwait", "teardown can finish while a thread runs", "error"),
		rule("exitsend", "a message while a process or thread ends", "error"),
		rule("fastmutexorder", "fast mutexes released out of order", "error"),
		rule("notifyslot", "the status of a registration is ignored", "warning"),
		rule("sendloop", "a message sent again and again on one thread", "note"),
	}
}

// inPipeline are the variables of a run of Azure Pipelines.
var inPipeline = map[string]string{
	"TF_BUILD": "True", "SYSTEM_COLLECTIONURI": "https://dev.azure.com/contoso/", "SYSTEM_TEAMPROJECT": "Kernel drivers",
	"SYSTEM_DEFINITIONID": "12", "BUILD_DEFINITIONNAME": "drivers/nightly", "SYSTEM_PHASEID": "3a3a2a60-14c7-570b-14a4-fa42ad92f52a",
	"SYSTEM_PHASENAME": "Analyse", "BUILD_SOURCEBRANCH": "refs/heads/main", "BUILD_BUILDID": "345",
}

func pipelineOf(variables map[string]string) *Pipeline {
	return PipelineOf(func(name string) string { return variables[name] })
}

func written(t *testing.T, r *report.Result, suppressed bool) []byte {
	t.Helper()
	return writtenWith(t, r, Options{Rules: testRules(), Category: "kernel drivers", Suppressed: suppressed, ExitCode: 1})
}

func writtenWith(t *testing.T, r *report.Result, options Options) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, r, options); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestWrite(t *testing.T) {
	golden, err := filepath.Abs("testdata/findings.sarif")
	if err != nil {
		t.Fatal(err)
	}
	got := written(t, plant(t), true)
	if *update {
		if err := os.WriteFile(golden, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("differs from %s; go test -update rewrites it. Got:\n%s", golden, got)
	}
}

func TestWriteIsValid(t *testing.T) {
	for _, test := range []struct {
		name       string
		result     *report.Result
		suppressed bool
	}{
		{"empty", &report.Result{}, false},
		{"empty, suppressed too", &report.Result{}, true},
		{"findings", plant(t), false},
		{"findings, suppressed too", plant(t), true},
	} {
		t.Run(test.name, func(t *testing.T) {
			log := written(t, test.result, test.suppressed)
			sariftest.Schema(t, log)
			for _, complaint := range sariftest.Complaints(t, log, sariftest.OfGitHub) {
				t.Error(complaint)
			}
		})
	}
}

// TestPipeline writes a log in a pipeline of Azure, whose code scanning wants to know which.
func TestPipeline(t *testing.T) {
	log := writtenWith(t, plant(t), Options{Rules: testRules(), Category: "kernel drivers", ExitCode: 1, Pipeline: pipelineOf(inPipeline)})
	sariftest.Schema(t, log)
	for _, complaint := range sariftest.Complaints(t, log, sariftest.OfAzure) {
		t.Error(complaint)
	}
	if want := `"azuredevops/pipeline/build/contoso/Kernel%20drivers/12/3a3a2a60-14c7-570b-14a4-fa42ad92f52a/refs%2Fheads%2Fmain/345"`; !bytes.Contains(log, []byte(want)) {
		t.Errorf("the log has no id %s", want)
	}
}

func TestPipelineOf(t *testing.T) {
	for name := range inPipeline {
		variables := maps.Clone(inPipeline)
		delete(variables, name)
		if p := pipelineOf(variables); p != nil {
			t.Errorf("without %s: got %+v", name, p)
		}
	}
	variables := maps.Clone(inPipeline)
	variables["SYSTEM_COLLECTIONURI"] = "https://fabrikam.visualstudio.com/"
	if p := pipelineOf(variables); p == nil || p.Organization != "fabrikam" {
		t.Errorf("at the old address: got %+v", p)
	}
}

// TestSnippets holds the text of each region, and of the lines around it, against the file.
func TestSnippets(t *testing.T) {
	r := plant(t)
	long := strings.Repeat("x", maxSnippet)
	if err := os.WriteFile("long.c", []byte("f(); "+long+"\ng();\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile("withheld.c", []byte("secret();\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	f := newFiles(nil, &report.Result{Withheld: []string{"withheld.c"}})
	for _, test := range []struct {
		at              report.Location
		snippet, around string
	}{
		{at(t, spaced, 5, "KeSetEvent"), "KeSetEvent", "VOID Unload(VOID)\n{\n\tKeSetEvent(&Stop, 0, FALSE);\n}"},
		{report.Location{File: umlaut, Line: 2, Column: 1, EndLine: 3, EndColumn: 20}, "{\n\tExAcquireFastMutex", "VOID Work(VOID)\n{\n\tExAcquireFastMutex(&First);\n" + emojiRow + "\n}"},
		{at(t, umlaut, 4, "😀 é"), "😀 é", "{\n\tExAcquireFastMutex(&First);\n" + emojiRow + "\n}"},
		{report.Location{File: spaced, Line: 6, Column: 1}, "}", "{\n\tKeSetEvent(&Stop, 0, FALSE);\n}"},
		{report.Location{File: spaced, Line: 5}, "\tKeSetEvent(&Stop, 0, FALSE);", "VOID Unload(VOID)\n{\n\tKeSetEvent(&Stop, 0, FALSE);\n}"},
		{at(t, wide, 1, "f()"), "f()", "/*😀*/ f();"},
		{report.Location{File: oddName, Line: 1}, "VOID Notify(VOID) { FltSendMessage(); }", ""}, // all there is
		{report.Location{File: "long.c", Line: 1, Column: 1, EndLine: 1, EndColumn: 5}, "", ""},
		{report.Location{File: "long.c", Line: 2, Column: 1, EndLine: 2, EndColumn: 5}, "g();", ""},
		{report.Location{File: spaced, Line: 99, Column: 3, EndLine: 99, EndColumn: 9}, "", ""}, // it has changed since
		{report.Location{File: "withheld.c", Line: 1, Column: 1, EndLine: 1, EndColumn: 7}, "", ""},
		{report.Location{File: bell}, "", ""},
		{report.Location{File: missing, Line: 3, Column: 9}, "", ""},
	} {
		where := f.location(test.at).PhysicalLocation
		if got := textOf(where.Region); got != test.snippet {
			t.Errorf("%+v: got %q, want %q", test.at, got, test.snippet)
		}
		if got := textOf(where.ContextRegion); got != test.around {
			t.Errorf("around %+v: got %q, want %q", test.at, got, test.around)
		}
	}
	for _, finding := range r.Findings {
		where := f.location(finding.Location).PhysicalLocation
		if finding.Line > 0 && finding.File != missing && f.sources.Open(finding.File) != nil && textOf(where.Region) == "" {
			t.Errorf("%s:%d has no snippet", finding.File, finding.Line)
		}
	}
}

func textOf(r *sarif.Region) string {
	if r == nil || r.Snippet == nil {
		return ""
	}
	return *r.Snippet.Text
}

// TestComplaints makes sure that the validator knows a bad log by all sets of rules,
// lest a clean bill means nothing.
func TestComplaints(t *testing.T) {
	var log map[string]any
	if err := json.Unmarshal(written(t, plant(t), false), &log); err != nil {
		t.Fatal(err)
	}
	driver := log["runs"].([]any)[0].(map[string]any)["tool"].(map[string]any)["driver"].(map[string]any)
	delete(driver, "informationUri")
	delete(driver["rules"].([]any)[0].(map[string]any), "fullDescription")
	bad, err := json.Marshal(log)
	if err != nil {
		t.Fatal(err)
	}
	complaints := strings.Join(sariftest.Complaints(t, bad, sariftest.OfAzure), "\n")
	for _, rule := range []string{"SARIF2005", "GH2012", "GHAzDO1020"} {
		if !strings.Contains(complaints, rule) {
			t.Errorf("no complaint by %s in %q", rule, complaints)
		}
	}
}

// TestColumns pins what the golden file is too long to show.
func TestColumns(t *testing.T) {
	r := plant(t)
	var log struct {
		Runs []struct {
			Results []struct {
				Message   struct{ Text string }
				Locations []struct {
					PhysicalLocation struct {
						Region struct{ StartColumn, EndColumn int }
					}
				}
			}
		}
	}
	if err := json.Unmarshal(written(t, r, false), &log); err != nil {
		t.Fatal(err)
	}
	// In UTF-16 units: the emoji counts two, the letter é one, a byte order mark none,
	// and each byte of unknown text one.
	want := map[string][2]int{
		"`First":       {13, 13 + len("ExReleaseFastMutex(&First[i](0))")},
		"the message":  {21, 21 + len("FltSendMessage()")},
		"in UTF-16":    {8, 11},
		"in an unknow": {12, 12 + len("KeWaitForSingleObject()")},
		"outside":      {3, 9},
	}
	for prefix, columns := range want {
		found := false
		for _, result := range log.Runs[0].Results {
			if !strings.HasPrefix(strings.ReplaceAll(result.Message.Text, `\`, ""), prefix) {
				continue
			}
			found = true
			region := result.Locations[0].PhysicalLocation.Region
			if got := [2]int{region.StartColumn, region.EndColumn}; got != columns {
				t.Errorf("%s: got columns %v, want %v", prefix, got, columns)
			}
		}
		if !found {
			t.Errorf("no result begins with %q", prefix)
		}
	}
}

package report

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/drvlint/drvlint/internal/npmtest"
)

// What junit2json makes of a report: about as much as a CI service shows.
type junitRead struct {
	Name                    string
	Tests, Failures, Errors int
	TestSuite               []struct {
		Name                             string
		Tests, Failures, Errors, Skipped int
		TestCase                         []struct {
			Name, ClassName string
			Failure, Error  []struct{ Message, Type, Inner string }
			Skipped         []struct{ Message string }
		}
	}
}

// A reader of JUnit reports finds in ours what we wrote, by its own counts.
func TestJUnitIsRead(t *testing.T) {
	program := filepath.Join(npmtest.Modules(t), "junit2json", "dist", "esm", "cli.js")
	r := sample(t)
	var report bytes.Buffer
	if err := JUnit(&report, r, checks, true); err != nil {
		t.Fatal(err)
	}
	got := readJUnit(t, program, report.Bytes())
	if got.Name != "drvlint" || got.Tests != 17 || got.Failures != 5 || got.Errors != 1 {
		t.Errorf("got %s: %d tests, %d failures, %d errors", got.Name, got.Tests, got.Failures, got.Errors)
	}
	names := map[string]bool{}
	for _, suite := range got.TestSuite {
		names[suite.Name] = true
		tests, failures, errors, skipped := 0, 0, 0, 0
		for _, c := range suite.TestCase {
			tests++
			failures += len(c.Failure)
			errors += len(c.Error)
			skipped += len(c.Skipped)
		}
		if tests != suite.Tests || failures != suite.Failures || errors != suite.Errors || skipped != suite.Skipped {
			t.Errorf("%s: the counts say %d, %d, %d, %d; read are %d, %d, %d, %d", suite.Name,
				suite.Tests, suite.Failures, suite.Errors, suite.Skipped, tests, failures, errors, skipped)
		}
	}
	for _, want := range []string{"my sys", "net", "驱动", "analysis"} {
		if !names[want] {
			t.Errorf("no suite %q", want)
		}
	}
	failure := got.TestSuite[1].TestCase[0].Failure[0]
	if want := "the message \"\\x1b[31m\\n\\u202e<&>\" is lost"; failure.Message != want {
		t.Errorf("message %q, want %q", failure.Message, want)
	}
	if want := "\n1. my sys/bell\\x07.c:5:34: sent here"; !bytes.HasSuffix([]byte(failure.Inner), []byte(want)) {
		t.Errorf("text %q does not end in %q", failure.Inner, want)
	}
}

func readJUnit(t *testing.T, program string, report []byte) junitRead {
	t.Helper()
	file := filepath.Join(t.TempDir(), "report.xml")
	if err := os.WriteFile(file, report, 0o644); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("node", program, file).Output()
	if err != nil {
		exit, _ := errors.AsType[*exec.ExitError](err)
		t.Fatalf("junit2json: %v\n%s", err, exit.Stderr)
	}
	var read junitRead
	if err := json.Unmarshal(out, &read); err != nil {
		t.Fatalf("junit2json wrote no JSON: %v\n%s", err, out)
	}
	return read
}

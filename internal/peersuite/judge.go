package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/owenrumney/go-sarif/v2/sarif"
)

// template is the driver into which the tests are compiled.
const template = "src/drivers/test/TestTemplates/WDMTestTemplate/driver"

// A result is what came out of one test.
type result struct {
	test
	expected, agreed int
	missed           []expectation
	extra            []finding // ours that no expected result stands for
}

// An expectation is a result that the suite wants of its own query.
type expectation struct {
	file    string
	line    int
	subject string // what its message names first
}

// A finding is one of drvlint's.
type finding struct {
	Check, Message, File string
	Line                 int
	Path                 []struct {
		File string
		Line int
	}
}

// judge runs one test.
func judge(drvlint, suite string, t test) (*result, error) {
	from := filepath.Join(suite, "src", "drivers", filepath.FromSlash(t.folder))
	expected, err := expectations(filepath.Join(from, t.name+".sarif"), t.stale)
	if err != nil {
		return nil, err
	}
	r := &result{test: t, expected: len(expected)}
	if t.ours == nil {
		r.missed = expected
		return r, nil
	}
	found, err := analyse(drvlint, suite, from)
	if err != nil {
		return nil, err
	}
	used := make([]bool, len(found))
	for _, e := range expected {
		agreed := false
		for i, f := range found {
			if t.ours.MatchString(f.Message) && f.answers(e) {
				used[i], agreed = true, true
			}
		}
		if agreed {
			r.agreed++
		} else {
			r.missed = append(r.missed, e)
		}
	}
	for i, f := range found {
		if !used[i] && t.ours.MatchString(f.Message) {
			r.extra = append(r.extra, f)
		}
	}
	return r, nil
}

// near is how many lines apart two places of one defect may lie: a query names the whole
// function or its parameter, drvlint the place where it goes wrong.
const near = 3

// answers reports whether f is what the suite expects: one of the steps of its path lies
// where the expected result does, or it is about what that names.
func (f finding) answers(e expectation) bool {
	places := append(f.Path[:len(f.Path):len(f.Path)], struct {
		File string
		Line int
	}{f.File, f.Line})
	for i, p := range places {
		apart := p.Line - e.line
		if path.Base(p.File) == e.file && (apart == 0 || i == len(places)-1 && apart > 0 && apart <= near) {
			return true
		}
	}
	return e.subject != "" && strings.Contains(f.Message, "`"+e.subject+"`")
}

var subject = regexp.MustCompile(`^\[(\w+)\]\(\d+\): \w+ is annotated`)

// expectations reads the results that the suite keeps for a test.
func expectations(file string, stale int) ([]expectation, error) {
	report, err := sarif.Open(file)
	if err != nil {
		return nil, fmt.Errorf("%s can't be read: is this a checkout of the suite? (%w)", file, err)
	}
	var list []expectation
	for _, run := range report.Runs {
		for _, r := range run.Results {
			if len(r.Locations) == 0 || r.Locations[0].PhysicalLocation == nil {
				return nil, errors.New("an expected result names no place")
			}
			at := r.Locations[0].PhysicalLocation
			e := expectation{file: path.Base(*at.ArtifactLocation.URI), line: *at.Region.StartLine}
			if strings.HasPrefix(e.file, "fail_driver") {
				e.line += stale
			}
			if r.Message.Text != nil {
				if m := subject.FindStringSubmatch(*r.Message.Text); m != nil {
					e.subject = m[1]
				}
			}
			list = append(list, e)
		}
	}
	return list, nil
}

// analyse puts the test into the template, in a folder of its own, and runs drvlint.
func analyse(drvlint, suite, test string) ([]finding, error) {
	folder, err := os.MkdirTemp("", "peersuite")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(folder)
	for name, from := range map[string]string{
		"fail_driver1.c":   filepath.Join(suite, filepath.FromSlash(template), "fail_driver1.c"),
		"fail_driver1.h":   filepath.Join(suite, filepath.FromSlash(template), "fail_driver1.h"),
		"driver_snippet.c": filepath.Join(test, "driver_snippet.c"),
	} {
		text, err := os.ReadFile(from)
		if err != nil {
			return nil, err
		}
		if err := os.WriteFile(filepath.Join(folder, name), text, 0o600); err != nil {
			return nil, err
		}
	}
	names, err := allChecks(drvlint)
	if err != nil {
		return nil, err
	}
	out, err := exec.Command(drvlint, "--pedantic", "--checks", names, "--format", "json", filepath.Join(folder, "fail_driver1.c")).Output()
	var exit *exec.ExitError
	if err != nil && (!errors.As(err, &exit) || exit.ExitCode() != 1) {
		return nil, fmt.Errorf("%s failed: %w", drvlint, err)
	}
	var report struct{ Findings []finding }
	if err := json.Unmarshal(out, &report); err != nil {
		return nil, fmt.Errorf("%s wrote no report: %w", drvlint, err)
	}
	return report.Findings, nil
}

// allChecks lists the names of all checks, those too that run on demand only, as the program does.
func allChecks(drvlint string) (string, error) {
	out, err := exec.Command(drvlint, "checks").Output()
	if err != nil {
		return "", fmt.Errorf("%s checks failed: %w", drvlint, err)
	}
	var names []string
	for line := range strings.Lines(string(out)) {
		if fields := strings.Fields(line); len(fields) > 0 {
			names = append(names, fields[0])
		}
	}
	return strings.Join(names, ","), nil
}

package report

import (
	"encoding/xml"
	"fmt"
	"io"
	"slices"
)

// The types below are JUnit's form of test results, as far as all its readers agree.

type junitSuites struct {
	XMLName xml.Name `xml:"testsuites"`
	Name    string   `xml:"name,attr"`
	junitCounts
	Suites []junitSuite `xml:"testsuite"`
}

type junitSuite struct {
	Name string `xml:"name,attr"`
	junitCounts
	Cases []junitCase `xml:"testcase"`
}

type junitCounts struct {
	Tests    int `xml:"tests,attr"`
	Failures int `xml:"failures,attr"`
	Errors   int `xml:"errors,attr"`
	Skipped  int `xml:"skipped,attr"`
}

type junitCase struct {
	Name      string        `xml:"name,attr"`
	ClassName string        `xml:"classname,attr"`
	File      string        `xml:"file,attr,omitempty"`
	Line      int           `xml:"line,attr,omitempty"`
	Failure   *junitOutcome `xml:"failure"`
	Error     *junitOutcome `xml:"error"`
	Skipped   *junitSkipped `xml:"skipped"`
}

type junitOutcome struct {
	Message string `xml:"message,attr"`
	Type    string `xml:"type,attr"`
	Text    string `xml:",chardata"`
}

type junitSkipped struct {
	Message string `xml:"message,attr"`
}

// JUnit writes r as test results: a suite for each driver, in which each of the checks
// that were run passes or fails once for every finding; suppressed findings, if asked
// for, are skipped tests. What could not be analysed is an error in a suite of its own.
// The error is that of w.
func JUnit(w io.Writer, r *Result, checks []string, suppressed bool) error {
	out := junitSuites{Name: "drvlint"}
	findings := r.Shown(suppressed)
	for _, name := range driverNames(r.Drivers) {
		out.add(driverSuite(name, findings, checks))
	}
	if len(r.Notifications) > 0 {
		out.add(notificationSuite(r.Notifications))
	}
	text, err := xml.MarshalIndent(out, "", "  ")
	if err == nil {
		_, err = fmt.Fprintf(w, "%s%s\n", xml.Header, text)
	}
	if err != nil {
		return fmt.Errorf("writing the JUnit report: %w", err)
	}
	return nil
}

// add counts what the tests of suite came to.
func (s *junitSuites) add(suite junitSuite) {
	for _, c := range suite.Cases {
		suite.Tests++
		switch {
		case c.Failure != nil:
			suite.Failures++
		case c.Error != nil:
			suite.Errors++
		case c.Skipped != nil:
			suite.Skipped++
		}
	}
	s.Tests += suite.Tests
	s.Failures += suite.Failures
	s.Errors += suite.Errors
	s.Skipped += suite.Skipped
	s.Suites = append(s.Suites, suite)
}

// driverNames returns the names of the drivers, each once.
func driverNames(drivers []Driver) []string {
	var names []string
	for _, d := range drivers {
		if !slices.Contains(names, d.Name) {
			names = append(names, d.Name)
		}
	}
	return names
}

func driverSuite(driver string, findings []Finding, checks []string) junitSuite {
	suite := junitSuite{Name: Escape(driver)}
	for _, check := range slices.Sorted(slices.Values(checks)) {
		passed := true
		for _, f := range findings {
			if f.Driver == driver && f.Check == check {
				suite.Cases = append(suite.Cases, findingCase(f))
				passed = false
			}
		}
		if passed {
			suite.Cases = append(suite.Cases, junitCase{Name: check, ClassName: suite.Name})
		}
	}
	return suite
}

func findingCase(f Finding) junitCase {
	out := junitCase{
		Name: f.Check + " at " + place(f.Location), ClassName: Escape(f.Driver), File: Escape(f.File), Line: f.Line,
	}
	if f.Suppression != nil {
		out.Skipped = &junitSkipped{Message: Escape(f.Message) + suppressed(f)}
		return out
	}
	out.Failure = &junitOutcome{
		Message: Escape(f.Message), Type: string(f.Level),
		Text: fmt.Sprintf("%s: %s: %s", place(f.Location), f.Level, explained(f)),
	}
	return out
}

func notificationSuite(notifications []Notification) junitSuite {
	suite := junitSuite{Name: "analysis"}
	for _, n := range notifications {
		c := junitCase{Name: Escape(n.Message), ClassName: suite.Name, File: Escape(n.File)}
		if c.File != "" {
			c.Name = place(Location{File: n.File, Line: n.Line}) + ": " + c.Name
		}
		if n.Incomplete {
			c.Error = &junitOutcome{Message: Escape(n.Message), Type: string(n.Level), Text: c.Name}
		} else {
			c.Skipped = &junitSkipped{Message: Escape(n.Message)}
		}
		suite.Cases = append(suite.Cases, c)
	}
	return suite
}

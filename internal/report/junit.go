package report

import (
	"encoding/xml"
	"fmt"
	"io"
	"slices"
	"time"
)

// The types below are JUnit's form of test results as far as its two schemas agree: that of
// Apache Ant, which demands more, and that of Jenkins.

type junitSuites struct {
	XMLName xml.Name     `xml:"testsuites"`
	Suites  []junitSuite `xml:"testsuite"`
}

type junitSuite struct {
	ID        int    `xml:"id,attr"`
	Name      string `xml:"name,attr"`
	Package   string `xml:"package,attr"`
	Hostname  string `xml:"hostname,attr"`
	Timestamp string `xml:"timestamp,attr"`
	Time      string `xml:"time,attr"`
	Tests     int    `xml:"tests,attr"`
	Failures  int    `xml:"failures,attr"`
	Errors    int    `xml:"errors,attr"`
	Skipped   int    `xml:"skipped,attr"`

	Properties []junitProperty `xml:"properties>property"`
	Cases      []junitCase     `xml:"testcase"`
	Out        string          `xml:"system-out"`
	Err        string          `xml:"system-err"`
}

type junitProperty struct {
	Name  string `xml:"name,attr"`
	Value string `xml:"value,attr"`
}

type junitCase struct {
	Name      string        `xml:"name,attr"`
	ClassName string        `xml:"classname,attr"`
	Time      string        `xml:"time,attr"`
	Failure   *junitOutcome `xml:"failure"`
	Error     *junitOutcome `xml:"error"`
	Skipped   *string       `xml:"skipped"`
}

type junitOutcome struct {
	Message string `xml:"message,attr"`
	Type    string `xml:"type,attr"`
	Text    string `xml:",chardata"`
}

// JUnitOptions say what a JUnit report tells beside the result.
type JUnitOptions struct {
	Checks     []string  // all that were run
	Suppressed bool      // with the findings that are suppressed
	Start      time.Time // of the analysis
}

// JUnit writes r as test results: a suite for each driver, in which each of the checks
// that were run passes or fails once for every finding; suppressed findings, if asked
// for, are skipped tests. What could not be analysed is an error in a suite of its own.
// The time of a suite is that of the driver's analysis; nobody knows the share of a check,
// so the tests take none. The error is that of w.
func JUnit(w io.Writer, r *Result, options JUnitOptions) error {
	out := junitSuites{}
	findings := r.Shown(options.Suppressed)
	for _, name := range driverNames(r.Drivers) {
		suite := driverSuite(name, findings, options.Checks)
		suite.Time = seconds(r.Drivers, name)
		out.add(suite, options.Start)
	}
	if len(r.Notifications) > 0 {
		out.add(notificationSuite(r.Notifications), options.Start)
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

// add adds a suite, and counts what its tests came to.
func (s *junitSuites) add(suite junitSuite, start time.Time) {
	suite.ID, suite.Package = len(s.Suites), suite.Name
	suite.Hostname = "localhost" // a report tells nothing of the machine
	suite.Timestamp = start.UTC().Format("2006-01-02T15:04:05")
	suite.Properties = []junitProperty{{"tool", "drvlint"}}
	for i, c := range suite.Cases {
		suite.Cases[i].Time = "0"
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
	s.Suites = append(s.Suites, suite)
}

// seconds is the time that the drivers of a name took.
func seconds(drivers []Driver, name string) string {
	sum := 0.0
	for _, d := range drivers {
		if d.Name == name {
			sum += d.Seconds
		}
	}
	return fmt.Sprintf("%.3f", sum)
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
	out := junitCase{Name: f.Check + " at " + place(f.Location), ClassName: Escape(f.Driver)}
	if f.Suppression != nil {
		out.Skipped = pointer(Escape(f.Message) + suppressed(f))
		return out
	}
	out.Failure = &junitOutcome{
		Message: Escape(f.Message), Type: string(f.Level),
		Text: fmt.Sprintf("%s: %s: %s", place(f.Location), f.Level, explained(f)),
	}
	return out
}

func notificationSuite(notifications []Notification) junitSuite {
	suite := junitSuite{Name: "analysis", Time: "0"}
	for _, n := range notifications {
		c := junitCase{Name: Escape(n.Message), ClassName: suite.Name}
		if n.File != "" {
			c.Name = place(Location{File: n.File, Line: n.Line}) + ": " + c.Name
		}
		if n.Incomplete {
			c.Error = &junitOutcome{Message: Escape(n.Message), Type: string(n.Level), Text: c.Name}
		} else {
			c.Skipped = pointer(Escape(n.Message))
		}
		suite.Cases = append(suite.Cases, c)
	}
	return suite
}

func pointer[T any](value T) *T { return &value }

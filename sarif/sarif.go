// Package sarif writes findings as SARIF 2.1.0, the form that code-scanning services
// and editors read.
package sarif

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/owenrumney/go-sarif/v2/sarif"

	"github.com/drvlint/drvlint/internal/report"
)

// Version is drvlint's own version, a semantic version without v.
const Version = "0.1.0"

const home = "https://github.com/drvlint/drvlint"

// Options say what a log tells beside the result.
type Options struct {
	Rules      []Rule    // all that were run; a finding whose check has none is written without
	Category   string    // of the run: code scanning keeps one analysis of each category
	Suppressed bool      // with the findings that are suppressed
	ExitCode   int       // of drvlint
	Pipeline   *Pipeline // of Azure in which drvlint runs, nil for none
}

// Write writes r as a SARIF log with one run. The paths in r are relative to the working
// directory or absolute. Its error is that of w.
func Write(w io.Writer, r *report.Result, options Options) error {
	rules := slices.Clone(options.Rules)
	slices.SortFunc(rules, compareRules)
	findings := included(r.Findings, options.Suppressed)
	files := newFiles(findings, r)
	run := sarif.NewRun(sarif.Tool{Driver: &sarif.ToolComponent{
		Name: "drvlint", FullName: pointer("drvlint " + Version), Version: pointer(Version), SemanticVersion: pointer(Version),
		InformationURI: pointer(home), Rules: descriptors(rules),
	}})
	run.ColumnKind = "utf16CodeUnits"
	run.AutomationDetails = automation(options)
	run.OriginalUriBaseIDs = map[string]*sarif.ArtifactLocation{
		base: {Description: message("The working directory of the analysis.")},
	}
	run.Artifacts = files.artifacts()
	run.Invocations = []*sarif.Invocation{invocation(r, files, options.ExitCode)}
	return write(w, log{
		Schema: schema, Version: string(sarif.Version210),
		Runs: []logRun{{run, results(findings, options.Suppressed, rules, files)}},
	})
}

// automation names the run: by its category, or in a pipeline of Azure by that.
func automation(options Options) *sarif.RunAutomationDetails {
	if options.Pipeline != nil {
		return options.Pipeline.details()
	}
	return sarif.NewRunAutomationDetails().WithID(strings.TrimSuffix(options.Category, "/") + "/")
}

const schema = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

// A log has the library's types but for those that reach down to suppressions, which the
// library writes with nulls that are not valid, and leaves out where they are empty.
type log struct {
	Schema  string   `json:"$schema"`
	Version string   `json:"version"`
	Runs    []logRun `json:"runs"`
}

type logRun struct {
	*sarif.Run
	Results []logResult `json:"results"`
}

type logResult struct {
	*sarif.Result
	// Suppressions is nil for all results of a run or for none: section 3.27.23.
	Suppressions []suppression `json:"suppressions,omitzero"`
}

type suppression struct {
	Kind          string `json:"kind"`
	Status        string `json:"status"`
	Justification string `json:"justification,omitempty"`
}

func write(w io.Writer, l log) error {
	if err := report.WriteJSON(w, l); err != nil {
		return fmt.Errorf("writing the SARIF log: %w", err)
	}
	return nil
}

// invocation tells what the run could not analyse. It succeeded if there is nothing.
func invocation(r *report.Result, files *files, exitCode int) *sarif.Invocation {
	complete := true
	var notifications []*sarif.Notification
	for _, n := range r.Notifications {
		complete = complete && !n.Incomplete
		out := &sarif.Notification{Level: string(n.Level), Message: message(sentence(n.Message))}
		if n.File != "" {
			out.Locations = []*sarif.Location{files.notified(n)}
		}
		notifications = append(notifications, out)
	}
	return &sarif.Invocation{ExecutionSuccessful: &complete, ExitCode: &exitCode, ToolExecutionNotifications: notifications}
}

func message(text string) *sarif.Message { return sarif.NewTextMessage(text) }

func pointer[T any](value T) *T { return &value }

// Package sarif writes findings as SARIF 2.1.0, the form that code-scanning services
// and editors read.
package sarif

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"

	"github.com/owenrumney/go-sarif/v2/sarif"

	"github.com/drvlint/drvlint/internal/report"
)

// Version is drvlint's own version, a semantic version without v.
const Version = "0.1.0"

const home = "https://github.com/drvlint/drvlint"

// Write writes r as a SARIF log with one run. The paths in r are relative to the working
// directory or absolute, the rules are all that were run. A finding whose check has no
// rule is written without one. Its error is that of w.
func Write(w io.Writer, r *report.Result, rules []Rule) error {
	rules = slices.Clone(rules)
	slices.SortFunc(rules, compareRules)
	files := newFiles(r)
	run := sarif.NewRun(sarif.Tool{Driver: &sarif.ToolComponent{
		Name: "drvlint", Version: pointer(Version), SemanticVersion: pointer(Version),
		InformationURI: pointer(home), Rules: descriptors(rules),
	}})
	run.ColumnKind = "utf16CodeUnits"
	run.AutomationDetails = sarif.NewRunAutomationDetails().WithID("drvlint/")
	run.OriginalUriBaseIDs = map[string]*sarif.ArtifactLocation{
		base: {Description: message("The working directory of the analysis.")},
	}
	run.Artifacts = files.artifacts()
	run.Results = results(r, rules, files)
	run.Invocations = []*sarif.Invocation{invocation(r, files)}
	return write(w, run)
}

func write(w io.Writer, run *sarif.Run) error {
	log, err := sarif.New(sarif.Version210)
	if err != nil {
		return fmt.Errorf("making a SARIF log: %w", err)
	}
	log.AddRun(run)
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(log); err != nil {
		return fmt.Errorf("writing the SARIF log: %w", err)
	}
	return nil
}

// invocation tells what the run could not analyse. It succeeded if there is nothing.
func invocation(r *report.Result, files *files) *sarif.Invocation {
	complete := true
	var notifications []*sarif.Notification
	for _, n := range r.Notifications {
		complete = complete && !n.Incomplete
		out := &sarif.Notification{Level: string(n.Level), Message: message(sentence(n.Message))}
		if n.File != "" {
			out.Locations = []*sarif.Location{files.file(n.File)}
		}
		notifications = append(notifications, out)
	}
	return &sarif.Invocation{ExecutionSuccessful: &complete, ToolExecutionNotifications: notifications}
}

func message(text string) *sarif.Message { return sarif.NewTextMessage(text) }

func pointer[T any](value T) *T { return &value }

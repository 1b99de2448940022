package runner

import (
	"slices"
	"testing"

	"github.com/drvlint/drvlint/internal/project"
	"github.com/drvlint/drvlint/internal/report"
)

// Of what a build tells counts what lies in its own lines and the driver does not tell, and what was not understood of files that differ. A build
// without its driver keeps its result.
func TestBuildsBeside(t *testing.T) {
	at := func(line int) report.Finding {
		return report.Finding{Check: "irql", Message: "m", Location: report.Location{File: "a.c", Line: line}}
	}
	warning := func(file string) report.Notification {
		return report.Notification{Level: report.Warning, File: file, Message: "little is understood"}
	}
	build := &project.Build{Name: "debugging", Of: "d", Only: []project.Stretch{{File: "a.c", From: 10, To: 20}}}
	for _, base := range []string{"d", "other"} {
		results := []*report.Result{
			{Findings: []report.Finding{at(12)}},
			{Findings: []report.Finding{at(5), at(12), at(15)}, Notifications: []report.Notification{warning("a.c"), warning("b.c")}},
		}
		withBuilds([]project.Driver{{Name: base}, {Name: "d (debugging)", Build: build}}, results)
		var lines []int
		for _, f := range results[0].Findings {
			lines = append(lines, f.Line)
		}
		if base == "other" {
			if !slices.Equal(lines, []int{12}) || len(results[1].Findings) != 3 {
				t.Errorf("without its driver: %v and %d", lines, len(results[1].Findings))
			}
			continue
		}
		if !slices.Equal(lines, []int{12, 15}) || results[0].Findings[1].Message != "m (only in a build for debugging)" || results[0].Findings[1].Driver != "d" {
			t.Errorf("findings: %v", results[0].Findings)
		}
		if len(results[0].Notifications) != 1 || results[0].Notifications[0].File != "a.c" {
			t.Errorf("notifications: %v", results[0].Notifications)
		}
	}
}

package runner

import (
	"fmt"
	"io"

	"golang.org/x/tools/go/analysis"

	"github.com/drvlint/drvlint/internal/clang"
	"github.com/drvlint/drvlint/internal/driver"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/project"
	"github.com/drvlint/drvlint/internal/report"
)

// Stages lists what Dump can show, in the order in which the data passes them.
var Stages = []string{"stubs", "ir", "cfg", "cfg.dot", "pointsto", "roles", "threads", "states", "summary", "obligations"}

// Dump writes one stage of the analysis of a driver: for every function of the files
// shown, or for the one function named. The other units of the driver take part only in
// summaries. The obligations are those that the rules of the checks make.
func Dump(w io.Writer, stage string, d project.Driver, checks []*analysis.Analyzer, options Options, shown func(file string) bool, function string) error {
	loaded := clang.Load(d.Root, Units(d), options.Loading())
	for _, p := range loaded.Problems {
		if shown(p.File) {
			return fmt.Errorf("%s: %s", p.File, p.Message)
		}
	}
	if stage == "stubs" {
		_, err := io.WriteString(w, loaded.StubText)
		return err
	}
	found := false
	linked := driver.Link(loaded.Units, options.Own, driver.PlanFor(checks))
	if stage == "pointsto" && function == "" {
		fmt.Fprint(w, linked.PointsTo.FormatMemory())
	}
	for _, u := range linked.Units {
		if !shown(u.File) {
			continue
		}
		if stage == "ir" {
			fmt.Fprint(w, u.Format(function))
		}
		for _, f := range linked.Functions {
			if f.Unit != u || function != "" && f.Name != function {
				continue
			}
			found = true
			fmt.Fprint(w, stageOf(linked, f, stage))
		}
	}
	if function != "" && !found {
		return fmt.Errorf("there is no function %s in the files shown", function)
	}
	return nil
}

func stageOf(d *driver.Driver, f *program.Function, stage string) string {
	switch stage {
	case "cfg":
		return f.Graph.Format(f.Unit.Line)
	case "cfg.dot":
		return f.Graph.Dot(f.Unit.Line)
	case "pointsto":
		return d.PointsTo.Format(f)
	case "roles":
		return d.FormatRoles(f)
	case "threads":
		return d.FormatThreads(f)
	case "states":
		return d.FormatStates(f)
	case "summary":
		return d.FormatSummary(f)
	case "obligations":
		return d.FormatObligations(f)
	}
	return ""
}

// unsound reports violations of the invariants of the program and its graphs, which
// can't happen: they are said, not fatal.
func unsound(p *driver.Driver) []report.Notification {
	var list []report.Notification
	say := func(file string, err error) {
		if err != nil {
			list = append(list, report.Notification{Level: report.Error, File: file, Incomplete: true, Message: "internal error: " + err.Error() + "; please report it"})
		}
	}
	for _, u := range p.Units {
		say(u.File, u.Check())
	}
	for _, f := range p.Functions {
		say(f.Unit.File, f.Graph.Check())
	}
	return list
}

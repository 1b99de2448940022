package cli

import (
	"fmt"
	"slices"

	"github.com/drvlint/drvlint/internal/project"
	"github.com/drvlint/drvlint/internal/report"
)

// sayRest prints what the reports on standard output don't say: how much was found, if
// there are none, what was hidden, and what could not be analysed.
func (c *Command) sayRest(a *outcome, outputs []output) {
	shown := func(out output) bool { return out.file == "" }
	if a.hidden != "" || !slices.ContainsFunc(outputs, shown) {
		line := report.Summary(a.result)
		if a.hidden != "" {
			line += "; hidden: " + a.hidden
		}
		fmt.Fprintf(c.Stderr, "drvlint: %s\n", line)
	}
	if !slices.ContainsFunc(outputs, func(out output) bool { return out.format == "text" && shown(out) }) {
		c.sayIncomplete(a.result)
	}
}

// sayIncomplete prints what could not be analysed, for who sees no text report.
func (c *Command) sayIncomplete(r *report.Result) {
	for _, n := range r.Notifications {
		switch {
		case !n.Incomplete:
		case n.File == "":
			fmt.Fprintf(c.Stderr, "drvlint: %s\n", report.Escape(n.Message))
		default:
			fmt.Fprintf(c.Stderr, "drvlint: %s: %s\n", report.Escape(n.File), report.Escape(n.Message))
		}
	}
}

func notification(n project.Notice) report.Notification {
	level := report.Note
	if n.Incomplete {
		level = report.Error
	}
	return report.Notification{Level: level, Message: n.Message, File: n.File, Incomplete: n.Incomplete, Routine: n.Routine}
}

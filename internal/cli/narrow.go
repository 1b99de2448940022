package cli

import (
	"errors"
	"slices"

	"github.com/spf13/pflag"

	"github.com/drvlint/drvlint/internal/baseline"
	"github.com/drvlint/drvlint/internal/changes"
	"github.com/drvlint/drvlint/internal/check"
	"github.com/drvlint/drvlint/internal/report"
)

// narrowOptions are the flags that say which findings are new.
type narrowOptions struct {
	baseline string
	absent   bool
	newFrom  string
	// newFromGiven tells --new-from= from no flag.
	newFromGiven bool
}

func (o *narrowOptions) addFlags(flags *pflag.FlagSet) {
	flags.StringVar(&o.baseline, "baseline", "", "count only what is not in this SARIF `FILE`, which drvlint wrote earlier")
	flags.BoolVar(&o.absent, "include-absent", false, "report in SARIF what is in the baseline and no more found, marked as such")
	flags.StringVar(&o.newFrom, "new-from", "", "report only findings that touch lines changed since the `revision` of git")
}

// A narrowing is what the flags ask for, ready to be applied.
type narrowing struct {
	baseline *baseline.Baseline
	absent   bool
	changes  *changes.Set
}

// narrowing reads the baseline and asks git, before the analysis: its errors are those of
// usage.
func (o *narrowOptions) narrowing(paths []string) (*narrowing, error) {
	if o.absent && o.baseline == "" {
		return nil, errors.New("--include-absent says nothing without --baseline; name one")
	}
	n := &narrowing{absent: o.absent}
	var err error
	if o.baseline != "" {
		if n.baseline, err = baseline.Load(o.baseline); err != nil {
			return nil, err
		}
	}
	if o.newFromGiven {
		if n.changes, err = changes.Since(o.newFrom, paths); err != nil {
			return nil, err
		}
	}
	return n, nil
}

// apply gives the findings their state and drops those that touch no change; and so what is
// said of single lines, such as of suppressions that are not needed. The paths in r are
// relative to the working folder.
func (n *narrowing) apply(r *report.Result, ran []*check.Check) {
	if n.baseline != nil {
		names := map[string]bool{}
		for _, c := range ran {
			names[c.Analyzer.Name] = true
		}
		n.baseline.Compare(r, n.absent, names)
	}
	if n.changes != nil {
		r.Findings = slices.DeleteFunc(r.Findings, func(f report.Finding) bool {
			return f.Baseline != report.Absent && !n.changes.Touches(f)
		})
		r.Notifications = slices.DeleteFunc(r.Notifications, func(note report.Notification) bool {
			at := report.Location{File: note.File, Line: note.Line}
			return note.Line > 0 && !note.Incomplete && !n.changes.Touches(report.Finding{Location: at})
		})
	}
}

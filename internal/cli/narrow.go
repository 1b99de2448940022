package cli

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

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
	// gone reports that a format shows what is no more found, whatever the flags say.
	gone bool
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
// usage, or changes.ErrOver at the end.
func (o *narrowOptions) narrowing(paths []string, end time.Time) (*narrowing, error) {
	if o.absent && o.baseline == "" {
		return nil, errors.New("--include-absent says nothing without --baseline; name one")
	}
	n := &narrowing{absent: o.absent || o.gone}
	var err error
	if o.baseline != "" {
		if n.baseline, err = baseline.Load(o.baseline); err != nil {
			return nil, err
		}
	}
	if o.newFromGiven {
		if n.changes, err = changes.Since(o.newFrom, paths, end); err != nil {
			return nil, err
		}
	}
	return n, nil
}

// close gives back what the narrowing takes.
func (n *narrowing) close() error {
	if n.changes == nil {
		return nil
	}
	return n.changes.Close()
}

// apply gives the findings their state and drops those that touch no change; and so what is
// said of single lines, such as of suppressions that are not needed. The paths in r are
// relative to the working folder. It says what it hid, "" if there is nothing to narrow by.
func (n *narrowing) apply(r *report.Result, ran []*check.Check) (hidden string, err error) {
	active := len(r.Active())
	var parts []string
	if n.baseline != nil {
		names := map[string]bool{}
		for _, c := range ran {
			names[c.Analyzer.Name] = true
		}
		n.baseline.Compare(r, n.absent, names)
		parts = append(parts, fmt.Sprintf("%d in the baseline", active-len(r.Active())))
		active = len(r.Active())
	}
	if n.changes != nil {
		if err := n.compare(r); err != nil {
			return "", err
		}
		r.Findings = slices.DeleteFunc(r.Findings, func(f report.Finding) bool {
			return f.Baseline != report.Absent && !n.changes.Touches(f)
		})
		r.Notifications = slices.DeleteFunc(r.Notifications, func(note report.Notification) bool {
			at := report.Location{File: note.File, Line: note.Line}
			return note.Line > 0 && !note.Incomplete && !n.changes.Touches(report.Finding{Location: at})
		})
		parts = append(parts, fmt.Sprintf("%d on lines that are not new", active-len(r.Active())))
	}
	return strings.Join(parts, ", "), nil
}

// compare finds out what has changed in the files that the result speaks of, and adds to it
// what could not be told.
func (n *narrowing) compare(r *report.Result) error {
	dir, err := os.Getwd()
	if err != nil {
		return fmt.Errorf("find the working folder: %w", err)
	}
	var files []string
	for _, f := range r.Findings {
		if f.Baseline == report.Absent {
			continue
		}
		files = append(files, f.File)
		for _, step := range f.Path {
			files = append(files, step.File)
		}
	}
	for _, note := range r.Notifications {
		if note.Line > 0 {
			files = append(files, note.File)
		}
	}
	slices.Sort(files)
	untold := &report.Result{Notifications: n.changes.Compare(slices.Compact(files), r.Sources)}
	report.Relativize(untold, dir)
	r.Notifications = append(r.Notifications, untold.Notifications...)
	report.Sort(r)
	return nil
}

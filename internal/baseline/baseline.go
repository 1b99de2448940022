// Package baseline compares findings with those of an earlier run, as its SARIF log has
// them: only what is new counts.
package baseline

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/owenrumney/go-sarif/v2/sarif"

	"github.com/drvlint/drvlint/internal/report"
)

// A Baseline is what an earlier run found.
type Baseline struct {
	old []*report.Finding // without those that were suppressed
}

// Load reads a SARIF log that drvlint wrote. An error is one line that names the file and
// says what to do.
func Load(file string) (*Baseline, error) {
	log, err := read(file)
	if err != nil {
		return nil, fmt.Errorf("baseline %s: %w", file, err)
	}
	b := &Baseline{}
	ours := false
	for _, run := range log.Runs {
		if run == nil || run.Tool.Driver == nil || run.Tool.Driver.Name != "drvlint" {
			continue
		}
		ours = true
		for _, result := range run.Results {
			if f := finding(result); f != nil {
				b.old = append(b.old, f)
			}
		}
	}
	if !ours {
		return nil, fmt.Errorf("baseline %s: was not written by drvlint; write one with --format sarif=FILE", file)
	}
	return b, nil
}

// Of takes the findings of an earlier run as they are, but for those that did not count then.
func Of(findings []report.Finding) *Baseline {
	b := &Baseline{}
	for i := range findings {
		if f := &findings[i]; f.Suppression == nil && f.Baseline != report.Absent {
			old := *f
			old.Baseline = ""
			b.old = append(b.old, &old)
		}
	}
	return b
}

func read(file string) (*sarif.Report, error) {
	info, err := os.Stat(file)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, errors.New("does not exist; write one with --format sarif=FILE")
	case err != nil:
		return nil, fmt.Errorf("can't be read: %w", err)
	case !info.Mode().IsRegular():
		return nil, errors.New("is not a regular file; name a SARIF log")
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("can't be read: %w", err)
	}
	log, err := sarif.FromBytes(text)
	if err != nil {
		return nil, fmt.Errorf("is no SARIF log (%v); write one with --format sarif=FILE", err)
	}
	if log.Version != string(sarif.Version210) || len(log.Runs) == 0 {
		return nil, errors.New("is no SARIF 2.1.0 log; write one with --format sarif=FILE")
	}
	return log, nil
}

// pathLink is what the log says after a message of where the path begins.
var pathLink = regexp.MustCompile(` The path begins here: \[.*\]\(1\)\.$`)

// finding reads a result; nil for one that did not count then or has no place.
func finding(r *sarif.Result) *report.Finding {
	if r == nil || r.RuleID == nil || len(r.Suppressions) > 0 || r.BaselineState != nil && *r.BaselineState == string(report.Absent) {
		return nil
	}
	if len(r.Locations) == 0 || r.Locations[0] == nil || r.Locations[0].PhysicalLocation == nil {
		return nil
	}
	where := r.Locations[0].PhysicalLocation
	if where.ArtifactLocation == nil || where.ArtifactLocation.URI == nil {
		return nil
	}
	uri, err := url.Parse(*where.ArtifactLocation.URI)
	if err != nil {
		return nil
	}
	f := &report.Finding{Check: *r.RuleID, Level: report.Warning, Location: report.Location{File: filepath.Clean(filepath.FromSlash(uri.Path))}}
	if r.Level != nil {
		f.Level = report.Level(*r.Level)
	}
	if r.Message.Text != nil {
		f.Message = pathLink.ReplaceAllString(*r.Message.Text, "")
	}
	if where.Region != nil && where.Region.StartLine != nil {
		f.Line = *where.Region.StartLine
	}
	f.Fingerprint, _ = r.PartialFingerprints["primaryLocationLineHash"].(string)
	return f
}

// Compare gives each finding its state. The paths in r must be spelt as in the log: both
// relative to the same folder. Findings are the same if their check, their file and the
// text at their line are; the line's number does not matter. A finding in a file that
// is gone may have moved to another with its text. If absent is asked for, r also gets
// the findings that were in the log only, as far as this run could have found them: of
// the checks that ran, in files that were read or are gone.
func (b *Baseline) Compare(r *report.Result, absent bool, ran map[string]bool) {
	gone := map[string]bool{}
	for _, old := range b.old {
		if _, err := os.Lstat(old.File); errors.Is(err, fs.ErrNotExist) {
			gone[old.File] = true
		}
	}
	rest := append([]*report.Finding(nil), b.old...)
	rest = pair(r, rest, report.Unchanged, nil, func(f *report.Finding) string { return f.File + "\x00" + f.Fingerprint })
	rest = pair(r, rest, report.Unchanged, nil, func(f *report.Finding) string { return f.File + "\x00" + text(f) })
	rest = pair(r, rest, report.Updated, gone, func(f *report.Finding) string {
		return path.Base(filepath.ToSlash(f.File)) + "\x00" + text(f)
	})
	rest = pair(r, rest, report.Updated, gone, text)
	for i := range r.Findings {
		f := &r.Findings[i]
		f.Baseline = cmp.Or(f.Baseline, report.New)
	}
	if !absent {
		return
	}
	read := map[string]bool{}
	for _, file := range r.Sources {
		read[file] = true
	}
	for _, old := range rest {
		whole, err := filepath.Abs(old.File)
		if ran[old.Check] && (gone[old.File] || err == nil && read[whole]) {
			missing := *old
			missing.Baseline = report.Absent
			r.Findings = append(r.Findings, missing)
		}
	}
	report.Sort(r)
}

// text stands for the line of a finding: the hash of it and of what follows, without the
// count that tells equal lines of a file apart.
func text(f *report.Finding) string {
	hash, _, _ := strings.Cut(f.Fingerprint, ":")
	return cmp.Or(hash, f.File)
}

// pair gives a state to each finding that has none yet and finds its like, of the same
// check and key, among the old ones; of these only in the files, if there are any named.
// It returns the old ones that are left.
func pair(r *report.Result, old []*report.Finding, state report.BaselineState, files map[string]bool, key func(*report.Finding) string) (rest []*report.Finding) {
	waiting := map[string][]*report.Finding{}
	for _, o := range old {
		if files == nil || files[o.File] {
			k := o.Check + "\x00" + key(o)
			waiting[k] = append(waiting[k], o)
		}
	}
	taken := map[*report.Finding]bool{}
	for i := range r.Findings {
		f := &r.Findings[i]
		k := f.Check + "\x00" + key(f)
		if f.Baseline == "" && len(waiting[k]) > 0 {
			f.Baseline = state
			taken[waiting[k][0]] = true
			waiting[k] = waiting[k][1:]
		}
	}
	for _, o := range old {
		if !taken[o] {
			rest = append(rest, o)
		}
	}
	return rest
}

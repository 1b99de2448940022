package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/project"
	"github.com/drvlint/drvlint/internal/report"
)

// find finds the drivers at the paths or, with --changed, those that own the files.
func (o *checkOptions) find(paths []string) ([]project.Driver, []project.Notice, error) {
	if o.planned != nil {
		return found(o.planned.Plan, paths)
	}
	options := project.Options{Configuration: o.configuration, Asked: asked}
	if !o.changed {
		return project.Find(paths, options)
	}
	files, gone, bad := existing(paths)
	drivers, notices, err := project.Owners(files, options)
	return drivers, append(gone, notices...), errors.Join(bad, err)
}

// asked reports whether a word is a routine of which checks ask what becomes of it: what begins something that has to be ended, is
// run later, or waits.
func asked(word string) bool {
	return ddi.Lookup(word).Does(ddi.Acquire | ddi.RaiseIRQL | ddi.EnterRegion | ddi.Attach | ddi.CreateThread | ddi.Reference | ddi.ReturnReference |
		ddi.Register | ddi.Queue | ddi.Complete | ddi.Wait | ddi.Send)
}

// existing lists those of the changed files that are still there. A notice names each of
// the others: a change may delete a file.
func existing(paths []string) (files []string, gone []project.Notice, err error) {
	for _, path := range paths {
		info, failure := os.Stat(path)
		switch {
		case path == "":
			err = errors.Join(err, errors.New(`"": is an empty path; name the changed files after --changed`))
		case errors.Is(failure, fs.ErrNotExist):
			gone = append(gone, project.Notice{Message: "does not exist any more, skipped", File: absolute(path)})
		case failure == nil && info.IsDir():
			err = errors.Join(err, fmt.Errorf("%s: is a folder; name the changed files after --changed, or leave --changed out", path))
		default:
			files = append(files, path)
		}
	}
	return files, gone, err
}

func absolute(path string) string {
	if whole, err := filepath.Abs(path); err == nil {
		return whole
	}
	return path
}

// restrict leaves in a result with absolute paths what concerns the changed files: the
// findings and notifications that lie in one of them, or in a unit that includes one, or
// pass through there, and what is said of a driver as a whole.
func (d *discovery) restrict(r *report.Result) {
	concerned := map[string]bool{"": true}
	for _, file := range d.changed {
		concerned[file] = true
	}
	r.Findings = slices.DeleteFunc(r.Findings, func(f report.Finding) bool {
		return !concerned[f.File] && !slices.ContainsFunc(f.Path, func(s report.Step) bool { return concerned[s.File] })
	})
	for _, j := range d.jobs {
		concerned[j.config.File] = true
	}
	for _, driver := range d.drivers() {
		concerned[driver.Root] = true
	}
	r.Notifications = slices.DeleteFunc(r.Notifications, func(n report.Notification) bool { return !concerned[n.File] })
}

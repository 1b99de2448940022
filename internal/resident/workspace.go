package resident

import (
	"context"
	"errors"
	"path/filepath"
	"reflect"
	"slices"
	"strings"

	"github.com/drvlint/drvlint/internal/config"
	"github.com/drvlint/drvlint/internal/project"
	"github.com/drvlint/drvlint/internal/wdk"
)

// A workspace is what the process keeps in memory.
type workspace struct {
	limiter  *limiter
	texts    map[string][]byte // unsaved
	stamps   *stamps
	folders  []string
	settings Settings
	kit      *wdk.Kit
	kitError error
	finder   *finder
	drivers  map[string]*kept // by key
}

func newWorkspace(l *limiter) *workspace {
	return &workspace{limiter: l, texts: map[string][]byte{}, stamps: newStamps(), finder: newFinder(""), drivers: map[string]*kept{}}
}

// take takes over unsaved texts.
func (w *workspace) take(texts []Text) {
	for _, t := range texts {
		w.stamps.take(t)
		if t.Gone {
			delete(w.texts, t.File)
		} else {
			w.texts[t.File] = t.Text
		}
	}
}

// update brings every driver that is wanted up to date, and forgets the others.
// It returns the error of ctx if that ends before.
func (w *workspace) update(ctx context.Context, u *Update, progress func(Progress)) ([]Analysis, []Problem, error) {
	if err := ctx.Err(); err != nil {
		return nil, nil, err
	}
	w.configure(u)
	w.folders = u.Folders
	wanted, problems := w.wanted(u)
	for key := range w.drivers {
		if wanted[key] == nil {
			delete(w.drivers, key)
		}
	}
	var list []Analysis
	for i, key := range sortedKeys(wanted) {
		d := w.drivers[key]
		if d == nil {
			d = &kept{Driver: *wanted[key], key: key}
			w.drivers[key] = d
		}
		found, err := d.update(ctx, w, u.Whole, func(p Progress) {
			p.Number, p.Drivers = i+1, len(wanted)
			progress(p)
		})
		problems = append(problems, found...)
		if err != nil {
			return nil, nil, err
		}
		list = append(list, Analysis{Key: key, Result: d.result, Quality: d.quality, Part: d.part, Soon: d.soon})
	}
	if w.kitError != nil {
		problems = append(problems, Problem{Message: w.kitError.Error()})
	}
	return list, unique(problems), nil
}

// configure takes over the settings. Drivers that were found and read with others go.
func (w *workspace) configure(u *Update) {
	same := reflect.DeepEqual(w.settings, u.Settings)
	if same && !u.Anew {
		return
	}
	if !same || w.kit == nil && w.settings.WDK != "" {
		w.kit, w.kitError = nil, nil
		if dir := u.Settings.WDK; dir != "" {
			w.kit, w.kitError = wdk.OpenKit(dir)
		}
	}
	w.settings = u.Settings
	w.finder = newFinder(u.Settings.Configuration)
	if !same {
		w.drivers = map[string]*kept{}
	}
}

// wanted lists the drivers that own the open files, by key, or those of the folders as well.
func (w *workspace) wanted(u *Update) (map[string]*project.Driver, []Problem) {
	list := map[string]*project.Driver{}
	var problems []Problem
	for _, file := range u.Files {
		owners, err := w.finder.owners(file, u.Folders)
		if err != nil {
			problems = append(problems, Problem{Message: "configuration: " + err.Error()})
		}
		for _, d := range owners {
			list[driverKey(d)] = &d
		}
	}
	if !u.All {
		return list, problems
	}
	for _, folder := range u.Folders {
		all, err := w.finder.in(folder)
		if err != nil {
			problems = append(problems, Problem{Message: "configuration: " + err.Error()})
		}
		for _, d := range all {
			list[driverKey(d)] = &d
		}
	}
	return list, problems
}

// driverKey tells drivers apart, and one whose files or arguments changed from what it was.
func driverKey(d project.Driver) string {
	parts := []string{d.Root, d.File}
	for _, u := range d.Units {
		parts = append(parts, u.File)
	}
	return strings.Join(parts, "\n")
}

// configuration reads the configuration that holds for a driver. While there is something
// wrong with it the last good one counts.
func (w *workspace) configuration(d *kept) (*config.Config, []Problem) {
	file := w.settings.Config
	if file == "" {
		nearest, err := config.Nearest(d.Root)
		if err != nil {
			return d.lastConfig(), []Problem{problemOf(err, d.Root)}
		}
		file = nearest
	}
	if file == "" {
		return &config.Config{}, nil
	}
	c, err := config.Load(file, checkNames())
	if err != nil {
		return d.lastConfig(), []Problem{problemOf(err, file)}
	}
	return c, nil
}

// problemOf says what is wrong with a file that is shown under a shorter name.
func problemOf(err error, file string) Problem {
	if p, ok := errors.AsType[*config.Problem](err); ok {
		return Problem{File: filepath.Clean(file), Line: p.Line, Column: p.Column, Message: p.Message}
	}
	return Problem{File: filepath.Clean(file), Message: err.Error()}
}

func unique(problems []Problem) []Problem {
	var list []Problem
	for _, p := range problems {
		if !slices.Contains(list, p) {
			list = append(list, p)
		}
	}
	return list
}

package clang

import (
	"slices"

	"github.com/drvlint/drvlint/internal/paths"
)

// Reads is what the units of a worker may read, whatever their text makes libclang ask
// for: regular files at the paths, which lead through no link, and below.
type Reads struct {
	All   bool // everything: links may lead anywhere
	Paths []string
	Kit   string // what wdk.OpenKit takes
}

// Reads returns what a task may read.
func (d *Disk) Reads(t Task) Reads {
	r := Reads{All: t.FollowLinks, Kit: t.Kit}
	folders, _ := searchArgs(t.Unit.Args)
	for _, path := range slices.Concat([]string{t.Checkout, t.Unit.File, t.Kit}, t.Trees, folders) {
		if real := d.look(path).real; real != "" && !r.covers(real) {
			r.Paths = append(r.Paths, real)
		}
	}
	return r
}

func (r Reads) covers(path string) bool {
	return slices.ContainsFunc(r.Paths, func(known string) bool { return paths.Within(path, known) })
}

// Cover reports whether who may read this may read the other, too.
func (r Reads) Cover(other Reads) bool {
	if r.All != other.All || r.Kit != other.Kit {
		return false
	}
	return r.All || !slices.ContainsFunc(other.Paths, func(path string) bool { return !r.covers(path) })
}

// Reads returns the paths that a task may read, with the places elsewhere that links of
// its kit lead to: who names a kit means what it consists of. All says that there is no
// limit.
func (l *Loader) Reads(t Task) (paths []string, all bool) {
	r := l.disk.Reads(t)
	if t.Kit == "" {
		return r.Paths, r.All
	}
	kit, err := l.disk.openKit(t.Kit)
	if err != nil {
		return r.Paths, r.All // the task says so
	}
	return slices.Concat(r.Paths, kit.Elsewhere()), r.All
}

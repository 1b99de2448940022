package plan

import (
	"path/filepath"
	"slices"
	"strings"

	"github.com/drvlint/drvlint/internal/clang"
	"github.com/drvlint/drvlint/internal/facts"
	"github.com/drvlint/drvlint/internal/project"
)

const separator = string(filepath.Separator)

// relative returns a path as it is written to files; "" and what lies elsewhere stay.
func (b Base) relative(path string) string {
	if path == b.Dir {
		return "."
	}
	if below, ok := strings.CutPrefix(path, strings.TrimSuffix(b.Dir, separator)+separator); ok {
		return below
	}
	return path
}

// around is relative for a folder that may lie above the base.
func (b Base) around(folder string) string {
	if up, err := filepath.Rel(b.Dir, folder); err == nil && strings.Trim(filepath.ToSlash(up), "./") == "" {
		return up
	}
	return b.relative(folder)
}

// absolute undoes relative.
func (b Base) absolute(path string) string {
	if path == "" || filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(b.Dir, path)
}

func each(paths []string, change func(string) string) []string {
	var list []string
	for _, path := range paths {
		list = append(list, change(path))
	}
	return list
}

// eachPath changes the paths in arguments for clang. A forced include that is no absolute
// path is a name to search for.
func eachPath(args []string, change func(string) string) []string {
	var list []string
	for i, arg := range args {
		folder, isFolder := strings.CutPrefix(arg, "-I")
		switch {
		case isFolder:
			arg = "-I" + change(folder)
		case i > 0 && args[i-1] == "-include" && strings.HasPrefix(arg, inPlace):
			arg = change(strings.TrimPrefix(arg, inPlace))
		case i > 0 && args[i-1] == "-include" && filepath.IsAbs(arg):
			arg = inPlace + change(arg)
		}
		list = append(list, arg)
	}
	return list
}

// inPlace begins a forced include that is a path, not a name.
const inPlace = "/./"

// Files returns the files that a unit was made from, sorted.
func (b Base) Files(u *facts.Unit) []string {
	var list []string
	for _, in := range u.Inputs() {
		if in.Kind == clang.TextOf && !in.Absent() {
			list = append(list, b.relative(in.Path))
		}
	}
	return list
}

// moved returns a copy of a plan with other paths.
func (p Plan) moved(change func(string) string) Plan {
	p.Config, p.Kit = change(p.Config), change(p.Kit)
	found := p.Found
	p.Found = nil
	for _, f := range found {
		moved := Found{Paths: f.Paths}
		for _, d := range f.Drivers {
			d.Root, d.File, d.Units = change(d.Root), change(d.File), movedUnits(d.Units, change)
			if d.Build != nil {
				build := *d.Build
				build.Only = slices.Clone(build.Only)
				for i := range build.Only {
					build.Only[i].File = change(build.Only[i].File)
				}
				d.Build = &build
			}
			moved.Drivers = append(moved.Drivers, d)
		}
		for _, n := range f.Notices {
			n.File = change(n.File)
			moved.Notices = append(moved.Notices, n)
		}
		p.Found = append(p.Found, moved)
	}
	return p
}

func movedUnits(units []project.Unit, change func(string) string) []project.Unit {
	var list []project.Unit
	for _, u := range units {
		u.File, u.Includes = change(u.File), each(u.Includes, change)
		forced := u.Forced
		u.Forced = nil
		for _, name := range forced {
			u.Forced = append(u.Forced, eachPath([]string{"-include", name}, change)[1])
		}
		list = append(list, u)
	}
	return list
}

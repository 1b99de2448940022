package runner

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/drvlint/drvlint/internal/clang"
	"github.com/drvlint/drvlint/internal/project"
	"github.com/drvlint/drvlint/internal/report"
	"github.com/drvlint/drvlint/ir"
)

// mostHidden is how many functions are named that conditions leave out.
const mostHidden = 3

// leftOutOf lists the functions of a driver that conditions of the preprocessor leave out.
func leftOutOf(units []clang.Outline) []report.LeftOut {
	all := clang.AllHidden(units)
	var list []report.LeftOut
	for _, file := range slices.Sorted(maps.Keys(all)) {
		for _, f := range all[file] {
			list = append(list, report.LeftOut{File: file, Name: f.Name, Line: f.Line})
		}
	}
	return list
}

// hidden says which functions of a driver conditions of the preprocessor leave out, at the first of them.
func hidden(list []report.LeftOut) []report.Notification {
	if len(list) == 0 {
		return nil
	}
	var names []string
	for _, f := range list[:min(len(list), mostHidden)] {
		names = append(names, f.Name)
	}
	text := strings.Join(names, ", ")
	if more := len(list) - len(names); more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	return []report.Notification{{
		Level: report.Note, File: list[0].File, Line: list[0].Line, Routine: true,
		Message: fmt.Sprintf("conditions (#if) that do not hold leave out %s, which other builds may compile; --configuration names another build, defines: in .drvlint.yaml macros", text),
	}}
}

// hiddenEntry says which entry point conditions of the preprocessor leave out of a driver
// that has no other: then little of it is compiled.
func hiddenEntry(units []*ir.Unit) []report.Notification {
	for _, u := range units {
		if u == nil || slices.ContainsFunc(u.Funcs, func(f *ir.Func) bool { return project.IsEntry(f.Name) }) {
			return nil // what could not be loaded is said
		}
	}
	for _, u := range units {
		if project.DefinesEntry(u.File) {
			return []report.Notification{{
				Level: report.Warning, File: u.File, Incomplete: true,
				Message: "the entry point of the driver stands under a condition (#if) that does not hold, so findings may be missing: name the macros under defines: in .drvlint.yaml",
			}}
		}
	}
	return nil
}

package runner

import (
	"fmt"
	"slices"

	"github.com/drvlint/drvlint/internal/project"
	"github.com/drvlint/drvlint/internal/report"
)

// withBuilds makes what other builds of drivers tell a part of the results of these: the findings on whose path something is that
// only the build compiles. Results are those of drivers, and builds stand behind their drivers.
func withBuilds(drivers []project.Driver, results []*report.Result) {
	base := -1
	for i, d := range drivers {
		switch {
		case d.Build == nil:
			base = i
		case base >= 0 && drivers[base].Name == d.Build.Of:
			beside(results[base], results[i], d.Build)
			results[i] = &report.Result{}
		}
	}
}

// beside adds to the result of a driver that of one of its builds.
func beside(of, r *report.Result, b *project.Build) {
	own := slices.Clone(of.Findings)
	for _, f := range r.Findings {
		told := func(o report.Finding) bool {
			return o.Check == f.Check && o.Location == f.Location && o.Message == f.Message
		}
		if !inOnly(f, b) || slices.ContainsFunc(own, told) {
			continue // the driver has it, too, or it comes of what is not the same in both
		}
		f.Driver = b.Of
		f.Message += fmt.Sprintf(" (only in a build for %s)", b.Name)
		of.Findings = append(of.Findings, f)
	}
	said := slices.Clone(of.Notifications)
	for _, n := range r.Notifications {
		told := func(o report.Notification) bool { return o.File == n.File && o.Level == n.Level && !o.Routine }
		if n.Incomplete || !n.Routine && b.Differs(n.File) && !slices.ContainsFunc(said, told) {
			of.Notifications = append(of.Notifications, n)
		}
	}
	if len(r.Drivers) == 1 && len(of.Drivers) == 1 {
		of.Drivers[0].Parses += r.Drivers[0].Parses
		of.LeftOut = slices.DeleteFunc(of.LeftOut, func(f report.LeftOut) bool { return !slices.Contains(r.LeftOut, f) })
	}
	of.Sources, of.Read = append(of.Sources, r.Sources...), append(of.Read, r.Read...)
}

// inOnly reports whether a finding, or a step of its path, lies where only the build compiles something.
func inOnly(f report.Finding, b *project.Build) bool {
	return b.Holds(f.File, f.Line) || slices.ContainsFunc(f.Path, func(s report.Step) bool { return b.Holds(s.File, s.Line) })
}

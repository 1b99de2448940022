package report

import (
	"bufio"
	"fmt"
	"io"
	"strings"
)

// MSBuild writes r in the form in which MSBuild's tools report, path(line,column): level check:
// message. MSBuild makes errors and warnings of such lines in what a program prints, and
// Visual Studio lists them: see "MSBuild and Visual Studio format for diagnostic messages". The
// steps of a path follow as notes, as those of the compiler do. Columns count UTF-16 units. Its
// error is that of w.
func MSBuild(w io.Writer, r *Result) error {
	out := bufio.NewWriter(w)
	sources := Sources{Withheld: r.Withheld}
	for _, f := range r.Active() {
		fmt.Fprintf(out, "%s: %s %s: %s\n", origin(f.Location, &sources), f.Level, Escape(f.Check), Escape(f.Message))
		for i, s := range f.Path {
			fmt.Fprintf(out, "%s: note: %d. %s\n", origin(s.Location, &sources), i+1, Escape(s.Message))
		}
	}
	for _, n := range r.Notifications {
		at := "drvlint"
		if n.File != "" {
			at = origin(Location{File: n.File, Line: n.Line}, &sources)
		}
		fmt.Fprintf(out, "%s: %s %s: %s\n", at, n.Level, code(n), Escape(n.Message))
	}
	fmt.Fprintf(out, "drvlint: %s\n", Summary(r))
	if err := out.Flush(); err != nil {
		return fmt.Errorf("writing the report for MSBuild: %w", err)
	}
	return nil
}

// code is that of a notification: MSBuild's NoWarn and Visual Studio's filter take it.
func code(n Notification) string {
	if n.Incomplete {
		return "incomplete"
	}
	return "drvlint"
}

// origin spells a location as MSBuild does. MSBuild takes the first colon behind the letter
// of a drive for the end of it, and what stands in parentheses at its end for line and column:
// a name that holds such is spelt.
func origin(at Location, sources *Sources) string {
	name := Escape(at.File)
	drive := ""
	if len(name) > 2 && name[1] == ':' && (name[2] == '\\' || name[2] == '/') {
		drive, name = name[:2], name[2:]
	}
	name = drive + strings.ReplaceAll(name, ":", spelled(':'))
	switch {
	case at.Line == 0 && strings.HasSuffix(name, ")"):
		return strings.TrimSuffix(name, ")") + spelled(')')
	case at.Line == 0:
		return name
	case at.Column == 0:
		return fmt.Sprintf("%s(%d)", name, at.Line)
	}
	return fmt.Sprintf("%s(%d,%d)", name, at.Line, sources.Open(at.File).UTF16Column(at.Line, at.Column))
}

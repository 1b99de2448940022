package report

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/fatih/color"
)

// TextOptions say how Text writes.
type TextOptions struct {
	Color      bool // with the escape sequences of a terminal
	Stats      bool // with a table of the drivers' figures
	Suppressed bool // with the findings that are suppressed
}

// Text writes r for people to read: every finding with its line of source and its path,
// grouped by file, then what could not be analysed, then a summary. Its error is that of w.
func Text(w io.Writer, r *Result, options TextOptions) error {
	out := bufio.NewWriter(w)
	t := &text{Writer: out, paint: newPaint(options.Color)}
	t.files(r.Shown(options.Suppressed))
	t.notifications(r.Notifications)
	if options.Stats && len(r.Drivers) > 0 {
		t.table(r.Drivers)
	}
	fmt.Fprintln(t, Summary(r))
	if err := out.Flush(); err != nil {
		return fmt.Errorf("writing the text report: %w", err)
	}
	return nil
}

// A text is a text report in the making. Its writer keeps the first error until the end.
type text struct {
	*bufio.Writer
	paint
	sources Sources
}

// files writes the findings, which are sorted by file, under a heading for each file.
func (t *text) files(findings []Finding) {
	for len(findings) > 0 {
		n := 1
		for n < len(findings) && findings[n].File == findings[0].File {
			n++
		}
		t.heading(findings[:n])
		for _, f := range findings[:n] {
			t.finding(f)
		}
		findings = findings[n:]
	}
}

// heading says how much was found in a file and to which drivers that matters.
func (t *text) heading(findings []Finding) {
	var drivers []string
	for _, f := range findings {
		drivers = append(drivers, Escape(f.Driver))
	}
	slices.Sort(drivers)
	drivers = slices.Compact(drivers)
	of := "driver"
	if len(drivers) > 1 {
		of = "drivers"
	}
	fmt.Fprintf(t, "%s (%s %s): %s\n", t.heads(Escape(findings[0].File)), of, strings.Join(drivers, ", "), levels(findings))
}

// finding writes f and the blank line after it.
func (t *text) finding(f Finding) {
	fmt.Fprintf(t, "%s: %s: %s [%s]%s\n", t.bold(place(f.Location)), t.level(f.Level), t.bold(Escape(f.Message)), Escape(f.Check), suppressed(f))
	t.excerpt(f.Location)
	for i, s := range f.Path {
		fmt.Fprintf(t, "    %d. %s: %s\n", i+1, place(s.Location), Escape(s.Message))
	}
	for _, fix := range f.Fixes {
		fmt.Fprintf(t, "    fix: %s\n", Escape(fix.Message))
	}
	fmt.Fprintln(t)
}

// suppressed says after a finding that and why it does not count.
func suppressed(f Finding) string {
	switch {
	case f.Suppression == nil:
		return ""
	case f.Suppression.Justification == "":
		return " (suppressed)"
	}
	return " (suppressed: " + Escape(f.Suppression.Justification) + ")"
}

// excerpt writes nothing when the file can't be read or has changed.
func (t *text) excerpt(at Location) {
	if at.Line == 0 {
		return
	}
	source, ok := t.sources.Open(at.File).Line(at.Line)
	if !ok {
		return
	}
	e := newExcerpt(source, at)
	number := strconv.Itoa(at.Line)
	t.row(number, e.line())
	t.row(strings.Repeat(" ", len(number)), t.mark(e.marks()))
}

// row writes one line of an excerpt.
func (t *text) row(margin, line string) {
	fmt.Fprintf(t, "%s %s\n", t.margin(" "+margin+" |"), line)
}

// maxRoutine is how many routine notifications the text lists.
const maxRoutine = 3

func (t *text) notifications(list []Notification) {
	routine := 0
	for _, n := range list {
		if n.Routine {
			routine++
		}
	}
	for _, n := range list {
		if n.Routine && routine > maxRoutine {
			continue
		}
		file := "drvlint"
		if n.File != "" {
			file = place(Location{File: n.File, Line: n.Line})
		}
		fmt.Fprintf(t, "%s: %s: %s\n", t.bold(file), t.level(n.Level), Escape(n.Message))
	}
	if routine > maxRoutine {
		fmt.Fprintf(t, "%s: %s: %d notes on what was passed over, most of it for user mode, are left out; --format json lists them\n",
			t.bold("drvlint"), t.level(Note), routine)
	}
	if len(list) > 0 {
		fmt.Fprintln(t)
	}
}

// place spells a location as compilers do, which editors make a link of.
func place(at Location) string {
	switch {
	case at.Line == 0:
		return Escape(at.File)
	case at.Column == 0:
		return fmt.Sprintf("%s:%d", Escape(at.File), at.Line)
	}
	return fmt.Sprintf("%s:%d:%d", Escape(at.File), at.Line, at.Column)
}

// A paint colours the parts of a text report.
type paint struct {
	heads, bold, margin, mark func(...any) string
	levels                    map[Level]func(...any) string
}

// newPaint returns a paint that leaves everything as it is unless colour is wanted; it
// never asks the environment, the caller has.
func newPaint(wanted bool) paint {
	brush := func(attributes ...color.Attribute) func(...any) string {
		c := color.New(attributes...)
		c.DisableColor()
		if wanted {
			c.EnableColor()
		}
		return c.SprintFunc()
	}
	return paint{
		heads:  brush(color.Bold, color.Underline),
		bold:   brush(color.Bold),
		margin: brush(color.FgBlue),
		mark:   brush(color.FgGreen, color.Bold),
		levels: map[Level]func(...any) string{
			Error:   brush(color.FgRed, color.Bold),
			Warning: brush(color.FgMagenta, color.Bold),
			Note:    brush(color.FgCyan, color.Bold),
		},
	}
}

func (p paint) level(l Level) string {
	if brush, ok := p.levels[l]; ok {
		return brush(string(l))
	}
	return string(l)
}

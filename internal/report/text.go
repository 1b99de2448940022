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
	Width      int  // columns of the terminal, where lines are wrapped; 0 for no limit
	Links      bool // with places as links, for terminals that know OSC 8
	Summary    bool // only counts, and what was incomplete
	Most       int  // how many findings to show, the worst; 0 for all
	// Seconds is how long the run took; 0 where nobody wants to know.
	Seconds float64
	// Unsaved are texts that count in place of what is on disk, by the name of the file.
	Unsaved map[string][]byte
}

// Text writes r for people to read: every finding with its line of source and its path,
// grouped by file, then what could not be analysed, then a summary. Its error is that of w.
func Text(w io.Writer, r *Result, options TextOptions) error {
	out := bufio.NewWriter(w)
	t := &text{Writer: out, paint: newPaint(options.Color), options: options, sources: Sources{Withheld: r.Withheld, Unsaved: options.Unsaved}}
	if !options.Summary {
		shown := r.Shown(options.Suppressed)
		worst := MostSevere(shown, options.Most)
		t.files(worst)
		t.leftOut(len(shown) - len(worst))
		t.notifications(r.Notifications)
	}
	t.overview(r)
	if options.Stats && len(r.Drivers) > 0 {
		t.table(r.Drivers)
	}
	fmt.Fprintln(t, t.wrapped(Summary(r)+t.time(), ""))
	if err := out.Flush(); err != nil {
		return fmt.Errorf("writing the text report: %w", err)
	}
	return nil
}

// A text is a text report in the making. Its writer keeps the first error until the end.
type text struct {
	*bufio.Writer
	paint
	options TextOptions
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
		for _, c := range causes(findings[:n]) {
			t.cause(c)
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
	file := t.heads(Escape(findings[0].File))
	t.line("", fmt.Sprintf("%s (%s %s): %s", file, of, strings.Join(drivers, ", "), levels(findings)), "    ", file, findings[0].Location)
}

// finding writes f and the blank line after it.
func (t *text) finding(f Finding) {
	t.body(f)
	fmt.Fprintln(t)
}

func (t *text) body(f Finding) {
	t.head(f)
	t.excerpt(f.Location)
	t.path(f.Path, 0)
	t.fixes(f)
}

func (t *text) fixes(f Finding) {
	for _, fix := range f.Fixes {
		t.line("    fix: ", Escape(fix.Message), "         ", "", Location{})
	}
}

// head writes the place of f and what is wrong there.
func (t *text) head(f Finding) {
	at := t.bold(place(f.Location))
	t.line("", fmt.Sprintf("%s: %s: %s [%s]%s", at, t.level(f.Level), t.bold(Escape(f.Message)), Escape(f.Check), suppressed(f)), "    ", at, f.Location)
}

// path writes the steps from an index on.
func (t *text) path(steps []Step, from int) {
	for i, s := range steps {
		if i >= from {
			number := fmt.Sprintf("    %d. ", i+1)
			at := place(s.Location)
			t.line(number, at+": "+Escape(s.Message), strings.Repeat(" ", len(number)), at, s.Location)
		}
	}
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
	number := strconv.Itoa(at.Line)
	e := newExcerpt(source, at, t.room(len(number)))
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
		t.line("", fmt.Sprintf("%s: %s: %s", t.bold(file), t.level(n.Level), Escape(n.Message)), "    ", t.bold(file), Location{File: n.File, Line: n.Line})
	}
	if routine > maxRoutine {
		t.line("", fmt.Sprintf("%s: %s: %d notes on what was passed over, most of it for user mode, are left out; --format json lists them",
			t.bold("drvlint"), t.level(Note), routine), "    ", "", Location{})
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

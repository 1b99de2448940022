package report

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/fatih/color"
)

// TextOptions say how Text writes.
type TextOptions struct {
	Color bool // with the escape sequences of a terminal
	Stats bool // with a table of the drivers' figures
}

// Text writes r for people to read: every finding with its line of source and its path,
// then what could not be analysed, then a summary. Its error is that of w.
func Text(w io.Writer, r *Result, options TextOptions) error {
	out := bufio.NewWriter(w)
	t := &text{Writer: out, paint: newPaint(options.Color)}
	for _, f := range r.Findings {
		t.finding(f)
	}
	t.notifications(r.Notifications)
	if options.Stats && len(r.Drivers) > 0 {
		t.table(r.Drivers)
	}
	fmt.Fprintln(t, summary(r))
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

// finding writes f and the blank line after it.
func (t *text) finding(f Finding) {
	fmt.Fprintf(t, "%s: %s: %s [%s]\n", t.bold(place(f.Location)), t.level(f.Level), t.bold(Escape(f.Message)), Escape(f.Check))
	t.excerpt(f.Location)
	for i, s := range f.Path {
		fmt.Fprintf(t, "    %d. %s: %s\n", i+1, place(s.Location), Escape(s.Message))
	}
	fmt.Fprintln(t)
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
	line, marks := excerpt(source, at)
	number := strconv.Itoa(at.Line)
	fmt.Fprintf(t, " %s | %s\n", number, line)
	fmt.Fprintf(t, " %s | %s\n", strings.Repeat(" ", len(number)), t.mark(marks))
}

func (t *text) notifications(list []Notification) {
	for _, n := range list {
		file := "drvlint"
		if n.File != "" {
			file = Escape(n.File)
		}
		fmt.Fprintf(t, "%s: %s: %s\n", t.bold(file), t.level(n.Level), Escape(n.Message))
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
	bold, mark func(...any) string
	levels     map[Level]func(...any) string
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
		bold: brush(color.Bold),
		mark: brush(color.FgGreen, color.Bold),
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

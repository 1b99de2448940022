package report

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/muesli/reflow/wordwrap"

	"github.com/drvlint/drvlint/internal/paths"
)

// tabWidth is how wide a tab is in an excerpt that must fit a terminal.
const tabWidth = 4

// narrowest is the least width that lines are wrapped at: below it nothing can be read.
const narrowest = 40

// line writes a line, wrapped if there is a width, with an indent before what is continued;
// an item, as "1. ", stands before it in the indent. At is the part of it that names a place,
// "" for none.
func (t *text) line(item, s, indent, at string, where Location) {
	s = item + t.wrapped(s, indent)
	if t.options.Links && at != "" && where.File != "" {
		s = strings.Replace(s, at, hyperlink(at, where.File), 1)
	}
	fmt.Fprintln(t, s)
}

// wrapped breaks a line at blanks: no word is cut, and one that is wider than the terminal
// stays whole. Colours and wide characters are counted as they are shown.
func (t *text) wrapped(s, indent string) string {
	if t.options.Width == 0 {
		return s
	}
	w := wordwrap.NewWriter(max(t.options.Width, narrowest) - len(indent))
	w.Breakpoints = nil // a hyphen is part of names and of ->
	_, _ = w.Write([]byte(s))
	_ = w.Close() // it writes to memory
	return strings.ReplaceAll(w.String(), "\n", "\n"+indent)
}

// room is how many columns a terminal has for a line of source beside its number, which has
// so many digits; 0 if its width is not known.
func (t *text) room(digits int) int {
	if t.options.Width == 0 {
		return 0
	}
	return max(t.options.Width, narrowest) - digits - len(" ") - len(" | ")
}

// fit cuts an excerpt to the columns that there are; without a number to a common bound. In a
// terminal whose width is known tabs are made blanks, so that they take what is reckoned.
func (e excerpt) fit(room int) excerpt {
	if room == 0 {
		return e.cut(maxColumns)
	}
	for _, part := range []cells{e.before, e.marked, e.after} {
		for i := range part {
			if part[i].text == "\t" {
				part[i] = cell{strings.Repeat(" ", tabWidth), tabWidth}
			}
		}
	}
	return e.cut(min(room-dots.columns, maxColumns))
}

// hyperlink makes text a link to a file, as terminals know it that implement OSC 8. The host
// is named so that a terminal on another machine does not look for the file on its own.
func hyperlink(text, file string) string {
	path, err := filepath.Abs(file)
	if err != nil {
		return text
	}
	target := paths.FileURL(path)
	if target.Host == "" {
		target.Host, _ = os.Hostname()
	}
	return "\x1b]8;;" + target.String() + "\x1b\\" + text + "\x1b]8;;\x1b\\"
}

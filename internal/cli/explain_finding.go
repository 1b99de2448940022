package cli

import (
	"fmt"
	"strings"

	"github.com/drvlint/drvlint/internal/check"
	"github.com/drvlint/drvlint/internal/report"
)

// explained explains a finding in Markdown: what is wrong and how it comes about, with its
// own names, then why that is bad and how to fix it.
func explained(f report.Finding) string {
	var b strings.Builder
	found, err := findCheck(f.Check)
	title := ""
	if err == nil {
		title = ": " + found.Title
	}
	fmt.Fprintf(&b, "# %s%s\n\n%s, driver %s, %s\n\n%s.\n", f.Check, title, code(spot(f.Location)), code(f.Driver), f.Level, words(f.Message))
	if f.Suppression != nil {
		fmt.Fprintf(&b, "\nIt is suppressed: %s\n", words(f.Suppression.Justification))
	}
	b.WriteString("\n## How it comes about\n\n")
	for i, s := range f.Path {
		fmt.Fprintf(&b, "%d. %s: %s%s\n", i+1, code(spot(s.Location)), words(s.Message), holds(s.State))
	}
	for _, fix := range f.Fixes {
		fmt.Fprintf(&b, "\nA fix can be made: %s. `drvlint --diff` shows it.\n", words(fix.Message))
	}
	if err == nil {
		for _, heading := range []string{"Why", "How to fix", "What it leaves alone"} {
			b.WriteString(section(found.Markdown, heading))
		}
		fmt.Fprintf(&b, "\nFingerprint %s. More, with examples: `drvlint explain %s`, <%s>\n\n", code(f.Fingerprint), f.Check, check.HelpURI(f.Check))
	}
	return b.String()
}

// holds says what holds at a step.
func holds(s report.State) string {
	var parts []string
	if s.Function != "" {
		parts = append(parts, "in "+code(s.Function))
	}
	if s.Context != "" {
		parts = append(parts, words(s.Context))
	}
	for _, lock := range s.Held {
		parts = append(parts, "holds "+code(lock))
	}
	if s.Level != "" {
		parts = append(parts, words(s.Level))
	}
	if len(parts) == 0 {
		return ""
	}
	return " *(" + strings.Join(parts, "; ") + ")*"
}

// section is a part of a check's documentation, "" if there is none of that name.
func section(markdown, heading string) string {
	_, text, ok := strings.Cut(markdown, "\n## "+heading+"\n")
	if !ok {
		return ""
	}
	text, _, _ = strings.Cut(text, "\n## ")
	return "\n## " + heading + "\n" + strings.TrimRight(text, "\n") + "\n"
}

func spot(at report.Location) string {
	if at.Line == 0 {
		return at.File
	}
	return fmt.Sprintf("%s:%d:%d", at.File, at.Line, at.Column)
}

// code makes text of the tree a piece of code, whatever it holds.
func code(s string) string {
	s = report.Escape(s)
	fence := "`"
	for strings.Contains(s, fence) {
		fence += "`"
	}
	if len(fence) > 1 {
		return fence + " " + s + " " + fence
	}
	return fence + s + fence
}

// words makes a message Markdown: what stands between backticks is code, the rest is text.
func words(s string) string {
	parts := strings.Split(report.Escape(s), "`")
	for i := range parts {
		if i%2 == 0 || i == len(parts)-1 {
			parts[i] = markup.Replace(parts[i])
		} else {
			parts[i] = code(parts[i])
		}
	}
	return strings.Join(parts, "")
}

var markup = strings.NewReplacer(`\`, `\\`, "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`, "<", `\<`, "#", `\#`)

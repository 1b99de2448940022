package report

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
)

// shownByGitHub is how many annotations of each kind GitHub shows of one step: see
// "Usage limits" of "Workflow commands for GitHub Actions".
const shownByGitHub = 10

// GitHub writes r as workflow commands, which GitHub Actions shows as annotations of the
// changed lines. As it shows but the first few of each level, the worst come first. Its
// error is that of w.
func GitHub(w io.Writer, r *Result) error {
	out := bufio.NewWriter(w)
	findings := r.Active()
	slices.SortStableFunc(findings, func(a, b Finding) int { return cmp.Compare(a.Level.rank(), b.Level.rank()) })
	var sources Sources
	for _, f := range findings {
		fmt.Fprintf(out, "::%s %s::%s\n", command(f.Level), annotation(f, &sources), escapeData(explained(f)))
	}
	for _, n := range r.Notifications {
		properties := "title=drvlint"
		if n.File != "" {
			at := "file=" + escapeProperty(Escape(n.File))
			if n.Line > 0 {
				at += fmt.Sprintf(",line=%d", n.Line)
			}
			properties = at + "," + properties
		}
		fmt.Fprintf(out, "::%s %s::%s\n", command(n.Level), properties, escapeData(Escape(n.Message)))
	}
	fmt.Fprintf(out, "drvlint: %s\n", Summary(r))
	if crowded(findings) {
		fmt.Fprintf(out, "drvlint: GitHub shows %d annotations of each level, the rest are in this log\n", shownByGitHub)
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("writing the workflow commands: %w", err)
	}
	return nil
}

// command returns the workflow command of a level.
func command(l Level) string {
	if l == Note {
		return "notice"
	}
	return string(l)
}

// annotation returns the properties of the command for f. Columns are given only within
// one line: GitHub drops the others.
func annotation(f Finding, sources *Sources) string {
	properties := []string{"file=" + escapeProperty(Escape(f.File))}
	add := func(name string, value int) { properties = append(properties, fmt.Sprintf("%s=%d", name, value)) }
	if f.Line > 0 {
		add("line", f.Line)
		add("endLine", max(f.EndLine, f.Line))
	}
	if f.Line > 0 && f.Column > 0 && f.EndLine == f.Line {
		source := sources.Open(f.File)
		add("col", source.UTF16Column(f.Line, f.Column))
		add("endColumn", source.UTF16Column(f.Line, f.EndColumn))
	}
	return strings.Join(append(properties, "title="+escapeProperty("drvlint "+f.Check)), ",")
}

// explained returns the message of f and its path, a line each.
func explained(f Finding) string {
	lines := []string{Escape(f.Message)}
	for i, s := range f.Path {
		lines = append(lines, fmt.Sprintf("%d. %s: %s", i+1, place(s.Location), Escape(s.Message)))
	}
	return strings.Join(lines, "\n")
}

func crowded(findings []Finding) bool {
	counts := map[Level]int{}
	for _, f := range findings {
		counts[f.Level]++
	}
	return max(counts[Error], counts[Warning], counts[Note]) > shownByGitHub
}

// The escapes are those that the runner undoes, in the order of its ActionCommand.cs.
var (
	data     = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	property = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)

func escapeData(s string) string     { return data.Replace(s) }
func escapeProperty(s string) string { return property.Replace(s) }

package report

import (
	"bufio"
	"fmt"
	"io"
	"strings"
)

// Azure writes r as logging commands of Azure Pipelines, which makes issues of the run of
// them: see "Logging commands" of its documentation, task.logissue. There are errors and
// warnings alone, so that a note is a warning. Columns count UTF-16 units. Its error is
// that of w.
func Azure(w io.Writer, r *Result) error {
	out := bufio.NewWriter(w)
	sources := Sources{Withheld: r.Withheld}
	for _, f := range r.Active() {
		logIssue(out, f.Level, Escape(f.Check), f.Location, &sources, explained(f))
	}
	for _, n := range r.Notifications {
		logIssue(out, n.Level, code(n), Location{File: n.File, Line: n.Line}, &sources, Escape(n.Message))
	}
	fmt.Fprintf(out, "drvlint: %s\n", Summary(r))
	if err := out.Flush(); err != nil {
		return fmt.Errorf("writing the logging commands: %w", err)
	}
	return nil
}

// logIssue writes one command.
func logIssue(out io.Writer, level Level, code string, at Location, sources *Sources, text string) {
	kind := "warning"
	if level == Error {
		kind = "error"
	}
	fmt.Fprintf(out, "##vso[task.logissue type=%s;", kind)
	if at.File != "" {
		fmt.Fprintf(out, "sourcepath=%s;", azureProperty.Replace(Escape(at.File)))
	}
	if at.Line > 0 {
		fmt.Fprintf(out, "linenumber=%d;", at.Line)
	}
	if at.Column > 0 {
		fmt.Fprintf(out, "columnnumber=%d;", sources.Open(at.File).UTF16Column(at.Line, at.Column))
	}
	fmt.Fprintf(out, "code=%s;]%s\n", azureProperty.Replace(code), azureData.Replace(text))
}

// The escapes are those that the agent undoes, as azure-pipelines-task-lib writes them.
var (
	azureData     = strings.NewReplacer("%", "%AZP25", "\r", "%0D", "\n", "%0A")
	azureProperty = strings.NewReplacer("%", "%AZP25", "\r", "%0D", "\n", "%0A", "]", "%5D", ";", "%3B")
)

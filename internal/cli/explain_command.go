package cli

import (
	"fmt"
	"os"
	"regexp"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/drvlint/drvlint/internal/check"
	"github.com/drvlint/drvlint/internal/report"
)

func (c *Command) explainCommand() *cobra.Command {
	o := &checkOptions{}
	cmd := &cobra.Command{
		Use: "explain NAME | FILE:LINE | FINGERPRINT [PATH...]", Short: "Explain a check, or a finding with its own names",
		Long: `drvlint explain prints the documentation of a check. Given a place, or the fingerprint of a
finding as reports have it, it analyses the drivers that the file belongs to, or those at the
PATHs (default: the working folder), and explains what is found there. On a terminal the text
is laid out, and paged if it is long: PAGER names the pager.`,
		Args:              some("the name of a check, a place or a fingerprint"),
		ValidArgsFunction: completeCheck,
		RunE:              func(_ *cobra.Command, args []string) error { return c.explain(o, args[0], args[1:]) },
	}
	o.addProjectFlags(cmd.Flags())
	o.loadOptions.addFlags(cmd.Flags())
	o.budgetOptions.addFlags(cmd.Flags())
	return cmd
}

// fingerprintWords match a fingerprint, with the check before it as links of a page have it.
var fingerprintWords = regexp.MustCompile(`^(?:([a-z]+):)?([0-9a-f]{1,16}:[0-9]+)(?:~[0-9]+)?$`)

func (c *Command) explain(o *checkOptions, what string, paths []string) error {
	if file, line, ok := placeWords(what); ok {
		if len(paths) > 0 {
			return fmt.Errorf("explain %s: a place is looked for in the drivers of its file; leave %s out", what, strings.Join(paths, " "))
		}
		o.changed = true
		return c.explainFindings(o, []string{file}, func(f report.Finding) bool { return f.File == relativeTo(file) && touches(f.Location, line) },
			fmt.Sprintf("%s: nothing is found on that line; drvlint --changed %s lists what is found in the file", what, file))
	}
	if m := fingerprintWords.FindStringSubmatch(what); m != nil {
		if len(paths) == 0 {
			paths = []string{"."}
		}
		return c.explainFindings(o, paths, func(f report.Finding) bool { return f.Fingerprint == m[2] && (m[1] == "" || f.Check == m[1]) },
			fmt.Sprintf("%s: no finding at %s has this fingerprint; name the folder that it was found in after it", what, strings.Join(paths, " ")))
	}
	if len(paths) > 0 {
		return fmt.Errorf("explain %s: a check is explained alone; leave %s out", what, strings.Join(paths, " "))
	}
	if strings.Contains(what, ":") {
		return fmt.Errorf("%s is neither a check, nor a place in a file that is there, nor a fingerprint; see drvlint checks, or the places and fingerprints of a report", what)
	}
	found, err := findCheck(what)
	if err != nil {
		return err
	}
	return c.show(fmt.Sprintf("%s\n<%s>\n", found.Markdown, check.HelpURI(found.Analyzer.Name)))
}

// placeWords splits FILE:LINE or FILE:LINE:COLUMN, if there is such a file.
func placeWords(s string) (file string, line int, ok bool) {
	for range 2 {
		i := strings.LastIndexByte(s, ':')
		if i <= 0 {
			return "", 0, false
		}
		n, err := strconv.Atoi(s[i+1:])
		if err != nil {
			return "", 0, false
		}
		s, line = s[:i], n
		if info, err := os.Stat(s); err == nil && info.Mode().IsRegular() {
			return s, line, true
		}
	}
	return "", 0, false
}

// relativeTo names a file as reports do.
func relativeTo(file string) string {
	r := &report.Result{Notifications: []report.Notification{{File: absolute(file)}}}
	if dir, err := os.Getwd(); err == nil {
		report.Relativize(r, dir)
	}
	return r.Notifications[0].File
}

func touches(at report.Location, line int) bool {
	return at.Line <= line && line <= max(at.EndLine, at.Line)
}

// explainFindings analyses what is at the paths and explains the findings that are wanted.
func (c *Command) explainFindings(o *checkOptions, paths []string, wanted func(report.Finding) bool, none string) (err error) {
	done, err := o.equip(c.Stderr)
	if err != nil {
		return err
	}
	defer done()
	a, err := c.analysePaths(o, paths)
	if err != nil {
		return err
	}
	var b strings.Builder
	for _, f := range a.result.Findings {
		if wanted(f) {
			b.WriteString(explained(f))
		}
	}
	if b.Len() == 0 {
		c.sayIncomplete(a.result)
		return fmt.Errorf("%s", none)
	}
	return c.show(b.String())
}

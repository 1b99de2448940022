package cli

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/pflag"
	"golang.org/x/term"

	"github.com/drvlint/drvlint/internal/check"
	"github.com/drvlint/drvlint/internal/page"
	"github.com/drvlint/drvlint/internal/report"
	"github.com/drvlint/drvlint/internal/spelling"
	"github.com/drvlint/drvlint/sarif"
)

// formats lists what --format takes.
var formats = []string{"text", "json", "sarif", "github", "azure", "msbuild", "junit", "html", "sources"}

// colors lists what --color takes.
var colors = []string{"auto", "always", "never"}

// outputOptions are the flags that say what to write where.
type outputOptions struct {
	formats    []string
	color      string
	stats      bool
	suppressed bool
	category   string
	summary    bool
	most       int
	failLevel  string
}

func (o *outputOptions) addFlags(flags *pflag.FlagSet) {
	flags.StringArrayVar(&o.formats, "format", []string{"text"}, "output as `"+strings.Join(formats, "|")+"[=FILE]`; may be repeated")
	o.addTextFlags(flags)
	flags.BoolVar(&o.stats, "stats", false, "print the figures of each driver after the findings")
	flags.StringVar(&o.failLevel, "fail-level", string(report.Note), "exit with 1 for findings of this `level` and of more severe ones: error, warning or note")
	flags.StringVar(&o.category, "category", "drvlint", "`name` of this analysis in SARIF: code scanning keeps one result of each name")
}

// addTextFlags adds the flags that say what is shown to people.
func (o *outputOptions) addTextFlags(flags *pflag.FlagSet) {
	flags.StringVar(&o.color, "color", "auto", "colour the text output: `auto|always|never`")
	flags.BoolVar(&o.suppressed, "include-suppressed", false, "report suppressed findings too, marked as such; they never count")
	flags.BoolVar(&o.summary, "summary", false, "print only how much was found, by check and driver, and what was incomplete")
	flags.IntVar(&o.most, "max-findings", 0, "show the `N` most severe findings in the text output (default: all)")
}

// An output is one report to write.
type output struct {
	*outputOptions
	format  string
	file    string // "" for stdout
	stdout  io.Writer
	colored bool
	// compared reports that the findings have states, absent that SARIF has those of the
	// baseline that are gone; a page always has them.
	compared, absent bool
	bad              bool    // something is wrong with some of the paths
	seconds          float64 // that the run took
	trend            []page.Run
	tools            []string // that found it, "" for this run
}

// outputs lists the reports to write. Each can be written, as far as that can be known
// before the analysis.
func (c *Command) outputs(o *outputOptions) ([]output, error) {
	if !slices.Contains(colors, o.color) {
		return nil, fmt.Errorf("--color %s: not a choice; take auto, always or never", o.color)
	}
	if o.most < 0 {
		return nil, fmt.Errorf("--max-findings %d: the number can't be negative; leave it out for all", o.most)
	}
	if levels := []string{string(report.Error), string(report.Warning), string(report.Note)}; !slices.Contains(levels, o.failLevel) {
		return nil, fmt.Errorf("--fail-level: %w", spelling.Unknown("level", o.failLevel, levels))
	}
	if strings.TrimSpace(o.category) == "" {
		return nil, fmt.Errorf("--category %q: is empty; name the analysis, or leave it out", o.category)
	}
	var list []output
	toStdout := ""
	written := map[string]bool{}
	for _, value := range o.formats {
		format, file, named := strings.Cut(value, "=")
		if !slices.Contains(formats, format) {
			return nil, spelling.Unknown("format", format, formats)
		}
		if named && file == "" {
			return nil, fmt.Errorf("--format %s: no file is named after =; name one, or leave the = out", value)
		}
		if named && written[destination(file)] {
			return nil, fmt.Errorf("--format %s: another --format writes to that file; name a file for each", value)
		}
		if !named && toStdout != "" {
			return nil, fmt.Errorf("--format %s and --format %s both write to standard output; give one a file: %s=FILE", toStdout, format, format)
		}
		if named {
			written[destination(file)] = true
			if err := writable(file); err != nil {
				return nil, fmt.Errorf("--format %s: %w", value, err)
			}
		} else {
			toStdout = format
		}
		colored := o.color == "always" || o.color == "auto" && !named && inColor(c.Stdout)
		list = append(list, output{outputOptions: o, format: format, file: file, stdout: c.Stdout, colored: colored})
	}
	return list, nil
}

// inColor reports whether w is a terminal whose user has nothing against colour: see
// https://no-color.org.
func inColor(w io.Writer) bool {
	return isTerminal(w) && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"
}

func isTerminal(w io.Writer) bool {
	_, ok := terminalOf(w)
	return ok
}

// terminalOf is the terminal that w writes to; false if that is none.
func terminalOf(w io.Writer) (*os.File, bool) {
	if n, ok := w.(*noted); ok {
		w = n.Writer
	}
	file, ok := w.(*os.File)
	return file, ok && term.IsTerminal(int(file.Fd()))
}

// write writes the report to its place.
func (out output) write(r *report.Result, rules []sarif.Rule) error {
	if out.file == "" {
		return out.render(out.stdout, r, rules)
	}
	var b bytes.Buffer
	if err := out.render(&b, r, rules); err != nil {
		return err
	}
	if err := writeFile(out.file, b.Bytes()); err != nil {
		return fmt.Errorf("%w; name a file that can be written after --format %s=", err, out.format)
	}
	return nil
}

func (out output) render(w io.Writer, r *report.Result, rules []sarif.Rule) error {
	switch out.format {
	case "json":
		return report.JSON(w, r, report.JSONOptions{Suppressed: out.suppressed, URLs: urls(rules)})
	case "sarif":
		if !out.absent {
			r = withoutAbsent(r)
		}
		code := out.exitCode(r)
		if out.bad {
			code = exitUsage
		}
		return sarif.Write(w, r, sarif.Options{Rules: rules, Category: out.category, Suppressed: out.suppressed, ExitCode: code, Pipeline: sarif.PipelineOf(os.Getenv)})
	case "github":
		return report.GitHub(w, r)
	case "azure":
		return report.Azure(w, r)
	case "msbuild":
		return report.MSBuild(w, r)
	case "sources":
		return report.ReadFiles(w, r)
	case "html":
		return page.Write(w, r, out.page(rules))
	case "junit":
		return report.JUnit(w, r, report.JUnitOptions{
			Checks: names(rules), Suppressed: out.suppressed,
			Start: time.Now().Add(-time.Duration(out.seconds * float64(time.Second))),
		})
	}
	return report.Text(w, r, out.text())
}

func names(rules []sarif.Rule) []string {
	var list []string
	for _, r := range rules {
		list = append(list, r.Name)
	}
	return list
}

func urls(rules []sarif.Rule) map[string]string {
	list := map[string]string{}
	for _, r := range rules {
		list[r.Name] = r.HelpURI
	}
	return list
}

func rules(selected []*check.Check) []sarif.Rule {
	var list []sarif.Rule
	for _, s := range selected {
		list = append(list, sarif.Rule{
			Name: s.Analyzer.Name, Title: s.Title, Level: string(s.Level), Markdown: s.Markdown,
			HelpURI: check.HelpURI(s.Analyzer.Name), Precision: s.Precision, Tags: s.Tags,
		})
	}
	return list
}

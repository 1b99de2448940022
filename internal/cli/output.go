package cli

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/term"

	"github.com/drvlint/drvlint/internal/check"
	"github.com/drvlint/drvlint/internal/report"
	"github.com/drvlint/drvlint/sarif"
)

// formats lists what --format takes.
var formats = []string{"text", "json", "sarif"}

// An output is one report to write.
type output struct {
	format string
	file   string // "" for stdout
	stdout io.Writer
	text   report.TextOptions
}

// outputs reads the flags that say what to write where.
func (c *Command) outputs(o *checkOptions) ([]output, error) {
	if !slices.Contains([]string{"auto", "always", "never"}, o.color) {
		return nil, fmt.Errorf("--color %s: not a choice; take auto, always or never", o.color)
	}
	var list []output
	toStdout := ""
	written := map[string]bool{}
	for _, value := range o.formats {
		format, file, named := strings.Cut(value, "=")
		if !slices.Contains(formats, format) {
			return nil, unknownName("format", format, formats)
		}
		if named && file == "" {
			return nil, fmt.Errorf("--format %s: no file is named after =; name one, or leave the = out", value)
		}
		if named && written[filepath.Clean(file)] {
			return nil, fmt.Errorf("--format %s: another --format writes to that file; name a file for each", value)
		}
		if !named && toStdout != "" {
			return nil, fmt.Errorf("--format %s and --format %s both write to standard output; give one a file: %s=FILE", toStdout, format, format)
		}
		if named {
			written[filepath.Clean(file)] = true
		} else {
			toStdout = format
		}
		colored := o.color == "always" || o.color == "auto" && !named && isTerminal(c.Stdout)
		list = append(list, output{format, file, c.Stdout, report.TextOptions{Color: colored, Stats: o.stats}})
	}
	return list, nil
}

func isTerminal(w io.Writer) bool {
	file, ok := w.(*os.File)
	return ok && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb" && term.IsTerminal(int(file.Fd()))
}

// write writes the report to its place.
func (out output) write(r *report.Result, selected []*check.Check) error {
	if out.file == "" {
		return out.render(out.stdout, r, selected)
	}
	var b bytes.Buffer
	if err := out.render(&b, r, selected); err != nil {
		return err
	}
	if err := os.WriteFile(out.file, b.Bytes(), 0o644); err != nil {
		return fmt.Errorf("%w; name a file that can be written after --format %s=", err, out.format)
	}
	return nil
}

func (out output) render(w io.Writer, r *report.Result, selected []*check.Check) error {
	switch out.format {
	case "json":
		return report.JSON(w, r)
	case "sarif":
		return sarif.Write(w, r, rules(selected))
	}
	return report.Text(w, r, out.text)
}

func rules(selected []*check.Check) []sarif.Rule {
	var list []sarif.Rule
	for _, s := range selected {
		list = append(list, sarif.Rule{
			Name: s.Analyzer.Name, Title: s.Title, Level: s.Level, Markdown: s.Markdown,
			HelpURI: check.HelpURI(s.Analyzer.Name), Precision: s.Precision, Tags: s.Tags,
		})
	}
	return list
}

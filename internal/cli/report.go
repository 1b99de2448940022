package cli

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/drvlint/drvlint/internal/baseline"
	"github.com/drvlint/drvlint/internal/page"
	"github.com/drvlint/drvlint/internal/report"
	"github.com/drvlint/drvlint/sarif"
)

// reportFormats are what a report of earlier runs can be written as: SARIF it is already.
var reportFormats = []string{"html", "text", "json"}

func (c *Command) reportCommand() *cobra.Command {
	o := &outputOptions{category: "drvlint", failLevel: string(report.Note)}
	cmd := &cobra.Command{
		Use: "report FILE.sarif... [FOLDER]", Short: "Make a page of earlier runs, from their SARIF logs", Args: some("SARIF logs, or a folder of them"),
		Long: `drvlint report makes one report of the SARIF logs of earlier runs: of drvlint and of other
tools, such as CodeQL. Run it in the root of the checkout, where the source files are looked
for.

Of a FOLDER the logs are one series in time: each has its date in its name, as
drvlint-2026-11-29.sarif, or says when its run ended. The report shows the last of them,
compared with the one before, and how the numbers changed.`,
		RunE: func(_ *cobra.Command, args []string) error { return c.report(o, args) },
	}
	flags := cmd.Flags()
	flags.StringArrayVar(&o.formats, "format", []string{"html=drvlint.html"}, "output as `html|text|json[=FILE]`; may be repeated")
	o.addTextFlags(flags)
	return cmd
}

// report reads logs and writes reports of them. Nothing is written if one can't be read.
func (c *Command) report(o *outputOptions, args []string) error {
	outputs, err := c.outputs(o)
	if err != nil {
		return err
	}
	for _, out := range outputs {
		if !slices.Contains(reportFormats, out.format) {
			return fmt.Errorf("--format %s: drvlint report writes html, text and json", out.format)
		}
		if slices.ContainsFunc(args, func(log string) bool { return out.file != "" && destination(out.file) == destination(log) }) {
			return fmt.Errorf("--format %s=%s: is one of the logs; name another file", out.format, out.file)
		}
	}
	root, err := os.Getwd()
	if err != nil {
		return fmt.Errorf("find the working folder: %w", err)
	}
	s := &series{reader: sarif.NewReader(root)}
	if err := s.read(args); err != nil {
		return err
	}
	result, compared := s.result(root)
	for _, out := range outputs {
		out.compared, out.trend, out.tools = compared, s.trend(), s.tools
		if err := out.write(result, s.rules); err != nil {
			return err
		}
		if out.file != "" {
			fmt.Fprintf(c.Stderr, "drvlint: wrote %s: %s\n", report.Escape(out.file), content(result, compared))
		}
	}
	return nil
}

// content says how much a report of earlier runs holds.
func content(r *report.Result, compared bool) string {
	if !compared {
		return report.Summary(r)
	}
	states := map[report.BaselineState]int{}
	for _, f := range r.Findings {
		if f.Suppression == nil {
			states[f.Baseline]++
		}
	}
	known := states[report.Unchanged] + states[report.Updated] + states[""]
	return fmt.Sprintf("%s, %d of them new; %d gone", counted(states[report.New]+known, "finding"), states[report.New], states[report.Absent])
}

// A series is what logs hold: those named one by one, and those of a folder by date.
type series struct {
	reader *sarif.Reader
	named  []*sarif.Log
	dated  []dated // in order
	rules  []sarif.Rule
	tools  []string
}

// A dated is the logs of one moment.
type dated struct {
	when string
	logs []*sarif.Log
}

// read reads the logs at the paths. The error joins what is wrong with each of them.
func (s *series) read(paths []string) error {
	var bad error
	folder := ""
	for _, path := range paths {
		info, err := os.Stat(path)
		switch {
		case err == nil && info.IsDir() && folder != "":
			bad = errors.Join(bad, fmt.Errorf("%s: %s is a folder already; a series in time is one folder: name the logs of the others", path, folder))
		case err == nil && info.IsDir():
			folder = path
			bad = errors.Join(bad, s.readFolder(path))
		default:
			log, err := s.log(path)
			bad = errors.Join(bad, err)
			s.named = append(s.named, log)
		}
	}
	return bad
}

func (s *series) log(file string) (*sarif.Log, error) {
	log, err := s.reader.Read(file)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	s.rules = append(s.rules, log.Rules...)
	slices.SortStableFunc(s.rules, func(a, b sarif.Rule) int { return cmp.Compare(a.Name, b.Name) })
	s.rules = slices.CompactFunc(s.rules, func(a, b sarif.Rule) bool { return a.Name == b.Name })
	s.tools = append(s.tools, log.Tools...)
	slices.Sort(s.tools)
	s.tools = slices.Compact(s.tools)
	return log, nil
}

func (s *series) readFolder(folder string) error {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return fmt.Errorf("read the folder of logs: %w", err)
	}
	var files []string
	for _, entry := range entries {
		if name := strings.ToLower(entry.Name()); !entry.IsDir() && (strings.HasSuffix(name, ".sarif") || strings.HasSuffix(name, ".sarif.json")) {
			files = append(files, filepath.Join(folder, entry.Name()))
		}
	}
	if len(files) == 0 {
		return fmt.Errorf("%s: holds no *.sarif files; name a folder with logs, as drvlint-2026-11-29.sarif", folder)
	}
	var bad error
	for _, file := range files {
		log, err := s.log(file)
		if err != nil {
			bad = errors.Join(bad, err)
			continue
		}
		when := dateIn(filepath.Base(file))
		if when == "" && !log.When.IsZero() {
			when = log.When.Format("2006-01-02 15:04")
		}
		if when == "" {
			bad = errors.Join(bad, fmt.Errorf("%s: has no date, in its name or in the log; name it as drvlint-2026-11-29.sarif", file))
			continue
		}
		i, known := slices.BinarySearchFunc(s.dated, when, func(d dated, when string) int { return cmp.Compare(d.when, when) })
		if !known {
			s.dated = slices.Insert(s.dated, i, dated{when: when})
		}
		s.dated[i].logs = append(s.dated[i].logs, log)
	}
	return bad
}

// result is what the last logs and the named ones found, with states if there is an earlier
// run to compare with, or if the logs have them.
func (s *series) result(root string) (r *report.Result, compared bool) {
	r = &report.Result{Withheld: s.reader.Withheld()}
	logs := slices.Clone(s.named)
	if n := len(s.dated); n > 0 {
		logs = append(logs, s.dated[n-1].logs...)
	}
	for _, log := range logs {
		r.Findings = append(r.Findings, log.Findings...)
		r.Notifications = append(r.Notifications, log.Notifications...)
	}
	report.Sort(r)
	if n := len(s.dated); n > 1 {
		s.compare(r, s.dated[n-2].logs, root)
		return r, true
	}
	return r, slices.ContainsFunc(r.Findings, func(f report.Finding) bool { return f.Baseline != "" })
}

// compare gives the findings their states, and adds those that are gone.
func (s *series) compare(r *report.Result, earlier []*sarif.Log, root string) {
	var old []report.Finding
	ran := map[string]bool{}
	for _, log := range earlier {
		old = append(old, log.Findings...)
	}
	for _, f := range old {
		ran[f.Check] = true
		file := f.File
		if !filepath.IsAbs(file) {
			file = filepath.Join(root, file)
		}
		r.Sources = append(r.Sources, file)
	}
	for i := range r.Findings {
		r.Findings[i].Baseline = ""
	}
	baseline.Of(old).Compare(r, true, ran)
}

func (s *series) trend() []page.Run {
	var list []page.Run
	for _, d := range s.dated {
		run := page.Run{When: d.when}
		for _, log := range d.logs {
			for _, f := range log.Findings {
				switch {
				case f.Suppression != nil || f.Baseline == report.Absent:
				case f.Level == report.Error:
					run.Errors++
				case f.Level == report.Warning:
					run.Warnings++
				default:
					run.Notes++
				}
			}
		}
		list = append(list, run)
	}
	return list
}

package page

import (
	"cmp"
	"encoding/json"
	"fmt"
	"html/template"
	"math"
	"slices"
	"strings"

	"github.com/drvlint/drvlint/internal/report"
)

// A view is what page.tmpl lays out.
type view struct {
	Policy       string
	Style        template.CSS
	Script       template.JS
	Version      string
	Tools        []string
	Headline     string
	Incomplete   []report.Notification
	Remarks      []report.Notification
	Levels       []tally
	Checks       []bar
	Drivers      []bar
	Table        []driverRow
	Compared     bool
	States       []tally
	Suppressed   int
	Trend        *chart
	Files        []fileRows
	Explanations []explanation
	Data         template.JS // JSON
}

// A tally counts the findings of a kind. Name is the word for filtering, Label the word for people.
type tally struct {
	Name, Label string
	Count       int
}

// A bar counts the findings of a check or driver by level.
type bar struct {
	Name                    string
	Title                   string
	Total                   int
	Errors, Warnings, Notes int
	Parts                   []barPart
}

// A barPart is a part of a bar, in percent of the longest bar of all.
type barPart struct {
	Level       string
	From, Width string
}

type driverRow struct {
	Name, Root, Understood string
	Files, Functions       int
	Findings               int
}

// fileRows are the findings of a file.
type fileRows struct {
	Folder, Name string
	Rows         []row
}

type row struct {
	Index int // in Data.Findings
	dataFinding
	Words []span
}

// A span is a piece of a message: Code of source, or words.
type span struct {
	Code bool
	Text string
}

type explanation struct {
	Title, URL string
	Text       template.HTML
}

// maxFindings is how many findings a page lists: browsers are slow with more.
const maxFindings = 10_000

func newView(r *report.Result, o Options) (view, error) {
	v := view{
		Policy: policy, Style: template.CSS(style), Script: template.JS(script), Version: o.Version, Tools: escaped(o.Tools), Compared: o.Compared,
	}
	findings := listed(r, o)
	b := newBuilder(o)
	b.sources.Withheld = r.Withheld
	onPage := report.MostSevere(findings, maxFindings)
	if left := len(findings) - len(onPage); left > 0 {
		v.Incomplete = append(v.Incomplete, report.Notification{Message: fmt.Sprintf("%d findings are counted here but not listed: a page lists the %d most severe", left, maxFindings)})
	}
	for _, f := range onPage {
		b.add(f)
		v.addRow(f.File, b.data.Findings[len(b.data.Findings)-1], len(b.data.Findings)-1)
	}
	text, err := json.Marshal(b.finish()) // it escapes what could end the script
	if err != nil {
		return view{}, err
	}
	v.Data = template.JS(report.EscapeJSON(text))
	v.count(findings)
	v.Checks = bars(findings, func(f report.Finding) string { return f.Check })
	v.Drivers = bars(findings, func(f report.Finding) string { return f.Driver })
	for i, c := range v.Checks {
		if k, ok := b.why[c.Name]; ok {
			v.Checks[i].Title = o.Explanations[k].Title
		}
	}
	v.table(r, findings)
	for _, n := range r.Notifications {
		n.File, n.Message = report.Escape(n.File), report.Escape(n.Message)
		if n.Incomplete {
			v.Incomplete = append(v.Incomplete, n)
		} else {
			v.Remarks = append(v.Remarks, n)
		}
	}
	for _, e := range o.Explanations {
		v.Explanations = append(v.Explanations, explanation{report.Escape(e.Title), link(e.URL), markdown(e.Markdown)})
	}
	v.Trend = newChart(o.Trend)
	v.Headline = headline(v, r)
	return v, nil
}

// listed are the findings that the page lists: the suppressed ones only if asked for, those
// of the baseline with their state.
func listed(r *report.Result, o Options) []report.Finding {
	return slices.DeleteFunc(slices.Clone(r.Findings), func(f report.Finding) bool { return f.Suppression != nil && !o.Suppressed })
}

func escaped(list []string) []string {
	out := slices.Clone(list)
	for i, s := range out {
		out[i] = report.Escape(s)
	}
	return out
}

func (v *view) addRow(file string, f dataFinding, index int) {
	file = report.Escape(file)
	folder, name := "", file
	if i := strings.LastIndexAny(file, `/\`); i >= 0 {
		folder, name = file[:i+1], file[i+1:]
	}
	if n := len(v.Files); n == 0 || v.Files[n-1].Folder != folder || v.Files[n-1].Name != name {
		v.Files = append(v.Files, fileRows{Folder: folder, Name: name})
	}
	last := &v.Files[len(v.Files)-1]
	last.Rows = append(last.Rows, row{index, f, spans(f.Message)})
}

// spans splits a message at its backticks, in which names of the source stand.
func spans(message string) []span {
	var list []span
	parts := strings.Split(message, "`")
	for i, part := range parts {
		code := i%2 == 1
		if code && i == len(parts)-1 { // a backtick without its like
			code, part = false, "`"+part
		}
		if part != "" {
			list = append(list, span{code, part})
		}
	}
	return list
}

// counts reports whether a finding is one of the tree as it is, which nobody suppressed.
func counts(f report.Finding) bool {
	return f.Suppression == nil && f.Baseline != report.Absent
}

func (v *view) count(findings []report.Finding) {
	levels, states := map[report.Level]int{}, map[report.BaselineState]int{}
	for _, f := range findings {
		if f.Suppression != nil {
			v.Suppressed++
			continue
		}
		states[f.Baseline]++
		if counts(f) {
			levels[f.Level]++
		}
	}
	for _, level := range []report.Level{report.Error, report.Warning, report.Note} {
		v.Levels = append(v.Levels, tally{string(level), plural(levels[level], string(level)), levels[level]})
	}
	v.States = []tally{
		{"new", "new", states[report.New]},
		{"unchanged", "unchanged", states[report.Unchanged] + states[report.Updated]},
		{"absent", "gone", states[report.Absent]},
	}
}

func plural(n int, thing string) string {
	if n == 1 {
		return thing
	}
	return thing + "s"
}

// bars counts the findings by a key, the most first.
func bars(findings []report.Finding, key func(report.Finding) string) []bar {
	index := map[string]int{}
	var list []bar
	for _, f := range findings {
		name := report.Escape(key(f))
		if !counts(f) || name == "" {
			continue
		}
		i, known := index[name]
		if !known {
			i = len(list)
			index[name] = i
			list = append(list, bar{Name: name})
		}
		list[i].Total++
		switch f.Level {
		case report.Error:
			list[i].Errors++
		case report.Warning:
			list[i].Warnings++
		default:
			list[i].Notes++
		}
	}
	slices.SortFunc(list, func(a, b bar) int { return cmp.Or(b.Total-a.Total, cmp.Compare(a.Name, b.Name)) })
	for i := range list {
		list[i].draw(list[0].Total)
	}
	return list
}

func (b *bar) draw(longest int) {
	from := 0.0
	for _, part := range []struct {
		level string
		n     int
	}{{"error", b.Errors}, {"warning", b.Warnings}, {"note", b.Notes}} {
		width := 100 * float64(part.n) / float64(longest)
		if part.n > 0 {
			b.Parts = append(b.Parts, barPart{part.level, fmt.Sprintf("%.2f", from), fmt.Sprintf("%.2f", width)})
		}
		from += width
	}
}

func (v *view) table(r *report.Result, findings []report.Finding) {
	in := map[string]int{}
	for _, f := range findings {
		if counts(f) {
			in[f.Driver]++
		}
	}
	for _, d := range r.Drivers {
		v.Table = append(v.Table, driverRow{
			report.Escape(d.Name), report.Escape(d.Root), fmt.Sprintf("%.2f%%", math.Floor(d.Understood*1e4+1e-6)/100), d.Files, d.Functions, in[d.Name],
		})
	}
}

func headline(v view, r *report.Result) string {
	n := 0
	for _, l := range v.Levels {
		n += l.Count
	}
	words := fmt.Sprintf("%d %s", n, plural(n, "finding"))
	if n == 0 {
		words = "no findings"
	}
	if len(r.Drivers) > 0 {
		files := 0
		for _, d := range r.Drivers {
			files += d.Files
		}
		words += fmt.Sprintf(" in %d %s, %d %s", len(r.Drivers), plural(len(r.Drivers), "driver"), files, plural(files, "file"))
	}
	return words
}

// link is a URL that a page may point to, "" for others.
func link(url string) string {
	if strings.HasPrefix(url, "https://") || strings.HasPrefix(url, "http://") {
		return report.Escape(url)
	}
	return ""
}

package page

import (
	"fmt"
	"slices"

	"github.com/drvlint/drvlint/internal/report"
)

// The types below are what script.js reads, as short as may be: a page holds thousands of
// findings. Places count lines from 1 and UTF-16 units of the line as shown from 0.

type data struct {
	Files    []dataFile    `json:"files"`
	Findings []dataFinding `json:"findings"`
}

type dataFile struct {
	Name  string           `json:"name"`
	Lines map[int]dataLine `json:"lines,omitempty"` // those that are shown, by number
}

// A dataLine is its text, then lengths and colours in turns.
type dataLine []any

type dataFinding struct {
	ID          string     `json:"id"` // its permalink
	Fingerprint string     `json:"fp,omitempty"`
	Check       string     `json:"check"`
	Why         int        `json:"why"` // which explanation; -1 for none
	Level       string     `json:"level"`
	Message     string     `json:"message"`
	Driver      string     `json:"driver,omitempty"`
	Place       string     `json:"place"`
	State       string     `json:"state,omitempty"`
	Suppressed  *string    `json:"suppressed,omitempty"` // the reason
	Steps       []dataStep `json:"steps"`
	Panes       []dataPane `json:"panes"`
	Fixes       []string   `json:"fixes,omitempty"`
}

type dataStep struct {
	File     int      `json:"f"` // index of the file
	Line     int      `json:"l"`
	From     int      `json:"a"`
	To       int      `json:"b"` // behind the last unit; of a place of several lines the end of the first
	Place    string   `json:"p"`
	Message  string   `json:"m"`
	Function string   `json:"fn,omitempty"`
	Context  string   `json:"cx,omitempty"`
	Held     []string `json:"held,omitempty"`
	Level    string   `json:"lv,omitempty"`
}

// A dataPane is the part of a file that a finding shows: ranges of lines, both ends included.
type dataPane struct {
	File   int      `json:"f"`
	Ranges [][2]int `json:"r"`
}

// A builder makes the data of a page, with each file once.
type builder struct {
	sources report.Sources
	opened  map[string]*source
	index   map[string]int // of a file
	names   []string       // of the files, by index
	ids     map[string]int
	shown   map[int][][2]int // the lines of each file
	why     map[string]int
	data    data
}

func newBuilder(o Options) *builder {
	b := &builder{opened: map[string]*source{}, index: map[string]int{}, ids: map[string]int{}, shown: map[int][][2]int{}, why: map[string]int{}}
	for i, e := range o.Explanations {
		b.why[e.Check] = i
	}
	b.data.Files, b.data.Findings = []dataFile{}, []dataFinding{}
	return b
}

func (b *builder) open(name string) *source {
	if b.opened[name] == nil {
		b.opened[name] = open(&b.sources, name)
	}
	return b.opened[name]
}

// file is the index of a file.
func (b *builder) file(name string) int {
	i, known := b.index[name]
	if !known {
		i = len(b.data.Files)
		b.index[name] = i
		b.names = append(b.names, name)
		b.data.Files = append(b.data.Files, dataFile{Name: report.Escape(name), Lines: map[int]dataLine{}})
	}
	return i
}

// add takes a finding over.
func (b *builder) add(f report.Finding) {
	path := f.Path
	if len(path) == 0 {
		path = []report.Step{{Location: f.Location, Message: f.Message}}
	}
	out := dataFinding{
		ID: b.id(f), Fingerprint: f.Fingerprint, Check: report.Escape(f.Check), Why: -1, Level: string(f.Level), Message: report.Escape(f.Message), Driver: report.Escape(f.Driver),
		Place: place(f.Location), State: string(f.Baseline), Steps: []dataStep{}, Panes: []dataPane{},
	}
	if i, ok := b.why[f.Check]; ok {
		out.Why = i
	}
	if f.Suppression != nil {
		reason := report.Escape(f.Suppression.Justification)
		out.Suppressed = &reason
	}
	for _, fix := range f.Fixes {
		out.Fixes = append(out.Fixes, report.Escape(fix.Message))
	}
	for _, s := range path {
		out.Steps = append(out.Steps, b.step(s))
	}
	out.Panes = b.panes(path)
	b.data.Findings = append(b.data.Findings, out)
}

// id names a finding by what follows it from run to run; of findings that this can't tell
// apart the later ones are counted.
func (b *builder) id(f report.Finding) string {
	id := report.Escape(f.Check) + ":" + f.Fingerprint
	if f.Fingerprint == "" {
		id = report.Escape(f.Check) + ":" + place(f.Location)
	}
	if b.ids[id]++; b.ids[id] > 1 {
		id = fmt.Sprintf("%s~%d", id, b.ids[id])
	}
	return id
}

func (b *builder) step(s report.Step) dataStep {
	out := dataStep{
		File: b.file(s.File), Line: s.Line, Place: place(s.Location), Message: report.Escape(s.Message),
		Function: report.Escape(s.State.Function), Context: report.Escape(s.State.Context), Level: report.Escape(s.State.Level),
	}
	for _, lock := range s.State.Held {
		out.Held = append(out.Held, report.Escape(lock))
	}
	source := b.open(s.File)
	if s.Line < 1 || s.Line > len(source.lines) {
		return out
	}
	end := units(source.lines[s.Line-1])
	out.From, out.To = source.offset(s.Line, max(s.Column, 1)), end
	if s.EndLine == s.Line && s.EndColumn > s.Column {
		out.To = min(source.offset(s.Line, s.EndColumn), end)
	}
	if s.Column == 0 {
		out.From = 0
	}
	return out
}

// around is how many lines are shown before and after each place of a path, and apart how
// many may lie between two parts that are shown as one.
const around, apart = 3, 3

// panes are the files of a path, in the order in which it comes to them, with the lines to
// show of each. A file that can't be read, or has no such lines any more, has none.
func (b *builder) panes(path []report.Step) []dataPane {
	list := []dataPane{}
	for _, s := range path {
		file := b.file(s.File)
		i := slices.IndexFunc(list, func(p dataPane) bool { return p.File == file })
		if i < 0 {
			i = len(list)
			list = append(list, dataPane{File: file, Ranges: [][2]int{}})
		}
		lines := b.open(s.File).lines
		if line := max(s.Line, 1); line <= len(lines) {
			list[i].Ranges = append(list[i].Ranges, [2]int{max(line-around, 1), min(line+around, len(lines))})
		}
	}
	for i := range list {
		list[i].Ranges = merged(list[i].Ranges, apart)
		b.show(list[i])
	}
	return list
}

// merged sorts ranges and joins those that so many lines at most lie between.
func merged(ranges [][2]int, apart int) [][2]int {
	ranges = slices.Clone(ranges)
	slices.SortFunc(ranges, func(a, b [2]int) int { return a[0] - b[0] })
	out := [][2]int{}
	for _, r := range ranges {
		if last := len(out) - 1; last >= 0 && r[0] <= out[last][1]+apart {
			out[last][1] = max(out[last][1], r[1])
			continue
		}
		out = append(out, r)
	}
	return out
}

// show notes that the lines of a pane are to be in the data.
func (b *builder) show(p dataPane) {
	b.shown[p.File] = append(b.shown[p.File], p.Ranges...)
}

// finish puts the lines that are shown into the data.
func (b *builder) finish() data {
	for file, name := range b.names {
		source := b.open(name)
		for _, r := range merged(b.shown[file], 1) {
			parts := source.highlight(r[0], r[1])
			for line := r[0]; line <= r[1]; line++ {
				out := dataLine{source.lines[line-1]}
				if parts != nil {
					for _, p := range parts[line-r[0]] {
						out = append(out, p.units, p.color)
					}
				}
				b.data.Files[file].Lines[line] = out
			}
		}
	}
	return b.data
}

func place(at report.Location) string {
	switch {
	case at.Line == 0:
		return report.Escape(at.File)
	case at.Column == 0:
		return fmt.Sprintf("%s:%d", report.Escape(at.File), at.Line)
	}
	return fmt.Sprintf("%s:%d:%d", report.Escape(at.File), at.Line, at.Column)
}

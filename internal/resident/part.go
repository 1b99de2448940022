package resident

import (
	"reflect"
	"slices"
	"strings"
	"sync"

	"golang.org/x/tools/go/analysis"

	"github.com/drvlint/drvlint/checks"
	"github.com/drvlint/drvlint/internal/check"
	"github.com/drvlint/drvlint/internal/clang"
	"github.com/drvlint/drvlint/internal/driver"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/project"
	"github.com/drvlint/drvlint/internal/report"
	"github.com/drvlint/drvlint/internal/runner"
	"github.com/drvlint/drvlint/ir"
)

// local names the checks of which a finding follows from the function that it is in, and from
// what that calls.
var local = sync.OnceValue(func() map[string]bool {
	names := map[string]bool{}
	for _, c := range checks.All() {
		names[c.Analyzer.Name] = c.Scope == check.Function
	}
	return names
})

// partly brings the result up to date after an edit inside of functions of one file, by
// analysing again only those functions, those of which they decide, and what calls any of them.
// It reports false where more than that may have changed.
func (d *kept) partly(compiled project.Driver, parsed []*clang.Parsed, loaded *clang.Loaded, all []*analysis.Analyzer, options runner.Options) bool {
	edit, ok := d.editIn(parsed, options.Unsaved)
	if !ok {
		return false
	}
	var some []*analysis.Analyzer
	for _, a := range all {
		if local()[a.Name] {
			some = append(some, a)
		}
	}
	p := driver.Prepare(loaded.Units, program.Options{Known: options.Own, Beside: d.program.Beside, Before: d.program.Program}, driver.PlanFor(some))
	p.StopWhen(options.Stop)
	if !p.Same(d.program) {
		return false
	}
	var changed []*program.Function
	for i, f := range p.Functions {
		if f.Unit == edit.unit && edit.changed[d.program.Functions[i].Func] {
			changed = append(changed, f)
		}
	}
	again, ok := d.renamed(edit)
	if !ok {
		return false
	}
	for _, i := range again {
		changed = append(changed, p.Functions[i])
	}
	changed = append(changed, p.Levels.DecidedOtherwise(d.program.Levels)...)
	part := p.Above(append(changed, p.Handing(p.Above(changed))...))
	d.soon = false
	for i, f := range p.Functions {
		d.soon = d.soon || part[f] && !(p.Plain(f) && d.program.Plain(d.program.Functions[i]))
	}
	findings, notes := runner.Check(compiled, p, part, some, options)
	if len(notes) > 0 || len(p.GivenUp()) > 0 || !p.Locks.DecidesAlike(d.program.Locks, part) {
		return false
	}
	p.Locks.TakeOver(d.program.Locks, part)
	d.raw = d.merge(p, part, edit, findings)
	d.program, d.part = p, true
	return true
}

// renamed lists the functions of findings that name a line which the edit moved. It reports
// false if one is of a check that looks at the whole driver.
func (d *kept) renamed(edit *inside) (functions []int, ok bool) {
	for _, f := range d.raw.Findings {
		if !strings.Contains(f.Message, "line ") || reflect.DeepEqual(edit.moved(f), f) {
			continue
		}
		i := functionAt(d.program, f.Location)
		if i < 0 || !local()[f.Check] {
			return nil, false
		}
		functions = append(functions, i)
	}
	return functions, true
}

// An inside is an edit that left everything outside of the functions of a file as it was.
type inside struct {
	old, unit *ir.Unit
	changed   map[*ir.Func]bool // of the old unit
}

// editIn finds the one unit that was parsed again, if only the bodies of some functions in
// its main file changed. They are still the same functions in the same order.
func (d *kept) editIn(parsed []*clang.Parsed, texts map[string][]byte) (*inside, bool) {
	if len(parsed) != len(d.parsed) {
		return nil, false
	}
	var edit *inside
	for i, p := range parsed {
		old := d.parsed[i]
		if p == old {
			continue
		}
		if edit != nil || !d.sameHeaders(i) || p.Unit == nil || old.Unit == nil || p.StubText != old.StubText || !slices.Equal(p.Files, old.Files) || len(p.Unit.Funcs) != len(old.Unit.Funcs) {
			return nil, false
		}
		text, unsaved := texts[p.Unit.File]
		before, known := d.text[p.Unit.File]
		if !unsaved || !known || len(text) != p.Unit.Files[0].Size || len(before) != old.Unit.Files[0].Size {
			return nil, false // read otherwise than as it is
		}
		edit = &inside{old: old.Unit, unit: p.Unit, changed: map[*ir.Func]bool{}}
		if !edit.compare(before, string(text)) {
			return nil, false
		}
	}
	return edit, edit != nil
}

// sameHeaders reports whether what a unit includes is as it was.
func (d *kept) sameHeaders(i int) bool {
	u := d.units[i]
	for file, stamp := range u.files {
		if file != u.File && d.seen[i][file] != stamp {
			return false
		}
	}
	return len(u.files) == len(d.seen[i])
}

// compare finds the functions whose text changed. It reports false if anything else did.
func (e *inside) compare(before, after string) bool {
	from, to := 0, 0
	for i, f := range e.old.Funcs {
		g := e.unit.Funcs[i]
		if f.Name == g.Name && f.Span.File != 0 && g.Span.File != 0 {
			continue // in a header
		}
		if f.Name != g.Name || f.Span.File != 0 || g.Span.File != 0 || int(f.Span.From) < from || int(g.Span.From) < to {
			return false
		}
		if before[from:f.Span.From] != after[to:g.Span.From] {
			return false
		}
		body, now := before[f.Span.From:f.Span.To], after[g.Span.From:g.Span.To]
		if body != now {
			if strings.Contains(body+now, "#") { // a directive reaches beyond the function
				return false
			}
			e.changed[f] = true
		}
		from, to = int(f.Span.To), int(g.Span.To)
	}
	return before[from:] == after[to:]
}

// merge takes the new findings in the functions that were analysed again, and the old ones
// elsewhere, which move along with the text.
func (d *kept) merge(program *driver.Driver, part map[*program.Function]bool, edit *inside, findings []report.Finding) *report.Result {
	result := *d.raw
	result.Findings, result.Notifications = nil, slices.Clone(d.raw.Notifications)
	for _, f := range d.raw.Findings {
		i := functionAt(d.program, f.Location)
		if i >= 0 && part[program.Functions[i]] && local()[f.Check] {
			continue
		}
		result.Findings = append(result.Findings, edit.moved(f))
	}
	for _, f := range findings {
		if i := functionAt(program, f.Location); i >= 0 && part[program.Functions[i]] {
			result.Findings = append(result.Findings, f)
		}
	}
	return &result
}

// functionAt is the index of the function in whose lines a place is, -1 outside of all.
func functionAt(p *driver.Driver, at report.Location) int {
	return slices.IndexFunc(p.Functions, func(f *program.Function) bool {
		if f.Unit.Files[f.Span.File].Name != at.File {
			return false
		}
		return f.Unit.Line(f.Span) <= at.Line && at.Line <= f.Unit.Line(f.End)
	})
}

// moved is a finding with its places in the edited file where they are now.
func (e *inside) moved(f report.Finding) report.Finding {
	e.move(&f.Location)
	f.Path = slices.Clone(f.Path)
	for i := range f.Path {
		e.move(&f.Path[i].Location)
	}
	f.Fixes = slices.Clone(f.Fixes)
	for i := range f.Fixes {
		f.Fixes[i].Edits = slices.Clone(f.Fixes[i].Edits)
		for k := range f.Fixes[i].Edits {
			e.move(&f.Fixes[i].Edits[k].Location)
		}
	}
	return f
}

// move shifts a place by the lines that were added or taken away above it.
func (e *inside) move(at *report.Location) {
	if at.File != e.old.File || at.Line < 1 {
		return
	}
	lines := 0
	for i, f := range e.old.Funcs {
		g := e.unit.Funcs[i]
		if f.Span.File != 0 {
			continue
		}
		if e.old.Line(f.End) < at.Line {
			lines = e.unit.Line(g.End) - e.old.Line(f.End)
		} else if e.old.Line(f.Span) <= at.Line {
			lines = e.unit.Line(g.Span) - e.old.Line(f.Span)
		}
	}
	at.Line, at.EndLine = at.Line+lines, at.EndLine+lines
}

// remember keeps of what the program was made, to be compared with the next text.
func (d *kept) remember(w *workspace, parsed []*clang.Parsed) {
	d.parsed, d.text, d.seen = parsed, map[string]string{}, nil
	for _, u := range d.units {
		d.seen = append(d.seen, u.files)
		if text, ok := w.texts[u.File]; ok {
			d.text[u.File] = string(text)
		}
	}
}

package resident

import (
	"maps"
	"slices"
	"strings"

	"github.com/drvlint/drvlint/internal/clang"
	"github.com/drvlint/drvlint/internal/runner"
	"github.com/drvlint/drvlint/ir"
)

// splice brings a unit up to date after an edit inside of one function of its main file: that function alone is parsed, with the bodies
// of the others left out of the text, and the others move along. It reports false where it can't be sure that a parse of
// the whole text would give the same functions: where anything but functions of the same names at the same places comes out of it, or
// other declarations have to be invented. The whole text is parsed before the driver is analysed as a whole.
func (u *unit) splice(w *workspace, root string, options runner.Options) bool {
	text := w.texts[u.File]
	if text == nil || !u.plain() || u.shaped == u.parsed.StubText && u.shaped != "" || !u.sameHeaders(w) {
		return false
	}
	e := changeIn(u.parsed.Unit, u.text, string(text))
	if e == nil {
		return false
	}
	stamp := w.stamps.of(u.File)
	options.Unsaved = maps.Clone(options.Unsaved)
	options.Unsaved[u.File] = e.alone()
	done := w.limiter.read(u.File)
	fresh := clang.NewSession(root, options.Loading()).Load(u.Unit)
	done()
	if fresh.StubText != u.parsed.StubText {
		u.shaped = u.parsed.StubText
		return false
	}
	if !sound(fresh) || !slices.Equal(fresh.Files, u.parsed.Files) {
		return false
	}
	merged := e.merge(fresh.Unit)
	if merged == nil {
		return false
	}
	parsed := *u.parsed
	parsed.Unit = merged
	u.parsed, u.text, u.spliced = &parsed, string(text), true
	u.files = maps.Clone(u.files)
	u.files[u.File] = stamp
	return true
}

// plain reports whether the unit was read from an unsaved text as it is, and understood.
func (u *unit) plain() bool {
	return u.parsed != nil && u.text != "" && !u.CPlusPlus && sound(u.parsed) && u.parsed.Unit.Files[0].Size == len(u.text)
}

// sound reports whether all of a unit was understood.
func sound(p *clang.Parsed) bool {
	return p.Unit != nil && p.Stats.Errors == 0 && p.Stats.Missed == 0 && len(p.Problems) == 0
}

func (u *unit) sameHeaders(w *workspace) bool {
	for file, seen := range u.files {
		if file != u.File && w.stamps.of(file) != seen {
			return false
		}
	}
	return true
}

// A change is an edit inside the body of one function.
type change struct {
	old    *ir.Unit
	in     *ir.Func // of the old unit
	before string
	after  string
	from   int // where the texts begin to differ
	by     int // how many bytes what lies behind moves by
}

// changeIn finds the function inside of whose body alone two texts differ; nil if there is none.
func changeIn(old *ir.Unit, before, after string) *change {
	same := min(len(before), len(after))
	from, tail := 0, 0
	for from < same && before[from] == after[from] {
		from++
	}
	for tail < same-from && before[len(before)-1-tail] == after[len(after)-1-tail] {
		tail++
	}
	e := &change{old: old, before: before, after: after, from: from, by: len(after) - len(before)}
	for _, f := range old.Funcs {
		open, end := body(f, before)
		if open < 0 || from <= open || len(before)-tail > end {
			continue
		}
		if strings.Contains(before[open:end]+after[open:end+e.by], "#") || strings.Contains(before[open:end]+after[open:end+e.by], "asm") {
			return nil // a directive reaches beyond the function, and words of assembly do
		}
		e.in = f
	}
	if e.in == nil || untagged(e.in) || slices.ContainsFunc(old.Globals, func(g *ir.Global) bool { return lies(g.Span, e.in.Span) }) {
		return nil
	}
	return e
}

// untagged reports whether a function speaks of members of records that nothing names.
func untagged(f *ir.Func) bool {
	c := ir.NewCopier(0, 0)
	c.Func(f)
	return c.Untagged
}

// lies reports whether a place lies in another one.
func lies(s, in ir.Span) bool { return s.File == in.File && in.From <= s.From && s.To <= in.To }

// body is where the braces of a function of the main file stand in the text; -1 where they don't.
func body(f *ir.Func, text string) (open, end int) {
	end = int(f.End.From)
	if f.Span.File != 0 || f.NameSpan.File != 0 || f.End.File != 0 || end >= len(text) || text[end] != '}' || int(f.NameSpan.To) > end {
		return -1, -1
	}
	open = strings.IndexByte(text[f.NameSpan.To:end], '{')
	if open < 0 {
		return -1, -1
	}
	return int(f.NameSpan.To) + open, end
}

// alone is the text after the edit with spaces for the bodies of the other functions. Lines and places stay as they are.
func (e *change) alone() []byte {
	text := []byte(e.after)
	for _, f := range e.old.Funcs {
		open, end := body(f, e.before)
		if f == e.in || open < 0 || strings.Contains(e.before[open:end], "#") {
			continue
		}
		if open > e.from {
			open, end = open+e.by, end+e.by
		}
		for i := open + 1; i < end; i++ {
			if text[i] != '\n' && text[i] != '\r' {
				text[i] = ' '
			}
		}
	}
	return text
}

// ofOne reports whether a variable is one function's own.
func (e *change) ofOne(g *ir.Global) bool {
	return slices.ContainsFunc(e.old.Funcs, func(f *ir.Func) bool { return lies(g.Span, f.Span) })
}

// merge makes the unit after the edit of the old one and of what the function alone was found to be; nil if more than the function
// has changed.
func (e *change) merge(fresh *ir.Unit) *ir.Unit {
	names := func(files []ir.File) (list []string) {
		for _, f := range files {
			list = append(list, f.Name)
		}
		return list
	}
	c, mine := ir.NewCopier(e.from, e.by), ir.NewCopier(0, 0)
	if !slices.Equal(names(fresh.Files), names(e.old.Files)) || !slices.Equal(fresh.Paged, e.old.Paged) || len(fresh.Funcs) != len(e.old.Funcs) || len(fresh.Protos) != len(e.old.Protos) {
		return nil
	}
	open, end := body(e.in, e.before)
	if slices.ContainsFunc(e.old.Named, func(word string) bool {
		return !slices.Contains(fresh.Named, word) && strings.Contains(e.before[open:end], word)
	}) {
		return nil // a word that the function may have been the last to name
	}
	named := slices.Concat(e.old.Named, fresh.Named)
	slices.Sort(named)
	named = slices.Compact(named)
	u := &ir.Unit{File: e.old.File, Files: slices.Clone(e.old.Files), Paged: e.old.Paged, Named: named, Protos: fresh.Protos}
	u.Files[0] = fresh.Files[0]
	known := map[string]*ir.Global{}
	stays := true // what lies before the edit: it speaks of no variable that moves
	for _, g := range e.old.Globals {
		h := c.Global(g)
		stays = stays && (h.Var == g.Var || e.ofOne(g))
		u.Globals = append(u.Globals, h)
		if known[g.Name] != nil {
			return nil // one of two functions' own
		}
		known[g.Name] = h
	}
	for _, g := range fresh.Globals {
		h := known[g.Name]
		if h == nil || h.Kind != g.Kind || h.Type != g.Type || h.Span != g.Span || h.Defined != g.Defined {
			return nil
		}
		mine.Vars[g.Var] = h.Var
	}
	for i, f := range e.old.Funcs {
		g := fresh.Funcs[i]
		if f.Name != g.Name || c.Span(f.Span) != g.Span || c.Span(f.NameSpan) != g.NameSpan || c.Span(f.End) != g.End {
			return nil
		}
		switch {
		case f == e.in:
			u.Funcs = append(u.Funcs, mine.Func(g))
			if mine.Untagged {
				return nil
			}
		case stays && !c.Moves(f.Span):
			u.Funcs = append(u.Funcs, f)
		default:
			u.Funcs = append(u.Funcs, c.Func(f))
		}
	}
	return u
}

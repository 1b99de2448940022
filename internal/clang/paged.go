package clang

import (
	"cmp"
	"slices"
	"strings"

	"github.com/drvlint/drvlint/internal/wdk/ctext"
)

// pagedNames lists the functions that `#pragma alloc_text(PAGE…, …)` puts into a section which
// can be paged out. libclang does not show pragmas.
func (f *sourceFile) pagedNames() []string {
	var list []string
	for i := range f.tokens {
		w := window{f, i}
		if f.tokens[i].Kind != ctext.Directive || !w.is(1, "pragma") || !w.is(2, "alloc_text") || !w.is(3, "(") {
			continue
		}
		section := strings.Trim(w.token(4).In(f.text), `"`)
		if !strings.HasPrefix(section, "PAGE") {
			continue
		}
		for k := 5; w.token(k).Kind != ctext.LineEnd && !w.is(k, ")"); k++ {
			if w.token(k).Kind == ctext.Ident {
				list = append(list, w.token(k).In(f.text))
			}
		}
	}
	return list
}

// A stretch is a part of a file, in bytes.
type stretch struct{ from, to int32 }

// pagedStretches lists the parts of the file in which `#pragma code_seg("PAGE…")` is in force, in order: functions defined there can be
// paged out. A macro that stands for such a pragma says it as well: `#pragma PAGEDCODE`.
func (f *sourceFile) pagedStretches(macros map[string]string) []stretch {
	var list []stretch
	var outer []int32 // what was in force where `push` stands: where the stretch began, -1 if none was
	began := int32(-1)
	end := func(at int32) {
		if began >= 0 {
			list = append(list, stretch{began, at})
		}
	}
	for i, t := range f.tokens {
		w := window{f, i}
		if t.Kind != ctext.Directive || !w.is(1, "pragma") {
			continue
		}
		section := macros[w.token(2).In(f.text)]
		named := section != ""
		if !named && !(w.is(2, "code_seg") && w.is(3, "(")) {
			continue
		}
		end(t.From)
		for k := 4; w.token(k).Kind != ctext.LineEnd && !w.is(k, ")"); k++ {
			switch {
			case w.is(k, "push"):
				outer = append(outer, began)
			case w.is(k, "pop") && len(outer) > 0:
				began, outer = outer[len(outer)-1], outer[:len(outer)-1]
			case w.token(k).In(f.text)[0] == '"' && !named:
				section, named = strings.Trim(w.token(k).In(f.text), `"`), true
			}
		}
		switch {
		case strings.HasPrefix(section, "PAGE"), !named && began >= 0 && (w.is(4, "push") || w.is(4, "pop")):
			began = t.From
		default:
			began = -1
		}
	}
	end(int32(len(f.text)))
	return list
}

// pragmas lists the words that stand behind `#pragma`, which may be macros.
func (f *sourceFile) pragmas() []string {
	var list []string
	for i, t := range f.tokens {
		if w := (window{f, i}); t.Kind == ctext.Directive && w.is(1, "pragma") && w.ident(2) {
			list = append(list, w.token(2).In(f.text))
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// pageable lists the parts of the file whose functions can be paged out, given the macros that stand for sections.
func (f *sourceFile) pageable(macros map[string]string) []stretch {
	if slices.ContainsFunc(f.switches, func(word string) bool { return macros[word] != "" }) {
		return f.pagedStretches(macros)
	}
	return f.pagedAt
}

// sectionMacros lists the macros that stand for `__declspec(code_seg("…"))` or `code_seg("…")`, with the section, a bracket for that of
// `code_seg()`; nil if there are none.
func (f *sourceFile) sectionMacros() map[string]string {
	var list map[string]string
	for i := range f.tokens {
		w := window{f, i}
		if f.tokens[i].Kind != ctext.Directive || !w.is(1, "define") {
			continue
		}
		for k := 3; w.token(k).Kind != ctext.LineEnd; k++ {
			if w.is(k, "code_seg") && w.is(k+1, "(") {
				if list == nil {
					list = map[string]string{}
				}
				list[w.token(2).In(f.text)] = strings.Trim(w.token(k+2).In(f.text), `"`)
			}
		}
	}
	return list
}

// maxHead bounds the tokens before a function's name among which its section is looked for.
const maxHead = 60

// section is the one into which an attribute puts the function whose name is at a place; "" for none.
func (f *sourceFile) section(at int32, macros map[string]string) string {
	i, found := slices.BinarySearchFunc(f.tokens, at, func(t ctext.Token, at int32) int { return cmp.Compare(t.From, at) })
	for w := (window{f, i}); found && w.i > 0 && i-w.i < maxHead; w.i-- {
		if w.is(-1, ";", "{", "}") || w.token(-1).Kind == ctext.LineEnd {
			break
		}
		if w.is(-1, "code_seg") && w.is(0, "(") {
			return strings.Trim(w.token(1).In(f.text), `"`)
		}
		if w.token(-1).Kind == ctext.Ident {
			if section := macros[w.token(-1).In(f.text)]; section != "" {
				return section
			}
		}
	}
	return ""
}

// sections collects the macros of sections over the files that the unit's text leads to, and the functions that declarations put into a section
// which is not paged out. Of two sections of one macro that one counts.
func (s *sources) sections() (macros map[string]string, resident map[string]bool) {
	macros, resident = map[string]string{}, map[string]bool{}
	for _, f := range s.files {
		for name, section := range f.sections {
			if now := macros[name]; now == "" || strings.HasPrefix(now, "PAGE") {
				macros[name] = section
			}
		}
	}
	for name, section := range macros {
		if strings.HasPrefix(section, "PAGE") {
			continue
		}
		for _, f := range s.files {
			for _, i := range f.places()[name] {
				if function := (window{f, int(i)}).declared(); function != "" {
					resident[function] = true
				}
			}
		}
	}
	return macros, resident
}

// declared is the function in whose declaration an attribute stands here; "" if that can't be told.
func (w window) declared() string {
	for k := 1; k < maxHead && w.token(k).Kind != ctext.LineEnd && !w.is(k, ";", "{", "}"); k++ {
		if name := w.token(k).In(w.f.text); w.ident(k) && w.is(k+1, "(") && !reserved(name) && !annotation(name) {
			return name
		}
	}
	return ""
}

// pagedFunctions collects them over the files that the unit consists of.
func (l *lowerer) pagedFunctions() []string {
	var list []string
	parts := make([][]stretch, len(l.unit.Files))
	macros, resident := l.all.sections()
	for i, f := range l.unit.Files {
		if source := l.all.file(f.Name); source != nil {
			list = append(list, source.paged...)
			parts[i] = source.pageable(macros)
		}
	}
	for _, f := range l.unit.Funcs {
		at := f.NameSpan
		if int(at.File) >= len(parts) {
			continue
		}
		if source := l.all.file(l.unit.Files[at.File].Name); source != nil {
			if section := source.section(at.From, macros); section != "" {
				if strings.HasPrefix(section, "PAGE") {
					list = append(list, f.Name)
				}
				continue
			}
		}
		if _, name, found := strings.Cut(f.Name, "::"); resident[f.Name] || found && resident[name[strings.LastIndexByte(name, ':')+1:]] {
			continue
		}
		part := parts[at.File]
		if i, _ := slices.BinarySearchFunc(part, at.From, func(s stretch, at int32) int { return cmp.Compare(s.to, at+1) }); i < len(part) && part[i].from <= at.From {
			list = append(list, f.Name)
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

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
// paged out.
func (f *sourceFile) pagedStretches() []stretch {
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
		if t.Kind != ctext.Directive || !w.is(1, "pragma") || !w.is(2, "code_seg") || !w.is(3, "(") {
			continue
		}
		end(t.From)
		section, named := "", false
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

// pagedFunctions collects them over the files that the unit consists of.
func (l *lowerer) pagedFunctions() []string {
	var list []string
	parts := make([][]stretch, len(l.unit.Files))
	for i, f := range l.unit.Files {
		if source := l.all.file(f.Name); source != nil {
			list = append(list, source.paged...)
			parts[i] = source.pageable
		}
	}
	for _, f := range l.unit.Funcs {
		at := f.NameSpan
		if int(at.File) >= len(parts) {
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

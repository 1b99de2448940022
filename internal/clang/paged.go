package clang

import (
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

// pagedFunctions collects them over the files that the unit consists of.
func (l *lowerer) pagedFunctions() []string {
	var list []string
	for _, f := range l.unit.Files {
		if source := l.all.file(f.Name); source != nil {
			list = append(list, source.paged...)
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

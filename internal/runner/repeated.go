package runner

import (
	"iter"
	"slices"

	"github.com/drvlint/drvlint/ir"
)

// A definition is where a function of a header is defined.
type definition struct {
	file     string
	from, to int32
	name     string
}

// headers are the functions of headers that the units of a driver have had so far, in the order of the project.
type headers map[definition]bool

// once returns the units of a driver, of which some may be nil, with each function of a header in as
// few of them as need it. They are taken one by one: what is left out of one is garbage before the
// next is read.
func once(units iter.Seq[*ir.Unit]) []*ir.Unit {
	known, read := headers{}, lines{}
	var list []*ir.Unit
	for u := range units {
		if u != nil {
			u = known.without(u)
			read.share(u)
		}
		list = append(list, u)
	}
	return list
}

// lines are where the lines of files begin, by the names of the files.
type lines map[string][]int

// share lets a unit have the lines of its files in common with earlier ones: hundreds of units include the same hundred headers.
func (l lines) share(u *ir.Unit) {
	u.Files = slices.Clone(u.Files) // other drivers may have the unit, too
	for i := range u.Files {
		f := &u.Files[i]
		if known := l[f.Name]; slices.Equal(known, f.Lines) {
			f.Lines = known
		} else {
			l[f.Name] = f.Lines
		}
	}
}

// without returns a unit without the functions of headers that an earlier one has had, and that
// mean nothing more here: those with external linkage, of which the first counts anyway, and
// static ones that nothing refers to. Hundreds of units may include thousands of inline
// functions, and call a few.
func (h headers) without(u *ir.Unit) *ir.Unit {
	of := func(f *ir.Func) definition {
		return definition{u.Files[f.Span.File].Name, f.Span.From, f.Span.To, f.Name}
	}
	inHeader := func(f *ir.Func) bool { return f.Span.File != 0 && isHeader(u.Files[f.Span.File].Name) }
	used := referred(u, func(f *ir.Func) bool { return !inHeader(f) || !h[of(f)] })
	kept := *u
	kept.Funcs = nil
	for _, f := range u.Funcs {
		known := inHeader(f) && h[of(f)]
		if !known || f.Static && used[f.Name] {
			kept.Funcs = append(kept.Funcs, f)
		}
	}
	for _, f := range kept.Funcs {
		if inHeader(f) {
			h[of(f)] = true
		}
	}
	return &kept
}

// referred lists the names of functions to which the roots of a unit lead, and its variables.
func referred(u *ir.Unit, root func(*ir.Func) bool) map[string]bool {
	defined := map[string]*ir.Func{}
	for _, f := range u.Funcs {
		defined[f.Name] = f
	}
	used := map[string]bool{}
	var work []*ir.Func
	visit := func(name string) {
		if used[name] {
			return
		}
		used[name] = true
		if f := defined[name]; f != nil {
			work = append(work, f)
		}
	}
	for _, g := range u.Globals {
		g.Mentions(visit)
	}
	for _, f := range u.Funcs {
		if root(f) {
			f.Mentions(visit)
		}
	}
	for len(work) > 0 {
		f := work[len(work)-1]
		work = work[:len(work)-1]
		f.Mentions(visit)
	}
	return used
}

// Command house prints how the packages of the engine are built: what each imports of this module,
// how large it is, which of its files hang together, and its large types. Its test holds the bounds.
package main

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/tools/go/packages"
)

// engine lists the packages that the bounds are for.
var engine = []string{"./cfg", "./ir", "./internal/term", "./internal/program", "./internal/pointsto", "./internal/callgraph", "./internal/profile", "./internal/trace", "./internal/kept", "./internal/simulate", "./internal/obligation", "./internal/property/...", "./internal/pairing", "./internal/remember", "./internal/driver", "./internal/ways", "./internal/locking"}

// The bounds.
const (
	maxLines   = 3000 // of a package, without its tests
	maxCycle   = 10   // files of a package that all need each other
	maxFields  = 12   // of a type, unless its comment has a reason behind "Large:"
	maxMethods = 30
)

func main() {
	rooms, err := survey(".")
	if err != nil {
		fmt.Fprintln(os.Stderr, "house:", err)
		os.Exit(1)
	}
	for _, r := range rooms {
		r.print(os.Stdout)
	}
}

// A room is one package.
type room struct {
	name    string
	imports []string // of this module, without its path
	lines   int
	cycle   []string // the files of its largest strongly connected component
	large   []large
}

// A large type has more fields or methods than the bounds allow without a reason.
type large struct {
	name            string
	fields, methods int
	reason          bool
}

// survey looks at the packages of the engine, in order of their names.
func survey(root string) ([]room, error) {
	loaded, err := packages.Load(&packages.Config{
		Dir: root, Mode: packages.NeedName | packages.NeedImports | packages.NeedSyntax | packages.NeedTypes | packages.NeedTypesInfo | packages.NeedFiles | packages.NeedModule,
	}, engine...)
	if err != nil {
		return nil, fmt.Errorf("load the engine: %w", err)
	}
	var rooms []room
	for _, p := range loaded {
		if len(p.Errors) > 0 {
			return nil, fmt.Errorf("load %s: %w", p.PkgPath, p.Errors[0])
		}
		module := p.Module.Path + "/"
		r := room{name: strings.TrimPrefix(p.PkgPath, module)}
		for path := range p.Imports {
			if name, ours := strings.CutPrefix(path, module); ours {
				r.imports = append(r.imports, name)
			}
		}
		slices.Sort(r.imports)
		r.lines = lines(p.Fset, p.Syntax)
		r.cycle = largestCycle(needs(p))
		r.large = largeTypes(p)
		rooms = append(rooms, r)
	}
	slices.SortFunc(rooms, func(a, b room) int { return cmp.Compare(a.name, b.name) })
	return rooms, nil
}

// lines counts those of files, as an editor and wc do.
func lines(fset *token.FileSet, files []*ast.File) int {
	n := 0
	for _, f := range files {
		n += fset.File(f.Pos()).LineCount() // the empty one behind the last newline is none
	}
	return n
}

func (r room) print(w io.Writer) {
	fmt.Fprintf(w, "%s: %d lines\n", r.name, r.lines)
	if len(r.imports) > 0 {
		fmt.Fprintf(w, "\timports %s\n", strings.Join(r.imports, " "))
	}
	if len(r.cycle) > 1 {
		fmt.Fprintf(w, "\t%d files need each other: %s\n", len(r.cycle), strings.Join(r.cycle, " "))
	}
	for _, l := range r.large {
		reason := "no reason given"
		if l.reason {
			reason = "with a reason"
		}
		fmt.Fprintf(w, "\ttype %s has %d fields and %d methods, %s\n", l.name, l.fields, l.methods, reason)
	}
}

// needs says which files of a package name what is declared in which others.
func needs(p *packages.Package) map[string][]string {
	file := func(pos token.Pos) string { return filepath.Base(p.Fset.Position(pos).Filename) }
	graph := map[string][]string{}
	for _, f := range p.Syntax {
		graph[file(f.Pos())] = nil
	}
	for id, object := range p.TypesInfo.Uses {
		if object.Pkg() != p.Types || !object.Pos().IsValid() {
			continue
		}
		from, to := file(id.Pos()), file(object.Pos())
		if from != to && !slices.Contains(graph[from], to) {
			graph[from] = append(graph[from], to)
		}
	}
	return graph
}

// largestCycle is the largest strongly connected component of a graph, sorted (Tarjan).
func largestCycle(graph map[string][]string) []string {
	index, low, onStack := map[string]int{}, map[string]int{}, map[string]bool{}
	var stack, largest []string
	var visit func(string)
	visit = func(n string) {
		index[n] = len(index) + 1
		low[n] = index[n]
		stack, onStack[n] = append(stack, n), true
		for _, m := range graph[n] {
			if index[m] == 0 {
				visit(m)
				low[n] = min(low[n], low[m])
			} else if onStack[m] {
				low[n] = min(low[n], index[m])
			}
		}
		if low[n] != index[n] {
			return
		}
		i := slices.Index(stack, n)
		if len(stack)-i > len(largest) {
			largest = slices.Clone(stack[i:])
		}
		for _, m := range stack[i:] {
			onStack[m] = false
		}
		stack = stack[:i]
	}
	var names []string
	for n := range graph {
		slices.Sort(graph[n])
		names = append(names, n)
	}
	slices.Sort(names)
	for _, n := range names {
		if index[n] == 0 {
			visit(n)
		}
	}
	slices.Sort(largest)
	return largest
}

// largeTypes lists the types beyond the bounds, in order of their names.
func largeTypes(p *packages.Package) []large {
	var list []large
	for _, f := range p.Syntax {
		for _, d := range f.Decls {
			decl, ok := d.(*ast.GenDecl)
			if !ok || decl.Tok != token.TYPE {
				continue
			}
			for _, s := range decl.Specs {
				spec := s.(*ast.TypeSpec)
				l := measure(p, spec)
				l.reason = strings.Contains(decl.Doc.Text()+spec.Doc.Text(), "Large:")
				if l.fields > maxFields || l.methods > maxMethods {
					list = append(list, l)
				}
			}
		}
	}
	slices.SortFunc(list, func(a, b large) int { return cmp.Compare(a.name, b.name) })
	return list
}

func measure(p *packages.Package, spec *ast.TypeSpec) large {
	l := large{name: spec.Name.Name}
	named, ok := p.TypesInfo.Defs[spec.Name].Type().(*types.Named)
	if !ok {
		return l
	}
	l.methods = named.NumMethods()
	switch t := named.Underlying().(type) {
	case *types.Struct:
		l.fields = t.NumFields()
	case *types.Interface:
		l.methods = t.NumExplicitMethods()
	}
	return l
}

package summary

import (
	"fmt"
	"go/token"
	"go/types"
	"reflect"
	"sync"

	"golang.org/x/tools/go/analysis"

	"github.com/drvlint/drvlint/ir"
)

// Analyzer is the root of every check's Requires graph: it yields the *Program of the
// driver that the pass is about. The runner binds it before analysis begins, so that
// neither this package nor any check links libclang.
var Analyzer = &analysis.Analyzer{
	Name:       "summary",
	Doc:        "provide the linked and summarised driver\n\nThe runner binds it to Pass.Pkg; see Bind.",
	Run:        func(pass *analysis.Pass) (any, error) { return programOf(pass.Pkg) },
	ResultType: reflect.TypeFor[*Program](),
}

// Regime is what a check requires that asks where the rules of the regime are broken, so that the
// runner can find that out while mutexes are followed.
var Regime = &analysis.Analyzer{
	Name:     "regime",
	Doc:      "say that a check asks about interrupt request levels, regions or attachments",
	Requires: []*analysis.Analyzer{Analyzer},
	Run:      func(*analysis.Pass) (any, error) { return nil, nil },
}

var programs sync.Map // *types.Package -> *Program

// Bind makes p the result of Analyzer for passes over pkg, registers its files with
// fset, and returns a function that forgets it.
func Bind(pkg *types.Package, fset *token.FileSet, p *Program) (unbind func()) {
	p.addFiles(fset)
	programs.Store(pkg, p)
	return func() { programs.Delete(pkg) }
}

func programOf(pkg *types.Package) (*Program, error) {
	if p, ok := programs.Load(pkg); ok {
		return p.(*Program), nil
	}
	return nil, fmt.Errorf("no driver bound to %s", pkg.Path())
}

// addFiles gives every file of the driver its place in fset, once for all units.
func (p *Program) addFiles(fset *token.FileSet) {
	p.files = map[string]*token.File{}
	for _, u := range p.Units {
		for _, f := range u.Files {
			if p.files[f.Name] != nil || len(f.Lines) == 0 {
				continue
			}
			file := fset.AddFile(f.Name, -1, f.Size)
			lines := f.Lines
			if last := len(lines) - 1; last > 0 && lines[last] >= f.Size {
				lines = lines[:last] // token.File has no line behind the last newline
			}
			file.SetLines(lines)
			p.files[f.Name] = file
		}
	}
}

// Range is where a span of a unit lies in the file set that the program is bound to;
// two token.NoPos if it is nowhere.
func (p *Program) Range(u *ir.Unit, s ir.Span) (from, to token.Pos) {
	if int(s.File) >= len(u.Files) {
		return token.NoPos, token.NoPos
	}
	file := p.files[u.Files[s.File].Name]
	if file == nil || int(s.To) > file.Size() {
		return token.NoPos, token.NoPos
	}
	return file.Pos(int(s.From)), file.Pos(int(s.To))
}

package driver

import (
	"fmt"
	"go/token"
	"go/types"
	"reflect"

	"golang.org/x/tools/go/analysis"

	"github.com/drvlint/drvlint/internal/callgraph"
	"github.com/drvlint/drvlint/internal/kept"
	"github.com/drvlint/drvlint/internal/property/irql"
	"github.com/drvlint/drvlint/internal/simulate"
	"github.com/drvlint/drvlint/ir"
)

// Analyzer is the root of every check's Requires graph: it yields the *Driver of the
// driver that the pass is about. The runner binds it before analysis begins, so that
// neither this package nor any check links libclang.
var Analyzer = &analysis.Analyzer{
	Name:       "driver",
	Doc:        "provide the linked and summarised driver\n\nThe runner binds it to Pass.Pkg; see Bind.",
	Run:        func(pass *analysis.Pass) (any, error) { return programOf(pass.Pkg) },
	ResultType: reflect.TypeFor[*Driver](),
}

// Linked is the root of what follows from a driver that is linked and not simulated yet: an analyzer that requires
// nothing else may run while the driver is simulated.
var Linked = &analysis.Analyzer{
	Name:       "linked",
	Doc:        "provide what the functions of the driver call\n\nIt is known before anything is simulated.",
	ResultType: reflect.TypeFor[*Links](),
	Run: func(pass *analysis.Pass) (any, error) {
		d, err := programOf(pass.Pkg)
		if err != nil {
			return nil, err
		}
		return &Links{d.Graph, d.part == nil, d.Kept}, nil
	},
}

// Links are what the functions of a driver call.
type Links struct {
	*callgraph.Graph
	Whole bool        // the whole driver is asked about
	Kept  *kept.Store // what an earlier run has found out; nil for nothing
}

// Followed is what following locks and threads along paths has found. They are not followed if no check requires it.
var Followed = &analysis.Analyzer{
	Name:       "followed",
	Doc:        "follow locks and threads along the paths of functions\n\nThe summaries are made before.",
	Requires:   []*analysis.Analyzer{Analyzer},
	ResultType: reflect.TypeFor[*simulate.Group](),
	Run: func(pass *analysis.Pass) (any, error) {
		return pass.ResultOf[Analyzer].(*Driver).Paths, nil
	},
}

// Broken finds where a rule of levels, regions or attachments is broken. Those are not followed if no check
// requires it.
var Broken = &analysis.Analyzer{
	Name:       "broken",
	Doc:        "find where the rules of levels, regions and attachments are broken\n\nIn order of functions and places.",
	Requires:   []*analysis.Analyzer{Analyzer},
	ResultType: reflect.TypeFor[[]*irql.Obligation](),
	Run: func(pass *analysis.Pass) (any, error) {
		d := pass.ResultOf[Analyzer].(*Driver)
		return d.Levels.Broken(d.part), nil
	},
}

// Bind makes p the result of Analyzer for passes over pkg, which carries it from now on, and
// registers its files with fset.
func Bind(pkg *types.Package, fset *token.FileSet, p *Driver) {
	p.addFiles(fset)
	pkg.Scope().Insert(types.NewTypeName(token.NoPos, pkg, carried, carrier{p}))
}

// carried is the name under which the package of a pass carries its program: no identifier of Go.
const carried = "the driver"

// A carrier is a program as the type that a name stands for.
type carrier struct{ program *Driver }

// Underlying and String make a carrier a types.Type.
func (c carrier) Underlying() types.Type { return c }

func (c carrier) String() string { return carried }

func programOf(pkg *types.Package) (*Driver, error) {
	if name := pkg.Scope().Lookup(carried); name != nil {
		return name.Type().(carrier).program, nil
	}
	return nil, fmt.Errorf("no driver bound to %s", pkg.Path())
}

// addFiles gives every file of the driver its place in fset, once for all units.
func (d *Driver) addFiles(fset *token.FileSet) {
	d.files = map[string]*token.File{}
	for _, u := range d.Units {
		for _, f := range u.Files {
			if d.files[f.Name] != nil || len(f.Lines) == 0 {
				continue
			}
			file := fset.AddFile(f.Name, -1, f.Size)
			lines := f.Lines
			if last := len(lines) - 1; last > 0 && lines[last] >= f.Size {
				lines = lines[:last] // token.File has no line behind the last newline
			}
			file.SetLines(lines)
			d.files[f.Name] = file
		}
	}
}

// Range is where a span of a unit lies in the file set that the program is bound to;
// two token.NoPos if it is nowhere.
func (d *Driver) Range(u *ir.Unit, s ir.Span) (from, to token.Pos) {
	if int(s.File) >= len(u.Files) {
		return token.NoPos, token.NoPos
	}
	file := d.files[u.Files[s.File].Name]
	if file == nil || int(s.To) > file.Size() {
		return token.NoPos, token.NoPos
	}
	return file.Pos(int(s.From)), file.Pos(int(s.To))
}

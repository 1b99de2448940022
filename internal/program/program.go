// Package program links the units of one driver: its functions, what a name means in which unit,
// and what annotations promise of a function. It does not change once it is made.
package program

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/drvlint/drvlint/cfg"
	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/ir"
)

// Beside is what is known of a driver beside its units.
type Beside struct {
	Outside []string // words that may name functions elsewhere, as in assembly
}

// A Program is one driver, linked.
type Program struct {
	Units     []*ir.Unit
	Functions []*Function // every definition, in order of units
	Known     ddi.Table   // what is known of the driver's own routines: it stands for their bodies
	Partial   bool        // a unit of the driver is absent
	Beside

	external  map[string]*Function
	static    []map[string]*Function   // by unit
	declared  map[string][]declaration // with annotations, by name
	contracts []*Contract              // by index of the function
}

// A Function is a definition of the driver.
type Function struct {
	*ir.Func
	Unit  *ir.Unit
	Graph *cfg.Graph
	Index int // in the driver's functions

	UnitIndex int        // of Unit in the driver's units
	body      []ir.Instr // in the order of the blocks, each once
	calls     []*ir.Call // of body
	mentioned func() []string
	Thunk     string // the kernel routine that it only hands its parameters on to; "" if it does anything else
}

// Options say how to link.
type Options struct {
	Known ddi.Table // what is known of the driver's own routines
	Beside
	AtOnce int // how many functions are prepared at the same time; 0 is one
	// Before is the driver before an edit: what follows from the text of a function alone is taken over from it. Nil if there is none.
	Before *Program
}

// Link links the units of one driver. Units that are nil are left out.
func Link(units []*ir.Unit, known ddi.Table) *Program { return With(units, Options{Known: known}) }

// With is Link with options.
func With(units []*ir.Unit, options Options) *Program {
	p := &Program{Known: options.Known, Beside: options.Beside, external: map[string]*Function{}}
	for _, u := range units {
		if u != nil {
			p.add(u)
		}
		p.Partial = p.Partial || u == nil
	}
	known := map[*ir.Func]*Function{}
	if options.Before != nil {
		for _, f := range options.Before.Functions {
			known[f.Func] = f
		}
	}
	var group sync.WaitGroup
	var next atomic.Int64
	for range max(1, options.AtOnce) {
		group.Go(func() {
			for i := next.Add(1) - 1; i < int64(len(p.Functions)); i = next.Add(1) - 1 {
				p.Functions[i].prepare(known[p.Functions[i].Func])
			}
		})
	}
	group.Wait()
	p.findDeclared()
	for _, f := range p.Functions {
		p.contracts = append(p.contracts, p.newContract(f))
	}
	return p
}

// prepare finds out what follows from the text of f alone, which may be known of the same function.
func (f *Function) prepare(same *Function) {
	if same != nil {
		f.Graph, f.body, f.calls, f.mentioned, f.Thunk = same.Graph, same.body, same.calls, same.mentioned, same.Thunk
		return
	}
	f.Graph = cfg.New(f.Func)
	f.body = f.Graph.Instrs()
	text, body := f.Func, f.body // and not f, which would keep its driver
	f.mentioned = sync.OnceValue(func() []string { return mentioned(text, body) })
	for _, in := range f.body {
		if call, ok := in.(*ir.Call); ok {
			f.calls = append(f.calls, call)
		}
	}
	f.Thunk = thunk(f)
}

// mentioned lists the names that a function refers to where control comes to.
func mentioned(text *ir.Func, body []ir.Instr) (names []string) {
	runs := map[ir.Node]bool{}
	for _, in := range body {
		runs[in] = true
	}
	text.MentionsOf(func(n ir.Node) bool { return runs[n] }, func(name string) { names = append(names, name) })
	slices.Sort(names)
	return slices.Compact(names)
}

// add links one unit. Of several definitions with external linkage the first counts.
func (p *Program) add(u *ir.Unit) {
	index := len(p.Units)
	p.Units = append(p.Units, u)
	p.static = append(p.static, map[string]*Function{})
	for _, fn := range u.Funcs {
		f := &Function{Func: fn, Unit: u, UnitIndex: index, Index: len(p.Functions)}
		p.Functions = append(p.Functions, f)
		if fn.Static {
			p.static[index][fn.Name] = f
		} else if p.external[fn.Name] == nil {
			p.external[fn.Name] = f
		}
	}
}

// Lookup finds the definition that a name means in a unit, nil if the driver has none.
func (p *Program) Lookup(unit int, name string) *Function {
	if f := p.static[unit][name]; f != nil {
		return f
	}
	return p.external[name]
}

// ValueName is how the value of a function's name is told apart from a static function of the
// same name in another unit.
func (p *Program) ValueName(unit int, name string) string {
	if p.static[unit][name] != nil {
		return fmt.Sprintf("%s#%d", name, unit)
	}
	return name
}

// ValueFunction is the inverse of valueName: a function of the driver, or else the name of a
// routine.
func (p *Program) ValueFunction(s string) (*Function, string) {
	name, unit, static := strings.Cut(s, "#")
	if static {
		var index int
		fmt.Sscan(unit, &index)
		return p.static[index][name], ""
	}
	if f := p.external[name]; f != nil {
		return f, ""
	}
	return nil, name
}

// FunctionAt finds the function whose definition holds a byte of a file, nil if there is none.
func (p *Program) FunctionAt(file string, offset int) *Function {
	for _, f := range p.Functions {
		name := f.Unit.Files[f.Span.File].Name
		if int(f.Span.From) <= offset && offset < int(f.Span.To) && filepath.Clean(name) == file {
			return f
		}
	}
	return nil
}

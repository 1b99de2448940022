package accessmode

import (
	"fmt"
	"slices"
	"strings"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/callgraph"
	"github.com/drvlint/drvlint/internal/pointsto"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/ir"
)

// A flow follows what a program in user mode says through local variables, parameters and results of
// the driver, insensitive to order. What goes through memory that the driver owns is not followed.
type flow struct {
	p       *callgraph.Graph
	known   map[*ir.Var]*source
	results map[*program.Function]*source
	outs    map[*ir.Var]*source // what functions store where a parameter points to
	grown   bool
}

// A source is where a variable gets what a program says.
type source struct {
	step program.PathStep
	prev *source // nil at the beginning
}

// path tells the way, from its beginning.
func (s *source) path() []program.PathStep {
	if s == nil {
		return nil
	}
	return append(s.prev.path(), s.step)
}

func newFlow(p *callgraph.Graph) *flow {
	fl := &flow{p: p, known: map[*ir.Var]*source{}, results: map[*program.Function]*source{}, outs: map[*ir.Var]*source{}}
	fl.callbacks()
	for fl.grown = true; fl.grown; {
		fl.grown = false
		for _, f := range p.Functions {
			f.Instrs(func(in ir.Instr) { fl.instr(f, in) })
		}
	}
	return fl
}

// callbacks begins with the parameters by which callbacks get what a program says.
func (fl *flow) callbacks() {
	for _, h := range ddi.UserHandlers() {
		fl.given(fl.p.PointsTo.At(fl.p.PointsTo.Member(h.Tag, h.Member)), h.Parameter)
	}
	for _, f := range fl.p.Functions {
		f.Instrs(func(in ir.Instr) {
			call, ok := in.(*ir.Call)
			if !ok {
				return
			}
			target, name := fl.p.Callee(f, call)
			for i, arg := range call.Args {
				param := ddi.UserParameter(name, i)
				if target != nil || param < 0 {
					continue
				}
				fl.given(fl.p.PointsTo.Holds(f.UnitIndex, arg), param)
			}
		})
	}
}

// given notes that callbacks get what a program says as a parameter.
func (fl *flow) given(callbacks []pointsto.Item, param int) {
	for _, it := range callbacks {
		if f := it.Function; it.Kind == pointsto.Function && f != nil && param < len(f.Params) {
			fl.tell(f.Params[param], &source{step: program.PathStep{Unit: f.Unit, Span: f.NameSpan, Text: fmt.Sprintf("`%s` is given what a program in user mode sends", f.Name)}})
		}
	}
}

func (fl *flow) tell(v *ir.Var, s *source) {
	if s != nil && fl.known[v] == nil {
		fl.known[v], fl.grown = s, true
	}
}

// out notes what a function stores where a parameter points to.
func (fl *flow) out(param *ir.Var, s *source) {
	if s != nil && fl.outs[param] == nil {
		fl.outs[param], fl.grown = s, true
	}
}

func (fl *flow) instr(f *program.Function, in ir.Instr) {
	switch in := in.(type) {
	case *ir.Assign:
		switch {
		case len(in.Dst.Path) == 0 && owned(in.Dst.Root):
			fl.tell(in.Dst.Root, fl.at(f, in.Span, in.Src))
		case len(in.Dst.Path) == 1 && in.Dst.Path[0].Kind == ir.Deref && in.Dst.Root.Kind == ir.Param:
			fl.out(in.Dst.Root, fl.at(f, in.Span, in.Src))
		}
	case *ir.Return:
		if in.Value != nil && fl.results[f] == nil {
			if s := fl.at(f, in.Span, *in.Value); s != nil {
				fl.results[f], fl.grown = s, true
			}
		}
	case *ir.Call:
		fl.call(f, in)
	}
}

// owned reports whether a variable is one of a function.
func owned(v *ir.Var) bool { return v.Kind == ir.Local || v.Kind == ir.Temp || v.Kind == ir.Param }

func (fl *flow) call(f *program.Function, call *ir.Call) {
	target, name := fl.p.Callee(f, call)
	if target != nil {
		for i, arg := range call.Args {
			if i >= len(target.Params) {
				break
			}
			if s := fl.at(f, call.Span, arg); s != nil {
				fl.tell(target.Params[i], &source{step: program.PathStep{Unit: f.Unit, Span: call.Span, Text: fmt.Sprintf("calls `%s` with it", target.Name)}, prev: s})
			}
			if s := fl.outs[target.Params[i]]; s != nil && variable(arg) {
				fl.tell(arg.Place.Root, &source{step: program.PathStep{Unit: f.Unit, Span: call.Span, Text: fmt.Sprintf("`%s` gives it", target.Name)}, prev: s})
			}
		}
		if s := fl.results[target]; s != nil && call.Dst != nil {
			fl.tell(call.Dst, &source{step: program.PathStep{Unit: f.Unit, Span: call.Span, Text: fmt.Sprintf("`%s` returns it", target.Name)}, prev: s})
		}
		return
	}
	if out := ddi.UserOut(name); out >= 0 && out < len(call.Args) && variable(call.Args[out]) {
		fl.tell(call.Args[out].Place.Root, &source{step: program.PathStep{Unit: f.Unit, Span: call.Span, Text: fmt.Sprintf("`%s` gives what a program in user mode says", name)}})
	}
	r := fl.p.Known.Lookup(name)
	from, to := r.Arg(ddi.OpSource), r.Arg(ddi.OpTarget)
	if r.Does(ddi.Copy) && from >= 0 && max(from, to) < len(call.Args) && variable(call.Args[to]) {
		fl.tell(call.Args[to].Place.Root, fl.at(f, call.Span, call.Args[from]))
	}
}

// variable reports whether a value is the address of a whole variable of a function.
func variable(v ir.Value) bool {
	return v.Kind == ir.AddrOf && len(v.Place.Path) == 0 && owned(v.Place.Root)
}

// at is the source of a value that a program in user mode says, used at a place; nil if it is none.
func (fl *flow) at(f *program.Function, at ir.Span, v ir.Value) *source {
	for _, a := range v.Args {
		if s := fl.at(f, at, a); s != nil {
			return s
		}
	}
	if v.Kind != ir.Load && v.Kind != ir.AddrOf {
		return nil
	}
	if s := fl.known[v.Place.Root]; s != nil {
		return s
	}
	if v.Kind == ir.Load && fromRequest(v.Place) {
		return &source{step: program.PathStep{Unit: f.Unit, Span: at, Text: fmt.Sprintf("`%s` is what a program in user mode says", v.Place)}}
	}
	return nil
}

// fromRequest reports whether a place is, or leads through, a member of a request that a program fills.
func fromRequest(p ir.Place) bool {
	tag := "" // of the structure, or of the one around it that has a name
	for _, step := range p.Path {
		if step.Kind != ir.Field {
			continue
		}
		if !strings.HasPrefix(step.Record, "@") {
			tag = step.Record
		}
		if ddi.UserMember(tag, step.Name) {
			return true
		}
	}
	return false
}

// asksMode reports whether a function looks at the mode of the program.
func asksMode(f *program.Function) bool {
	asks := false
	f.Instrs(func(in ir.Instr) {
		switch in := in.(type) {
		case *ir.Call:
			asks = asks || ddi.AsksMode(in.Callee) || slices.ContainsFunc(in.Args, mentionsMode)
		case *ir.Assign:
			asks = asks || mentionsMode(in.Src)
		}
	})
	for _, blk := range f.Graph.Blocks {
		for _, e := range blk.Succs {
			asks = asks || e.Test != nil && mentionsMode(*e.Test)
		}
	}
	return asks
}

func mentionsMode(v ir.Value) bool {
	return slices.ContainsFunc(v.Place.Path, func(s ir.Step) bool { return s.Kind == ir.Field && ddi.ModeMember(s.Record, s.Name) }) || slices.ContainsFunc(v.Args, mentionsMode)
}

package ways

import (
	"github.com/drvlint/drvlint/internal/callgraph"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/ir"
)

// maxHandedUp is how many functions deep a result is followed that each of them returns as it is.
const maxHandedUp = 4

// Returns knows what functions certainly return, as far as it was asked.
type Returns struct {
	p     *callgraph.Graph
	known map[returning]*ir.Value
}

// A returning is a function, and how many functions hand on what it returns.
type returning struct {
	f     *program.Function
	depth int
}

// NewReturns makes one that was asked nothing.
func NewReturns(p *callgraph.Graph) *Returns {
	return &Returns{p, map[returning]*ir.Value{}}
}

// Of is what every return of a function returns: a number, or one of its parameters that is never given another value; nil for any other.
func (w *Returns) Of(f *program.Function) *ir.Value { return w.of(f, 0) }

func (w *Returns) of(f *program.Function, depth int) *ir.Value {
	asked := returning{f, depth}
	given, known := w.known[asked]
	if !known {
		given = w.returnedBy(f, depth)
		w.known[asked] = given
	}
	return given
}

// result is what a call of one of the driver's functions certainly returns, where that is one of its arguments or a number; false for any other.
func (w *Returns) result(in *program.Function, call *ir.Call, depth int) (v ir.Value, ok bool) {
	target, _ := w.p.Callee(in, call)
	if target == nil || depth == maxHandedUp {
		return v, false
	}
	given := w.of(target, depth)
	if given == nil {
		return v, false
	}
	for i, param := range target.Params {
		if Holds(*given, param) {
			if i >= len(call.Args) {
				return v, false
			}
			return call.Args[i], true
		}
	}
	return *given, true
}

func (w *Returns) returnedBy(f *program.Function, depth int) *ir.Value {
	var found *ir.Value
	for i, blk := range f.Graph.Blocks {
		for _, in := range blk.Instrs {
			ret, ok := in.(*ir.Return)
			if !ok || !f.Graph.From(0)[i] {
				continue
			}
			v := w.origin(f, ret.Value, depth)
			if v == nil || found != nil && found.String() != v.String() {
				return nil
			}
			found = v
		}
	}
	return found
}

// origin is the number that a value is, or the parameter of its function that it comes from; nil for any other.
func (w *Returns) origin(f *program.Function, v *ir.Value, depth int) *ir.Value {
	for range len(f.Locals) + 1 {
		switch {
		case v == nil:
			return nil
		case v.Kind == ir.Const:
			return v
		case !Variable(*v):
			return nil
		}
		list := given(f, v.Place.Root)
		if v.Place.Root.Kind == ir.Param && len(list) == 0 {
			return v
		}
		if len(list) != 1 || v.Place.Root.Kind != ir.Local && v.Place.Root.Kind != ir.Temp {
			return nil
		}
		switch in := list[0].(type) {
		case *ir.Assign:
			v = &in.Src
		case *ir.Call:
			if in.Dst != v.Place.Root {
				return nil
			}
			result, ok := w.result(f, in, depth+1)
			if !ok {
				return nil
			}
			v = &result
		}
	}
	return nil
}

package resourcedelete

import (
	"slices"

	"github.com/drvlint/drvlint/cfg"
	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/ir"
)

// atFailure reports an entry point that initializes the object itself and can fail afterwards
// without a deletion. Only what fails for certain counts: a number that is an error, or a status that
// was just found to be one.
func (f *finder) atFailure(o *object) {
	if _, entry := f.Driver.HasRole(o.In, []ddi.Role{ddi.Entry}); !entry {
		return
	}
	g := o.In.Graph
	stops := make([]bool, len(g.Blocks))
	for i, blk := range g.Blocks {
		stops[i] = slices.ContainsFunc(blk.Instrs, func(in ir.Instr) bool { return f.mayDelete(o, in) })
	}
	// A state is a block, and whether its tests of a status ask about the initialization itself.
	type state struct {
		block int
		own   *ir.Var
	}
	seen := map[state]bool{}
	var work []state
	for _, i := range g.Holding(o.Call) {
		if !stops[i] {
			work = append(work, state{i, o.resultAt(g.Blocks[i], o.Call.Dst, true)})
		}
	}
	for len(work) > 0 {
		at := work[0]
		work = work[1:]
		if seen[at] {
			continue
		}
		seen[at] = true
		blk := g.Blocks[at.block]
		if ret := f.fails(blk); ret != nil {
			f.reportFailure(o, o.In, ret.Span)
			return
		}
		for _, e := range blk.Succs {
			if stops[e.To.Index] || e.Exception || at.own != nil && (f.isError(e, at.own) || o.refused(e, at.own)) {
				continue
			}
			work = append(work, state{e.To.Index, o.resultAt(e.To, at.own, false)})
		}
	}
}

// resultAt is the variable that holds what the initialization returned at the end of a block, given
// the one at its beginning or, in the block that initializes, from the call on; nil if none does.
func (o *object) resultAt(blk *cfg.Block, result *ir.Var, initializes bool) *ir.Var {
	instrs := blk.Instrs
	if initializes {
		instrs = instrs[slices.Index(instrs, ir.Instr(o.Call))+1:]
	}
	for _, in := range instrs {
		switch in := in.(type) {
		case *ir.Assign:
			switch {
			case result != nil && len(in.Dst.Path) == 0 && isVariable(in.Src, result):
				result = in.Dst.Root
			case in.Dst.Root == result:
				result = nil
			}
		case *ir.Call:
			if in.Dst == result {
				result = nil
			}
		}
	}
	return result
}

// mayDelete reports whether an instruction may delete the object, itself or through a callee.
func (f *finder) mayDelete(o *object, in ir.Instr) bool {
	call, ok := in.(*ir.Call)
	if !ok {
		return false
	}
	target, name := f.Driver.Callee(o.In, call)
	if target == nil {
		return name == "" || f.Driver.Known.Lookup(name).DoesTo(ddi.Destroy, o.kind)
	}
	reach := f.Driver.Reach(target)
	live, idle := o.deletions(f.Driver.Graph)
	for _, c := range slices.Concat(live, idle) {
		if reach[c.In] {
			return true
		}
	}
	return false
}

// fails is the return that ends a block in which the function certainly fails, nil if it is none.
func (f *finder) fails(blk *cfg.Block) *ir.Return {
	if len(blk.Instrs) == 0 {
		return nil
	}
	ret, ok := blk.Instrs[len(blk.Instrs)-1].(*ir.Return)
	if !ok || ret.Value == nil {
		return nil
	}
	v := *ret.Value
	if v.Kind == ir.Const && v.Int < 0 {
		return ret
	}
	if v.Kind != ir.Load || len(v.Place.Path) > 0 || !f.foundWrong(blk, v.Place.Root) {
		return nil
	}
	return ret
}

// foundWrong reports whether every way into a block tests that a status is an error, and the block
// leaves the status as it is.
func (f *finder) foundWrong(blk *cfg.Block, status *ir.Var) bool {
	for _, in := range blk.Instrs {
		switch in := in.(type) {
		case *ir.Assign:
			if in.Dst.Root == status {
				return false
			}
		case *ir.Call:
			if in.Dst == status {
				return false
			}
		}
	}
	return len(blk.Preds) > 0 && !slices.ContainsFunc(blk.Preds, func(e *cfg.Edge) bool { return !f.isError(e, status) })
}

// isError reports whether an edge is taken only where a status is an error, by a predicate of it.
func (f *finder) isError(e *cfg.Edge, status *ir.Var) bool {
	if e.Test == nil {
		return false
	}
	test, taken := *e.Test, e.Taken
	if test.Kind == ir.Load && len(test.Place.Path) == 0 {
		call := madeBy(e.From, test.Place.Root)
		if call == nil || len(call.Args) == 0 || !isVariable(call.Args[0], status) {
			return false
		}
		r := ddi.Lookup(call.Callee)
		return r.Does(ddi.Predicate) && (r.Predicate == ">= 0" && !taken || r.Predicate == "error" && taken)
	}
	if test.Kind != ir.Op || len(test.Args) != 2 || !isVariable(test.Args[0], status) || test.Args[1].Kind != ir.Const || test.Args[1].Int != 0 {
		return false
	}
	return test.Name == "<" && taken || test.Name == ">=" && !taken || test.Name == "!=" && taken || test.Name == "==" && !taken
}

// refused reports whether an edge is taken only where a function that may initialize the object says by a truth value that it has not.
func (o *object) refused(e *cfg.Edge, result *ir.Var) bool {
	if e.Test == nil || o.through == nil || o.through.Result == "long" {
		return false
	}
	v := *e.Test
	if isVariable(v, result) {
		return !e.Taken
	}
	return v.Kind == ir.Op && len(v.Args) == 2 && isVariable(v.Args[0], result) && v.Args[1].Kind == ir.Const && (v.Name == "==" || v.Name == "!=") &&
		(e.Taken == (v.Name == "==")) == (v.Args[1].Int == 0)
}

func isVariable(v ir.Value, x *ir.Var) bool {
	return v.Kind == ir.Load && v.Place.Root == x && len(v.Place.Path) == 0
}

// madeBy is the call in a block whose result a variable holds.
func madeBy(blk *cfg.Block, x *ir.Var) *ir.Call {
	for _, in := range slices.Backward(blk.Instrs) {
		if call, ok := in.(*ir.Call); ok && call.Dst == x {
			return call
		}
	}
	return nil
}

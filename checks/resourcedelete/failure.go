package resourcedelete

import (
	"slices"

	"github.com/drvlint/drvlint/cfg"
	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/callgraph"
	"github.com/drvlint/drvlint/internal/ways"
	"github.com/drvlint/drvlint/ir"
)

// atFailure reports an entry point that initializes the object, itself or by functions that do so wherever they succeed, and fails afterwards.
func (f *finder) atFailure(o *object, depth int) {
	if _, entry := f.Driver.HasRole(o.In, []ddi.Role{ddi.Entry}); entry {
		f.inEntry(o)
		return
	}
	if depth == maxHandedOn || !f.always(o) {
		return
	}
	for _, caller := range f.Driver.Functions {
		caller.Instrs(func(in ir.Instr) {
			call, ok := in.(*ir.Call)
			if !ok || f.told(o) {
				return
			}
			if target, _ := f.Driver.Callee(caller, call); target == o.In {
				by := *o
				by.RoutineCall, by.through = callgraph.RoutineCall{Call: call, In: caller, Routine: o.Routine}, o.In
				f.atFailure(&by, depth+1)
			}
		})
	}
}

// inEntry reports an entry point that can fail after the initialization without a deletion. Only what fails for certain counts: a number that is an error, a status that
// was just found to be one, or one that was found to be one where nothing that follows deletes the object.
func (f *finder) inEntry(o *object) {
	g := o.In.Graph
	stops := make([]bool, len(g.Blocks))
	for i, blk := range g.Blocks {
		stops[i] = slices.ContainsFunc(blk.Instrs, func(in ir.Instr) bool { return f.mayDelete(o, in) })
	}
	// A state is a block, whether its tests of a status ask about the initialization itself, and what was found of a status: whether it is an
	// error, and that of one that nothing which follows deletes the object; and what flags say to delete.
	type state struct {
		block        int
		own, known   *ir.Var
		wrong, final bool
		set          setting
	}
	flags := flagsOf(g, stops)
	seen := map[state]bool{}
	var work []state
	for _, i := range g.Holding(o.Call) {
		if !stops[i] {
			work = append(work, state{block: i, own: o.resultAt(g.Blocks[i], o.Call.Dst, true)})
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
		if assigned(blk, at.known) {
			at.known, at.wrong, at.final = nil, false, false
		}
		if x := succeeds(blk); x != nil && !at.final {
			at.known, at.wrong = x, false
		}
		at.set = at.set.after(blk.Instrs[max(0, slices.Index(blk.Instrs, ir.Instr(o.Call))):], flags)
		if f.fails(blk) || at.final && returns(blk, at.known) {
			f.reportFailure(o, o.In, blk.Instrs[len(blk.Instrs)-1].Where())
			return
		}
		for _, e := range blk.Succs {
			if stops[e.To.Index] || e.Exception || at.own != nil && (f.isError(e, at.own) || o.refused(e, at.own)) || at.set.refutes(e, flags) {
				continue
			}
			next := at
			next.block, next.own = e.To.Index, o.resultAt(e.To, at.own, false)
			if status, success := f.learns(e); status != nil {
				if status == at.known && success == at.wrong {
					continue // it was found to be the other
				}
				next.known, next.wrong = status, !success
				next.final = !success && (at.final && status == at.known || !follows(g, e.To.Index, stops))
			}
			work = append(work, next)
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
		r := f.Driver.Known.Lookup(name)
		by := callgraph.RoutineCall{Call: call, In: o.In, Routine: r}
		return name == "" || r.DoesTo(ddi.Destroy, o.kind) && o.maySame(f.Driver.Objects(by, roleOf(r)))
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

// follows reports whether a marked block can be come to from another one.
func follows(g *cfg.Graph, from int, marked []bool) bool {
	for i, reached := range g.From(from) {
		if reached && marked[i] {
			return true
		}
	}
	return false
}

// learns is the variable whose status an edge tells to be that of an error or a success; nil if it tells of none.
func (f *finder) learns(e *cfg.Edge) (status *ir.Var, success bool) {
	return ways.Status(f.Driver.Graph, e, func(x *ir.Var) bool {
		return x.Kind == ir.Local && (x.Type == "long" || x.Type == "int") // a pointer tells of something else
	})
}

// fails reports whether a block ends in a return with which the function certainly fails.
func (f *finder) fails(blk *cfg.Block) bool {
	if len(blk.Instrs) == 0 {
		return false
	}
	ret, ok := blk.Instrs[len(blk.Instrs)-1].(*ir.Return)
	if !ok || ret.Value == nil {
		return false
	}
	v := *ret.Value
	return v.Kind == ir.Const && v.Int < 0 || ways.Variable(v) && f.foundWrong(blk, v.Place.Root)
}

// returns reports whether a block ends in the return of what a variable holds.
func returns(blk *cfg.Block, x *ir.Var) bool {
	if len(blk.Instrs) == 0 {
		return false
	}
	ret, ok := blk.Instrs[len(blk.Instrs)-1].(*ir.Return)
	return ok && ret.Value != nil && ways.Holds(*ret.Value, x)
}

// foundWrong reports whether every way into a block tests that a status is an error, and the block
// leaves the status as it is.
func (f *finder) foundWrong(blk *cfg.Block, status *ir.Var) bool {
	if assigned(blk, status) {
		return false
	}
	return len(blk.Preds) > 0 && !slices.ContainsFunc(blk.Preds, func(e *cfg.Edge) bool { return !f.isError(e, status) })
}

// succeeds is the variable that a block ends with a status of success in, set as a number; nil if there is none.
func succeeds(blk *cfg.Block) *ir.Var {
	for _, in := range slices.Backward(blk.Instrs) {
		if a, ok := in.(*ir.Assign); ok && a.Dst.IsLocal() && a.Dst.Root.Type == "long" && a.Src.Kind == ir.Const {
			if a.Src.Int < 0 || lastOf(blk, a.Dst.Root) != in {
				return nil
			}
			return a.Dst.Root
		}
	}
	return nil
}

// lastOf is the last instruction of a block that gives a variable a value.
func lastOf(blk *cfg.Block, x *ir.Var) ir.Instr {
	for _, in := range slices.Backward(blk.Instrs) {
		switch i := in.(type) {
		case *ir.Assign:
			if i.Dst.Root == x {
				return in
			}
		case *ir.Call:
			if i.Dst == x {
				return in
			}
		}
	}
	return nil
}

// assigned reports whether a block gives a variable another value.
func assigned(blk *cfg.Block, x *ir.Var) bool {
	return slices.ContainsFunc(blk.Instrs, func(in ir.Instr) bool {
		switch in := in.(type) {
		case *ir.Assign:
			return in.Dst.Root == x
		case *ir.Call:
			return in.Dst == x
		}
		return false
	})
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

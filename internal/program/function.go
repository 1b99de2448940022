package program

import (
	"slices"
	"strings"

	"github.com/drvlint/drvlint/ir"
)

// A Change is what a step of a path does to what holds on it, as far as that is known.
type Change struct {
	Takes    []string // the locks that are held from here on, as the function that took them spells them
	Releases string   // the lock that is not held any more; "" for none
	Level    string   // the IRQL from here on; "" where the step says nothing of it
}

// A PathStep is one stage of a finding's path, in words.
type PathStep struct {
	Unit *ir.Unit
	ir.Span
	Text string
	Turn bool // says which way a branch goes
	Change
}

// WithoutRounds leaves out the turns that a path takes again later: of a loop the last round is told.
func WithoutRounds(path []PathStep) []PathStep {
	again := func(i int) bool {
		return slices.ContainsFunc(path[i+1:], func(s PathStep) bool {
			return s.Turn && s.Unit == path[i].Unit && s.Span == path[i].Span && s.Text == path[i].Text
		})
	}
	var list []PathStep
	for i, step := range path {
		if !step.Turn || !again(i) {
			list = append(list, step)
		}
	}
	return list
}

// A path through more calls than this leaves out those in its middle.
const maxPathCalls = 64

// Abbreviated leaves out the middle of a long way.
func Abbreviated[Step any](steps []Step) []Step {
	if len(steps) <= maxPathCalls {
		return steps
	}
	return slices.Concat(steps[:maxPathCalls/2], steps[len(steps)-maxPathCalls/2:])
}

// Instrs visits every instruction of f in the order of its blocks.
func (f *Function) Instrs(visit func(ir.Instr)) {
	for _, in := range f.body {
		visit(in)
	}
}

// Calls lists the calls among the instructions of f, in their order. The list is not to be written to.
func (f *Function) Calls() []*ir.Call { return f.calls }

// Mentioned lists the names of the functions that f calls or refers to where control comes to, sorted. The list is not to be written to.
func (f *Function) Mentioned() []string { return f.mentioned() }

// Uses reports whether f does anything with a parameter but to say that it does not.
func (f *Function) Uses(param int) bool {
	v := f.Params[param]
	used := false
	f.Instrs(func(in ir.Instr) {
		switch in := in.(type) {
		case *ir.Assign:
			used = used || in.Src.Reads(v)
		case *ir.Return:
			used = used || in.Value != nil && (*in.Value).Reads(v)
		case *ir.Call:
			unreferenced := strings.Contains(in.Callee, "UNREFERENCED")
			used = used || !unreferenced && slices.ContainsFunc(in.Args, func(a ir.Value) bool { return a.Reads(v) })
		}
	})
	for _, blk := range f.Graph.Blocks {
		for _, edge := range blk.Succs {
			used = used || edge.Test != nil && (*edge.Test).Reads(v)
		}
	}
	return used
}

// Reads reports whether f reads a variable.
func (f *Function) Reads(v *ir.Var) bool {
	found := false
	reads := func(value ir.Value) bool { return value.Reads(v) }
	f.Instrs(func(in ir.Instr) {
		switch in := in.(type) {
		case *ir.Assign:
			found = found || reads(in.Src)
		case *ir.Call:
			found = found || slices.ContainsFunc(in.Args, reads)
		case *ir.Return:
			found = found || in.Value != nil && reads(*in.Value)
		}
	})
	for _, blk := range f.Graph.Blocks {
		for _, e := range blk.Succs {
			found = found || e.Test != nil && reads(*e.Test)
		}
	}
	return found
}

// Assigns reports whether the function gives a variable, as a whole, another value.
func (f *Function) Assigns(v *ir.Var) (found bool) {
	f.Instrs(func(in ir.Instr) {
		switch in := in.(type) {
		case *ir.Assign:
			found = found || in.Dst.Root == v && len(in.Dst.Path) == 0
		case *ir.Call:
			found = found || in.Dst == v
		}
	})
	return found
}

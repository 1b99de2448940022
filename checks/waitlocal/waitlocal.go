// Package waitlocal finds waits in user mode for objects on the stack.
package waitlocal

import (
	_ "embed"
	"fmt"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/callgraph"
	"github.com/drvlint/drvlint/internal/check"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/ir"
)

//go:embed waitlocal.md
var markdown string

// Check is the check, ready to run.
var Check = check.New(check.Description{
	Markdown: markdown, Level: check.Warning, Precision: "very-high", Scope: check.Driver,
	NoPaths: true,
	Tags:    []string{"correctness"},
}, run)

const userMode = 1 // UserMode of MODE (wdm.h)

func run(pass *check.Pass) {
	var reported []*ir.Call
	for _, c := range pass.Driver.RoutineCalls(ddi.Wait, ddi.Anything) {
		mode, ok := c.Arg(ddi.OpMode)
		if _, object := c.Arg(ddi.OpObject); !ok || !object || mode.Kind == ir.Const && mode.Int != userMode {
			continue
		}
		for _, way := range ways(pass.Driver.Graph, c) {
			first := way[0]
			if on := onStack(way, c); on != nil && !polls(way, c) && !slices.Contains(reported, first.Call) {
				reported = append(reported, first.Call)
				report(pass, c, way, on)
			}
		}
	}
}

// ways lists how the functions that may hand an object to a wait come to it: the one that makes it
// and, where that is handed the object or the mode, its callers and theirs.
func ways(p *callgraph.Graph, c callgraph.RoutineCall) []callgraph.Chain {
	list := []callgraph.Chain{{{Call: c.Call, In: c.In}}}
	object, _ := c.Arg(ddi.OpObject)
	mode, _ := c.Arg(ddi.OpMode)
	if !isParameter(c.In, object) && !isParameter(c.In, mode) {
		return list
	}
	for _, f := range p.Functions {
		if f == c.In || !p.Reach(f)[c.In] {
			continue
		}
		if way := p.ChainTo(f, c); way != nil {
			list = append(list, way)
		}
	}
	return list
}

func isParameter(f *program.Function, v ir.Value) bool {
	return v.Kind == ir.Load && len(v.Place.Path) == 0 && slices.Contains(f.Params, v.Place.Root)
}

// onStack is the object on the stack of the first function of a way that the wait at its end is for, in
// user mode; nil if there is none.
func onStack(way callgraph.Chain, c callgraph.RoutineCall) *ir.Place {
	if mode := way.Argument(c.Routine.Arg(ddi.OpMode)); mode.Kind != ir.Const || mode.Int != userMode {
		return nil
	}
	f := way[0].In
	v := way.Argument(c.Routine.Arg(ddi.OpObject))
	if c.Routine.Arg(ddi.OpCount) >= 0 {
		return elementOnStack(f, v)
	}
	if local(f, v) {
		return &v.Place
	}
	return pointedTo(f, v)
}

// pointedTo is the local variable of f, or a part of one, that a local pointer always points to, where it is not NULL; nil if there is none.
func pointedTo(f *program.Function, v ir.Value) *ir.Place {
	if v.Kind != ir.Load || len(v.Place.Path) > 0 || !slices.Contains(f.Locals, v.Place.Root) {
		return nil
	}
	var found *ir.Place
	other := false
	f.Instrs(func(in ir.Instr) {
		var sources []ir.Value
		switch in := in.(type) {
		case *ir.Assign:
			if in.Dst.Root == v.Place.Root && len(in.Dst.Path) == 0 {
				if in.Src.Kind == ir.Const && in.Src.Int == 0 {
					return
				}
				if found = &in.Src.Place; !local(f, in.Src) {
					other = true
				}
			}
			sources = []ir.Value{in.Src}
		case *ir.Call:
			other = other || in.Dst == v.Place.Root
			sources = in.Args
		}
		other = other || slices.ContainsFunc(sources, func(src ir.Value) bool {
			return src.Kind == ir.AddrOf && src.Place.Root == v.Place.Root && len(src.Place.Path) == 0
		})
	})
	if other {
		return nil
	}
	return found
}

// local reports whether a value is the address of a local variable of f, or of a part of one.
func local(f *program.Function, v ir.Value) bool {
	return v.Kind == ir.AddrOf && v.Place.Root.Kind == ir.Local && !v.Place.ThroughPointer() && slices.Contains(f.Locals, v.Place.Root)
}

// elementOnStack is a local variable of f whose address an array of objects gets.
func elementOnStack(f *program.Function, array ir.Value) *ir.Place {
	var found *ir.Place
	f.Instrs(func(in ir.Instr) {
		assign, ok := in.(*ir.Assign)
		if ok && found == nil && array.Place.Root != nil && assign.Dst.Root == array.Place.Root && len(assign.Dst.Path) > 0 && local(f, assign.Src) {
			found = &assign.Src.Place
		}
	})
	return found
}

// polls reports whether a wait is given a timeout of zero: it doesn't block.
func polls(way callgraph.Chain, c callgraph.RoutineCall) bool {
	i := c.Routine.Arg(ddi.OpTimeout)
	if i < 0 {
		return false
	}
	v := way.Argument(i)
	if v.Kind != ir.AddrOf {
		return false
	}
	zero, other := false, false
	way[0].In.Instrs(func(in ir.Instr) {
		if assign, ok := in.(*ir.Assign); ok && assign.Dst.Root == v.Place.Root {
			zero = zero || assign.Src.Kind == ir.Const && assign.Src.Int == 0
			other = other || assign.Src.Kind != ir.Const || assign.Src.Int != 0
		}
	})
	return zero && !other
}

func report(pass *check.Pass, c callgraph.RoutineCall, way callgraph.Chain, object *ir.Place) {
	first := way[0]
	path := []program.PathStep{{Unit: first.In.Unit, Span: object.Root.Span, Text: fmt.Sprintf("`%s` lies on the kernel stack of the thread", object.Root.Name)}}
	path = append(path, way.Path(fmt.Sprintf("`%s` waits in user mode: the stack may be paged out meanwhile", c.Routine.Name))...)
	through := ""
	if len(way) > 1 {
		through = fmt.Sprintf(" (through `%s`)", way[1].In.Name)
	}
	pass.Report(check.Finding{Level: check.Warning, Unit: first.In.Unit, At: first.Call.Span, Path: path, Fixes: kernelMode(pass, c, way)},
		"`%s` waits here in user mode%s for `%s`, which lies on the stack: while it waits, the stack may be paged out, and who signals the object at DISPATCH_LEVEL then touches memory that is not there", c.Routine.Name, through, object)
}

// kernelMode is the fix that waits in kernel mode. It is offered where the mode is written out in the call.
func kernelMode(pass *check.Pass, c callgraph.RoutineCall, way callgraph.Chain) []analysis.SuggestedFix {
	mode, _ := c.Arg(ddi.OpMode)
	text, err := pass.ReadFile(c.In.Unit.Files[0].Name)
	if len(way) > 1 || mode.File != 0 || c.Call.Macro != "" || err != nil || int(mode.To) > len(text) || string(text[mode.From:mode.To]) != mode.Name {
		return nil
	}
	from, to := pass.Driver.Range(c.In.Unit, mode.Span)
	if !from.IsValid() || !to.IsValid() {
		return nil
	}
	return []analysis.SuggestedFix{{
		Message:   "wait in kernel mode",
		TextEdits: []analysis.TextEdit{{Pos: from, End: to, NewText: []byte("KernelMode")}},
	}}
}

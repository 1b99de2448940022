// Package accessmode finds handles and pointers of a program in user mode that are used as if they
// were the kernel's.
package accessmode

import (
	_ "embed"
	"fmt"

	"golang.org/x/tools/go/analysis"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/callgraph"
	"github.com/drvlint/drvlint/internal/check"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/ir"
)

//go:embed accessmode.md
var markdown string

// Check is the check, ready to run.
var Check = check.New(check.Description{
	Markdown: markdown, Level: check.Warning, Precision: "high", Scope: check.Driver,
	NoPaths: true,
	Tags:    []string{"security", "external/cwe/cwe-269", "external/cwe/cwe-284"},
}, run)

const kernelMode = 0 // KernelMode of MODE (wdm.h)

func run(pass *check.Pass) {
	var fl *flow
	for _, c := range pass.Driver.RoutineCalls(ddi.Reference|ddi.Open, ddi.KernelObject) {
		mode, ok := c.Arg(ddi.OpMode)
		if !ok || mode.Kind != ir.Const || mode.Int != kernelMode {
			continue
		}
		if fl == nil {
			fl = newFlow(pass.Driver.Graph)
		}
		if v, what := named(c); !judge(pass, fl, c, v, what) {
			onItsOwn(pass, c)
		}
	}
}

// named is what names the object of a call, and what that is.
func named(c callgraph.RoutineCall) (v ir.Value, what string) {
	if v, ok := c.Arg(ddi.OpHandle); ok {
		return v, "handle"
	}
	v, _ = c.Arg(ddi.OpObject)
	return v, "pointer"
}

// judge reports a call that takes a program's word, and whether it is one.
func judge(pass *check.Pass, fl *flow, c callgraph.RoutineCall, v ir.Value, what string) bool {
	s := fl.at(c.In, c.Call.Span, v)
	if s == nil || asksMode(c.In) || written(c, v) {
		return false
	}
	path := append(s.path(), program.PathStep{Unit: c.In.Unit, Span: c.Call.Span, Text: fmt.Sprintf("`%s` is told that the kernel itself asks: access is not checked", c.Routine.Name)})
	harm := "the program reaches any object that it can guess a handle of, kernel handles too, with any access"
	if what == "pointer" {
		harm = "the program chooses the address that the kernel takes for an object"
	}
	pass.Report(check.Finding{Level: check.Warning, Unit: c.In.Unit, At: c.Call.Span, Path: path, Fixes: requestorMode(pass, c)},
		"`%s` takes the %s `%s` of a program in user mode with KernelMode: %s", c.Routine.Name, what, v, harm)
	return true
}

// written reports whether the function itself stores what a place holds before it comes to the call, or lets a
// routine store it there: a buffer of a request is for the answer, too.
func written(c callgraph.RoutineCall, v ir.Value) bool {
	if v.Kind != ir.Load || len(v.Place.Path) == 0 {
		return false
	}
	place, found := v.Place.String(), false
	c.In.Instrs(func(in ir.Instr) {
		stores := false
		switch in := in.(type) {
		case *ir.Assign:
			stores = in.Dst.String() == place
		case *ir.Call:
			for _, a := range in.Args {
				stores = stores || a.Kind == ir.AddrOf && a.Place.String() == place
			}
		}
		found = found || stores && c.In.Graph.Follows(in, c.Call)
	})
	return found
}

// onItsOwn reports, on demand, a dispatch routine that names a mode where the request tells it.
func onItsOwn(pass *check.Pass, c callgraph.RoutineCall) {
	if _, dispatch := pass.Driver.HasRole(c.In, []ddi.Role{ddi.Dispatch}); !dispatch || !c.Routine.Does(ddi.Reference) {
		return
	}
	path := []program.PathStep{{Unit: c.In.Unit, Span: c.Call.Span, Text: fmt.Sprintf("`%s` is told that the kernel itself asks", c.Routine.Name)}}
	pass.Report(check.Finding{Level: check.Pedantic, Unit: c.In.Unit, At: c.Call.Span, Path: path, Fixes: requestorMode(pass, c)},
		"`%s` is called by a dispatch routine with KernelMode: whether the request comes from user mode is in the IRP", c.Routine.Name)
}

// requestorMode is the fix that hands on the mode of the request. It is offered where the mode is written out in the call and the function
// has one parameter that is an IRP.
func requestorMode(pass *check.Pass, c callgraph.RoutineCall) []analysis.SuggestedFix {
	mode, _ := c.Arg(ddi.OpMode)
	text, err := pass.ReadFile(c.In.Unit.Files[0].Name)
	if mode.File != 0 || c.Call.Macro != "" || err != nil || int(mode.To) > len(text) || string(text[mode.From:mode.To]) != mode.Name {
		return nil
	}
	spelt := ""
	for _, param := range c.In.Params {
		if ddi.ObjectOf(param.Type) == ddi.IRP {
			if spelt != "" {
				return nil
			}
			spelt = param.Name + "->" + ddi.ModeMemberOf(ddi.TagOf(ddi.IRP))
		}
	}
	from, to := pass.Driver.Range(c.In.Unit, mode.Span)
	if spelt == "" || !from.IsValid() || !to.IsValid() {
		return nil
	}
	return []analysis.SuggestedFix{{
		Message:   fmt.Sprintf("check access as the request says: `%s`", spelt),
		TextEdits: []analysis.TextEdit{{Pos: from, End: to, NewText: []byte(spelt)}},
	}}
}
